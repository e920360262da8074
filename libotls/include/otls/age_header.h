/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_AGE_HEADER_H
#define OTLS_OTLS_AGE_HEADER_H

/**
 * @file
 *
 * What a file says without any key.
 *
 * A header has a stanza for each recipient, which tells the kind of the
 * recipient and not who it is.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

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
 * `otls_age_header_export` copies |header| itself, as it stands in a binary
 * file from its first byte to the LF that ends it, into |buf|, which has room
 * for |cap| bytes, and its length into |len|. With these bytes and an
 * identity, otls_age_decryptor_set_header() decrypts the rest of the file
 * wherever that is. They are no secret, but no more than one identity away
 * from the file's key.
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
 *     |cap| is not 0 and less than the header has.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: C2SP age.md (age-encryption.org/v1).
 * @since 0.1
 */
OTLS_API int otls_age_header_export(
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
