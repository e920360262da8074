/* SPDX-License-Identifier: ISC */
#include <time.h>

#include <openssl/x509v3.h>

#include <otls/cert.h>
#include <otls/cert_request.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/rand.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "pki/key_sign.h"
#include "pki/request_part.h"

#define DAY_S ((int64_t)86400)
#define VALID_DAYS 90
/* For clocks that are behind. */
#define EARLIER_S ((int64_t)3600)
/* As many bytes as a serial number may have. */
#define SERIAL_SIZE 20

/* What is made of a request: whose it is, who signs it, and until when. */
struct making {
    EVP_PKEY *pkey;
    const struct otls__key *key;
    const struct otls__cert *issuer; /* NULL: its own */
    int path_length;
    int64_t not_before_s, not_after_s;
};

static int
failed(const char *what)
{
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL could not make the certificate's %s", what);
}

static int
check_names(const struct otls__request *r)
{
    if (X509_NAME_entry_count(r->subject) > 0)
        return OTLS_OK;
    if (r->ca)
        return otls__error(OTLS_E_INVALID,
            "an authority has a subject: call otls_cert_request_set_subject");
    if (sk_GENERAL_NAME_num(r->sans) > 0)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "the request names nobody: call otls_cert_request_add_san or "
        "otls_cert_request_set_subject");
}

static int
fill_request(
    struct otls__request *r, X509_REQ *request, const struct otls__key *key)
{
    STACK_OF(X509_EXTENSION) *extensions = NULL;
    EVP_PKEY *pkey = otls__key_evp(key);
    int rv;

    if (X509_REQ_set_version(request, 0) != 1 ||
        X509_REQ_set_subject_name(request, r->subject) != 1 ||
        X509_REQ_set_pubkey(request, pkey) != 1)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not make the request");
    rv = otls__request_extensions(r, pkey, r->path_length, &extensions);
    if (rv == OTLS_OK && X509_REQ_add_extensions(request, extensions) != 1)
        rv = otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not add the extensions");
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    return rv == OTLS_OK ? otls__key_sign_request(key, request) : rv;
}

static int
sign(struct otls__request *r, const struct otls__key *key)
{
    X509_REQ *request;
    int rv;

    if (r->signed_one != NULL)
        return otls__error(OTLS_E_INVALID, "the request is signed already");
    if ((rv = check_names(r)) != OTLS_OK ||
        (rv = otls__key_check_signer(key)) != OTLS_OK)
        return rv;
    if ((request = X509_REQ_new()) == NULL)
        return otls__error_memory();
    if ((rv = fill_request(r, request, key)) == OTLS_OK)
        r->signed_one = request;
    else
        X509_REQ_free(request);
    return rv;
}

