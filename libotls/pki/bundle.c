/* SPDX-License-Identifier: ISC */
#include "pki/bundle.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/secret.h"
#include "pki/contents.h"
#include "pki/source.h"

#define BEGIN "-----BEGIN "

/* How many lines of |source| begin something in PEM. */
static size_t
count_begins(const struct otls__source *source)
{
    const unsigned char *p = source->data, *end = p + source->len;
    size_t n = 0;

    while (p < end) {
        if ((size_t)(end - p) >= strlen(BEGIN) &&
            memcmp(p, BEGIN, strlen(BEGIN)) == 0)
            n++;
        if ((p = memchr(p, '\n', (size_t)(end - p))) == NULL)
            break;
        p++;
    }
    return n;
}

static int
make_stacks(struct otls__bundle *bundle)
{
    if (bundle->certs == NULL)
        bundle->certs = sk_X509_new_null();
    if (bundle->crls == NULL)
        bundle->crls = sk_X509_CRL_new_null();
    return bundle->certs != NULL && bundle->crls != NULL
               ? OTLS_OK
               : otls__error_memory();
}

/*
 * OpenSSL parses a certificate without a word when there is no memory for its
 * public key, and marks it as invalid when there is none for what it wants to
 * remember of the extensions. Both would stay so.
 */
static int
is_whole(X509 *cert)
{
    (void)X509_check_purpose(cert, -1, 0);
    return X509_get0_pubkey(cert) != NULL &&
           (X509_get_extension_flags(cert) &
               (EXFLAG_INVALID | EXFLAG_NO_FINGERPRINT)) == 0;
}

static X509 *
parse_once(const unsigned char *der, long len, int trusted)
{
    return trusted ? d2i_X509_AUX(NULL, &der, len) : d2i_X509(NULL, &der, len);
}

/* NULL where it can't be parsed, not the second time either. One that is odd, and not for want of memory, is
 * let in, and refused when it is to be used. */
static X509 *
parse_cert(const unsigned char *der, long len, int trusted)
{
    X509 *cert = parse_once(der, len, trusted);

    otls__openssl_begin();
    if (cert == NULL || !is_whole(cert)) {
        X509_free(cert);
        cert = parse_once(der, len, trusted);
        if (cert != NULL && !is_whole(cert) && otls__openssl_memory_is_out()) {
            X509_free(cert);
            cert = NULL;
        }
    }
    otls__openssl_end();
    return cert;
}

static X509_CRL *
parse_crl(const unsigned char *der, long len)
{
    const unsigned char *p = der;
    X509_CRL *crl = d2i_X509_CRL(NULL, &p, len);

    if (crl != NULL)
        return crl;
    otls__openssl_begin();
    p = der;
    crl = d2i_X509_CRL(NULL, &p, len);
    otls__openssl_end();
    return crl;
}

/* Takes |cert| over. */
static int
add_cert(struct otls__bundle *bundle, X509 *cert)
{
    if (sk_X509_push(bundle->certs, cert) > 0)
        return OTLS_OK;
    X509_free(cert);
    return otls__error_memory();
}

/* Takes |crl| over. */
static int
add_crl(struct otls__bundle *bundle, X509_CRL *crl)
{
    if (sk_X509_CRL_push(bundle->crls, crl) > 0)
        return OTLS_OK;
    X509_CRL_free(crl);
    return otls__error_memory();
}

/* What |label| calls, in |len| bytes of DER; the |n|th of its source. */
static int
add_block(struct otls__bundle *bundle, const struct otls__source *source,
    const char *label, const unsigned char *der, long len, size_t n)
{
    const int trusted = strcmp(label, PEM_STRING_X509_TRUSTED) == 0;
    X509_CRL *crl;
    X509 *cert;

    if (trusted || strcmp(label, PEM_STRING_X509) == 0 ||
        strcmp(label, PEM_STRING_X509_OLD) == 0) {
        if ((cert = parse_cert(der, len, trusted)) != NULL)
            return add_cert(bundle, cert);
    } else if (strcmp(label, PEM_STRING_X509_CRL) == 0) {
        if ((crl = parse_crl(der, len)) != NULL)
            return add_crl(bundle, crl);
    } else
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_CERT_FORMAT,
        "%s: block %zu, %.32s, is damaged", source->name, n, label);
}

