/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_INSECURE_H
#define OTLS_CRYPTO_INSECURE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A generator that gives the same bytes for the same seed, always and
 * everywhere: for tests and simulations, NEVER for keys, nonces, salts or
 * anything that nobody may guess.
 *
 * The bytes are the ChaCha20 keystream under the key SHA-256(seed): block i,
 * counted from 0 in 64 bits, is the block function of RFC 8439, 2.3 with the
 * state's words 12 and 13 set to the low and the high half of i and the words
 * 14 and 15 to zero. So the first 256 GiB are the RFC's keystream for the
 * nonce zero; from there on the carry goes into the nonce's first word, as in
 * Bernstein's ChaCha with its 64-bit counter. A number below n takes 8 bytes
 * as a little-endian integer, drawn again while it is below 2^64 mod n, and
 * is the remainder by n.
 *
 * Threads: any; each call's bytes are a run of the keystream without gaps.
 */
struct otls__insecure;

int otls__insecure_new(
    const void *seed, size_t seed_len, struct otls__insecure **generator);
int otls__insecure_bytes(struct otls__insecure *g, void *buf, size_t len);
int otls__insecure_uniform(
    struct otls__insecure *g, int64_t n, int64_t *value);
void otls__insecure_free(struct otls__insecure *g);

/* Goes to the block |block| of 64 bytes. */
int otls__insecure_seek(struct otls__insecure *g, uint64_t block);

#endif
