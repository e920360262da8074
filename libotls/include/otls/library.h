/* SPDX-License-Identifier: ISC */
#ifndef OTLS_LIBRARY_H
#define OTLS_LIBRARY_H

/**
 * @file
 *
 * The library itself: its version, its ABI, what it was built with, and its
 * constants for callers that can't read a C header.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * The number of the ABI that this header describes. A binding compares it
 * with what `otls_library_abi` says of the library that it loaded.
 *
 * @since 0.1
 */
#define OTLS_ABI 0

/**
 * @function
 *
 * `otls_library_abi` stores the number of the library's ABI in |abi|. It
 * changes only when a program must be compiled anew.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |abi| is NULL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_library_abi(int64_t *abi);

/**
 * @function
 *
 * `otls_library_version` copies the library's version, such as "0.1.0", into
 * |buf|, which has room for |cap| bytes, and its length in bytes without the
 * NUL into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the version and its NUL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_library_version(void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_library_openssl_version` copies the version of the OpenSSL that the
 * process has loaded, such as "OpenSSL 3.0.15 3 Sep 2024", into |buf|, which
 * has room for |cap| bytes, and its length in bytes without the NUL into
 * |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the version and its NUL.
 *
 * Source: OpenSSL_version(3).
 * @since 0.1
 */
OTLS_API int otls_library_openssl_version(void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_library_constant` stores in |value| the value of the constant
 * |name|, such as "OTLS_E_AUTH" or "OTLS_KIND_BIO", so that a foreign
 * function interface needs no C header.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |name| or |value| is NULL.
 * OTLS_E_INVALID
 *     the library has no constant |name|.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_library_constant(const char *name, int64_t *value);

#ifdef __cplusplus
}
#endif

#endif
