/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_RAND_H
#define OTLS_CRYPTO_RAND_H

#include <stddef.h>
#include <stdint.h>

/*
 * Random bytes from OpenSSL's generator, which seeds itself from the
 * operating system and again in a child. They fail closed: OTLS_E_RANDOM,
 * and |buf| is wiped. The private ones come from a generator of their own,
 * so that what a peer gets to see says nothing about the keys.
 */
int otls__rand_bytes(void *buf, size_t len);
int otls__rand_private_bytes(void *buf, size_t len);

/* From 0 to |n| - 1, each as likely as the others; of the private kind, since
 * a passphrase may be made of them. */
int otls__rand_uniform(int64_t n, int64_t *value);

/* 1 where the generator is seeded, else 0. */
int otls__rand_status(void);

/*
 * Folds 64 random bits into 0 .. |n| - 1. Answers 0 for the few |bits| that
 * would make some values likelier than others: draw again.
 */
int otls__rand_fold(uint64_t bits, int64_t n, int64_t *value);

/* Mixed in as something that everybody knows. */
void otls__rand_add(const void *data, size_t len);

/* OTLS_E_INVALID unless |n| can be the number of values to choose from. */
int otls__rand_check_count(int64_t n);

#endif
