/* SPDX-License-Identifier: ISC */
#include "pki/cert.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/digest.h"
#include "pki/hex.h"
#include "pki/key.h"
#include "pki/write.h"

#define DAY_S 86400

static int
write_cert(BIO *bio, const void *object)
{
    return PEM_write_bio_X509(bio, object);
}

static int
write_text(BIO *bio, const void *object)
{
    return X509_print_ex(bio, (X509 *)object,
        XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB, 0);
}

int
otls__cert_pem(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    return otls__write_pem(write_cert, otls__cert_x509(cert),
        "the certificate", buf, cap, len);
}

int
otls__cert_text(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    return otls__write_pem(write_text, otls__cert_x509(cert),
        "the certificate", buf, cap, len);
}

int
otls__cert_der(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL;

    return otls__write_der(i2d_X509(otls__cert_x509(cert), &der), &der,
        "the certificate", buf, cap, len);
}

int
otls__cert_equal(const struct otls__cert *a, const struct otls__cert *b)
{
    return X509_cmp(otls__cert_x509(a), otls__cert_x509(b)) == 0;
}

int
otls__cert_version(const struct otls__cert *cert, int64_t *version)
{
    *version = X509_get_version(otls__cert_x509(cert)) + 1;
    return OTLS_OK;
}

int
otls__cert_time_s(const struct otls__cert *cert, int after, int64_t *seconds)
{
    const X509 *x509 = otls__cert_x509(cert);
    struct tm epoch = {.tm_year = 70, .tm_mday = 1}, tm;
    int days, secs;

    if (ASN1_TIME_to_tm(after ? X509_get0_notAfter(x509)
                              : X509_get0_notBefore(x509),
            &tm) != 1 ||
        OPENSSL_gmtime_diff(&days, &secs, &epoch, &tm) != 1)
        return otls__error(OTLS_E_CERT_FORMAT,
            "the certificate's %s is not a time",
            after ? "notAfter" : "notBefore");
    *seconds = (int64_t)days * DAY_S + secs;
    return OTLS_OK;
}

int
otls__cert_serial(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    const ASN1_INTEGER *serial =
        X509_get0_serialNumber(otls__cert_x509(cert));
    const int n = ASN1_STRING_length(serial);

    return otls__hex_out(ASN1_STRING_get0_data(serial), (size_t)n,
        OTLS__HEX_UPPER |
            (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER
                    ? OTLS__HEX_MINUS
                    : 0),
        buf, cap, len);
}

int
otls__cert_fingerprint(const struct otls__cert *cert, const char *digest,
    void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL, out[OTLS__DIGEST_MAX];
    const int n = i2d_X509(otls__cert_x509(cert), &der);
    size_t size;
    int rv;

    if (n < 1)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not encode the certificate");
    if ((rv = otls__digest(digest == NULL ? "SHA-256" : digest, der, (size_t)n,
             out, &size)) == OTLS_OK)
        rv = otls__hex_out(out, size, 0, buf, cap, len);
    OPENSSL_free(der);
    return rv;
}

int
otls__cert_signature_algorithm(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    const X509_ALGOR *algorithm;
    const ASN1_OBJECT *object;
    char text[128];

    X509_get0_signature(NULL, &algorithm, otls__cert_x509(cert));
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    if (OBJ_obj2txt(text, sizeof(text), object, 0) <= 0)
        return otls__error_openssl(
            OTLS_E_CERT_FORMAT, "the certificate names no signature");
    return otls__copy_text(text, buf, cap, len);
}

int
otls__cert_public_key(const struct otls__cert *cert, struct otls__key **key)
{
    EVP_PKEY *pkey = X509_get_pubkey(otls__cert_x509(cert));
    int rv;

    if (pkey == NULL)
        return otls__error_openssl(OTLS_E_KEY_FORMAT,
            "the certificate's public key is damaged, or of a kind that "
            "OpenSSL doesn't know");
    if ((rv = otls__key_wrap(pkey, key)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    return rv;
}

int
otls__cert_is_issued_by(
    const struct otls__cert *cert, const struct otls__cert *issuer)
{
    X509 *x509 = otls__cert_x509(cert), *above = otls__cert_x509(issuer);
    EVP_PKEY *pkey;
    int yes;

    otls__openssl_begin();
    pkey = X509_get0_pubkey(above);
    yes = pkey != NULL && X509_check_issued(above, x509) == X509_V_OK &&
          X509_verify(x509, pkey) == 1;
    otls__openssl_end();
    return yes;
}
