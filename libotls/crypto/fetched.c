/* SPDX-License-Identifier: ISC */
#include "crypto/fetched.h"

#include <stdatomic.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

static _Atomic(EVP_CIPHER *) ecb, gcm;
static _Atomic(EVP_MAC_CTX *) hmac;

/* Of several threads that fetch at once the first one's stays. */
static const EVP_CIPHER *
cipher(_Atomic(EVP_CIPHER *) *kept, const char *name)
{
    EVP_CIPHER *found = atomic_load(kept), *made;

    if (found != NULL)
        return found;
    if ((made = EVP_CIPHER_fetch(NULL, name, NULL)) == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(kept, &found, made))
        return made;
    EVP_CIPHER_free(made);
    return found;
}

const EVP_CIPHER *
otls__fetched_aes_256_ecb(void)
{
    return cipher(&ecb, "AES-256-ECB");
}

const EVP_CIPHER *
otls__fetched_aes_256_gcm(void)
{
    return cipher(&gcm, "AES-256-GCM");
}

static EVP_MAC_CTX *
make_hmac(void)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

    EVP_MAC_free(mac);
    if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) == 1)
        return ctx;
    EVP_MAC_CTX_free(ctx);
    return NULL;
}

const EVP_MAC_CTX *
otls__fetched_hmac_sha256(void)
{
    EVP_MAC_CTX *found = atomic_load(&hmac), *made;

    if (found != NULL)
        return found;
    if ((made = make_hmac()) == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&hmac, &found, made))
        return made;
    EVP_MAC_CTX_free(made);
    return found;
}
