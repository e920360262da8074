/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_HMAC_H
#define OTLS_CRYPTO_HMAC_H

#include <stddef.h>

/* HMAC-SHA-256 (RFC 2104). A key or data of no bytes may be NULL. Compare
 * with otls__equal(). |out| is wiped on failure. */
int otls__hmac_sha256(const void *key, size_t key_len, const void *data,
    size_t data_len, unsigned char out[32]);

#endif
