/* SPDX-License-Identifier: ISC */
#ifndef OTLS_RAND_H
#define OTLS_RAND_H

/**
 * @file
 *
 * Random bytes and numbers for keys, and reproducible ones for tests.
 *
 * otls_rand_bytes(), otls_rand_private_bytes() and otls_rand_uniform() come
 * from OpenSSL's generator, which seeds itself from the operating system. They
 * fail closed: where there is no randomness there is OTLS_E_RANDOM and no
 * bytes. A child of fork() gets other bytes than its parent.
 *
 * The otls_rand_insecure_* functions give the same bytes for the same seed,
 * for tests and simulations. NEVER make a key, a nonce, a salt, a password, a
 * session identifier or anything else that must not be guessed with them.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_rand_bytes` fills |buf| with |len| random bytes that may be shown to
 * others: nonces, salts, identifiers. |len| 0 is allowed, and |buf| may then
 * be NULL. On failure no random byte is left in |buf|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |buf| is NULL and |len| is not 0.
 * OTLS_E_RANDOM
 *     the generator could not be seeded, or failed.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL, RAND_bytes(3).
 * @since 0.1
 */
OTLS_API int otls_rand_bytes(void *buf, size_t len);

/**
 * @function
 *
 * `otls_rand_private_bytes` fills |buf| with |len| random bytes that must stay
 * secret, such as keys. They come from a second generator, so that the bytes
 * of otls_rand_bytes(), which others see, tell nothing about them. |len| 0 is
 * allowed, and |buf| may then be NULL. On failure no random byte is left in
 * |buf|. The caller wipes |buf| when it is done with it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |buf| is NULL and |len| is not 0.
 * OTLS_E_RANDOM
 *     the generator could not be seeded, or failed.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL, RAND_priv_bytes(3).
 * @since 0.1
 */
OTLS_API int otls_rand_private_bytes(void *buf, size_t len);

/**
 * @function
 *
 * `otls_rand_uniform` stores in |value| a random number from 0 to |n| - 1,
 * each as likely as the others, from the same generator as
 * otls_rand_private_bytes(): the words of a passphrase may be chosen with it.
 * On failure |value| is left alone.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |value| is NULL.
 * OTLS_E_INVALID
 *     |n| is less than 1.
 * OTLS_E_RANDOM
 *     the generator could not be seeded, or failed.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL, RAND_priv_bytes(3).
 * @since 0.1
 */
OTLS_API int otls_rand_uniform(int64_t n, int64_t *value);

/**
 * @function
 *
 * `otls_rand_add` mixes |data|, which has |data_len| bytes, into OpenSSL's
 * generator. It seeds itself, and what is mixed in counts as known to
 * everybody: nobody needs this.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |data| is NULL and |data_len| is not 0.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL RAND_add(3)
 * @since 0.1
 */
OTLS_API int otls_rand_add(const void *data, size_t data_len);

/**
 * @function
 *
 * `otls_rand_status` answers whether OpenSSL's generator is seeded, after
 * trying to seed it. There is no need to ask before drawing bytes: they are
 * never given by a generator that is not.
 *
 * Threads: any.
 *
 * Returns 1 where the generator is seeded, 0 where it is not, or:
 *
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL, RAND_status(3).
 * @since 0.1
 */
OTLS_API int otls_rand_status(void);

/**
 * @function
 *
 * `otls_rand_insecure_new` makes a generator whose bytes are determined by
 * the |seed_len| bytes of |seed| alone, and stores its handle in |generator|,
 * which the caller frees with otls_rand_insecure_free(). |seed_len| may be 0,
 * and |seed| is then not read.
 *
 * NEVER use it for keys, nonces, salts or anything that must not be guessed:
 * who knows the seed, or can try a few, knows every byte. It is for tests and
 * simulations that have to give the same result again.
 *
 * The same seed gives the same bytes in every process, on every platform and
 * with every later version of libotls: they are the keystream of ChaCha20
 * under the key SHA-256(|seed|), the nonce 0 and the block counter from 0. The
 * counter has 64 bits, the state's words 12 and 13, low word first. (That is
 * RFC 8439's keystream for its first 256 GiB; there RFC 8439 ends, and here
 * the counter's carry goes into the nonce's first word.)
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |generator| is NULL, or |seed| is NULL and |seed_len| is not 0.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_OPENSSL
 *     OpenSSL has no ChaCha20 or no SHA-256.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8439, section 2.4; FIPS 180-4, section 6.2.
 * @since 0.1
 */
OTLS_API int otls_rand_insecure_new(
    const void *seed, size_t seed_len, otls_handle *generator);

/**
 * @function
 *
 * `otls_rand_insecure_bytes` fills |buf| with the next |len| bytes of
 * |generator|. However the bytes are split into calls, they are the same.
 * |len| 0 is allowed, and |buf| may then be NULL. NEVER for keys.
 *
 * A child of fork() goes on with a copy of the generator, so it gets the bytes
 * that its parent gets.
 *
 * Threads: any; the bytes of one call are consecutive, and which thread gets
 * which is up to chance.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |buf| is NULL and |len| is not 0.
 * OTLS_E_HANDLE_*
 *     |generator| names no generator.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; |buf| holds zeros.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8439, section 2.4.
 * @since 0.1
 */
OTLS_API int otls_rand_insecure_bytes(
    otls_handle generator, void *buf, size_t len);

/**
 * @function
 *
 * `otls_rand_insecure_uniform` stores in |value| a number from 0 to |n| - 1,
 * each as likely as the others. NEVER for keys or passphrases. On failure
 * |value| is left alone.
 *
 * The number is determined by the seed and the calls before: it takes the next
 * 8 bytes of |generator| as a little-endian integer, the next 8 again as long
 * as that is less than 2^64 mod |n|, and is the remainder of its division by
 * |n|.
 *
 * Threads: any; which thread gets which number is up to chance.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |value| is NULL.
 * OTLS_E_INVALID
 *     |n| is less than 1.
 * OTLS_E_HANDLE_*
 *     |generator| names no generator.
 * OTLS_E_OPENSSL
 *     OpenSSL failed.
 * OTLS_E_NO_MEMORY
 *     memory ran out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_rand_insecure_uniform(
    otls_handle generator, int64_t n, int64_t *value);

/**
 * @function
 *
 * `otls_rand_insecure_free` frees |generator|. 0 is allowed and does nothing.
 *
 * Threads: any; a call that is inside the generator goes on undisturbed.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |generator| names no generator (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_rand_insecure_free(otls_handle generator);

#ifdef __cplusplus
}
#endif

#endif
