/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_FETCHED_H
#define OTLS_CRYPTO_FETCHED_H

#include <openssl/evp.h>

/*
 * Algorithms of OpenSSL's, fetched at their first use and kept: with little
 * data an implicit fetch takes as long as the work itself. NULL where OpenSSL
 * couldn't, which the next use tries again. They are never changed, so that
 * threads share them.
 */
const EVP_CIPHER *otls__fetched_aes_256_ecb(void);
const EVP_CIPHER *otls__fetched_aes_256_gcm(void);

/* With no key: to be duplicated. */
const EVP_MAC_CTX *otls__fetched_hmac_sha256(void);

#endif
