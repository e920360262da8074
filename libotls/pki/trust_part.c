/* SPDX-License-Identifier: ISC */
#include "pki/trust_part.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/identity.h"
#include "pki/bundle.h"
#include "pki/cert_list.h"
#include "pki/directory.h"
#include "pki/idset.h"
#include "pki/source.h"

struct otls__trust {
    struct otls__ref ref;
    struct otls__bundle bundle;
    STACK_OF(X509_NAME) *names;
    /* paths one after the other, with a NUL behind each */
    char *directories;
    size_t directories_len;
    size_t directory_crls;
    X509_STORE *store;
    /* what is in the bundle, what extra trust settings there are, and what
     * the directories held */
    struct otls__idset cert_ids;
    struct otls__idset crl_ids;
    struct otls__idset aux_ids;
    struct otls__idset directory_ids;
    unsigned char digest[32];
};

int
otls__trust_begin(struct otls__trust **trust)
{
    struct otls__trust *t = otls__calloc(1, sizeof(*t));

    if (t == NULL)
        return otls__error_memory();
    otls__ref_init(&t->ref);
    t->bundle.certs = sk_X509_new_null();
    t->bundle.crls = sk_X509_CRL_new_null();
    t->names = sk_X509_NAME_new_null();
    if (t->bundle.certs == NULL || t->bundle.crls == NULL ||
        t->names == NULL) {
        otls__trust_unref(t);
        return otls__error_memory();
    }
    *trust = t;
    return OTLS_OK;
}

/* Adds the digest of |len| bytes of DER at |der|, which it frees. */
static int
add_id(struct otls__idset *set, unsigned char *der, int len)
{
    unsigned char id[32];
    int rv;

    if (len <= 0)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not encode a certificate");
    rv = otls__identity(der, (size_t)len, id);
    OPENSSL_free(der);
    return rv == OTLS_OK ? otls__idset_add(set, id) : rv;
}

static int
add_cert(struct otls__trust *t, X509 *cert)
{
    unsigned char *der = NULL;
    int len, rv;

    len = i2d_X509(cert, &der);
    if ((rv = add_id(&t->cert_ids, der, len)) <= 0)
        return rv;
    if (X509_trusted(cert)) {
        der = NULL;
        len = i2d_X509_AUX(cert, &der);
        if ((rv = add_id(&t->aux_ids, der, len)) < 0)
            return rv;
    }
    if (X509_up_ref(cert) != 1 || sk_X509_push(t->bundle.certs, cert) <= 0) {
        X509_free(cert);
        return otls__error_memory();
    }
    return OTLS_OK;
}

static int
add_crl(struct otls__trust *t, X509_CRL *crl)
{
    unsigned char *der = NULL;
    int len, rv;

    len = i2d_X509_CRL(crl, &der);
    if ((rv = add_id(&t->crl_ids, der, len)) <= 0)
        return rv;
    if (X509_CRL_up_ref(crl) != 1 ||
        sk_X509_CRL_push(t->bundle.crls, crl) <= 0) {
        X509_CRL_free(crl);
        return otls__error_memory();
    }
    return OTLS_OK;
}

int
otls__trust_add_certs(struct otls__trust *t, const STACK_OF(X509) *certs)
{
    int i, rv = OTLS_OK;

    for (i = 0; rv == OTLS_OK && i < sk_X509_num(certs); i++)
        rv = add_cert(t, sk_X509_value(certs, i));
    return rv;
}

static int
add_crls(struct otls__trust *t, const STACK_OF(X509_CRL) *crls)
{
    int i, rv = OTLS_OK;

    for (i = 0; rv == OTLS_OK && i < sk_X509_CRL_num(crls); i++)
        rv = add_crl(t, sk_X509_CRL_value(crls, i));
    return rv;
}

int
otls__trust_add_source(struct otls__trust *t, const struct otls__source *s)
{
    struct otls__bundle bundle = {NULL, NULL};
    int rv;

    if ((rv = otls__bundle_read(&bundle, s)) == OTLS_OK &&
        (rv = otls__trust_add_certs(t, bundle.certs)) == OTLS_OK)
        rv = add_crls(t, bundle.crls);
    otls__bundle_end(&bundle);
    return rv;
}

int
otls__trust_add_crls(struct otls__trust *t, const struct otls__source *s)
{
    struct otls__bundle bundle = {NULL, NULL};
    int rv;

    if ((rv = otls__bundle_read(&bundle, s)) == OTLS_OK) {
        if (sk_X509_CRL_num(bundle.crls) == 0)
            rv = otls__error(OTLS_E_CERT_FORMAT,
                "%s holds no revocation list: give one in PEM, \"-----BEGIN "
                "X509 CRL-----\", or in DER",
                s->name);
        else if (sk_X509_num(bundle.certs) > 0)
            rv = otls__error(OTLS_E_INVALID,
                "%s holds certificates beside its revocation lists: load it "
                "as trust if they are to be trusted",
                s->name);
        else
            rv = add_crls(t, bundle.crls);
    }
    otls__bundle_end(&bundle);
    return rv;
}

static int
keep_directory(struct otls__trust *t, const char *path, size_t len)
{
    char *larger;

    if ((larger = otls__realloc(t->directories,
             t->directories_len + len + 1)) == NULL)
        return otls__error_memory();
    t->directories = larger;
    memcpy(larger + t->directories_len, path, len);
    larger[t->directories_len + len] = '\0';
    t->directories_len += len + 1;
    return OTLS_OK;
}

