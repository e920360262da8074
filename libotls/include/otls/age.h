/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_H
#define OTLS_AGE_H

/**
 * @file
 *
 * Files encrypted in the age format, version 1, that every age tool reads.
 *
 * A file is encrypted for recipients, public texts that begin with "age1",
 * or for one passphrase; each recipient's identity, a secret text that
 * begins with "AGE-SECRET-KEY-1", decrypts it. An encryptor holds
 * recipients, a decryptor identities; either works on any number of files.
 *
 * Only proven plaintext comes out: first the header is checked, then each
 * 64 KiB of the payload before they are released. Memory stays bounded,
 * however large the file. Headers of more than 1 MiB, or with lines of more
 * than 64 KiB, are refused as malformed.
 *
 * A file is binary or armored, which is the same as text that passes where
 * only ASCII does: base64 in lines between "-----BEGIN AGE ENCRYPTED
 * FILE-----" and "-----END AGE ENCRYPTED FILE-----". Encryptors write either,
 * decryptors and headers tell by themselves which it is.
 *
 * The format says who can read a file, not who wrote it: anybody who knows
 * a recipient can encrypt for it.
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

/* identities: what decrypts */

/**
 * @function
 *
 * `otls_age_identity_generate` makes a new random X25519 identity and stores
 * its handle in |identity|, which the caller frees with
 * otls_age_identity_free(). The secret lives in guarded memory and is wiped
 * when the last user of the identity is gone.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |identity| is NULL.
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
OTLS_API int otls_age_identity_generate(otls_handle *identity);

/**
 * @function
 *
 * `otls_age_identity_parse` reads the identity that the |text_len| bytes at
 * |text| are, "AGE-SECRET-KEY-1..." in capitals and with no white space around
 * it, and stores its handle in |identity|, which the caller frees. |text| is
 * not kept and can be wiped at once. Messages never quote it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |text| or |identity| is NULL.
 * OTLS_E_AGE_IDENTITY
 *     the text is not an identity: the message says why.
 * OTLS_E_UNSUPPORTED
 *     it is an identity of a kind that this version cannot use: post-quantum,
 *     of a plugin, an SSH key or an encrypted file.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), Bech32 (BIP 173).
 * @since 0.1
 */
OTLS_API int otls_age_identity_parse(
    const void *text, size_t text_len, otls_handle *identity);

/**
 * @function
 *
 * `otls_age_identity_passphrase` makes the identity that decrypts files
 * encrypted with the |passphrase_len| bytes at |passphrase|, and stores its
 * handle in |identity|, which the caller frees. The bytes are copied into
 * guarded memory and used as they are, with no normalisation of Unicode.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |identity| is NULL, or |passphrase| is NULL and |passphrase_len| is not
 *     0.
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
OTLS_API int otls_age_identity_passphrase(
    const void *passphrase, size_t passphrase_len, otls_handle *identity);

/**
 * @function
 *
 * `otls_age_identity_export_secret` copies the text of |identity|,
 * "AGE-SECRET-KEY-1...", into |buf|, which has room for |cap| bytes, and its
 * length in bytes without the NUL into |len|. Whoever has this text can
 * decrypt: write it to private files only, and wipe |buf| after use. Where
 * |cap| is 0 nothing secret is written.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |identity| names no age identity.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_UNSUPPORTED
 *     the identity is a passphrase, which is not given back.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), Bech32 (BIP 173).
 * @since 0.1
 */
