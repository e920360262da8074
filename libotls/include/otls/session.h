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
 * `otls_session_export` stores in |buf|, which has room for |cap| bytes,
 * |session| as bytes that another process can import, and their length in
 * |len|. They are sealed with |secret|, which has |secret_len| bytes of text:
 * a line has 32 random bytes in base64, as "otls keygen --store-secret" makes
 * it. What is needed to judge where the session may be offered is sealed with
 * it. A session of TLS 1.3 should resume once: where it was exported it is
 * not to be used as well, or an observer can tell that the two connections
 * belong together.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |session| names no session.
 * OTLS_E_NULL
 *     |secret| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls, C2SP XAES-256-GCM, RFC 5869
 * @since 0.1
 */
OTLS_API int otls_session_export(otls_handle session, const void *secret,
    size_t secret_len, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_session_import` makes a session of the |data_len| bytes at |data| that
 * `otls_session_export` has made, and stores its handle in |session|; the
 * caller frees it with `otls_session_free`. Any of the secrets in |secret|,
 * |secret_len| bytes of text, may have sealed it. A connection offers it where
 * its context has the same trust and verification, and checks the same server
 * name.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |data|, |secret| or |session| is NULL.
 * OTLS_E_AUTH
 *     the bytes were sealed with another secret, have been altered or cut
 *     short, or are no exported session; or the session has expired.
 * OTLS_E_INVALID
 *     the bytes are genuine, and no session that this version knows.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: libotls, C2SP XAES-256-GCM, RFC 5869
 * @since 0.1
 */
OTLS_API int otls_session_import(const void *data, size_t data_len,
    const void *secret, size_t secret_len, otls_handle *session);

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
