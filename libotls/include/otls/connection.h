/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONNECTION_H
#define OTLS_CONNECTION_H

/**
 * @file
 *
 * TLS connections: one end each, client or server, as a context says.
 *
 * A connection is over a socket, a host and port, or bios, which is for
 * programs that carry the bytes themselves. Handshake, read, write and
 * shutdown wait as long as `otls_connection_set_timeout_ms` allows, or not at
 * all: then they answer OTLS_E_WANT_READ or OTLS_E_WANT_WRITE, and are called
 * again. No byte is lost by that, nor by a time limit or a signal.
 *
 * What a handshake needs from the program makes it stop with another
 * OTLS_E_WANT_* code: the program asks, replies and calls again. In C,
 * callbacks of the context can answer instead. A callback may ask its
 * connection questions and reply; to read, write or go on with the handshake
 * from it is refused.
 *
 * After fork() a connection whose handshake has begun belongs to the process
 * that began it; in the other one it can only be freed, which sends nothing.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* to begin */

/**
 * @function
 *
 * `otls_connection_connect` makes a TCP connection to |port| of |host|, a
 * name or an IP address, for TLS by |context|, and stores its handle in
 * |connection|; free it with `otls_connection_free`. |host| becomes the
 * server name, as `otls_connection_set_servername` sets it. No byte of TLS is
 * sent yet.
 *
 * It takes no longer than |timeout_ms| milliseconds (-1: as long as it
 * takes). IPv4 and IPv6 addresses are tried in turn, the next one 250 ms
 * after the one before or when that has failed; the first that answers is
 * taken.
 *
 * The time limit holds for the look-up of the name as well, though the
 * system's resolver knows no limit: the look-up runs in a thread of its own,
 * and where the limit passes it is left to end by itself. It can't do harm
 * then, and no more than 64 such threads may be left. Numbers are looked up
 * by no thread.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |host| or |connection| is NULL.
 * OTLS_E_INVALID
 *     |host| is neither a host name nor an IP address, |port| is not from 1
 *     to 65535, |timeout_ms| is 0 or less than -1, or the context can't work
 *     as it is set.
 * OTLS_E_HOST_NOT_FOUND
 *     |host| has no address.
 * OTLS_E_TIMEOUT
 *     the time limit passed first.
 * OTLS_E_IO
 *     no address could be connected to; the message has the reason of the
 *     first.
 * OTLS_E_CLOSED, OTLS_E_PERMISSION
 *     the same, for these reasons.
 * OTLS_E_LIMIT
 *     too many look-ups wait for the resolver, or the process can't make
 *     another thread or descriptor.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first: a new call begins again.
 * OTLS_E_NOT_FOUND
 *     the system's trusted certificates aren't there.
 * OTLS_E_CERT_WEAK
 *     a credential is below the security level.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8305, RFC 6724
 * @since 0.1
 */
OTLS_API int otls_connection_connect(otls_handle context, const char *host,
    int port, int64_t timeout_ms, otls_handle *connection);

/**
 * @function
 *
 * `otls_connection_new_socket` makes a connection by |context| over the
 * connected stream socket |fd| and stores its handle in |connection|; free it
 * with `otls_connection_free`, which closes |fd| if |close_fd| is not 0.
 * After a failure |fd| is still the caller's. Whether |fd| has O_NONBLOCK
 * makes no difference and isn't changed.
 *
 * What |context| says is fixed by this: later setters don't change the
 * connection.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |connection| is NULL.
 * OTLS_E_INVALID
 *     |fd| is no open socket, or the context can't work as it is set.
 * OTLS_E_NOT_FOUND
 *     the system's trusted certificates aren't there.
 * OTLS_E_CERT_WEAK
 *     a credential is below the security level.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, RFC 5246
 * @since 0.1
 */
OTLS_API int otls_connection_new_socket(
    otls_handle context, int fd, int close_fd, otls_handle *connection);