OTLS_API int otls_age_identity_export_secret(
    otls_handle identity, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_identity_recipient` stores in |recipient| the handle of the
 * recipient whose files |identity| decrypts; the caller frees it. It holds
 * nothing secret and outlives the identity.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |identity| names no age identity.
 * OTLS_E_NULL
 *     |recipient| is NULL.
 * OTLS_E_UNSUPPORTED
 *     the identity is a passphrase; otls_age_recipient_passphrase() makes its
 *     recipient.
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
OTLS_API int otls_age_identity_recipient(
    otls_handle identity, otls_handle *recipient);

/**
 * @function
 *
 * `otls_age_identity_free` frees |identity|. 0 is allowed and does nothing.
 * Decryptors that it was added to keep what they need of it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |identity| names no age identity (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_identity_free(otls_handle identity);

/* recipients: what encrypts */

/**
 * @function
 *
 * `otls_age_recipient_parse` reads the recipient that the |text_len| bytes at
 * |text| are, "age1..." in small letters and with no white space around it,
 * and stores its handle in |recipient|, which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |text| or |recipient| is NULL.
 * OTLS_E_AGE_RECIPIENT
 *     the text is not a recipient: the message says why.
 * OTLS_E_UNSUPPORTED
 *     it is a recipient of a kind that this version cannot use: post-quantum,
 *     tagged, of a plugin or an SSH key.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), Bech32 (BIP 173).
 * @since 0.1
 */
OTLS_API int otls_age_recipient_parse(
    const void *text, size_t text_len, otls_handle *recipient);

/**
 * @function
 *
 * `otls_age_recipient_passphrase` makes a recipient of the |passphrase_len|
 * bytes at |passphrase|, which must be a file's only recipient, and stores its
 * handle in |recipient|, which the caller frees. The bytes are copied into
 * guarded memory and used as they are.
 *
 * scrypt is run with N = 2^|work_factor|, r = 8, p = 1 once for each file: 1
 * to 22, or 0 for 18, which takes about a second and 256 MiB. Each step more
 * doubles both, for whoever decrypts as well.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |recipient| is NULL, or |passphrase| is NULL and |passphrase_len| is not
 *     0.
 * OTLS_E_INVALID
 *     the passphrase is empty, or |work_factor| is none of 0 to 22.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), RFC 7914.
 * @since 0.1
 */
OTLS_API int otls_age_recipient_passphrase(const void *passphrase,
    size_t passphrase_len, int work_factor, otls_handle *recipient);

/**
 * @function
 *
 * `otls_age_recipient_text` copies the text of |recipient|, "age1...", into
 * |buf|, which has room for |cap| bytes, and its length in bytes without the
 * NUL into |len|. It is public.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |recipient| names no age recipient.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_UNSUPPORTED
 *     the recipient is a passphrase, which is not given back.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), Bech32 (BIP 173).
 * @since 0.1
 */
OTLS_API int otls_age_recipient_text(
    otls_handle recipient, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_recipient_free` frees |recipient|. 0 is allowed and does nothing.
 * Encryptors that it was added to keep what they need of it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |recipient| names no age recipient (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_recipient_free(otls_handle recipient);

/* a job that encrypts: who can read, and how; for any number of files */

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

/* a job that decrypts: with what, and how; for any number of files */

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

/* a transfer: a run whose bytes the caller carries */

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

/* a header: what can be known of a file without any key */

/**
 * @function
 *
 * `otls_age_header_read` reads the header of the age file that the bio |input|
 * gives from where it stands, armored or not, and stores its handle in
 * |header|, which the caller frees with otls_age_header_free(). The bio stays
 * the caller's; where it stands afterwards is not defined.
 *
 * Of a regular file or a memory bio the size is learned too; for that an
 * armored one is read to its end. Of any other bio no more is asked for than
 * the header and what comes with it.
 *
 * Nothing is proven: who made the file could write any header.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |input| names no bio.
 * OTLS_E_NULL
 *     |header| is NULL.
 * OTLS_E_AGE_HEADER
 *     the input is no age file, of another version, or its header is
 *     malformed.
 * OTLS_E_AGE_ARMOR
 *     the armor is malformed.
 * OTLS_E_UNSUPPORTED
 *     the bio does not read.
 * OTLS_E_WANT_READ
 *     the input is not a blocking bio and has nothing to give now.
 * OTLS_E_TIMEOUT
 *     the deadline of the bio passed.
 * OTLS_E_INTERRUPTED
 *     a signal arrived while the call waited for input.
 * OTLS_E_IO
 *     the operating system could not read.
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
OTLS_API int otls_age_header_read(otls_handle input, otls_handle *header);

/**
 * @function
 *
 * `otls_age_header_stanzas` stores in |count| how many stanzas |header| has:
 * at least 1, one for each recipient, and maybe some that stand for nobody.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_header_stanzas(otls_handle header, int64_t *count);

/**
 * @function
 *
 * `otls_age_header_stanza_type` copies the type of the stanza |index| of
 * |header|, counted from 0, into |buf|, which has room for |cap| bytes, and
 * its length in bytes without the NUL into |len|. It is visible ASCII, such as
 * "X25519" or "scrypt".
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no stanza |index|.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_header_stanza_type(
    otls_handle header, int64_t index, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_header_is_armored` tells whether the file of |header| is armored.
 *
 * Threads: any.
 *
 * Returns 1 where it is, 0 where it isn't, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_header_is_armored(otls_handle header);

/**
 * @function
 *
 * `otls_age_header_sizes` tells what the bytes of the file of |header| are
 * for: |header_bytes| receives those of the header, |armor_bytes| those that
 * only armor adds, |overhead_bytes| those of nonce and authentication tags,
 * and |payload_bytes| those of the plaintext. Together they are the file. A
 * number that is not known is -1: all but the first where the size of the
 * input is not, |armor_bytes| being 0 for a binary file; and the last two
 * where the file was cut short so that no payload can have its length.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header.
 * OTLS_E_NULL
 *     one of the four pointers is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_header_sizes(otls_handle header, int64_t *header_bytes,
    int64_t *armor_bytes, int64_t *overhead_bytes, int64_t *payload_bytes);

/**
 * @function
 *
 * `otls_age_header_json` copies what is known of the file of |header|, as a
 * JSON object, into |buf|, which has room for |cap| bytes, and its length in
 * bytes without the NUL into |len|. The members are those that age-inspect(1)
 * of age 1.3 prints: "version"; "postquantum", "yes", "no" or "unknown";
 * "armor", true or false; "stanza_types", a list of strings; and "sizes", an
 * object with "header", "armor", "overhead", "min_payload", "max_payload",
 * "min_padding" and "max_padding", in bytes, or null where not known.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: age-inspect(1) of age 1.3, RFC 8259.
 * @since 0.1
 */
OTLS_API int otls_age_header_json(
    otls_handle header, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_age_header_free` frees |header|. 0 is allowed and does nothing.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |header| names no age header (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_age_header_free(otls_handle header);

#ifdef __cplusplus
}
#endif

#endif
