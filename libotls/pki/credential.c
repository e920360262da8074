/* SPDX-License-Identifier: ISC */
#include "pki/credential.h"

#include <string.h>

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/identity.h"
#include "pki/credential_part.h"
#include "pki/names.h"

/* A response is sent in the handshake, where 2^24 bytes are all there is. */
#define OCSP_MAX ((size_t)1 << 20)

struct otls__credential {
    struct otls__ref ref;
    X509 *leaf;
    STACK_OF(X509) *chain;
    EVP_PKEY *key;
    unsigned char *ocsp;
    size_t ocsp_len;
    unsigned char digest[32];
    unsigned char names_digest[32];
};

/* Where the key belongs to another certificate of the file, the message says
 * to which. */
static int
refuse_key(const STACK_OF(X509) *certs, EVP_PKEY *key,
    const struct otls__credential_names *names)
{
    int i;

    for (i = 1; i < sk_X509_num(certs); i++)
        if (X509_check_private_key(sk_X509_value(certs, i), key) == 1)
            return otls__error(OTLS_E_KEY_MISMATCH,
                "%s: the key in %s belongs to certificate %d of the file: put "
                "that one first, and its issuers behind it",
                names->cert, names->key, i + 1);
    return otls__error(OTLS_E_KEY_MISMATCH,
        "%s: the key in %s belongs to another certificate", names->cert,
        names->key);
}

static int
check_key(const STACK_OF(X509) *certs, EVP_PKEY *key,
    const struct otls__credential_names *names)
{
    X509 *leaf;
    int rv;

    if (sk_X509_num(certs) < 1)
        return otls__error(
            OTLS_E_CERT_FORMAT, "%s holds no certificate", names->cert);
    leaf = sk_X509_value(certs, 0);
    /* a second time, since it may be memory alone that was missing */
    if (X509_check_private_key(leaf, key) == 1 ||
        X509_check_private_key(leaf, key) == 1)
        return OTLS_OK;
    rv = otls__error_openssl(OTLS_E_KEY_MISMATCH,
        "%s: the key in %s belongs to another certificate", names->cert,
        names->key);
    return rv == OTLS_E_KEY_MISMATCH ? refuse_key(certs, key, names) : rv;
}

static int
take_certs(struct otls__credential *c, const STACK_OF(X509) *certs)
{
    X509 *cert;
    int i;

    if ((c->chain = sk_X509_new_null()) == NULL)
        return otls__error_memory();
    for (i = 0; i < sk_X509_num(certs); i++) {
        cert = sk_X509_value(certs, i);
        if (X509_up_ref(cert) != 1)
            return otls__error_memory();
        if (i == 0)
            c->leaf = cert;
        else if (sk_X509_push(c->chain, cert) <= 0) {
            X509_free(cert);
            return otls__error_memory();
        }
    }
    return OTLS_OK;
}

static int
digest_of_cert(X509 *cert, unsigned char out[32])
{
    unsigned char *der = NULL;
    const int len = i2d_X509(cert, &der);
    int rv;

    if (len <= 0)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not encode a certificate");
    rv = otls__identity(der, (size_t)len, out);
    OPENSSL_free(der);
    return rv;
}

/* The key has no part in it: the certificate says which one it is. */
static int
make_digest(struct otls__credential *c)
{
    const int n = sk_X509_num(c->chain);
    const size_t size = ((size_t)n + 2) * 32;
    unsigned char *all = otls__calloc(1, size);
    int i, rv;

    if (all == NULL)
        return otls__error_memory();
    rv = otls__identity(c->ocsp, c->ocsp_len, all);
    if (rv == OTLS_OK)
        rv = digest_of_cert(c->leaf, all + 32);
    for (i = 0; rv == OTLS_OK && i < n; i++)
        rv = digest_of_cert(
            sk_X509_value(c->chain, i), all + ((size_t)i + 2) * 32);
    if (rv == OTLS_OK)
        rv = otls__identity(all, size, c->digest);
    otls__free(all);
    return rv;
}

