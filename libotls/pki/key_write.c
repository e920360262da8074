/* SPDX-License-Identifier: ISC */
#include "pki/key.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "base/secret.h"
#include "pki/passphrase.h"
#include "pki/write.h"

/* As many as OWASP asks for; the length of the answer doesn't depend on how
 * many it is between 32768 and 8388607. */
#define ROUNDS 600000
#define ROUNDS_FOR_LENGTH 32768

static int
write_public(BIO *bio, const void *object)
{
    return PEM_write_bio_PUBKEY(bio, (EVP_PKEY *)object);
}

int
otls__key_public_pem(
    const struct otls__key *key, void *buf, size_t cap, size_t *len)
{
    return otls__write_pem(
        write_public, otls__key_evp(key), "the key", buf, cap, len);
}

int
otls__key_public_der(
    const struct otls__key *key, void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL;

    return otls__write_der(
        i2d_PUBKEY(otls__key_evp(key), &der), &der, "the key", buf, cap, len);
}

struct secret {
    PKCS8_PRIV_KEY_INFO *info;
    X509_SIG *sealed; /* or NULL, where there is no passphrase */
};

static int
write_secret(BIO *bio, const void *object)
{
    const struct secret *s = object;

    return s->sealed != NULL ? PEM_write_bio_PKCS8(bio, s->sealed)
                             : PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, s->info);
}

static int
seal(struct secret *s, const void *passphrase, size_t len, int rounds)
{
    if (len == 0 || len > OTLS__PASSPHRASE_MAX)
        return otls__error(OTLS_E_INVALID,
            "the passphrase has %zu bytes: give 1 to %d, or NULL for none",
            len, OTLS__PASSPHRASE_MAX);
    s->sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase, (int)len,
        NULL, 0, rounds, s->info);
    return s->sealed != NULL ? OTLS_OK
                             : otls__error_openssl(OTLS_E_OPENSSL,
                                   "OpenSSL could not encrypt the key");
}

static int
encode(const struct secret *s, int pem, void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL;

    if (pem)
        return otls__write_pem(write_secret, s, "the key", buf, cap, len);
    return otls__write_der(s->sealed != NULL
                               ? i2d_X509_SIG(s->sealed, &der)
                               : i2d_PKCS8_PRIV_KEY_INFO(s->info, &der),
        &der, "the key", buf, cap, len);
}

int
otls__key_export(const struct otls__key *key, int pem, const void *passphrase,
    size_t passphrase_len, void *buf, size_t cap, size_t *len)
{
    struct secret s = {NULL, NULL};
    int rv = OTLS_OK;

    if (!otls__key_is_private(key))
        return otls__error(
            OTLS_E_INVALID, "the key is public: there is no secret in it");
    if ((s.info = EVP_PKEY2PKCS8(otls__key_evp(key))) == NULL)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not encode the key");
    if (passphrase != NULL)
        rv = seal(&s, passphrase, passphrase_len,
            cap == 0 ? ROUNDS_FOR_LENGTH : ROUNDS);
    if (rv == OTLS_OK)
        rv = encode(&s, pem, buf, cap, len);
    X509_SIG_free(s.sealed);
    PKCS8_PRIV_KEY_INFO_free(s.info);
    return rv;
}
