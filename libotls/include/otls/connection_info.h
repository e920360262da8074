/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONNECTION_INFO_H
#define OTLS_CONNECTION_INFO_H

/**
 * @file
 *
 * What can be known of a connection.
 *
 * Nothing here waits for the network, and all of it may be asked from the
 * callbacks of the connection.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* how it was resumed: otls_connection_info_resumed_by() */

/**
 * @macro
 *
 * The handshake was a full one.
 *
 * @since 0.1
 */
#define OTLS_RESUMED_NOT 0

/**
 * @macro
 *
 * A server resumed the session that was sealed in its client's ticket.
 *
 * @since 0.1
 */
#define OTLS_RESUMED_TICKET 1

/**
 * @macro
 *
 * The session came from the store of the context, at either end.
 *
 * @since 0.1
 */
#define OTLS_RESUMED_STORE 2

/**
 * @macro
 *
 * A client resumed the session that its program gave it.
 *
 * @since 0.1
 */
#define OTLS_RESUMED_SESSION 3

/* the connection */

/**
 * @function
 *
 * `otls_connection_info_version` stores in |version| which version of TLS
 * |connection| speaks: OTLS_TLS_1_0 to OTLS_TLS_1_3.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |version| is NULL.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_version(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_version(
    otls_handle connection, int64_t *version);

/**
 * @function
 *
 * `otls_connection_info_version_name` stores in |buf|, which has room for
 * |cap| bytes, the version of |connection| as text, such as "TLSv1.3", and
 * its length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_version(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_version_name(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_cipher` stores in |buf|, which has room for |cap|
 * bytes, OpenSSL's name of the cipher suite of |connection|, and its length
 * in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_current_cipher(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_cipher(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_cipher_bits` stores in |bits| how many secret bits
 * the cipher of |connection| has.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |bits| is NULL.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_cipher_bits(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_cipher_bits(
    otls_handle connection, int64_t *bits);

/**
 * @function
 *
 * `otls_connection_info_group` stores in |buf|, which has room for |cap|
 * bytes, the name of the group in which the keys of |connection| were agreed
 * on, such as "x25519", and its length in |len|. It is empty where there was
 * none, as in a resumed session of TLS 1.2.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_negotiated_group(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_group(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_alpn` stores in |buf|, which has room for |cap|
 * bytes, the application protocol of |connection|, such as "http/1.1", and
 * its length in |len|. It is empty where none was agreed on.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7301
 * @since 0.1
 */
