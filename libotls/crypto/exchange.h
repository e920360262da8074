/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_EXCHANGE_H
#define OTLS_CRYPTO_EXCHANGE_H

/*
 * X25519 (RFC 7748). Any 32 bytes are a secret and any 32 bytes are a peer's
 * public value. |out| is wiped on failure.
 */
int otls__x25519_public(const unsigned char secret[32], unsigned char out[32]);

/* |own| is the public value of |secret|, or NULL where it isn't known, which
 * OpenSSL then computes in as long a time as all the rest takes. OTLS_E_AUTH
 * where the shared secret is zero: the peer sent a point of low order, which
 * every secret maps to the same value. */
int otls__x25519(const unsigned char secret[32], const unsigned char *own,
    const unsigned char peer[32], unsigned char out[32]);

#endif