int
otls__request_sign(struct otls__request *r, const struct otls__key *key)
{
    int rv;

    (void)pthread_mutex_lock(&r->lock);
    rv = sign(r, key);
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

/* Random, and positive: the first bit is the sign. */
static int
set_serial(X509 *x509)
{
    unsigned char bytes[SERIAL_SIZE];
    BIGNUM *number;
    int rv, done;

    if ((rv = otls__rand_bytes(bytes, sizeof(bytes))) != OTLS_OK)
        return rv;
    bytes[0] &= 0x7f;
    bytes[SERIAL_SIZE - 1] |= 1;
    number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    done = number != NULL &&
           BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
    BN_free(number);
    return done ? OTLS_OK : failed("serial number");
}

/* The hash of the public key of |x509|. */
static ASN1_OCTET_STRING *
hash_key(X509 *x509)
{
    ASN1_OCTET_STRING *id = NULL;
    X509_EXTENSION *extension;
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, NULL, x509, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(
        NULL, &ctx, NID_subject_key_identifier, (char *)"hash");
    if (extension != NULL)
        id = X509V3_EXT_d2i(extension);
    X509_EXTENSION_free(extension);
    return id;
}

static int
add(X509 *x509, int nid, void *value)
{
    return X509_add1_ext_i2d(x509, nid, value, 0, X509V3_ADD_DEFAULT) == 1;
}

/* The names by which a chain is put together. */
static int
add_key_ids(X509 *x509, const struct making *m)
{
    X509 *const issuer = m->issuer == NULL ? x509 : otls__cert_x509(m->issuer);
    const ASN1_OCTET_STRING *known = X509_get0_subject_key_id(issuer);
    ASN1_OCTET_STRING *own = hash_key(x509);
    AUTHORITY_KEYID *authority = AUTHORITY_KEYID_new();
    int done;

    done = own != NULL && authority != NULL &&
           add(x509, NID_subject_key_identifier, own);
    if (done) {
        authority->keyid = known != NULL && m->issuer != NULL
                               ? ASN1_OCTET_STRING_dup(known)
                               : hash_key(issuer);
        done = authority->keyid != NULL &&
               add(x509, NID_authority_key_identifier, authority);
    }
    ASN1_OCTET_STRING_free(own);
    AUTHORITY_KEYID_free(authority);
    return done ? OTLS_OK : failed("key identifiers");
}

static int
add_extensions(
    const struct otls__request *r, X509 *x509, const struct making *m)
{
    STACK_OF(X509_EXTENSION) * list;
    int i, rv;

    if ((rv = otls__request_extensions(r, m->pkey, m->path_length, &list)) !=
        OTLS_OK)
        return rv;
    for (i = 0; rv == OTLS_OK && i < sk_X509_EXTENSION_num(list); i++)
        if (X509_add_ext(x509, sk_X509_EXTENSION_value(list, i), -1) != 1)
            rv = failed("extensions");
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    return rv == OTLS_OK ? add_key_ids(x509, m) : rv;
}

static int
fill(const struct otls__request *r, X509 *x509, const struct making *m)
{
    const X509_NAME *issuer =
        m->issuer == NULL ? r->subject
                          : X509_get_subject_name(otls__cert_x509(m->issuer));
    int rv;

    if (X509_set_version(x509, 2) != 1 ||
        X509_set_subject_name(x509, r->subject) != 1 ||
        X509_set_issuer_name(x509, issuer) != 1 ||
        X509_set_pubkey(x509, m->pkey) != 1)
        return failed("names");
    if (ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)m->not_before_s) ==
            NULL ||
        ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)m->not_after_s) ==
            NULL)
        return failed("dates");
    if ((rv = set_serial(x509)) != OTLS_OK ||
        (rv = add_extensions(r, x509, m)) != OTLS_OK)
        return rv;
    return otls__key_sign_cert(m->key, x509);
}

/* Parsed from its own bytes, as others will see it: what OpenSSL remembers of
 * one that it made isn't all there. */
static int
finish(X509 *made, struct otls__cert **cert)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(made, &der);
    int rv;

    if (len <= 0)
        return failed("bytes");
    rv = otls__cert_load_bytes(der, (size_t)len, cert);
    OPENSSL_free(der);
    return rv;
}

static int
make(const struct otls__request *r, const struct making *m,
    struct otls__cert **cert)
{
    X509 *x509 = X509_new();
    int rv;

    if (x509 == NULL)
        return otls__error_memory();
    if ((rv = fill(r, x509, m)) == OTLS_OK)
        rv = finish(x509, cert);
    X509_free(x509);
    return rv;
}

static void
set_dates(struct making *m, const struct otls__request *r)
{
    const int64_t now = (int64_t)time(NULL);

    m->path_length = r->path_length;
    m->not_before_s = r->not_after_s == 0 ? now - EARLIER_S : r->not_before_s;
    m->not_after_s =
        r->not_after_s == 0 ? now + VALID_DAYS * DAY_S : r->not_after_s;
}

static int
mismatch(const char *what)
{
    return otls__error(
        OTLS_E_KEY_MISMATCH, "the key is not the one of the %s", what);
}

