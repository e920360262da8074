/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_AEAD_H
#define OTLS_CRYPTO_AEAD_H

#include <stddef.h>

#define OTLS__AEAD_KEY 32
#define OTLS__AEAD_NONCE 12
#define OTLS__AEAD_TAG 16

/*
 * ChaCha20-Poly1305 (RFC 8439) without associated data, many messages under
 * one key. Each message must have a nonce of its own: a nonce used twice
 * gives the key away. One thread at a time.
 *
 * |out| may be |in|; any other overlap is forbidden. OTLS_E_LIMIT, for more
 * than the 2^38 - 64 bytes that one nonce is good for, leaves |out| alone; any
 * other failure wipes all of it, and |in| with it where they are the same.
 */
struct otls__aead;

/* The key is copied; the caller's may be wiped at once. */
int otls__aead_new(
    const unsigned char key[OTLS__AEAD_KEY], struct otls__aead **aead);

/* Writes |len| + 16 bytes, the tag last. */
int otls__aead_seal(struct otls__aead *aead,
    const unsigned char nonce[OTLS__AEAD_NONCE], const void *in, size_t len,
    void *out);

/* Writes |len| - 16 bytes. OTLS_E_AUTH where the tag doesn't match, or |len|
 * has no room for one. Until the answer is OTLS_OK |out| must not be read:
 * it holds plaintext that nobody has vouched for. */
int otls__aead_open(struct otls__aead *aead,
    const unsigned char nonce[OTLS__AEAD_NONCE], const void *in, size_t len,
    void *out);

void otls__aead_free(struct otls__aead *aead);

#endif