/**
 * @function
 *
 * `otls_connection_new_bio` makes a connection by |context| that reads from
 * the bio |incoming| and writes to the bio |outgoing|, which may be the same,
 * and stores its handle in |connection|; free it with `otls_connection_free`.
 * The bios stay while the connection does, though their handles are freed.
 * Their time limits are set to 0.
 *
 * One end of a pair (`otls_bio_pair_new`) is for programs that carry the
 * bytes themselves: calls answer OTLS_E_WANT_READ until the other end has
 * been written to, whatever the time limit. Over bios with descriptors a
 * connection waits as over a socket.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |incoming| or |outgoing| no bio.
 * OTLS_E_NULL
 *     |connection| is NULL.
 * OTLS_E_INVALID
 *     the context can't work as it is set.
 * OTLS_E_NOT_FOUND
 *     the system's trusted certificates aren't there.
 * OTLS_E_CERT_WEAK
 *     a credential is below the security level.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_new_bio(otls_handle context,
    otls_handle incoming, otls_handle outgoing, otls_handle *connection);

/**
 * @function
 *
 * `otls_connection_set_servername` sets whom |connection|, a client's, wants
 * to reach: |name|, a host name in ASCII or an IP address. A host name is
 * sent to the server; either is what its certificate is checked for. Until
 * the handshake begins it may be set again, also where
 * `otls_connection_connect` has set it, and the last one counts; where that
 * fails for want of memory there is none. Without it there is no handshake,
 * unless the context doesn't verify, or doesn't check names. A dot at the end
 * is left out.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |name| is NULL.
 * OTLS_E_INVALID
 *     |name| is neither a host name nor an IP address.
 * OTLS_E_TLS_STATE
 *     the connection is a server's, or the handshake has begun.
 * OTLS_E_OPENSSL
 *     OpenSSL refused the name.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3; RFC 6125
 * @since 0.1
 */
OTLS_API int otls_connection_set_servername(
    otls_handle connection, const char *name);

/**
 * @function
 *
 * `otls_connection_set_port` tells |connection| the |port| of the server,
 * where it wasn't made by `otls_connection_connect`. Sessions of one port
 * aren't resumed with another.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |port| is not from 0 to 65535.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_set_port(otls_handle connection, int port);

/**
 * @function
 *
 * `otls_connection_set_timeout_ms` sets how long, in milliseconds, one call
 * on |connection| may take: -1, as it is at first, for as long as it takes, 0
 * without waiting at all, else |timeout_ms|, by a clock that nobody sets. The
 * limit is for the whole call, however slowly bytes trickle. Calls that are
 * waiting already keep their limit.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |timeout_ms| is less than -1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_set_timeout_ms(
    otls_handle connection, int64_t timeout_ms);

/**
 * @function
 *
 * `otls_connection_set_session` lets |connection|, a client's, offer
 * |session| in its handshake, to resume it; |session| may be 0, which takes
 * back one that was set. The session may come from another context, but is
 * offered only where it was made with the same server name, mode of
 * verification and trusted certificates, since a resumed session is not
 * verified again; `otls_connection_info_explain` says if it wasn't. A server
 * that doesn't know it does a full handshake.
 *
 * A session may be set for several connections; with TLS 1.3, whoever watches
 * can tell then that they are of one client.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection, or |session| no session and is not 0.
 * OTLS_E_TLS_STATE
 *     the connection is a server's, or the handshake has begun.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 2.2; RFC 5077
 * @since 0.1
 */
OTLS_API int otls_connection_set_session(
    otls_handle connection, otls_handle session);

/* to talk */

/**
 * @function
 *
 * `otls_connection_handshake` does the handshake of |connection|, or goes on
 * with it. Once it is done it answers OTLS_OK at once. Reading and writing
 * begin with it where it isn't done; of several threads one does it, and the
 * others wait.
 *
 * With TLS 1.3 a client is done before the server has judged its certificate:
 * a refusal comes with the first read.
 *
 * A failure ends the connection: each later call answers the same code and
 * message. The codes by which a call has to be made again, and
 * OTLS_E_TLS_STATE, don't.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_WANT_NAME
 *     the context asks for an answer to the client's server name:
 *     `otls_connection_wanted_name`.
 * OTLS_E_WANT_VERIFY
 *     the context asks for a verdict on the server's certificate:
 *     `otls_connection_info_peer_cert`, `otls_connection_info_verify_error`,
 *     then `otls_connection_reply_verify`.
 * OTLS_E_TLS_STATE
 *     there is no server name to check the certificate for, or the call comes
 *     from a callback of the same connection.
 * OTLS_E_CERT_*
 *     the peer's certificate is not acceptable; each reason has its code, and
 *     the message names the peer.
 * OTLS_E_TLS_VERSION, OTLS_E_TLS_CIPHER, OTLS_E_TLS_ALPN, OTLS_E_TLS_NAME
 *     the two ends don't agree, by this end's judgement or by the peer's
 *     alert.
 * OTLS_E_TLS_ALERT
 *     the peer refused: the message names its alert.
 * OTLS_E_TLS_NOT_TLS
 *     the peer doesn't speak TLS: the message says whether it is HTTP.
 * OTLS_E_TLS_EOF
 *     the peer closed the network connection in the middle.
 * OTLS_E_TLS_HANDSHAKE, OTLS_E_TLS_PROTOCOL
 *     the handshake failed otherwise, or the peer broke the protocol;
 *     OpenSSL's reason is kept beside the message.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_INVALID
 *     the context for the server name can't be used.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, RFC 5246, OpenSSL SSL_do_handshake(3)
 * @since 0.1
 */