int
otls__trust_add_directory(struct otls__trust *t, const char *path, size_t len)
{
    struct otls__directory found;
    size_t before = t->directories_len;
    int rv;

    if ((rv = keep_directory(t, path, len)) != OTLS_OK ||
        (rv = otls__directory_scan(t->directories + before, &found)) !=
            OTLS_OK ||
        (rv = otls__idset_add(&t->directory_ids, found.digest)) < 0) {
        t->directories_len = before;
        return rv;
    }
    t->directory_crls += found.crls;
    return OTLS_OK;
}

static int
add_directories(struct otls__trust *t, const struct otls__trust *other)
{
    size_t at, i, len;
    int rv;

    for (at = 0; at < other->directories_len; at += len + 1) {
        len = strlen(other->directories + at);
        if ((rv = keep_directory(t, other->directories + at, len)) != OTLS_OK)
            return rv;
    }
    for (i = 0; i < other->directory_ids.count; i++)
        if ((rv = otls__idset_add(
                 &t->directory_ids, other->directory_ids.ids[i])) < 0)
            return rv;
    t->directory_crls += other->directory_crls;
    return OTLS_OK;
}

int
otls__trust_add_trust(struct otls__trust *t, const struct otls__trust *other)
{
    int rv;

    if ((rv = otls__trust_add_certs(t, other->bundle.certs)) != OTLS_OK ||
        (rv = add_crls(t, other->bundle.crls)) != OTLS_OK)
        return rv;
    return add_directories(t, other);
}

static int
fill_store(struct otls__trust *t)
{
    X509_LOOKUP *lookup;
    size_t at;
    int i;

    for (i = 0; i < sk_X509_num(t->bundle.certs); i++)
        if (X509_STORE_add_cert(
                t->store, sk_X509_value(t->bundle.certs, i)) != 1)
            return 0;
    for (i = 0; i < sk_X509_CRL_num(t->bundle.crls); i++)
        if (X509_STORE_add_crl(
                t->store, sk_X509_CRL_value(t->bundle.crls, i)) != 1)
            return 0;
    if (t->directories_len == 0)
        return 1;
    if ((lookup = X509_STORE_add_lookup(
             t->store, X509_LOOKUP_hash_dir())) == NULL)
        return 0;
    for (at = 0; at < t->directories_len;
         at += strlen(t->directories + at) + 1)
        if (X509_LOOKUP_add_dir(
                lookup, t->directories + at, X509_FILETYPE_PEM) != 1)
            return 0;
    return 1;
}

static int
make_store(struct otls__trust *t)
{
    const int wanted =
        sk_X509_num(t->bundle.certs) + sk_X509_CRL_num(t->bundle.crls);
    int there;

    if ((t->store = X509_STORE_new()) == NULL)
        return otls__error_memory();
    if (!fill_store(t))
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not make a store of certificates");
    there = sk_X509_OBJECT_num(X509_STORE_get0_objects(t->store));
    if (there != wanted)
        return otls__error(OTLS_E_NO_MEMORY,
            "of %d certificates and revocation lists OpenSSL kept %d", wanted,
            there);
    return OTLS_OK;
}

static int
make_names(struct otls__trust *t)
{
    X509_NAME *name;
    int i;

    for (i = 0; i < sk_X509_num(t->bundle.certs); i++) {
        name = X509_get_subject_name(sk_X509_value(t->bundle.certs, i));
        if (sk_X509_NAME_push(t->names, name) <= 0)
            return otls__error_memory();
    }
    return OTLS_OK;
}

static int
make_digest(struct otls__trust *t)
{
    unsigned char all[4][32];
    int rv;

    if ((rv = otls__idset_digest(&t->cert_ids, all[0])) != OTLS_OK ||
        (rv = otls__idset_digest(&t->crl_ids, all[1])) != OTLS_OK ||
        (rv = otls__idset_digest(&t->aux_ids, all[2])) != OTLS_OK ||
        (rv = otls__idset_digest(&t->directory_ids, all[3])) != OTLS_OK)
        return rv;
    return otls__identity(all, sizeof(all), t->digest);
}

int
otls__trust_finish(struct otls__trust *t, int rv, struct otls__trust **out)
{
    if (rv == OTLS_OK && (rv = make_store(t)) == OTLS_OK &&
        (rv = make_names(t)) == OTLS_OK && (rv = make_digest(t)) == OTLS_OK)
        *out = t;
    else
        otls__trust_unref(t);
    return rv;
}

int64_t
otls__trust_count(const struct otls__trust *t)
{
    return sk_X509_num(t->bundle.certs);
}

int64_t
otls__trust_crl_count(const struct otls__trust *t)
{
    return sk_X509_CRL_num(t->bundle.crls);
}

int
otls__trust_certs(
    const struct otls__trust *t, struct otls__cert_list **list)
{
    return otls__cert_list_wrap(t->bundle.certs, list);
}

X509_STORE *
otls__trust_store(const struct otls__trust *t)
{
    return t->store;
}

const STACK_OF(X509_NAME) *
otls__trust_names(const struct otls__trust *t)
{
    return t->names;
}

int
otls__trust_has_crls(const struct otls__trust *t)
{
    return sk_X509_CRL_num(t->bundle.crls) > 0 || t->directory_crls > 0;
}

const unsigned char *
otls__trust_digest(const struct otls__trust *t)
{
    return t->digest;
}

void
otls__trust_ref(void *trust)
{
    otls__ref_take(&((struct otls__trust *)trust)->ref);
}

void
otls__trust_unref(void *trust)
{
    struct otls__trust *t = trust;

    if (t == NULL || !otls__ref_drop(&t->ref))
        return;
    X509_STORE_free(t->store);
    sk_X509_NAME_free(t->names);
    otls__bundle_end(&t->bundle);
    otls__free(t->directories);
    otls__idset_end(&t->cert_ids);
    otls__idset_end(&t->crl_ids);
    otls__idset_end(&t->aux_ids);
    otls__idset_end(&t->directory_ids);
    otls__free(t);
}
