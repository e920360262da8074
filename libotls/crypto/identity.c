/* SPDX-License-Identifier: ISC */
#include "crypto/identity.h"

#include <openssl/evp.h>

#include "base/error.h"
#include "base/secret.h"

int
otls__identity(const void *data, size_t len, unsigned char out[32])
{
    size_t out_len = 0;

    if (EVP_Q_digest(NULL, "SHA256", NULL, len == 0 ? "" : data, len, out,
            &out_len) == 1 &&
        out_len == 32)
        return OTLS_OK;
    otls__wipe(out, 32);
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not compute SHA-256; check that its default provider "
        "is loaded");
}