OTLS_API int otls_connection_info_alpn(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_servername` stores in |buf|, which has room for |cap|
 * bytes, the server name of |connection|, and its length in |len|: for a
 * client whom it wants to reach, for a server what its client asks for, once
 * the client's first message is there. It is empty where there is none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3
 * @since 0.1
 */
OTLS_API int otls_connection_info_servername(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_is_resumed` answers whether |connection| resumed an
 * earlier session. Then the peer's certificate is the earlier one, and was
 * not verified again.
 *
 * Threads: any.
 *
 * Returns 1 where it was resumed, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_session_reused(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_is_resumed(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_info_resumed_by` answers by what |connection| resumed an
 * earlier session, as far as its own end knows: two ends may give different
 * answers.
 *
 * Threads: any.
 *
 * Returns OTLS_RESUMED_NOT, OTLS_RESUMED_TICKET, OTLS_RESUMED_STORE or
 * OTLS_RESUMED_SESSION, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_info_resumed_by(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_info_is_server` answers whether |connection| is the
 * server's end.
 *
 * Threads: any.
 *
 * Returns 1 for a server's, 0 for a client's, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_info_is_server(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_info_explain` stores in |buf|, which has room for |cap|
 * bytes, a sentence that says whether |connection| resumed a session, and if
 * not, why, as far as this end can know, and its length in |len|. It is for
 * people: its words may change.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_info_explain(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_shared_ciphers` stores in |buf|, which has room for
 * |cap| bytes, the names of the ciphers that both ends of |connection|, a
 * server's, have, in the client's order and with colons between them, and the
 * length of that in |len|. It is empty where a session was resumed.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_UNSUPPORTED
 *     |connection| is a client's.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_client_ciphers(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_shared_ciphers(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/* the peer */

/**
 * @function
 *
 * `otls_connection_info_peer_cert` stores in |cert| the certificate of the
 * peer of |connection|; free it with otls_cert_free. It is there while the
 * handshake waits for a verdict on it too. That it is there doesn't say that
 * it was verified.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |cert| is NULL.
 * OTLS_E_CERT_MISSING
 *     the peer has sent none.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get0_peer_certificate(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_peer_cert(
    otls_handle connection, otls_handle *cert);

/**
 * @function
 *
 * `otls_connection_info_peer_certs` stores in |list| the certificates that
 * the peer of |connection| has sent, its own first; free it with
 * otls_cert_list_free. Only the first, if any, was verified to be the
 * peer's. A resumed connection has that one alone.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |list| is NULL.
 * OTLS_E_CERT_MISSING
 *     the peer has sent none.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_peer_cert_chain(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_peer_certs(
    otls_handle connection, otls_handle *list);

/**
 * @function
 *
 * `otls_connection_info_verified_chain` stores in |list| the chain by which
 * the certificate of the peer of |connection| was verified, its own first and
 * the trusted authority last; free it with otls_cert_list_free.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |list| is NULL.
 * OTLS_E_CERT_MISSING
 *     no chain was verified in this handshake: there is no certificate, it
 *     isn't trusted, or a session was resumed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get0_verified_chain(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_verified_chain(
    otls_handle connection, otls_handle *list);

/**
 * @function
 *
 * `otls_connection_info_verify_error` stores in |verdict| what OpenSSL thinks
 * of the certificate of the peer of |connection|, as one of its numbers
 * X509_V_*, of which 0 is good, and in |buf|, which has room for |cap| bytes,
 * the same in words, with their length in |len|. It answers while the
 * handshake waits for a verdict, and after it, also where the connection
 * failed.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |verdict| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL X509_STORE_CTX_get_error(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_verify_error(otls_handle connection,
    int64_t *verdict, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_ocsp_response` stores in |buf|, which has room for
 * |cap| bytes, the OCSP response that the server of |connection|, a client's,
 * has stapled, in DER, and its length in |len|: 0 bytes where there is none.
 * It was not looked into.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 8; RFC 6960
 * @since 0.1
 */
OTLS_API int otls_connection_info_ocsp_response(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/* keys of the connection */

/**
 * @function
 *
 * `otls_connection_info_exporter` stores in |buf| |cap| bytes of a key that
 * only the two ends of |connection| know, made of |label| and, where
 * |has_context| is 1, the |context_len| bytes at |context|; |len| receives
 * |cap|. Both ends get the same bytes for the same arguments. They are a
 * secret of the caller's.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |label|, |buf| or |len| is NULL, or |context| is NULL and |context_len|
 *     is not 0.
 * OTLS_E_INVALID
 *     |cap| is 0, |has_context| is neither 0 nor 1, it is 0 and there is a
 *     context, or the context has more than 65,535 bytes.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_OPENSSL
 *     OpenSSL keeps the label for itself.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5705; RFC 8446, section 7.5
 * @since 0.1
 */
OTLS_API int otls_connection_info_exporter(otls_handle connection,
    const char *label, const void *context, size_t context_len,
    int has_context, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_channel_binding` stores in |buf|, which has room for
 * |cap| bytes, the channel binding |type| of |connection|, and its length in
 * |len|: "tls-exporter", of 32 bytes; "tls-server-end-point", a hash of the
 * server's certificate; or "tls-unique", up to TLS 1.2 alone. Up to TLS 1.2,
 * the first and the last need the extended master secret, which other
 * implementations of today have.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |type| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     |type| is none of them.
 * OTLS_E_TLS_STATE
 *     the handshake is not done.
 * OTLS_E_UNSUPPORTED
 *     that type isn't defined for this connection; the message says why.
 * OTLS_E_CERT_MISSING
 *     the server has no certificate.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5929, RFC 9266
 * @since 0.1
 */
OTLS_API int otls_connection_info_channel_binding(otls_handle connection,
    const char *type, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_info_next_keylog` takes the oldest line that the keylog of
 * |connection| has and stores it in |buf|, which has room for |cap| bytes,
 * without a newline, and its length in |len|: 0 where there is no line, as no
 * line is empty. With |cap| 0 it only tells the length. There are lines where
 * the context has a keylog (`otls_context_set_keylog`), and no more than 64
 * wait. Whoever has them can read the connection.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_CTX_set_keylog_callback(3)
 * @since 0.1
 */
OTLS_API int otls_connection_info_next_keylog(
    otls_handle connection, void *buf, size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
