/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SESSION_H
#define OTLS_SESSION_H

/**
 * @file
 *
 * What a client can resume a connection with.
 *
 * A session is immutable. It holds the keys of what it resumes, and stands
 * for the verification of the server that it came from:
 * `otls_connection_set_session` offers it only where the same would be
 * verified.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_session_id` stores in |buf|, which has room for |cap| bytes, the id
 * of |session|, and its length in |len|. With TLS 1.3 the client has made it
 * up.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get_id(3)
 * @since 0.1
 */
OTLS_API int otls_session_id(
    otls_handle session, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_session_created_s` stores in |seconds| when |session| was made, in
 * seconds since 1970.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |seconds| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get_time(3)
 * @since 0.1
 */
OTLS_API int otls_session_created_s(otls_handle session, int64_t *seconds);

/**
 * @function
 *
 * `otls_session_lifetime_s` stores in |seconds| for how long, from when it
 * was made, |session| may be resumed as this end sees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |seconds| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get_timeout(3)
 * @since 0.1
 */
OTLS_API int otls_session_lifetime_s(otls_handle session, int64_t *seconds);

/**
 * @function
 *
 * `otls_session_has_ticket` answers whether the server gave a ticket with
 * |session|.
 *
 * Threads: any.
 *
 * Returns 1 where it did, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_has_ticket(3)
 * @since 0.1
 */
OTLS_API int otls_session_has_ticket(otls_handle session);

/**
 * @function
 *
 * `otls_session_ticket_lifetime_s` stores in |seconds| for how long the
 * server says that the ticket of |session| may be used; 0 where it doesn't
 * say or there is none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |seconds| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get_ticket_lifetime_hint(3)
 * @since 0.1
 */
OTLS_API int otls_session_ticket_lifetime_s(
    otls_handle session, int64_t *seconds);

/**
 * @function
 *
 * `otls_session_is_resumable` answers whether |session| can be offered to a
 * server at all. It doesn't look at the clock.
 *
 * Threads: any.
 *
 * Returns 1 where it can, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_is_resumable(3)
 * @since 0.1
 */
OTLS_API int otls_session_is_resumable(otls_handle session);

/**
 * @function
 *
 * `otls_session_version` stores in |version| the version of TLS that
 * |session| is of, as OTLS_TLS_1_2 and its like.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |version| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get_protocol_version(3)
 * @since 0.1
 */
OTLS_API int otls_session_version(otls_handle session, int64_t *version);

/**
 * @function
 *
 * `otls_session_servername` stores in |buf|, which has room for |cap| bytes,
 * the server name that |session| was made with, and its length in |len|:
 * empty where there was none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_SESSION_get0_hostname(3)
 * @since 0.1
 */
OTLS_API int otls_session_servername(
    otls_handle session, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_session_equal` answers whether |session| and |other| are the same to
 * a server: the same id and the same ticket.
 *
 * Threads: any.
 *
 * Returns 1 where they are, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| or |other| names no session.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_session_equal(otls_handle session, otls_handle other);

/**
 * @function
 *
 * `otls_session_free` frees |session|; 0 is allowed and does nothing.
 * Connections that it was set for keep it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_session_free(otls_handle session);

#ifdef __cplusplus
}
#endif

#endif
