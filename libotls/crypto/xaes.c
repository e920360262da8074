/* SPDX-License-Identifier: ISC */
#include "crypto/xaes.h"

#include <limits.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "base/secret.h"
#include "crypto/fetched.h"

#define BLOCK 16
#define OUTER 12 /* of the nonce, that go into the key; the rest is GCM's */

static int
failed(void)
{
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not run AES-256-GCM; check that its default provider "
        "is loaded");
}

/* The subkey of CMAC (SP 800-38B): the block times x in the field. */
static void
times_x(unsigned char block[BLOCK])
{
    const unsigned char carry = block[0] >> 7;
    int i;

    for (i = 0; i < BLOCK - 1; i++)
        block[i] = (unsigned char)(block[i] << 1 | block[i + 1] >> 7);
    block[BLOCK - 1] =
        (unsigned char)(block[BLOCK - 1] << 1 ^ (carry != 0 ? 0x87 : 0));
}

/* What CMAC encrypts for the key's two halves (C2SP XAES-256-GCM). */
static void
fill_blocks(unsigned char blocks[2 * BLOCK], const unsigned char *nonce,
    const unsigned char subkey[BLOCK])
{
    int i;

    for (i = 0; i < 2; i++) {
        unsigned char *const block = blocks + i * BLOCK;

        block[0] = 0;
        block[1] = (unsigned char)(i + 1);
        block[2] = 'X';
        block[3] = 0;
        memcpy(block + 4, nonce, OUTER);
    }
    for (i = 0; i < 2 * BLOCK; i++)
        blocks[i] ^= subkey[i % BLOCK];
}

static int
derive(EVP_CIPHER_CTX *ctx, const unsigned char *key,
    const unsigned char *nonce, unsigned char derived[OTLS__XAES_KEY])
{
    const EVP_CIPHER *ecb = otls__fetched_aes_256_ecb();
    unsigned char subkey[BLOCK] = {0}, blocks[2 * BLOCK];
    int n, good;

    good = ecb != NULL && EVP_EncryptInit_ex(ctx, ecb, NULL, key, NULL) == 1 &&
           EVP_EncryptUpdate(ctx, subkey, &n, subkey, BLOCK) == 1;
    times_x(subkey);
    fill_blocks(blocks, nonce, subkey);
    good = good &&
           EVP_EncryptUpdate(ctx, derived, &n, blocks, 2 * BLOCK) == 1 &&
           n == 2 * BLOCK;
    otls__wipe(subkey, sizeof(subkey));
    otls__wipe(blocks, sizeof(blocks));
    return good;
}

static int
begin(EVP_CIPHER_CTX *ctx, const unsigned char *key,
    const unsigned char *nonce, const void *aad, size_t aad_len, int seal)
{
    const EVP_CIPHER *gcm = otls__fetched_aes_256_gcm();
    unsigned char derived[OTLS__XAES_KEY];
    int n, good;

    good =
        gcm != NULL && derive(ctx, key, nonce, derived) &&
        EVP_CipherInit_ex(ctx, gcm, NULL, derived, nonce + OUTER, seal) == 1 &&
        (aad_len == 0 ||
            EVP_CipherUpdate(ctx, NULL, &n, aad, (int)aad_len) == 1);
    otls__wipe(derived, sizeof(derived));
    return good;
}

static int
check(size_t aad_len, size_t len)
{
    if (aad_len <= INT_MAX && len <= INT_MAX)
        return OTLS_OK;
    return otls__error(
        OTLS_E_LIMIT, "a message of %zu bytes is too long: split it", len);
}

int
otls__xaes_seal(const unsigned char key[OTLS__XAES_KEY],
    const unsigned char nonce[OTLS__XAES_NONCE], const void *aad,
    size_t aad_len, const void *in, size_t len, void *out)
{
    unsigned char *const bytes = out;
    EVP_CIPHER_CTX *ctx;
    int n = 0, last = 0, rv;

    if ((rv = check(aad_len, len)) != OTLS_OK)
        return rv;
    ctx = EVP_CIPHER_CTX_new();
    if (ctx != NULL && begin(ctx, key, nonce, aad, aad_len, 1) &&
        (len == 0 || EVP_EncryptUpdate(ctx, bytes, &n, in, (int)len) == 1) &&
        n == (int)len && EVP_EncryptFinal_ex(ctx, bytes + len, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            ctx, EVP_CTRL_AEAD_GET_TAG, OTLS__XAES_TAG, bytes + len) == 1)
        rv = OTLS_OK;
    else {
        rv = failed();
        otls__wipe(out, len + OTLS__XAES_TAG);
    }
    EVP_CIPHER_CTX_free(ctx);
    return rv;
}

int
otls__xaes_open(const unsigned char key[OTLS__XAES_KEY],
    const unsigned char nonce[OTLS__XAES_NONCE], const void *aad,
    size_t aad_len, const void *in, size_t len, void *out)
{
    const size_t plain = len - OTLS__XAES_TAG;
    unsigned char tag[OTLS__XAES_TAG], none[BLOCK];
    EVP_CIPHER_CTX *ctx;
    int n = 0, rv;

    if (len < OTLS__XAES_TAG)
        return otls__error(OTLS_E_AUTH,
            "a sealed message has at least %d bytes, this one %zu: it was "
            "cut short",
            OTLS__XAES_TAG, len);
    if ((rv = check(aad_len, len)) != OTLS_OK)
        return rv;
    memcpy(tag, (const unsigned char *)in + plain, sizeof(tag));
    ctx = EVP_CIPHER_CTX_new();
    if (ctx == NULL || !begin(ctx, key, nonce, aad, aad_len, 0) ||
        (plain > 0 && EVP_DecryptUpdate(ctx, out, &n, in, (int)plain) != 1) ||
        n != (int)plain ||
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, OTLS__XAES_TAG, tag) !=
            1)
        rv = failed();
    else if (EVP_DecryptFinal_ex(ctx, none, &n) != 1)
        rv = otls__error(OTLS_E_AUTH, "the authentication tag does not match");
    if (rv != OTLS_OK)
        otls__wipe(out, plain);
    EVP_CIPHER_CTX_free(ctx);
    return rv;
}
