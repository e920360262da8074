/* SPDX-License-Identifier: ISC */
#include "crypto/exchange.h"

#include <stddef.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "base/secret.h"

static int
failed(void)
{
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not run X25519; check that its default provider is "
        "loaded");
}

int
otls__x25519_public(const unsigned char secret[32], unsigned char out[32])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    size_t len = 32;
    int rv = OTLS_OK;

    if (key == NULL || EVP_PKEY_get_raw_public_key(key, out, &len) != 1 ||
        len != 32) {
        rv = failed();
        otls__wipe(out, 32);
    }
    EVP_PKEY_free(key);
    return rv;
}

static int
derive(EVP_PKEY_CTX *ctx, unsigned char out[32])
{
    static const unsigned char zero[32];
    size_t len = 32;

    /* OpenSSL refuses a zero result with an error that says nothing */
    if (EVP_PKEY_derive(ctx, out, &len) == 1 && len == 32 &&
        !otls__equal(out, zero, 32))
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_AUTH,
        "the peer's X25519 value is a low-order point: refuse the peer");
}

int
otls__x25519(const unsigned char secret[32], const unsigned char peer[32],
    unsigned char out[32])
{
    EVP_PKEY *ours, *theirs;
    EVP_PKEY_CTX *ctx = NULL;
    int rv;

    ours = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, 32);
    if (ours == NULL || theirs == NULL ||
        (ctx = EVP_PKEY_CTX_new(ours, NULL)) == NULL ||
        EVP_PKEY_derive_init(ctx) != 1 ||
        EVP_PKEY_derive_set_peer(ctx, theirs) != 1)
        rv = failed();
    else
        rv = derive(ctx, out);
    if (rv != OTLS_OK)
        otls__wipe(out, 32);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(theirs);
    EVP_PKEY_free(ours);
    return rv;
}
