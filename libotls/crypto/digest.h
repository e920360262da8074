/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_DIGEST_H
#define OTLS_CRYPTO_DIGEST_H

#include <stddef.h>

#include <openssl/evp.h>

/*
 * Digests by name: SHA-256, SHA-384, SHA-512, SHA3-256, SHA3-384, SHA3-512,
 * and for the recognition of old fingerprints alone SHA-1 and MD5. Upper and
 * lower case are the same, and so are "SHA-256", "SHA256" and "SHA2-256".
 */
#define OTLS__DIGEST_MAX 64

/* NULL where there is no digest of that name. */
const EVP_MD *otls__digest_find(const char *name);

/* 1 where signatures may be made and checked with it. */
int otls__digest_is_strong(const EVP_MD *digest);

/* OTLS_E_INVALID where there is no digest of that |name|. */
int otls__digest(const char *name, const void *data, size_t len,
    unsigned char out[OTLS__DIGEST_MAX], size_t *out_len);

#endif
