/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_READER_H
#define OTLS_OTLS_AGE_READER_H

/**
 * @file
 *
 * Reads at any place of an encrypted file.
 *
 * otls_age_decryptor_open() makes a reader. A read decrypts the chunks of
 * 64 KiB that it touches and nothing else, however large the file is. Each
 * chunk is proven before any of it is given out.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_age_reader_size` stores in |size| how many bytes of plaintext the file
 * of |reader| has: proven when it was opened.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |reader| names no age reader.
 * OTLS_E_NULL
 *     |size| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_reader_size(otls_handle reader, int64_t *size);

/**
 * @function
 *
 * `otls_age_reader_read_at` reads the plaintext of |reader| from |offset| on,
 * a number of bytes from the start, into |buf|, which has room for |cap|
 * bytes, and stores in |len| how many it read: |cap|, or all up to the end
 * where fewer are left, and 0 at the end and behind it.
 *
 * All or nothing: where a chunk that is touched was altered, or the file has
 * changed, |len| is 0 and |buf| may hold other chunks. A reader has no place,
 * so the same call can be made again. The chunk that was decrypted last is
 * kept, in guarded memory, for reads nearby.
 *
 * Threads: any, also several at once on one reader.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |reader| names no age reader.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |offset| is negative.
 * OTLS_E_AGE_PAYLOAD
 *     a chunk was altered, or the file has become shorter.
 * OTLS_E_AGE_ARMOR
 *     a line of the armor is malformed, or not as long as the others.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before the file was read: call again.
 * OTLS_E_IO
 *     the operating system could not read.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using the bio when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_reader_read_at(otls_handle reader, int64_t offset,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_reader_free` frees |reader| and wipes what it kept. 0 is allowed
 * and does nothing. Reads on other threads go on to their end.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |reader| names no age reader (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_reader_free(otls_handle reader);

#ifdef __cplusplus
}
#endif

#endif
