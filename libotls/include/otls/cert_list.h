/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_CERT_LIST_H
#define OTLS_OTLS_CERT_LIST_H

/**
 * @file
 *
 * Certificates in an order: a chain, a bundle.
 *
 * Threads may read a list and add to it at once.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_cert_list_new` makes an empty list and stores its handle in |list|,
 * which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |list| is NULL.
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
OTLS_API int otls_cert_list_new(otls_handle *list);

/**
 * @function
 *
 * `otls_cert_list_load_file` reads all certificates in the file |path|, in PEM
 * or one in DER, and stores the handle of a list of them, in the order of the
 * file, in |list|, which the caller frees. What else is in the file is passed
 * over, but for a damaged certificate or revocation list.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |list| is NULL.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate, or a damaged one: the message says what it
 *     looks like.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the file may not be read.
 * OTLS_E_IO
 *     the file could not be read.
 * OTLS_E_LIMIT
 *     the file has more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_list_load_file(const char *path, otls_handle *list);

/**
 * @function
 *
 * `otls_cert_list_load_bytes` reads all certificates in the |data_len| bytes
 * at |data| as otls_cert_list_load_file() does, and stores the list's handle
 * in |list|, which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |list| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate, or a damaged one: the message says what it
 *     looks like.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_list_load_bytes(const void *data, size_t data_len,
    otls_handle *list);

/**
 * @function
 *
 * `otls_cert_list_add` puts |cert| at the end of |list|. What was made of the
 * list before doesn't change.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list, or |cert| no certificate.
 * OTLS_E_LIMIT
 *     the list has 100,000 certificates.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_list_add(otls_handle list, otls_handle cert);

/**
 * @function
 *
 * `otls_cert_list_count` stores in |count| how many certificates |list| has.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_list_count(otls_handle list, int64_t *count);

/**
 * @function
 *
 * `otls_cert_list_at` stores in |cert| the handle of the certificate |index|,
 * counted from 0, of |list|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list.
 * OTLS_E_NULL
 *     |cert| is NULL.
 * OTLS_E_INVALID
 *     there is no such certificate.
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
OTLS_API int otls_cert_list_at(otls_handle list, int64_t index,
    otls_handle *cert);

/**
 * @function
 *
 * `otls_cert_list_pem` copies all certificates of |list| as PEM, one after the
 * other, into |buf|, which has room for |cap| bytes, and the length of the
 * text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_list_pem(otls_handle list, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_list_free` frees |list|. 0 is allowed and does nothing. The
 * certificates had from it stay.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_list_free(otls_handle list);

#ifdef __cplusplus
}
#endif

#endif
