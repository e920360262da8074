/* SPDX-License-Identifier: ISC */
#include "crypto/hmac.h"

#include <openssl/evp.h>

#include "base/error.h"
#include "base/secret.h"
#include "crypto/fetched.h"

int
otls__hmac_sha256(const void *key, size_t key_len, const void *data,
    size_t data_len, unsigned char out[32])
{
    const EVP_MAC_CTX *fetched = otls__fetched_hmac_sha256();
    EVP_MAC_CTX *ctx = fetched == NULL ? NULL : EVP_MAC_CTX_dup(fetched);
    size_t len = 0;
    int good;

    /* to OpenSSL a NULL key means the one set before */
    good = ctx != NULL &&
           EVP_MAC_init(ctx, key_len == 0 ? (const void *)"" : key, key_len,
               NULL) == 1 &&
           (data_len == 0 || EVP_MAC_update(ctx, data, data_len) == 1) &&
           EVP_MAC_final(ctx, out, &len, 32) == 1 && len == 32;
    EVP_MAC_CTX_free(ctx);
    if (good)
        return OTLS_OK;
    otls__wipe(out, 32);
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not compute HMAC-SHA-256; check that its default "
        "provider is loaded");
}
