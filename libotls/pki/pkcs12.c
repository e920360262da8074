/* SPDX-License-Identifier: ISC */
#include "pki/pkcs12.h"

#include <string.h>

#include <openssl/pkcs12.h>

#include "base/error.h"
#include "base/secret.h"
#include "pki/passphrase.h"
#include "pki/source.h"

/* RC2 and RC4 are in OpenSSL's legacy provider alone; Triple DES isn't. */
static int
is_legacy(int nid)
{
    return nid == NID_pbe_WithSHA1And40BitRC2_CBC ||
           nid == NID_pbe_WithSHA1And128BitRC2_CBC ||
           nid == NID_pbe_WithSHA1And40BitRC4 ||
           nid == NID_pbe_WithSHA1And128BitRC4;
}

static int
bag_is_legacy(const PKCS7 *bag)
{
    const X509_ALGOR *algorithm;

    if (OBJ_obj2nid(bag->type) != NID_pkcs7_encrypted)
        return 0;
    algorithm = bag->d.encrypted->enc_data->algorithm;
    return is_legacy(OBJ_obj2nid(algorithm->algorithm));
}

static int
holds_legacy(const PKCS12 *p12)
{
    STACK_OF(PKCS7) *bags = PKCS12_unpack_authsafes(p12);
    int i, found = 0;

    for (i = 0; i < sk_PKCS7_num(bags); i++)
        found |= bag_is_legacy(sk_PKCS7_value(bags, i));
    sk_PKCS7_pop_free(bags, PKCS7_free);
    return found;
}

static int
refuse(const struct otls__source *source, const PKCS12 *p12)
{
    const int rv = otls__error_openssl(OTLS_E_KEY_FORMAT,
        "%s: its passphrase is right, but its content is damaged or "
        "encrypted in a way that OpenSSL doesn't know",
        source->name);

    if (rv != OTLS_E_KEY_FORMAT || !holds_legacy(p12))
        return rv;
    return otls__error(OTLS_E_UNSUPPORTED,
        "%s is encrypted with RC2 or RC4, which OpenSSL has in its legacy "
        "provider alone: convert it with \"openssl pkcs12 -legacy -in FILE "
        "-nodes | openssl pkcs12 -export -out NEW\", or have openssl.cnf load "
        "that provider",
        source->name);
}

/* The passphrase with the NUL that OpenSSL wants, in secret memory. */
static int
terminate(const struct otls__passphrase *p, char **text)
{
    if ((*text = otls__secret_new(p->len + 1)) == NULL)
        return otls__error_memory();
    if (p->len > 0)
        memcpy(*text, p->bytes, p->len);
    (*text)[p->len] = '\0';
    return OTLS_OK;
}

/* Tried again where it says no: that is what it says as well when memory is
 * missing. */
static int
opens(PKCS12 *p12, const char *text, size_t len)
{
    int ok;

    otls__openssl_begin();
    ok = PKCS12_verify_mac(p12, text, (int)len) == 1 ||
         PKCS12_verify_mac(p12, text, (int)len) == 1;
    otls__openssl_end();
    return ok;
}

static int
opens_without(PKCS12 *p12)
{
    return !PKCS12_mac_present(p12) || opens(p12, NULL, 0) ||
           opens(p12, "", 0);
}

/* Finds the passphrase; NULL where it needs none. */
static int
unlock(const struct otls__source *source, PKCS12 *p12,
    struct otls__passphrase *passphrase, char **text)
{
    int rv;

    *text = NULL;
    if (passphrase->bytes == NULL && opens_without(p12))
        return OTLS_OK;
    if ((rv = otls__passphrase_need(passphrase, source->name)) != OTLS_OK ||
        (rv = terminate(passphrase, text)) != OTLS_OK)
        return rv;
    if (PKCS12_mac_present(p12) && strlen(*text) == passphrase->len &&
        opens(p12, *text, passphrase->len))
        return OTLS_OK;
    otls__secret_free(*text);
    *text = NULL;
    if (opens_without(p12))
        return OTLS_OK;
    return otls__error_openssl(
        OTLS_E_KEY_PASSPHRASE, "%s: the passphrase doesn't open it",
        source->name);
}

/* Puts |cert| before the others. */
static int
order(X509 *cert, STACK_OF(X509) *others, STACK_OF(X509) **certs)
{
    if (others == NULL)
        others = sk_X509_new_null();
    if (others == NULL || sk_X509_unshift(others, cert) <= 0) {
        X509_free(cert);
        sk_X509_pop_free(others, X509_free);
        return otls__error_memory();
    }
    *certs = others;
    return OTLS_OK;
}

/* Twice, since memory may be what was missing. */
static int
open_up(PKCS12 *p12, const char *text, EVP_PKEY **key, X509 **cert,
    STACK_OF(X509) **others)
{
    if (PKCS12_parse(p12, text, key, cert, others) == 1 && *key != NULL &&
        *cert != NULL)
        return 1;
    EVP_PKEY_free(*key);
    X509_free(*cert);
    sk_X509_pop_free(*others, X509_free);
    *key = NULL;
    *cert = NULL;
    *others = NULL;
    return PKCS12_parse(p12, text, key, cert, others) == 1;
}

static int
take(const struct otls__source *source, PKCS12 *p12, const char *text,
    STACK_OF(X509) **certs, EVP_PKEY **key)
{
    STACK_OF(X509) *others = NULL;
    X509 *cert = NULL;
    int rv = OTLS_OK;

    otls__openssl_begin();
    if (!open_up(p12, text, key, &cert, &others))
        rv = refuse(source, p12);
    otls__openssl_end();
    if (rv == OTLS_OK && *key == NULL)
        rv = otls__error(
            OTLS_E_KEY_FORMAT, "%s holds no private key", source->name);
    else if (rv == OTLS_OK && cert == NULL)
        rv = otls__error(OTLS_E_CERT_FORMAT,
            "%s holds no certificate for its private key", source->name);
    if (rv == OTLS_OK)
        return order(cert, others, certs);
    X509_free(cert);
    sk_X509_pop_free(others, X509_free);
    return rv;
}

/* Twice, since memory may be what was missing. */
static PKCS12 *
decode(const struct otls__source *source)
{
    const unsigned char *p = source->data;
    PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)source->len);

    if (p12 != NULL)
        return p12;
    otls__openssl_begin();
    p = source->data;
    p12 = d2i_PKCS12(NULL, &p, (long)source->len);
    otls__openssl_end();
    return p12;
}

int
otls__pkcs12_read(const struct otls__source *source,
    struct otls__passphrase *passphrase, STACK_OF(X509) **certs,
    EVP_PKEY **key, int *encrypted)
{
    char *text = NULL;
    PKCS12 *p12;
    int rv;

    *key = NULL;
    *certs = NULL;
    if ((p12 = decode(source)) == NULL)
        return otls__error_openssl(
            OTLS_E_KEY_FORMAT, "%s: it is not PKCS#12", source->name);
    if ((rv = unlock(source, p12, passphrase, &text)) == OTLS_OK)
        rv = take(source, p12, text, certs, key);
    *encrypted = text != NULL;
    otls__secret_free(text);
    PKCS12_free(p12);
    if (rv != OTLS_OK) {
        EVP_PKEY_free(*key);
        *key = NULL;
    }
    return rv;
}
