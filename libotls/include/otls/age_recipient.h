/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_RECIPIENT_H
#define OTLS_OTLS_AGE_RECIPIENT_H

/**
 * @file
 *
 * Those for whom files are encrypted.
 *
 * A recipient is a public text, "age1...", or a passphrase.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

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
 * `otls_age_recipient_passphrase_normalised` makes a recipient as
 * otls_age_recipient_passphrase() does, of the normal form NFC of the
 * |passphrase_len| bytes of UTF-8 at |passphrase|, with |work_factor|, and
 * stores its handle in |recipient|, which the caller frees.
 *
 * Whoever types the same letters elsewhere may get other bytes, and then needs
 * a tool that normalises too, as
 * otls_age_identity_passphrase_normalised() does. Letters that are ASCII have
 * one form: for them nothing changes.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |recipient| is NULL, or |passphrase| is NULL and |passphrase_len| is not
 *     0.
 * OTLS_E_INVALID
 *     the passphrase is empty or no UTF-8, or |work_factor| is none of 0 to
 *     22.
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
 * Source: C2SP age.md (age-encryption.org/v1), UAX #15, RFC 7914.
 * @since 0.1
 */
OTLS_API int otls_age_recipient_passphrase_normalised(const void *passphrase,
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

#ifdef __cplusplus
}
#endif

#endif
