/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_DECRYPTOR_H
#define OTLS_OTLS_AGE_DECRYPTOR_H

/**
 * @file
 *
 * Jobs that decrypt files.
 *
 * A decryptor holds identities and settings, and works on any number of
 * files: file to file, stream to stream, or bytes that the caller pushes.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* how a decryptor takes its input: otls_age_decryptor_set_armor() */

/**
 * @macro
 *
 * The input is armored where it begins, after at most 1024 bytes of white
 * space, as armor does; else it is binary.
 *
 * @since 0.1
 */
#define OTLS_AGE_ARMOR_AUTO 0

/**
 * @macro
 *
 * The input is binary. An armored one is OTLS_E_AGE_HEADER.
 *
 * @since 0.1
 */
#define OTLS_AGE_ARMOR_NO 1

/**
 * @macro
 *
 * The input is armored. Anything else is OTLS_E_AGE_ARMOR.
 *
 * @since 0.1
 */
#define OTLS_AGE_ARMOR_YES 2

/* the job */

/**
 * @function
 *
 * `otls_age_decryptor_new` makes a job without identities and stores its
 * handle in |decryptor|, which the caller frees. A decryptor can be used for
 * any number of files, and from several threads at once: each run takes the
 * identities and settings that the job has when it begins.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |decryptor| is NULL.
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
OTLS_API int otls_age_decryptor_new(otls_handle *decryptor);

/**
 * @function
 *
 * `otls_age_decryptor_add` adds |identity| to those that |decryptor| tries, in
 * the order in which they were added. The handle can be freed afterwards.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |identity| no age identity.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_add(
    otls_handle decryptor, otls_handle identity);

/**
 * @function
 *
 * `otls_age_decryptor_add_file` adds the identities that the file |path| holds
 * to |decryptor|: one a line, which LF or CRLF ends; empty lines and those
 * that begin with '#' say nothing. Either all are added or none. Messages name
 * the file and the line, and never what stands there.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |path| is NULL.
 * OTLS_E_AGE_IDENTITY
 *     a line is no identity, or the file has none.
 * OTLS_E_WANT_PASSPHRASE
 *     the file itself is encrypted:
 *     otls_age_decryptor_add_file_passphrase() takes it.
 * OTLS_E_UNSUPPORTED
 *     a line is of a kind that this version cannot use.
 * OTLS_E_LIMIT
 *     the file has more than 16 MiB.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     the operating system could not read it.
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
OTLS_API int otls_age_decryptor_add_file(
    otls_handle decryptor, const char *path);

/**
 * @function
 *
 * `otls_age_decryptor_add_file_passphrase` does what
 * otls_age_decryptor_add_file() does, adding to |decryptor|, where the file
 * |path| is an age file, armored or not, that the |passphrase_len| bytes at
 * |passphrase| open. The limits of otls_age_decryptor_set_scrypt_limits()
 * apply. The passphrase is used as it is, and not kept; where the file is not
 * encrypted it does not matter. An encryptor with a recipient made of a
 * passphrase makes such files.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |path| is NULL, or |passphrase| is NULL and |passphrase_len| is not 0.
 * OTLS_E_AGE_NO_MATCH
 *     the passphrase is wrong, or the file is not encrypted with one.
 * OTLS_E_AGE_WORK_FACTOR
 *     the file asks for more scrypt work or memory than is allowed; nothing of
 *     it was done.
 * OTLS_E_AGE_HEADER
 *     its header is malformed, or of another version.
 * OTLS_E_AGE_ARMOR
 *     its armor is malformed.
 * OTLS_E_AGE_MAC
 *     its header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     its payload was altered, cut short or added to.
 * OTLS_E_AGE_IDENTITY
 *     a line is no identity, or the file has none.
 * OTLS_E_UNSUPPORTED
 *     a line is of a kind that this version cannot use.
 * OTLS_E_LIMIT
 *     the file has more than 16 MiB.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     the operating system could not read it.
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
OTLS_API int otls_age_decryptor_add_file_passphrase(otls_handle decryptor,
    const char *path, const void *passphrase, size_t passphrase_len);

/**
 * @function
 *
 * `otls_age_decryptor_set_scrypt_limits` sets what a file that was encrypted
 * with a passphrase may ask of |decryptor|: at most the work factor
 * |work_factor|, from 1 to 30, or 0 for 22, and at most |memory_bytes| bytes
 * of memory, or 0 for what the work factor needs. scrypt takes about 1024 *
 * 2^factor bytes: 256 MiB for 18, 4 GiB for 22. The file names its factor
 * before anything about it is proven, so that a program which decrypts what
 * strangers send does well to allow less.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_INVALID
 *     |work_factor| is none of 0 to 30, or |memory_bytes| is negative.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), RFC 7914.
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_set_scrypt_limits(
    otls_handle decryptor, int work_factor, int64_t memory_bytes);

/**
 * @function
 *
 * `otls_age_decryptor_set_armor` says how each run of |decryptor| that begins
 * later takes its input: |mode| is OTLS_AGE_ARMOR_AUTO, as at first,
 * OTLS_AGE_ARMOR_NO or OTLS_AGE_ARMOR_YES.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_INVALID
 *     |mode| is none of the three.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_set_armor(otls_handle decryptor, int mode);

/**
 * @function
 *
 * `otls_age_decryptor_set_header` has whatever |decryptor| begins later take
 * the |data_len| bytes at |data| as the header of its input, which then has
 * none: it begins where a header would end. They are those that
 * otls_age_header_export() gives, of that file or made for it. Without their
 * own header files are decrypted, verified, opened and rewrapped as others
 * are. They are taken as binary unless armor was asked for with
 * OTLS_AGE_ARMOR_YES. NULL for |data| takes the header away.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |data| is NULL and |data_len| is not 0.
 * OTLS_E_AGE_HEADER
 *     the bytes are not one whole header, and nothing else.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_set_header(
    otls_handle decryptor, const void *data, size_t data_len);

/**
 * @function
 *
 * `otls_age_decryptor_set_threads` has each run of |decryptor| that begins later
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
 *     |decryptor| names no age decryptor.
 * OTLS_E_INVALID
 *     |threads| is negative, or more than 64.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_set_threads(otls_handle decryptor, int threads);

/**
 * @function
 *
 * `otls_age_decryptor_on_progress` has |callback| called with |user| by each
 * run of |decryptor| that begins later: after about each MiB and at the end,
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
 *     |decryptor| names no age decryptor.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_on_progress(otls_handle decryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user);

/**
 * @function
 *
 * `otls_age_decryptor_file` decrypts the file |input| to the file |output|,
 * with the identities of |decryptor|.
 *
 * The output is atomic: it appears, or replaces what stood there, readable and
 * writable by its owner only, when all of it is proven genuine and on disk; on
 * any failure nothing new exists and what stood there is as it was. Where
 * |output| is a device or a FIFO, it is written to as it is.
 *
 * Threads: any, also several on one decryptor.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |input| or |output| is NULL.
 * OTLS_E_SAME_FILE
 *     |input| and |output| are one file, by whatever names.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the payload was altered, cut short or added to.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_NOT_FOUND
 *     there is no |input|, or no directory for |output|.
 * OTLS_E_PERMISSION
 *     one of them may not be used.
 * OTLS_E_IO
 *     the operating system could not read or write, or the file
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
OTLS_API int otls_age_decryptor_file(
    otls_handle decryptor, const char *input, const char *output);

/**
 * @function
 *
 * `otls_age_decryptor_stream` decrypts what the bio |input| gives until its
 * end, with the identities of |decryptor|, and writes it to the bio |output|,
 * which is flushed and stays open. Both stay the caller's.
 *
 * Every byte written is a genuine part of the file, in its place; but only
 * OTLS_OK says that they are all there. Whoever must not act on the beginning
 * of a file that was cut short must wait for it, or use
 * otls_age_decryptor_file(). The bios must be blocking ones: a run cannot be
 * taken up again, so that OTLS_E_WANT_READ and OTLS_E_WANT_WRITE end it. A
 * signal ends it only where the progress callback wants it.
 *
 * Threads: any, also several on one decryptor with bios of their own.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |input| or |output| no bio.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the armor is malformed.
 * OTLS_E_UNSUPPORTED
 *     a bio cannot do what is needed.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the payload was altered, cut short or added to.
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
 *     the operating system could not read or write, or what is read from
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
OTLS_API int otls_age_decryptor_stream(
    otls_handle decryptor, otls_handle input, otls_handle output);

/**
 * @function
 *
 * `otls_age_decryptor_begin` begins to decrypt bytes that the caller pushes,
 * with the identities and by the settings that |decryptor| has now, and stores
 * the handle of the transfer in |transfer|, which the caller frees with
 * otls_age_transfer_free(). Nothing is read yet: what is wrong with a file,
 * the pushes and the finish answer. The progress callback is not called.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |transfer| is NULL.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
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
OTLS_API int otls_age_decryptor_begin(
    otls_handle decryptor, otls_handle *transfer);

/**
 * @function
 *
 * `otls_age_decryptor_verify_file` decrypts the file |input| with the
 * identities of |decryptor| and drops what comes out: OTLS_OK says that a
 * decryption would give all of it. Nothing is written anywhere.
 *
 * Threads: any, also several on one decryptor.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |input| is NULL.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the payload was altered, cut short or added to.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     the operating system could not read.
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
OTLS_API int otls_age_decryptor_verify_file(
    otls_handle decryptor, const char *input);

/**
 * @function
 *
 * `otls_age_decryptor_verify_stream` does the same, with the identities of
 * |decryptor|, of what the bio |input| gives until its end. It must be a
 * blocking one.
 *
 * Threads: any, also several on one decryptor with bios of their own.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |input| no bio.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the armor is malformed.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the payload was altered, cut short or added to.
 * OTLS_E_UNSUPPORTED
 *     the bio does not read.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_WANT_READ
 *     the input is not a blocking bio and has nothing to give now.
 * OTLS_E_TIMEOUT
 *     the deadline of the bio passed.
 * OTLS_E_IO
 *     the operating system could not read.
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
OTLS_API int otls_age_decryptor_verify_stream(
    otls_handle decryptor, otls_handle input);

/**
 * @function
 *
 * `otls_age_decryptor_open` opens the age file |path| for reads at any place
 * of its plaintext, with the identities of |decryptor|, and stores the handle
 * of the reader in |reader|, which the caller frees with
 * otls_age_reader_free(). The decryptor can be freed.
 *
 * The header is checked, and the last chunk decrypted, since nothing else
 * proves how long the plaintext is. The rest of the payload is checked where
 * it is read; otls_age_decryptor_verify_file() checks all of it. The progress
 * callback is not called.
 *
 * Places in armor are computed, so its lines must end alike, all in LF or all
 * in CRLF; lines in between are checked where they are read.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor.
 * OTLS_E_NULL
 *     |path| or |reader| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the first or last lines of the armor are malformed, or lines that hold
 *     the header or the last chunk.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the last chunk was altered, or the payload cut short or added to.
 * OTLS_E_UNSUPPORTED
 *     it is no regular file, or lines of its armor end in LF and others in
 *     CRLF.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before the input was read: call again.
 * OTLS_E_IO
 *     the operating system could not read.
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
OTLS_API int otls_age_decryptor_open(
    otls_handle decryptor, const char *path, otls_handle *reader);

/**
 * @function
 *
 * `otls_age_decryptor_open_bio` does what otls_age_decryptor_open() does, with
 * the identities of |decryptor|, of the age file that the bio |input| has from
 * where it stands to its end, and stores the handle of the reader in |reader|,
 * which the caller frees. The bio is one that has places: on a regular file or
 * in memory. It can be freed; where it is used otherwise, its place does not
 * matter to the reader, nor does the reader change it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |input| no bio.
 * OTLS_E_NULL
 *     |reader| is NULL.
 * OTLS_E_INVALID
 *     the decryptor has no identities.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the first or last lines of the armor are malformed, or lines that hold
 *     the header or the last chunk.
 * OTLS_E_AGE_NO_MATCH
 *     the input is for none of the identities; the message says which kinds of
 *     recipient it has.
 * OTLS_E_AGE_WORK_FACTOR
 *     the input asks for more scrypt work or memory than is allowed; nothing
 *     of it was done.
 * OTLS_E_AGE_MAC
 *     the header was altered.
 * OTLS_E_AGE_PAYLOAD
 *     the last chunk was altered, or the payload cut short or added to.
 * OTLS_E_UNSUPPORTED
 *     the bio has no places, or lines of the armor end in LF and others
 *     in CRLF.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before the input was read: call again.
 * OTLS_E_IO
 *     the operating system could not read.
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
OTLS_API int otls_age_decryptor_open_bio(
    otls_handle decryptor, otls_handle input, otls_handle *reader);

/**
 * @function
 *
 * `otls_age_decryptor_free` frees |decryptor|. 0 is allowed and does nothing.
 * Runs on other threads go on to their end.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_decryptor_free(otls_handle decryptor);

#ifdef __cplusplus
}
#endif

#endif