OTLS_API int otls_connection_handshake(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_read` reads at most |cap| bytes that the peer has sent
 * from |connection| into |buf| and stores in |len| how many it read. It
 * waits, if it has to, for the first of them and not for all: one call gives
 * no more than one record. 0 bytes are the proper end: the peer has sent its
 * close_notify, and nothing is missing. (With |cap| 0 nothing is read, and
 * they say nothing.)
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TLS_EOF
 *     the network connection ended without a close_notify: what was read may
 *     be cut short.
 * OTLS_E_TLS_ALERT
 *     the peer ended the connection; the message names its alert.
 * OTLS_E_TLS_PROTOCOL
 *     the peer broke the protocol, or sent too much that is no data.
 * OTLS_E_WANT_NAME, OTLS_E_WANT_VERIFY, OTLS_E_WANT_PSK
 *     as `otls_connection_handshake` answers.
 * OTLS_E_TLS_STATE
 *     the call comes from a callback of the same connection.
 * OTLS_E_TLS_*, OTLS_E_CERT_*
 *     the handshake failed: see `otls_connection_handshake`.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 6.1; OpenSSL SSL_read_ex(3)
 * @since 0.1
 */
OTLS_API int otls_connection_read(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_write` writes the |data_len| bytes at |data| to
 * |connection| and stores in |written| how many have gone out. It waits until
 * all have, if it may wait; where a signal, the time limit, a full network or
 * an error stops it after some, it answers OTLS_OK with their number, and the
 * next call meets the cause.
 *
 * After OTLS_E_WANT_WRITE, OTLS_E_TIMEOUT or OTLS_E_INTERRUPTED, and after
 * fewer bytes than were given, a record may be sealed and on its way in part.
 * So the next write must begin with the bytes that weren't reported as
 * written, and have no fewer of them; they may lie elsewhere in memory. What
 * goes out is what was given first.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |written| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_INVALID
 *     a write that was cut short had more bytes than this one.
 * OTLS_E_TLS_STATE
 *     the connection was shut down, or the call comes from a callback of the
 *     same connection.
 * OTLS_E_WANT_NAME, OTLS_E_WANT_VERIFY, OTLS_E_WANT_PSK
 *     as `otls_connection_handshake` answers.
 * OTLS_E_TLS_*, OTLS_E_CERT_*
 *     the handshake failed, or the connection has ended: see
 *     `otls_connection_handshake`.
 * OTLS_E_CLOSED
 *     the peer is gone; a read may say why.
 * OTLS_E_IO
 *     the operating system failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_write_ex(3)
 * @since 0.1
 */
OTLS_API int otls_connection_write(otls_handle connection, const void *data,
    size_t data_len, size_t *written);

/**
 * @function
 *
 * `otls_connection_send_file` writes to |connection| what the regular file
 * |path| has from the byte |offset| on: |length| bytes, or all to the end
 * with -1. It ends with the file where that has fewer. OTLS_OK says that all
 * has gone out; |sent| receives how many bytes have, after a failure too.
 *
 * After a failure by which a call has to be made again, call with |offset|
 * and |length| moved on by |sent|, before anything else is written. The file
 * should not change meanwhile.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |path| or |sent| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the operating system refused access.
 * OTLS_E_UNSUPPORTED
 *     it is not a regular file.
 * OTLS_E_INVALID
 *     |offset| is negative, or |length| less than -1.
 * OTLS_E_TLS_*, OTLS_E_CERT_*
 *     as `otls_connection_write` answers.
 * OTLS_E_WANT_NAME, OTLS_E_WANT_VERIFY, OTLS_E_WANT_PSK
 *     as `otls_connection_handshake` answers.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX pread
 * @since 0.1
 */
OTLS_API int otls_connection_send_file(otls_handle connection,
    const char *path, int64_t offset, int64_t length, int64_t *sent);

/**
 * @function
 *
 * `otls_connection_send_fd` does as `otls_connection_send_file` does with the
 * regular file behind the descriptor |fd|: writes |length| bytes (-1: all)
 * from |offset| on to |connection|, and stores in |sent| how many have gone
 * out. |fd| stays open, and its own place in the file isn't used.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |sent| is NULL.
 * OTLS_E_UNSUPPORTED
 *     it is not a regular file.
 * OTLS_E_INVALID
 *     |fd| is not an open descriptor, |offset| is negative, or |length| less
 *     than -1.
 * OTLS_E_TLS_*, OTLS_E_CERT_*
 *     as `otls_connection_write` answers.
 * OTLS_E_WANT_NAME, OTLS_E_WANT_VERIFY, OTLS_E_WANT_PSK
 *     as `otls_connection_handshake` answers.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX pread
 * @since 0.1
 */
OTLS_API int otls_connection_send_fd(otls_handle connection, int fd,
    int64_t offset, int64_t length, int64_t *sent);

/**
 * @function
 *
 * `otls_connection_pending` stores in |bytes| how many bytes a read on
 * |connection| gives without another look at the network, and 1 where it
 * tells of the end or a failure. An event loop that waits for the descriptor
 * must read until OTLS_E_WANT_READ or until there are 0: of a descriptor that
 * |connection| closes itself, it reads more than one record at once.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |bytes| is NULL.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_pending(3)
 * @since 0.1
 */
OTLS_API int otls_connection_pending(
    otls_handle connection, int64_t *bytes);

/**
 * @function
 *
 * `otls_connection_shutdown` ends |connection| properly in both directions:
 * it sends a close_notify, unless that was sent, and waits for the peer's.
 * The network connection stays open, and may be used for something else.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake isn't done, or the peer has sent data that nobody has
 *     read: read to the end, then call again.
 * OTLS_E_TLS_EOF
 *     the peer closed the network connection without a close_notify, as many
 *     do once they have ours.
 * OTLS_E_TLS_*
 *     the connection has ended before.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 6.1; OpenSSL SSL_shutdown(3)
 * @since 0.1
 */
OTLS_API int otls_connection_shutdown(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_shutdown_write` says that nothing more will be written to
 * |connection|: it sends a close_notify, which the peer meets as the proper
 * end. Reading goes on.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake isn't done.
 * OTLS_E_TLS_*
 *     the connection has ended before.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 6.1
 * @since 0.1
 */
OTLS_API int otls_connection_shutdown_write(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_key_update` has |connection|, of TLS 1.3, go on with new
 * keys for what it sends, and if |ask_peer| is 1 asks the peer to do the
 * same.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |ask_peer| is neither 0 nor 1.
 * OTLS_E_TLS_STATE
 *     the handshake isn't done, or the version is not TLS 1.3.
 * OTLS_E_TLS_*
 *     the connection has ended before.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.3
 * @since 0.1
 */
OTLS_API int otls_connection_key_update(
    otls_handle connection, int ask_peer);

/**
 * @function
 *
 * `otls_connection_request_certificate` asks the client of |connection|, a
 * server's with TLS 1.3, for a certificate after the handshake. The answer
 * comes with a later read, which fails where the certificate isn't
 * acceptable; `otls_connection_info_peer_cert` has it then. The server's
 * context must verify, and the client's must have allowed it
 * (`otls_context_set_post_handshake_auth`).
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the connection is a client's, the handshake isn't done, the version is
 *     not TLS 1.3, or the client doesn't allow it.
 * OTLS_E_TLS_*
 *     the connection has ended before.
 * OTLS_E_CLOSED, OTLS_E_IO
 *     the network connection was reset or closed, or failed.
 * OTLS_E_WANT_READ, OTLS_E_WANT_WRITE
 *     the connection doesn't wait: call again once its descriptor can be read
 *     from or written to, or the bios have been served.
 * OTLS_E_TIMEOUT, OTLS_E_INTERRUPTED
 *     the time limit passed, or a signal arrived first: call again to go on.
 * OTLS_E_FORKED
 *     the connection was begun before the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.2
 * @since 0.1
 */
OTLS_API int otls_connection_request_certificate(otls_handle connection);

/* to answer what a handshake waits for */

/**
 * @function
 *
 * `otls_connection_wanted_name` stores in |buf|, which has room for |cap|
 * bytes, the server name that the client of |connection| asks for, and its
 * length in |len|, while the handshake waits for an answer
 * (OTLS_E_WANT_NAME). It is empty where the client named none. It is a name
 * by its form, and nothing else is known of it.
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
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3
 * @since 0.1
 */
OTLS_API int otls_connection_wanted_name(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_reply_name` lets the handshake of |connection| go on with
 * |context|, a server's: its credential, verification and all else that it
 * says, before it is decided whether a session resumes. |context| may be 0:
 * the handshake goes on with the context that it has. Then call again what
 * answered OTLS_E_WANT_NAME.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection, or |context| no context and is not 0.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for that.
 * OTLS_E_INVALID
 *     |context| is a client's, or can't work as it is set.
 * OTLS_E_NOT_FOUND
 *     the system's trusted certificates aren't there.
 * OTLS_E_CERT_WEAK
 *     a credential is below the security level.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3
 * @since 0.1
 */
OTLS_API int otls_connection_reply_name(
    otls_handle connection, otls_handle context);

/**
 * @function
 *
 * `otls_connection_refuse_name` ends the handshake of |connection| with the
 * alert unrecognized_name. The next call sends it and answers
 * OTLS_E_TLS_NAME.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3
 * @since 0.1
 */
OTLS_API int otls_connection_refuse_name(otls_handle connection);

/**
 * @function
 *
 * `otls_connection_reply_verify` gives the verdict on the server's
 * certificate that the handshake of |connection| waits for
 * (OTLS_E_WANT_VERIFY): 1 in |accept| takes it, also where OpenSSL could not
 * verify it, 0 refuses it. Ask `otls_connection_info_verify_error` first.
 * Then call again what answered OTLS_E_WANT_VERIFY.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |accept| is neither 0 nor 1.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 6
 * @since 0.1
 */
OTLS_API int otls_connection_reply_verify(
    otls_handle connection, int accept);

/**
 * @function
 *
 * `otls_connection_wanted_psk` stores in |buf|, which has room for |cap|
 * bytes, what there is to find the pre-shared key by that the handshake of
 * |connection| waits for (OTLS_E_WANT_PSK), and its length in |len|: for a
 * server the identity that its client sent, for a client the hint of its
 * server, which is often empty, and always at the first question. Nothing of
 * it is verified.
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
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4279; RFC 8446, section 4.2.11
 * @since 0.1
 */
OTLS_API int otls_connection_wanted_psk(
    otls_handle connection, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_reply_psk` gives the handshake of |connection| the
 * pre-shared key that it waits for: the |key_len| bytes at |key|. A client
 * says with |identity| which key that is, as text of at most 255 bytes;
 * |identity| may be NULL, and is for a server, whose client has said it. The
 * key is wiped when the handshake is done. It should have 16 random bytes or
 * more: whoever sees the handshake can try short ones. Then call again what
 * answered OTLS_E_WANT_PSK.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |key| is NULL.
 * OTLS_E_INVALID
 *     |key_len| is not from 1 to 512, a client's identity is NULL, empty or
 *     too long, or a server's is not NULL.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4279; RFC 8446, section 4.2.11
 * @since 0.1
 */
OTLS_API int otls_connection_reply_psk(otls_handle connection,
    const char *identity, const void *key, size_t key_len);

/**
 * @function
 *
 * `otls_connection_refuse_psk` says that there is no pre-shared key for what
 * the handshake of |connection| waits for. With TLS 1.3 it goes on to the
 * next identity or to certificates; with TLS 1.2, where the suite is chosen
 * by then, it fails. Then call again what answered OTLS_E_WANT_PSK.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for that.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4279; RFC 8446, section 4.2.11
 * @since 0.1
 */
OTLS_API int otls_connection_refuse_psk(otls_handle connection);

/* and the rest */

/**
 * @function
 *
 * `otls_connection_session` stores in |session| what |connection|, a
 * client's, can be resumed with: the newest that the server gave, or the one
 * that was resumed; free it with `otls_session_free`. With TLS 1.3 it comes
 * after the handshake, usually with the first bytes that are read.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |session| is NULL.
 * OTLS_E_TLS_STATE
 *     the connection is a server's, or the server has given none yet.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.1
 * @since 0.1
 */
OTLS_API int otls_connection_session(
    otls_handle connection, otls_handle *session);

/**
 * @function
 *
 * `otls_connection_fd` stores in |fd| the descriptor of |connection|, to wait
 * for it in an event loop. It stays the connection's.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |fd| is NULL.
 * OTLS_E_UNSUPPORTED
 *     the connection is over bios that have no descriptor.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_fd(otls_handle connection, int64_t *fd);

/**
 * @function
 *
 * `otls_connection_free` frees |connection| and closes its descriptor, if
 * that is its own; 0 is allowed and does nothing. It sends nothing:
 * `otls_connection_shutdown` or `otls_connection_shutdown_write` come before
 * it, or the peer can't tell the end from a failure.
 *
 * Threads: any; a call that is inside |connection| goes on undisturbed, and
 * the connection goes with the last of them.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_free(otls_handle connection);

#ifdef __cplusplus
}
#endif

#endif
