/* SPDX-License-Identifier: ISC */
#ifndef OTLS_HANDLE_H
#define OTLS_HANDLE_H

/**
 * @file
 *
 * What can be asked of any handle.
 *
 * A handle of the wrong kind, one whose object was freed, one that was cut
 * to 32 bits and one that was never issued are four different errors
 * (OTLS_E_HANDLE_KIND, OTLS_E_HANDLE_STALE, OTLS_E_HANDLE_TRUNCATED,
 * OTLS_E_HANDLE_UNKNOWN), and 0 where an object is needed is a fifth
 * (OTLS_E_HANDLE_NONE). No integer can crash the process or reach another
 * object.
 *
 * An object may be freed while another thread is inside a call on it: the
 * handle is stale from then on, the object goes when the last call leaves.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_handle_kind` answers with the kind of the object that |handle|
 * names, one of the OTLS_KIND_* constants, all of which are positive.
 *
 * Threads: any.
 *
 * Returns an OTLS_KIND_* constant, or:
 *
 * OTLS_E_HANDLE_*
 *     |handle| names no object.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_handle_kind(otls_handle handle);

/**
 * @function
 *
 * `otls_handle_free` frees the object that |handle| names, whatever its
 * kind. 0 is allowed and does nothing.
 *
 * Threads: any; a call that is inside the object goes on undisturbed, and
 * the object goes with the last of them.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |handle| names no object (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_handle_free(otls_handle handle);

/**
 * @function
 *
 * `otls_handle_count` stores in |count| how many handles of the kind |kind|
 * are alive, or how many of all kinds where |kind| is 0.
 *
 * Threads: any; the number is true at one moment during the call.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_INVALID
 *     |kind| is neither 0 nor one of the OTLS_KIND_* constants.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_handle_count(int kind, int64_t *count);

/**
 * @function
 *
 * `otls_handle_kind_name` copies what |kind| is called in messages, such as
 * "bio", into |buf|, which has room for |cap| bytes, and its length in bytes
 * without the NUL into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |kind| is not one of the OTLS_KIND_* constants.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the name and its NUL.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_handle_kind_name(
    int kind, void *buf, size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
