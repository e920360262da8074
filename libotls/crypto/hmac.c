/* SPDX-License-Identifier: ISC */
#include "crypto/hmac.h"

#include <openssl/evp.h>

#include "base/error.h"
#include "base/secret.h"

int
otls__hmac_sha256(const void *key, size_t key_len, const void *data,
    size_t data_len, unsigned char out[32])
{
    size_t len = 0;

    /* to OpenSSL a NULL key means the one set before */
    if (EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key_len == 0 ? "" : key,
            key_len, data_len == 0 ? (const void *)"" : data, data_len, out,
            32, &len) != NULL &&
        len == 32)
        return OTLS_OK;
    otls__wipe(out, 32);
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not compute HMAC-SHA-256; check that its default "
        "provider is loaded");
}