static int
self_sign(struct otls__request *r, const struct otls__key *key,
    struct otls__cert **cert)
{
    struct making m = {otls__key_evp(key), key, NULL, -1, 0, 0};
    int rv;

    if ((rv = check_names(r)) != OTLS_OK ||
        (rv = otls__key_check_signer(key)) != OTLS_OK)
        return rv;
    if (r->signed_one != NULL &&
        EVP_PKEY_eq(X509_REQ_get0_pubkey(r->signed_one), m.pkey) != 1)
        return mismatch("request");
    set_dates(&m, r);
    return make(r, &m, cert);
}

int
otls__request_self_sign(struct otls__request *r, const struct otls__key *key,
    struct otls__cert **cert)
{
    int rv;

    (void)pthread_mutex_lock(&r->lock);
    rv = self_sign(r, key, cert);
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

/* Whether it may sign such a certificate at all, and with that key. */
static int
check_issuer(const struct otls__request *r, const struct making *m)
{
    const struct otls__cert *ca = m->issuer;
    int64_t usage;

    if (!otls__cert_is_ca(ca))
        return otls__error(OTLS_E_CERT_INVALID,
            "the issuer's certificate is not an authority's");
    usage = otls__cert_key_usage(ca);
    if (usage >= 0 && (usage & OTLS_CERT_USAGE_CERT_SIGN) == 0)
        return otls__error(OTLS_E_CERT_INVALID,
            "the issuer's certificate may not sign certificates");
    if (r->ca && otls__cert_path_length(ca) == 0)
        return otls__error(
            OTLS_E_CERT_INVALID, "the issuer may have no authority below it");
    if (X509_check_private_key(otls__cert_x509(ca), otls__key_evp(m->key)) !=
        1)
        return mismatch("issuer's certificate");
    return otls__key_check_signer(m->key);
}

/* Nothing that is issued goes beyond its issuer. */
static int
narrow(const struct otls__request *r, struct making *m)
{
    const int64_t now = (int64_t)time(NULL);
    const int64_t length = otls__cert_path_length(m->issuer);
    int64_t from, until;
    int rv;

    if ((rv = otls__cert_time_s(m->issuer, 0, &from)) != OTLS_OK ||
        (rv = otls__cert_time_s(m->issuer, 1, &until)) != OTLS_OK)
        return rv;
    if (until < now)
        return otls__error(
            OTLS_E_CERT_EXPIRED, "the issuer's certificate has expired");
    set_dates(m, r);
    if (m->not_before_s < from)
        m->not_before_s = from;
    if (m->not_after_s > until)
        m->not_after_s = until;
    if (m->not_before_s >= m->not_after_s)
        return otls__error(OTLS_E_INVALID,
            "the issuer's certificate is valid at no time that was asked for");
    if (length > 0 && (m->path_length < 0 || m->path_length >= length))
        m->path_length = (int)length - 1;
    return OTLS_OK;
}

static int
issue(struct otls__request *r, struct making *m, struct otls__cert **cert)
{
    int rv;

    if (r->signed_one == NULL)
        return otls__error(OTLS_E_INVALID,
            "the request isn't signed yet: call otls_cert_request_sign first");
    if ((m->pkey = X509_REQ_get0_pubkey(r->signed_one)) == NULL)
        return otls__error_openssl(
            OTLS_E_KEY_FORMAT, "OpenSSL doesn't know the request's key");
    if ((rv = check_names(r)) != OTLS_OK ||
        (rv = otls__key_check_strength(m->pkey)) != OTLS_OK ||
        (rv = check_issuer(r, m)) != OTLS_OK || (rv = narrow(r, m)) != OTLS_OK)
        return rv;
    return make(r, m, cert);
}

int
otls__request_issue(struct otls__request *r, const struct otls__cert *ca_cert,
    const struct otls__key *ca_key, struct otls__cert **cert)
{
    struct making m = {NULL, ca_key, ca_cert, -1, 0, 0};
    int rv;

    (void)pthread_mutex_lock(&r->lock);
    rv = issue(r, &m, cert);
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}
