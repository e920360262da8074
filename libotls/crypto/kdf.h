/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_KDF_H
#define OTLS_CRYPTO_KDF_H

#include <stddef.h>
#include <stdint.h>

/* Inputs of no bytes may be NULL. OTLS_E_INVALID and OTLS_E_LIMIT leave |out|
 * alone, any other failure wipes it. */

/* What OpenSSL 3.0 has room for. */
#define OTLS__HKDF_INFO_MAX 2048

/* HKDF-SHA-256, extract and expand (RFC 5869). No salt is the same as 32
 * zero bytes. |out_len| from 1 to 8160, else OTLS_E_INVALID; a longer |info|
 * than OTLS__HKDF_INFO_MAX bytes is OTLS_E_LIMIT. */
int otls__hkdf_sha256(const void *key, size_t key_len, const void *salt,
    size_t salt_len, const void *info, size_t info_len, void *out,
    size_t out_len);

/*
 * scrypt (RFC 7914) with N = 2^|log_n|. OTLS_E_INVALID for parameters that
 * scrypt doesn't have; OTLS_E_LIMIT, before anything is allocated, where
 * otls__scrypt_memory() is more than |max_memory| bytes.
 */
int otls__scrypt(const void *passphrase, size_t passphrase_len,
    const void *salt, size_t salt_len, int log_n, unsigned r, unsigned p,
    uint64_t max_memory, void *out, size_t out_len);

/* The bytes that OpenSSL allocates for it: 128 r (N + p + 2). UINT64_MAX for
 * what doesn't fit, or isn't scrypt. */
uint64_t otls__scrypt_memory(int log_n, unsigned r, unsigned p);

#endif
