/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_TRANSFER_H
#define OTLS_OTLS_AGE_TRANSFER_H

/**
 * @file
 *
 * Runs of a job whose bytes the caller carries.
 *
 * An encryptor or a decryptor begins a transfer. Bytes are pushed in and pulled
 * out in pieces of any size, so it fits event loops; no call waits for
 * anything but the work.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_age_transfer_push` gives |transfer| the next of its input: the
 * |data_len| bytes at |data|. |taken| receives how many it took, from the
 * first on; push the others after a pull. It takes all it has room for: no
 * more than two chunks of 64 KiB wait inside, and two for the pull, besides
 * the header. 0 are taken where there is no room, or no bytes were given.
 *
 * The push that completes the header of a file that was encrypted with a
 * passphrase takes as long as its work factor wants. What was decrypted before
 * a failure can still be pulled; otherwise a transfer that has failed answers
 * the same error, with its message, to every call but the free.
 *
 * Threads: any; calls on one transfer wait for each other.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |transfer| names no age transfer.
 * OTLS_E_NULL
 *     |taken| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_INVALID
 *     the transfer was finished.
 * OTLS_E_AGE_HEADER
 *     decrypting: the input is no age file, of another version, or its header
 *     is malformed.
 * OTLS_E_AGE_ARMOR
 *     decrypting: the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     decrypting: the input is for none of the identities; the message says
 *     which kinds of recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     decrypting: the input asks for more scrypt work or memory than is
 *     allowed; nothing of it was done.
 * OTLS_E_AGE_MAC
 *     decrypting: the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     decrypting: the payload was altered, cut short or added to.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using the transfer when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_transfer_push(
    otls_handle transfer, const void *data, size_t data_len, size_t *taken);

/**
 * @function
 *
 * `otls_age_transfer_finish` says that all of the input of |transfer| was
 * pushed, and taken. Encrypting, the last chunk is sealed; decrypting, the
 * file is checked to be whole. What is left to pull can be pulled afterwards.
 * To finish twice is to finish once.
 *
 * Threads: any; calls on one transfer wait for each other.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |transfer| names no age transfer.
 * OTLS_E_AGE_HEADER
 *     decrypting: the input is no age file, of another version, or its header
 *     is malformed.
 * OTLS_E_AGE_ARMOR
 *     decrypting: the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     decrypting: the input is for none of the identities; the message says
 *     which kinds of recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     decrypting: the input asks for more scrypt work or memory than is
 *     allowed; nothing of it was done.
 * OTLS_E_AGE_MAC
 *     decrypting: the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     decrypting: the payload was altered, cut short or added to.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using the transfer when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_transfer_finish(otls_handle transfer);

/**
 * @function
 *
 * `otls_age_transfer_pull` moves at most |cap| bytes of the output of
 * |transfer| into |buf| and stores in |len| how many they are: what is ready,
 * 0 where more must be pushed first, or where all was pulled.
 *
 * Decrypting, every byte is a genuine part of the file, in its place; but only
 * otls_age_transfer_finish() says that they are all there. After a failure the
 * bytes that were proven before come first, and then the error.
 *
 * Threads: any; calls on one transfer wait for each other.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |transfer| names no age transfer.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_AGE_HEADER
 *     decrypting: the input is no age file, of another version, or its header
 *     is malformed.
 * OTLS_E_AGE_ARMOR
 *     decrypting: the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     decrypting: the input is for none of the identities; the message says
 *     which kinds of recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     decrypting: the input asks for more scrypt work or memory than is
 *     allowed; nothing of it was done.
 * OTLS_E_AGE_MAC
 *     decrypting: the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     decrypting: the payload was altered, cut short or added to.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using the transfer when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_transfer_pull(
    otls_handle transfer, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_transfer_done` tells whether |transfer| was finished and all of
 * its output pulled.
 *
 * Threads: any; calls on one transfer wait for each other.
 *
 * Returns 1 where it was, 0 where it wasn't, or:
 *
 * OTLS_E_HANDLE_*
 *     |transfer| names no age transfer.
 * OTLS_E_AGE_HEADER
 *     decrypting: the input is no age file, of another version, or its header
 *     is malformed.
 * OTLS_E_AGE_ARMOR
 *     decrypting: the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     decrypting: the input is for none of the identities; the message says
 *     which kinds of recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     decrypting: the input asks for more scrypt work or memory than is
 *     allowed; nothing of it was done.
 * OTLS_E_AGE_MAC
 *     decrypting: the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     decrypting: the payload was altered, cut short or added to.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using the transfer when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_transfer_done(otls_handle transfer);

/**
 * @function
 *
 * `otls_age_transfer_free` frees |transfer| and wipes what it held. 0 is
 * allowed and does nothing.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |transfer| names no age transfer (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_transfer_free(otls_handle transfer);

#ifdef __cplusplus
}
#endif

#endif
