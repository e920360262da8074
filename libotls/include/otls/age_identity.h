/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_IDENTITY_H
#define OTLS_OTLS_AGE_IDENTITY_H

/**
 * @file
 *
 * Secrets that decrypt files.
 *
 * An identity is a secret text, "AGE-SECRET-KEY-1...", or a passphrase.
 * Its recipient, which is public, encrypts files that it decrypts.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

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
 *     of a plugin or an SSH key; or it is a file encrypted as a whole, which
 *     otls_age_decryptor_add_file_passphrase() reads.
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
 * guarded memory and used as they are, as every age tool does;
 * otls_age_identity_passphrase_normalised() tries their normal forms too.
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
 * `otls_age_identity_passphrase_normalised` makes an identity as
 * otls_age_identity_passphrase() does, that tries the |passphrase_len| bytes
 * of UTF-8 at |passphrase| in up to three forms: in the normal form NFC, in
 * NFD, and as they are; forms that are the same are tried once. Its handle is
 * stored in |identity|, which the caller frees.
 *
 * It opens files whose passphrase another keyboard gave in other bytes for the
 * same letters. Where the passphrase is wrong, each form costs the whole work
 * of scrypt. Bytes that are no UTF-8 are tried as they are.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |identity| is NULL, or |passphrase| is NULL and |passphrase_len| is not
 *     0.
 * OTLS_E_LIMIT
 *     the passphrase has more than 1 MiB.
 * OTLS_E_UNSUPPORTED
 *     the library was built without utf8proc.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1), UAX #15.
 * @since 0.1
 */
OTLS_API int otls_age_identity_passphrase_normalised(
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

#ifdef __cplusplus
}
#endif

#endif
