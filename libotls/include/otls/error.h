/* SPDX-License-Identifier: ISC */
#ifndef OTLS_ERROR_H
#define OTLS_ERROR_H

/**
 * @file
 *
 * What went wrong: a code, a message that names the thing and the remedy,
 * and OpenSSL's own reason, for the last call that failed on this thread.
 *
 * A call that succeeds leaves the last error as it is. The functions of
 * this page never change it, need no initialisation, and work after the
 * library has shut down.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_error_code` stores in |code| the OTLS_E_* code of the last call that
 * failed on this thread, or OTLS_OK if none has.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |code| is NULL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_error_code(int64_t *code);

/**
 * @function
 *
 * `otls_error_message` copies the message of the last call that failed on
 * this thread into |buf|, which has room for |cap| bytes, and its length in
 * bytes without the NUL into |len|. The message never holds a secret. It is
 * empty if no call has failed.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the message and its NUL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_error_message(void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_error_reason` copies OpenSSL's reason for the last error into |buf|,
 * which has room for |cap| bytes, and its length in bytes without the NUL
 * into |len|. It is empty where OpenSSL had no part in the error.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the reason and its NUL.
 *
 * Source: OpenSSL's error queue, ERR_reason_error_string(3).
 * @since 0.1
 */
OTLS_API int otls_error_reason(void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_error_openssl` stores in |packed| OpenSSL's packed error code for
 * the last error, as ERR_get_error(3) gives it, or 0 where OpenSSL had no
 * part in it.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |packed| is NULL.
 *
 * Source: OpenSSL's error queue, ERR_get_error(3).
 * @since 0.1
 */
OTLS_API int otls_error_openssl(int64_t *packed);

/**
 * @function
 *
 * `otls_error_errno` stores in |number| the operating system's errno for the
 * last error, or 0 where it had no part in it.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |number| is NULL.
 *
 * Source: errno(3).
 * @since 0.1
 */
OTLS_API int otls_error_errno(int64_t *number);

/**
 * @function
 *
 * `otls_error_clear` forgets this thread's last error.
 *
 * Threads: any; each has its own last error.
 *
 * Returns OTLS_OK.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_error_clear(void);

/**
 * @function
 *
 * `otls_error_name` copies the name of |code|, such as "OTLS_E_AUTH", into
 * |buf|, which has room for |cap| bytes, and its length in bytes without the
 * NUL into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |code| is not one of the library's codes.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the name and its NUL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_error_name(int code, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_error_text` copies what |code| means, a clause in English, into
 * |buf|, which has room for |cap| bytes, and its length in bytes without the
 * NUL into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |code| is not one of the library's codes.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_error_text(int code, void *buf, size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