struct block {
    char *label;
    char *header;
    unsigned char *der;
    long len;
};

/* A second time where it fails: for want of memory it does so without a
 * word. */
static int
read_block(BIO *bio, struct block *b)
{
    const long at = BIO_tell(bio);

    if (PEM_read_bio(bio, &b->label, &b->header, &b->der, &b->len) == 1)
        return 1;
    return BIO_seek(bio, (int)at) >= 0 &&
           PEM_read_bio(bio, &b->label, &b->header, &b->der, &b->len) == 1;
}

/* It may be somebody's key. */
static void
end_block(struct block *b)
{
    otls__wipe(b->der, (size_t)b->len);
    OPENSSL_free(b->der);
    OPENSSL_free(b->label);
    OPENSSL_free(b->header);
}

static int
read_pem(struct otls__bundle *bundle, const struct otls__source *source,
    size_t count)
{
    BIO *bio = BIO_new_mem_buf(source->data, (int)source->len);
    struct block block;
    size_t n;
    int rv = bio == NULL ? otls__error_memory() : OTLS_OK;

    for (n = 1; rv == OTLS_OK && n <= count; n++) {
        if (!read_block(bio, &block)) {
            rv = otls__error_openssl(OTLS_E_CERT_FORMAT,
                "%s: block %zu of %zu in PEM is damaged", source->name, n,
                count);
            break;
        }
        rv = add_block(
            bundle, source, block.label, block.der, block.len, n);
        end_block(&block);
    }
    BIO_free(bio);
    return rv;
}

static int
read_der(struct otls__bundle *bundle, const struct otls__source *source)
{
    X509_CRL *crl;
    X509 *cert;
    int rv;

    if (source->len > 0 && source->data[0] == 0x30) {
        if ((cert = parse_cert(source->data, (long)source->len, 0)) != NULL)
            return add_cert(bundle, cert);
        rv = otls__error_openssl(OTLS_E_CERT_FORMAT,
            "%s: it is neither a certificate nor a revocation list",
            source->name);
        if (rv == OTLS_E_CERT_FORMAT &&
            (crl = parse_crl(source->data, (long)source->len)) != NULL)
            return add_crl(bundle, crl);
        return rv;
    }
    return otls__error(OTLS_E_CERT_FORMAT,
        "%s holds no certificate: give one in PEM, \"-----BEGIN "
        "CERTIFICATE-----\", or in DER",
        source->name);
}

int
otls__bundle_read(
    struct otls__bundle *bundle, const struct otls__source *source)
{
    const size_t count = count_begins(source);
    int before, rv;

    if ((rv = make_stacks(bundle)) != OTLS_OK)
        return rv;
    before = sk_X509_num(bundle->certs) + sk_X509_CRL_num(bundle->crls);
    if (count == 0)
        return read_der(bundle, source);
    if ((rv = read_pem(bundle, source, count)) != OTLS_OK)
        return rv;
    if (sk_X509_num(bundle->certs) + sk_X509_CRL_num(bundle->crls) == before)
        return otls__error(OTLS_E_CERT_FORMAT,
            "%s holds neither a certificate nor a revocation list",
            source->name);
    return OTLS_OK;
}

int
otls__bundle_certs(
    struct otls__bundle *bundle, const struct otls__source *source)
{
    const unsigned contents = otls__contents(source);
    const size_t n = otls__contents_trailing(source, contents);
    int rv;

    if (n > 0)
        return otls__error(OTLS_E_CERT_FORMAT,
            "%s: %zu bytes follow the certificate, which belong to nothing",
            source->name, n);
    if ((contents & OTLS__HOLDS_CERT) == 0 && contents != 0)
        return otls__error(OTLS_E_CERT_FORMAT,
            "%s holds no certificate but %s", source->name,
            otls__contents_text(contents));
    if ((rv = otls__bundle_read(bundle, source)) != OTLS_OK)
        return rv;
    if (sk_X509_num(bundle->certs) == 0)
        return otls__error(OTLS_E_CERT_FORMAT, "%s holds no certificate",
            source->name);
    return OTLS_OK;
}

void
otls__bundle_end(struct otls__bundle *bundle)
{
    sk_X509_pop_free(bundle->certs, X509_free);
    sk_X509_CRL_pop_free(bundle->crls, X509_CRL_free);
    bundle->certs = NULL;
    bundle->crls = NULL;
}
