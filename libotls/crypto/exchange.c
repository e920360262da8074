/* SPDX-License-Identifier: ISC */
#include "crypto/exchange.h"

#include <stddef.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

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

/* OpenSSL reads octet parameters only, though it asks for them writable. */
static OSSL_PARAM
octets(const char *name, const unsigned char value[32])
{
    union {
        const void *in;
        void *out;
    } bytes;

    bytes.in = value;
    return OSSL_PARAM_construct_octet_string(name, bytes.out, 32);
}

static EVP_PKEY *
pair(const unsigned char secret[32], const unsigned char *own)
{
    EVP_PKEY_CTX *ctx;
    EVP_PKEY *key = NULL;
    OSSL_PARAM params[3];

    if (own == NULL)
        return EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    params[0] = octets(OSSL_PKEY_PARAM_PRIV_KEY, secret);
    params[1] = octets(OSSL_PKEY_PARAM_PUB_KEY, own);
    params[2] = OSSL_PARAM_construct_end();
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

int
otls__x25519(const unsigned char secret[32], const unsigned char *own,
    const unsigned char peer[32], unsigned char out[32])
{
    EVP_PKEY *ours, *theirs;
    EVP_PKEY_CTX *ctx = NULL;
    int rv;

    ours = pair(secret, own);
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