static int
fill(struct otls__credential *c, const STACK_OF(X509) *certs, EVP_PKEY *key,
    const void *ocsp, size_t ocsp_len)
{
    int rv;

    if (ocsp_len > 0) {
        if ((c->ocsp = otls__memdup(ocsp, ocsp_len)) == NULL)
            return otls__error_memory();
        c->ocsp_len = ocsp_len;
    }
    if (EVP_PKEY_up_ref(key) != 1)
        return otls__error_memory();
    c->key = key;
    if ((rv = take_certs(c, certs)) != OTLS_OK ||
        (rv = make_digest(c)) != OTLS_OK)
        return rv;
    return otls__names_digest(c->leaf, c->names_digest);
}

int
otls__credential_make(const STACK_OF(X509) *certs, EVP_PKEY *key,
    const void *ocsp, size_t ocsp_len,
    const struct otls__credential_names *names,
    struct otls__credential **credential)
{
    struct otls__credential *c;
    int rv;

    if ((rv = check_key(certs, key, names)) != OTLS_OK)
        return rv;
    if ((c = otls__calloc(1, sizeof(*c))) == NULL)
        return otls__error_memory();
    otls__ref_init(&c->ref);
    if ((rv = fill(c, certs, key, ocsp, ocsp_len)) != OTLS_OK)
        otls__credential_unref(c);
    else
        *credential = c;
    return rv;
}

int
otls__credential_new(const STACK_OF(X509) *certs, EVP_PKEY *key,
    struct otls__credential **credential)
{
    const struct otls__credential_names names = {
        "the certificate list", "the key given"};

    return otls__credential_make(certs, key, NULL, 0, &names, credential);
}

/* Twice, since memory may be what was missing. */
static OCSP_RESPONSE *
parse_ocsp(const unsigned char *data, size_t len)
{
    const unsigned char *p = data;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &p, (long)len);

    p = data;
    return response != NULL ? response
                            : d2i_OCSP_RESPONSE(NULL, &p, (long)len);
}

/* Whether the response parses and answers something. */
static int
check_ocsp(const unsigned char *data, size_t len)
{
    OCSP_RESPONSE *response;
    int status;

    if (len > OCSP_MAX)
        return otls__error(OTLS_E_LIMIT,
            "the OCSP response has more than %zu bytes", OCSP_MAX);
    if ((response = parse_ocsp(data, len)) == NULL)
        return otls__error_openssl(
            OTLS_E_INVALID, "the bytes are not an OCSP response in DER");
    status = OCSP_response_status(response);
    OCSP_RESPONSE_free(response);
    if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return otls__error(OTLS_E_INVALID,
            "the OCSP response says that its responder failed (%s): ask it "
            "again",
            OCSP_response_status_str(status));
    return OTLS_OK;
}

int
otls__credential_with_ocsp(const struct otls__credential *base,
    const void *data, size_t len, struct otls__credential **credential)
{
    const struct otls__credential_names names = {
        "the credential", "the credential"};
    STACK_OF(X509) *certs;
    int rv;

    if (len > 0 && (rv = check_ocsp(data, len)) != OTLS_OK)
        return rv;
    if ((certs = sk_X509_dup(base->chain)) == NULL ||
        sk_X509_unshift(certs, base->leaf) <= 0)
        rv = otls__error_memory();
    else
        rv = otls__credential_make(
            certs, base->key, data, len, &names, credential);
    sk_X509_free(certs);
    return rv;
}

X509 *
otls__credential_x509(const struct otls__credential *c)
{
    return c->leaf;
}

STACK_OF(X509) *
otls__credential_stack(const struct otls__credential *c)
{
    return c->chain;
}

EVP_PKEY *
otls__credential_evp(const struct otls__credential *c)
{
    return c->key;
}

void
otls__credential_ocsp(const struct otls__credential *c,
    const unsigned char **data, size_t *len)
{
    *data = c->ocsp;
    *len = c->ocsp_len;
}

const unsigned char *
otls__credential_digest(const struct otls__credential *c)
{
    return c->digest;
}

const unsigned char *
otls__credential_names_digest(const struct otls__credential *c)
{
    return c->names_digest;
}

void
otls__credential_ref(void *credential)
{
    otls__ref_take(&((struct otls__credential *)credential)->ref);
}

void
otls__credential_unref(void *credential)
{
    struct otls__credential *c = credential;

    if (c == NULL || !otls__ref_drop(&c->ref))
        return;
    X509_free(c->leaf);
    sk_X509_pop_free(c->chain, X509_free);
    EVP_PKEY_free(c->key);
    otls__free(c->ocsp);
    otls__free(c);
}
