/* SPDX-License-Identifier: ISC */
#include "crypto/aead.h"

#include <stdint.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

/* OpenSSL takes an int, ChaCha20 whole blocks. */
#define PIECE ((size_t)1 << 30)
/* RFC 8439, 2.8: the block counter has 32 bits and begins at 1 */
#define PLAINTEXT_MAX (((uint64_t)1 << 38) - 64)

struct otls__aead {
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
};

static int
failed(void)
{
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not run ChaCha20-Poly1305; check that its default "
        "provider is loaded");
}

static EVP_CIPHER_CTX *
context_new(const EVP_CIPHER *cipher, const unsigned char *key, int encrypt)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (ctx != NULL &&
        EVP_CipherInit_ex2(ctx, cipher, key, NULL, encrypt, NULL) != 1) {
        EVP_CIPHER_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

int
otls__aead_new(
    const unsigned char key[OTLS__AEAD_KEY], struct otls__aead **aead)
{
    struct otls__aead *a = otls__calloc(1, sizeof(*a));
    EVP_CIPHER *cipher;
    int rv = OTLS_OK;

    if (a == NULL)
        return otls__error_memory();
    cipher = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
    if (cipher == NULL || (a->seal = context_new(cipher, key, 1)) == NULL ||
        (a->open = context_new(cipher, key, 0)) == NULL) {
        rv = failed();
        otls__aead_free(a);
    } else
        *aead = a;
    EVP_CIPHER_free(cipher);
    return rv;
}

void
otls__aead_free(struct otls__aead *aead)
{
    if (aead == NULL)
        return;
    EVP_CIPHER_CTX_free(aead->seal);
    EVP_CIPHER_CTX_free(aead->open);
    otls__free(aead);
}

static int
update(EVP_CIPHER_CTX *ctx, const unsigned char *in, size_t len,
    unsigned char *out)
{
    size_t piece;
    int n;

    while (len > 0) {
        piece = len < PIECE ? len : PIECE;
        if (EVP_CipherUpdate(ctx, out, &n, in, (int)piece) != 1 ||
            n != (int)piece)
            return 0;
        in += piece;
        out += piece;
        len -= piece;
    }
    return 1;
}

static int
check_length(size_t len)
{
    if ((uint64_t)len <= PLAINTEXT_MAX)
        return OTLS_OK;
    return otls__error(OTLS_E_LIMIT,
        "a message of %zu bytes is too long for ChaCha20-Poly1305: split it",
        len);
}

int
otls__aead_seal(struct otls__aead *aead,
    const unsigned char nonce[OTLS__AEAD_NONCE], const void *in, size_t len,
    void *out)
{
    unsigned char none[OTLS__AEAD_TAG];
    unsigned char *tag = (unsigned char *)out + len;
    int n, rv;

    if ((rv = check_length(len)) != OTLS_OK)
        return rv;
    if (EVP_EncryptInit_ex(aead->seal, NULL, NULL, NULL, nonce) == 1 &&
        update(aead->seal, in, len, out) &&
        EVP_EncryptFinal_ex(aead->seal, none, &n) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            aead->seal, EVP_CTRL_AEAD_GET_TAG, OTLS__AEAD_TAG, tag) == 1)
        return OTLS_OK;
    rv = failed();
    otls__wipe(out, len + OTLS__AEAD_TAG);
    return rv;
}

int
otls__aead_open(struct otls__aead *aead,
    const unsigned char nonce[OTLS__AEAD_NONCE], const void *in, size_t len,
    void *out)
{
    unsigned char tag[OTLS__AEAD_TAG], none[OTLS__AEAD_TAG];
    const size_t plain = len - OTLS__AEAD_TAG;
    int n, rv;

    if (len < OTLS__AEAD_TAG)
        return otls__error(OTLS_E_AUTH,
            "a sealed message has at least %d bytes, this one %zu: it was "
            "cut short",
            OTLS__AEAD_TAG, len);
    if ((rv = check_length(plain)) != OTLS_OK)
        return rv;
    /* OpenSSL accepts a shorter tag, and everything where it has none: all
     * of it is set for every message */
    memcpy(tag, (const unsigned char *)in + plain, sizeof(tag));
    if (EVP_DecryptInit_ex(aead->open, NULL, NULL, NULL, nonce) != 1 ||
        EVP_CIPHER_CTX_ctrl(
            aead->open, EVP_CTRL_AEAD_SET_TAG, OTLS__AEAD_TAG, tag) != 1 ||
        !update(aead->open, in, plain, out))
        rv = failed();
    else if (EVP_DecryptFinal_ex(aead->open, none, &n) != 1)
        rv = otls__error(OTLS_E_AUTH,
            "the tag does not match: the key or the nonce is another one, or "
            "the message was altered");
    if (rv != OTLS_OK)
        otls__wipe(out, plain);
    return rv;
}
