/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_REWRAP_H
#define OTLS_OTLS_AGE_REWRAP_H

/**
 * @file
 *
 * Other recipients for files that are encrypted already.
 *
 * A decryptor says with what a file is opened, an encryptor for whom it is to
 * be from now on: all of them, also those who could read it before and still
 * should. Which recipients a file has is not written in it, so nobody can list
 * those that were removed.
 *
 * Rewrapping replaces the header and copies the payload, which is not
 * decrypted: it takes as long as a copy. The file's key stays the same. So
 * whoever could read the file before, and kept that key or a copy of the old
 * file, can still read the new one. That fits for adding recipients, for
 * replacing an identity that nobody else has, and for another passphrase;
 * where a reader is to be shut out, otls_age_rewrap_fresh_file() encrypts
 * anew, with a key that was never used. Neither takes back what somebody has
 * read already.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_age_rewrap_file` makes of the file |input|, that an identity of
 * |decryptor| opens, the file |output| with the same key and payload, for the
 * recipients of |encryptor| and no others. Armor and progress are as
 * elsewhere: the input's kind is told by |decryptor|, the output's by
 * |encryptor|, and the callback of |decryptor| is called.
 *
 * The header is proven first. The payload is not decrypted, and so not
 * checked but for its length; otls_age_decryptor_verify_file() does that.
 *
 * The output is atomic, as that of otls_age_encryptor_file() is, and may be
 * the input: then the file is replaced when all of the new one is on disk.
 *
 * Threads: any, also several on one decryptor and one encryptor.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |encryptor| no age encryptor.
 * OTLS_E_NULL
 *     |input| or |output| is NULL.
 * OTLS_E_INVALID
 *     the decryptor has no identities, or the encryptor no recipients.
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
 *     no payload can have this length.
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_LIMIT
 *     the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_NOT_FOUND
 *     there is no such file, or no such directory for the output.
 * OTLS_E_PERMISSION
 *     one may not be read or the other not be made.
 * OTLS_E_CLOSED
 *     nobody reads the output any more.
 * OTLS_E_IO
 *     the operating system could not read or write.
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
OTLS_API int otls_age_rewrap_file(otls_handle decryptor,
    otls_handle encryptor, const char *input, const char *output);

/**
 * @function
 *
 * `otls_age_rewrap_stream` does what otls_age_rewrap_file() does, with
 * |decryptor| and |encryptor|, from what the bio |input| gives until its end
 * to the bio |output|, which is flushed and stays open. Nothing is written
 * before the header is proven. The bios must be blocking ones.
 *
 * Threads: any, also several on one decryptor and one encryptor with bios of
 * their own.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |encryptor| no age encryptor, or
 *     |input| or |output| no bio.
 * OTLS_E_INVALID
 *     the decryptor has no identities, or the encryptor no recipients.
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
 *     no payload can have this length.
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_LIMIT
 *     the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_UNSUPPORTED
 *     a bio cannot do what is needed.
 * OTLS_E_WANT_READ
 *     the input is not a blocking bio and has nothing to give now.
 * OTLS_E_WANT_WRITE
 *     the output is not a blocking bio and takes nothing now.
 * OTLS_E_TIMEOUT
 *     the deadline of a bio passed.
 * OTLS_E_CLOSED
 *     nobody reads the output any more.
 * OTLS_E_IO
 *     the operating system could not read or write.
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
OTLS_API int otls_age_rewrap_stream(otls_handle decryptor,
    otls_handle encryptor, otls_handle input, otls_handle output);

/**
 * @function
 *
 * `otls_age_rewrap_fresh_file` decrypts the file |input| with an identity of
 * |decryptor|, and encrypts it to the file |output| with a new key, for the
 * recipients of |encryptor|. No plaintext is ever written, and memory is
 * bounded, however large the file. Armor, progress and output are those of
 * otls_age_rewrap_file(): the output may be the input.
 *
 * Threads: any, also several on one decryptor and one encryptor.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |encryptor| no age encryptor.
 * OTLS_E_NULL
 *     |input| or |output| is NULL.
 * OTLS_E_INVALID
 *     the decryptor has no identities, or the encryptor no recipients.
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
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_LIMIT
 *     the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_NOT_FOUND
 *     there is no such file, or no such directory for the output.
 * OTLS_E_PERMISSION
 *     one may not be read or the other not be made.
 * OTLS_E_CLOSED
 *     nobody reads the output any more.
 * OTLS_E_IO
 *     the operating system could not read or write.
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
OTLS_API int otls_age_rewrap_fresh_file(otls_handle decryptor,
    otls_handle encryptor, const char *input, const char *output);

/**
 * @function
 *
 * `otls_age_rewrap_fresh_stream` does what otls_age_rewrap_fresh_file() does,
 * with |decryptor| and |encryptor|, from what the bio |input| gives until its
 * end to the bio |output|, which is flushed and stays open. After a failure
 * the output has no last chunk, and so is no file that anybody takes for whole.
 * The bios must be blocking ones.
 *
 * Threads: any, also several on one decryptor and one encryptor with bios of
 * their own.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |decryptor| names no age decryptor, or |encryptor| no age encryptor, or
 *     |input| or |output| no bio.
 * OTLS_E_INVALID
 *     the decryptor has no identities, or the encryptor no recipients.
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
 * OTLS_E_AGE_RECIPIENT
 *     a recipient is a point that nobody can have the identity of.
 * OTLS_E_CANCELLED
 *     the progress callback did not ask to go on.
 * OTLS_E_LIMIT
 *     the header would have more than 1 MiB.
 * OTLS_E_RANDOM
 *     the random generator could not be seeded.
 * OTLS_E_UNSUPPORTED
 *     a bio cannot do what is needed.
 * OTLS_E_WANT_READ
 *     the input is not a blocking bio and has nothing to give now.
 * OTLS_E_WANT_WRITE
 *     the output is not a blocking bio and takes nothing now.
 * OTLS_E_TIMEOUT
 *     the deadline of a bio passed.
 * OTLS_E_CLOSED
 *     nobody reads the output any more.
 * OTLS_E_IO
 *     the operating system could not read or write.
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
OTLS_API int otls_age_rewrap_fresh_stream(otls_handle decryptor,
    otls_handle encryptor, otls_handle input, otls_handle output);

#ifdef __cplusplus
}
#endif

#endif
