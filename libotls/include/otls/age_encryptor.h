/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_ENCRYPTOR_H
#define OTLS_OTLS_AGE_ENCRYPTOR_H

/**
 * @file
 *
 * Jobs that encrypt files.
 *
 * An encryptor holds recipients and settings, and works on any number of
 * files: file to file, stream to stream, or bytes that the caller pushes.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_age_encryptor_new` makes a job without recipients and stores its
 * handle in |encryptor|, which the caller frees. An encryptor can be used for
 * any number of files, and from several threads at once: each run takes the
 * recipients and settings that the job has when it begins.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |encryptor| is NULL.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_new(otls_handle *encryptor);

/**
 * @function
 *
 * `otls_age_encryptor_add` adds |recipient| to those for whom |encryptor|
 * encrypts. One that is there already is not added twice. The handle can be
 * freed afterwards.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor, or |recipient| no age recipient.
 * OTLS_E_AGE_MIXED
 *     one of the two is a passphrase: it must be the only recipient of its
 *     files.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_add(
    otls_handle encryptor, otls_handle recipient);

/**
 * @function
 *
 * `otls_age_encryptor_add_file` adds the recipients that the file |path| holds
 * to |encryptor|: one a line, which LF or CRLF ends; empty lines and those
 * that begin with '#' say nothing. Either all are added or none. Messages name
 * the file and the line.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_NULL
 *     |path| is NULL.
 * OTLS_E_AGE_RECIPIENT
 *     a line is no recipient, or the file has none.
 * OTLS_E_UNSUPPORTED
 *     a line is of a kind that this version cannot use.
 * OTLS_E_AGE_MIXED
 *     the job has a passphrase.
 * OTLS_E_LIMIT
 *     the file has more than 16 MiB.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     the operating system could not read it.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_add_file(
    otls_handle encryptor, const char *path);

/**
 * @function
 *
 * `otls_age_encryptor_set_armor` has each run of |encryptor| that begins later
 * write ASCII armor where |armor| is 1, and bytes where it is 0, as at first.
 * Armored files have about 36 % more bytes.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_INVALID
 *     |armor| is neither 0 nor 1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_set_armor(otls_handle encryptor, int armor);

/**
 * @function
 *
 * `otls_age_encryptor_set_threads` has each run of |encryptor| that begins later
 * work with at most |threads| threads, the calling one of them. 0, as at
 * first, is as many as there are processors that the calling thread may use,
 * but at most 16; 1 is no other thread at all.
 *
 * Others are started where there is work for them, 4 MiB each, and end before
 * the run does. No signal is delivered to them, and callbacks are called on
 * the calling thread alone, which can't be cancelled meanwhile. A run with
 * them takes at most 4 MiB of memory for each thread. Where the system has no
 * more threads to give, the run does with fewer.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_INVALID
 *     |threads| is negative, or more than 64.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_set_threads(otls_handle encryptor, int threads);

/**
 * @function
 *
 * `otls_age_encryptor_on_progress` has |callback| called with |user| by each
 * run of |encryptor| that begins later: after about each MiB and at the end,
 * with the bytes of input that are done and their total, or -1 where that is
 * not known. The run goes on only where it answers OTLS_CALLBACK_ACCEPT. NULL
 * for |callback| ends it.
 *
 * It is called on the thread of the run, so from several at once where the job
 * runs on several. No lock is held: it may take its time and call the library,
 * but it must return. A signal that interrupts a wait for input or output has
 * it called at once. What |user| points to must outlive the runs.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_on_progress(otls_handle encryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user);

/**
 * @function
 *
 * `otls_age_encryptor_file` encrypts the file |input| to the file |output|,
 * for the recipients of |encryptor|.
 *
 * The output is atomic: it appears, or replaces what stood there, readable and
 * writable by its owner only, when all of it is on disk; on any failure
 * nothing new exists and what stood there is as it was. Where |output| is a
 * device or a FIFO, it is written to as it is.
 *
 * What is appended to |input| during the run may be left out. A file that
 * becomes shorter during it is an error; one that is overwritten cannot be
 * told from one that is not.
 *
 * Threads: any, also several on one encryptor.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_NULL
 *     |input| or |output| is NULL.
 * OTLS_E_SAME_FILE
 *     |input| and |output| are one file, by whatever names.
 * OTLS_E_INVALID
 *     the encryptor has no recipients.
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_LIMIT
 *     there are so many recipients that the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_NOT_FOUND
 *     there is no |input|, or no directory for |output|.
 * OTLS_E_PERMISSION
 *     one of them may not be used.
 * OTLS_E_IO
 *     the operating system could not read or write, or |input| became
 *     shorter while it was read.
 * OTLS_E_FORKED
 *     the progress callback forked, and this is the child: the run is its
 *     parent's.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_file(
    otls_handle encryptor, const char *input, const char *output);

/**
 * @function
 *
 * `otls_age_encryptor_stream` encrypts what the bio |input| gives until its
 * end, for the recipients of |encryptor|, and writes it to the bio |output|,
 * which is flushed and stays open. Both stay the caller's.
 *
 * On failure a part of the output has been written; it does not decrypt to the
 * end. The bios must be blocking ones: a run cannot be taken up again, so that
 * OTLS_E_WANT_READ and OTLS_E_WANT_WRITE end it. A signal ends it only where
 * the progress callback wants it.
 *
 * Threads: any, also several on one encryptor with bios of their own.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor, or |input| or |output| no bio.
 * OTLS_E_INVALID
 *     the encryptor has no recipients.
 * OTLS_E_UNSUPPORTED
 *     a bio cannot do what is needed.
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_LIMIT
 *     there are so many recipients that the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_WANT_READ
 *     the input is not a blocking bio and has nothing to give now.
 * OTLS_E_WANT_WRITE
 *     the output is not a blocking bio and takes nothing now.
 * OTLS_E_TIMEOUT
 *     the deadline of a bio passed.
 * OTLS_E_CLOSED
 *     nobody reads the output any more.
 * OTLS_E_IO
 *     the operating system could not read or write, or the file behind
 *     |input| became shorter while it was read.
 * OTLS_E_FORKED
 *     the progress callback forked, and this is the child: the run is its
 *     parent's.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_stream(
    otls_handle encryptor, otls_handle input, otls_handle output);

/**
 * @function
 *
 * `otls_age_encryptor_begin` begins to encrypt bytes that the caller pushes,
 * for the recipients and by the settings that |encryptor| has now, and stores
 * the handle of the transfer in |transfer|, which the caller frees with
 * otls_age_transfer_free(). The header can be pulled at once. With a
 * passphrase this takes as long as its work factor wants, for 18 about a
 * second. The progress callback is not called.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor.
 * OTLS_E_NULL
 *     |transfer| is NULL.
 * OTLS_E_INVALID
 *     the encryptor has no recipients.
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_LIMIT
 *     there are so many recipients that the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_begin(
    otls_handle encryptor, otls_handle *transfer);

/**
 * @function
 *
 * `otls_age_encryptor_free` frees |encryptor|. 0 is allowed and does nothing.
 * Runs on other threads go on to their end.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |encryptor| names no age encryptor (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_encryptor_free(otls_handle encryptor);

#ifdef __cplusplus
}
#endif

#endif
