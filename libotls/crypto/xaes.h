/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_XAES_H
#define OTLS_CRYPTO_XAES_H

#include <stddef.h>

#define OTLS__XAES_KEY 32
#define OTLS__XAES_NONCE 24
#define OTLS__XAES_TAG 16

/*
 * XAES-256-GCM (C2SP): AES-256-GCM with nonces so long that random ones never
 * meet, so that many processes can seal under one key. |out| may be |in|; no
 * data of no bytes may be NULL. Any failure wipes |out|.
 */

/* Writes |len| + 16 bytes, the tag last. */
int otls__xaes_seal(const unsigned char key[OTLS__XAES_KEY],
    const unsigned char nonce[OTLS__XAES_NONCE], const void *aad,
    size_t aad_len, const void *in, size_t len, void *out);

/* Writes |len| - 16 bytes. OTLS_E_AUTH where the tag doesn't match, or |len|
 * has no room for one. */
int otls__xaes_open(const unsigned char key[OTLS__XAES_KEY],
    const unsigned char nonce[OTLS__XAES_NONCE], const void *aad,
    size_t aad_len, const void *in, size_t len, void *out);

#endif
