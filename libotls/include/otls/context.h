/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONTEXT_H
#define OTLS_CONTEXT_H

/**
 * @file
 *
 * What connections of one kind have in common: role, versions, whom to
 * believe, who we are.
 *
 * A context is safe as it is made. A client verifies the server's chain with
 * the system's trust and the server's name with the certificate; both ends
 * speak TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, at
 * OpenSSL's security level 2, without compression and renegotiation, and a
 * connection that ends without a close_notify is an error.
 *
 * A context is a description, and its setters may be called at any time, from
 * any thread. A connection takes what the context says when the connection is
 * made; later changes are for later connections. What is costly is made when
 * a first connection needs it and is shared by all contexts that say the
 * same, so that a program may make a context for each connection: that costs
 * microseconds, and sessions still resume.
 *
 * What a setter can check is checked when it is set, and the message names
 * what is wrong.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* roles: otls_context_new() */

/**
 * @macro
 *
 * The end that begins a connection.
 *
 * @since 0.1
 */
#define OTLS_ROLE_CLIENT 1

/**
 * @macro
 *
 * The end that accepts connections.
 *
 * @since 0.1
 */
#define OTLS_ROLE_SERVER 2

/* versions: otls_context_set_versions() */

/**
 * @macro
 *
 * TLS 1.0, which RFC 8996 deprecates. It needs security level 0 and ciphers
 * of its own.
 *
 * @since 0.1
 */
#define OTLS_TLS_1_0 0x0301

/**
 * @macro
 *
 * TLS 1.1, which RFC 8996 deprecates. It needs security level 0 and ciphers
 * of its own.
 *
 * @since 0.1
 */
#define OTLS_TLS_1_1 0x0302

/**
 * @macro
 *
 * TLS 1.2.
 *
 * @since 0.1
 */
#define OTLS_TLS_1_2 0x0303

/**
 * @macro
 *
 * TLS 1.3.
 *
 * @since 0.1
 */
#define OTLS_TLS_1_3 0x0304

/* verification of the peer's certificate: otls_context_set_verify() */

/**
 * @macro
 *
 * A server asks its clients for no certificate. A client takes any
 * certificate that the server has, which is no protection at all.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_NONE 0

/**
 * @macro
 *
 * A server asks for a certificate and goes on without one; a certificate
 * that cannot be verified ends the handshake.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_OPTIONAL 1

/**
 * @macro
 *
 * The peer must have a certificate that can be verified.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_REQUIRED 2

/* more to verify: otls_context_set_verify_flags() */

/**
 * @macro
 *
 * The peer's own certificate must be on no revocation list, and there must
 * be a valid list that could have it. This is so by itself where the trust
 * has revocation lists.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_FLAG_CRL_LEAF 1

/**
 * @macro
 *
 * The same for each certificate of the chain.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_FLAG_CRL_CHAIN 2

/**
 * @macro
 *
 * What RFC 5280 forbids and others let pass is refused.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_FLAG_STRICT 4

/**
 * @macro
 *
 * A chain may end at any trusted certificate, not only at one that signed
 * itself.
 *
 * @since 0.1
 */
#define OTLS_VERIFY_FLAG_PARTIAL_CHAIN 8

/* resumption: otls_context_set_resumption() */

/**
 * @macro
 *
 * No session resumes: each handshake is a full one.
 *
 * @since 0.1
 */
#define OTLS_RESUMPTION_OFF 0

/**
 * @macro
 *
 * A server gives its clients tickets, which hold the encrypted session; a
 * client keeps what servers give it. The default.
 *
 * @since 0.1
 */
#define OTLS_RESUMPTION_TICKETS 1

/**
 * @macro
 *
 * A server keeps sessions in the store of `otls_context_set_store`: those of
 * TLS 1.2 by their ids, and for TLS 1.3 a ticket holds such an id. Each
 * session of TLS 1.3 resumes once.
 *
 * @since 0.1
 */
#define OTLS_RESUMPTION_STORE 2

/**
 * @macro
 *
 * A server gives tickets, keeps the sessions of TLS 1.2 clients that know none
 * in the store, and resumes from either.
 *
 * @since 0.1
 */
#define OTLS_RESUMPTION_BOTH 3

/* counters: otls_context_counter() */

/**
 * @macro
 *
 * Handshakes that clients began.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_CONNECT 1

/**
 * @macro
 *
 * Handshakes that clients completed.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_CONNECT_GOOD 2

/**
 * @macro
 *
 * Handshakes that servers began.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_ACCEPT 3

/**
 * @macro
 *
 * Handshakes that servers completed.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_ACCEPT_GOOD 4

/**
 * @macro
 *
 * Completed handshakes that resumed a session.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_RESUMED 5

/**
 * @macro
 *
 * Completed handshakes in which a client offered a session and did a full
 * handshake in the end, at either end.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_MISSED 6

/**
 * @macro
 *
 * Handshakes of servers whose client offered more sessions than a store is
 * asked for, which is four.
 *
 * @since 0.1
 */
#define OTLS_COUNTER_CAPPED 7

/* a context */

/**
 * @function
 *
 * `otls_context_new` makes a context for |role|, OTLS_ROLE_CLIENT or
 * OTLS_ROLE_SERVER, with the safe defaults, and stores its handle in
 * |context|, which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_INVALID
 *     |role| is no role.
 * OTLS_E_NULL
 *     |context| is NULL.
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
OTLS_API int otls_context_new(int role, otls_handle *context);

/**
 * @function
 *
 * `otls_context_copy` makes another context that says what |context| says
 * now, callbacks and the table of names included, and stores its handle in
 * |copy|, which the caller frees. Its counters begin at 0.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |copy| is NULL.
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
OTLS_API int otls_context_copy(otls_handle context, otls_handle *copy);

/**
 * @function
 *
 * `otls_context_free` gives |context| back. Connections that were made with
 * it, and contexts in whose table of names it stands, keep what they need. 0
 * is fine.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| is neither 0 nor a context.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_free(otls_handle context);

/**
 * @function
 *
 * `otls_context_counter` stores in |value| how often |counter|, one of
 * OTLS_COUNTER_*, has happened to connections of |context|. Handshakes that
 * a name handed over to another context are counted where they began.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |counter| is no counter.
 * OTLS_E_NULL
 *     |value| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_counter(
    otls_handle context, int counter, int64_t *value);

/* what is spoken */

/**
 * @function
 *
 * `otls_context_set_versions` lets connections of |context| speak the
 * versions from |min| to |max|, each one of OTLS_TLS_*. 0 is the default:
 * OTLS_TLS_1_2 for |min|, the newest that OpenSSL knows for |max|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     one is no version, or |min| is above |max|.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, RFC 5246, RFC 8996.
 * @since 0.1
 */
OTLS_API int otls_context_set_versions(otls_handle context, int min, int max);

/**
 * @function
 *
 * `otls_context_set_ciphers` sets the cipher suites for TLS 1.2 and older in
 * |context|, in the form of OpenSSL's ciphers(1). |ciphers| may be NULL for
 * the default, "ECDHE+AESGCM:ECDHE+CHACHA20"; "@SECLEVEL=1" among them sets
 * the security level too.
 *
 * Each element is looked at. One that OpenSSL doesn't know, which OpenSSL
 * passes over without a word, is refused, behind a '!' too.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     an element of |ciphers| is unknown, or all together select nothing.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: openssl-ciphers(1).
 * @since 0.1
 */
OTLS_API int otls_context_set_ciphers(
    otls_handle context, const char *ciphers);

/**
 * @function
 *
 * `otls_context_set_ciphersuites` sets the cipher suites for TLS 1.3 in
 * |context|: |ciphersuites|, which may be NULL for OpenSSL's default, has
 * their names with colons between them, the preferred first.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |ciphersuites| has an unknown name, or none.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section B.4.
 * @since 0.1
 */
OTLS_API int otls_context_set_ciphersuites(
    otls_handle context, const char *ciphersuites);

/**
 * @function
 *
 * `otls_context_ciphers` copies the names of the cipher suites that
 * connections of |context| would use, the preferred first and with colons
 * between them, as text to |buf|, which has room for |cap| bytes, and stores
 * its length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what would do.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_ciphers(
    otls_handle context, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_context_set_groups` sets the groups for key exchange in |context|:
 * |groups|, which may be NULL for OpenSSL's default, has names such as
 * "X25519:P-256" with colons between them, the preferred first.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |groups| has a name that OpenSSL does not know, or one twice.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.2.7.
 * @since 0.1
 */
OTLS_API int otls_context_set_groups(otls_handle context, const char *groups);

/**
 * @function
 *
 * `otls_context_set_signature_algorithms` sets the signatures that
 * connections of |context| make and take: |algorithms|, which may be NULL for
 * OpenSSL's default, has names such as "ecdsa_secp256r1_sha256" or
 * "RSA-PSS+SHA256" with colons between them, the preferred first.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |algorithms| has a name that OpenSSL does not know, or one twice.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.2.3.
 * @since 0.1
 */
OTLS_API int otls_context_set_signature_algorithms(
    otls_handle context, const char *algorithms);

/**
 * @function
 *
 * `otls_context_set_security_level` sets OpenSSL's security level in
 * |context|, which says how weak keys, signatures and groups may be: |level|
 * 2, the default, wants 112 bits of security at least; 5 is the strictest,
 * and at 0 anything goes.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |level| is not in 0 .. 5.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: SSL_CTX_set_security_level(3).
 * @since 0.1
 */
OTLS_API int otls_context_set_security_level(otls_handle context, int level);

/**
 * @function
 *
 * `otls_context_set_alpn` sets the application protocols of |context|:
 * |data|, with |data_len| bytes, has one after the other, the preferred
 * first, each with its length in a byte before it, as RFC 7301 has them on
 * the wire. No bytes set none. A client offers them; a server takes the
 * first of its own that the client offers, and ends the handshake where
 * there is none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |data| is NULL and |data_len| is not 0.
 * OTLS_E_INVALID
 *     |data| is not in this form.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7301.
 * @since 0.1
 */
OTLS_API int otls_context_set_alpn(
    otls_handle context, const void *data, size_t data_len);

/**
 * @function
 *
 * `otls_context_set_record_size` lets connections of |context| send records
 * of at most |bytes| of data, 512 .. 16384; 0 sets the default, 16384. Small
 * records reach a slow peer's program sooner.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |bytes| is neither 0 nor in 512 .. 16384.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_record_size(otls_handle context, int bytes);

/* whom to believe */

/**
 * @function
 *
 * `otls_context_set_trust` lets connections of |context| verify with
 * |trust|, which may be 0 for the default, the system's. A server also tells
 * its clients the names of the authorities in |trust|, as long as they are no
 * more than 100. The handle can be freed afterwards.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |trust| neither 0 nor a trust.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_trust(otls_handle context, otls_handle trust);

/**
 * @function
 *
 * `otls_context_set_verify` sets how |context| verifies: |mode| is one of
 * OTLS_VERIFY_*. A server may have any of them; OTLS_VERIFY_NONE is its
 * default. For a client there is OTLS_VERIFY_REQUIRED alone, its default;
 * what else a client may want is `otls_context_insecure_set_verify_none`.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |mode| is none of them, or not for this role.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_verify(otls_handle context, int mode);

/**
 * @function
 *
 * `otls_context_insecure_set_verify_none` lets |context|, a client's, take
 * any certificate from anybody, without a look at its name. Whoever can
 * reach the wire reads and writes what connections of |context| carry.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |context| is a server's: use `otls_context_set_verify`.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_insecure_set_verify_none(otls_handle context);

/**
 * @function
 *
 * `otls_context_insecure_set_hostname_check` says whether |context|, a
 * client's, compares the server's name with its certificate; it does unless
 * |on| is 0. Without that, any holder of any trusted certificate can pose as
 * the server.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1, or |context| is a server's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 9525.
 * @since 0.1
 */
OTLS_API int otls_context_insecure_set_hostname_check(
    otls_handle context, int on);

/**
 * @function
 *
 * `otls_context_set_verify_depth` lets |context| verify chains with at most
 * |depth| certificates between the peer's and the trusted one; -1 sets
 * OpenSSL's default, 100.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |depth| is not in -1 .. 100.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_verify_depth(otls_handle context, int depth);

/**
 * @function
 *
 * `otls_context_set_verify_flags` sets what more |context| verifies: |flags|
 * is the sum of some of OTLS_VERIFY_FLAG_*, 0 by default.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |flags| has a bit that is no flag.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_verify_flags(otls_handle context, int64_t flags);

/**
 * @function
 *
 * `otls_context_set_ask_verify` lets handshakes of |context|, a client's,
 * stop with OTLS_E_WANT_VERIFY once they have the server's certificate,
 * unless |on| is 0. The caller asks what OpenSSL thinks of it, replies, and
 * calls again. Without a reply there is no connection.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1, or |context| is a server's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_ask_verify(otls_handle context, int on);

/**
 * @function
 *
 * `otls_context_on_verify` lets |callback| decide on the peer's certificate
 * in each handshake of |context| that is not resumed, after OpenSSL has: it
 * gets |user| and the handle of the |connection|, which it may ask
 * questions. OTLS_CALLBACK_ACCEPT accepts the certificate, also one that
 * could not be verified; any other value refuses it. NULL sets none.
 *
 * Sessions that |callback| has let in resume only in contexts with the same
 * |callback| and |user| of one process.
 *
 * Threads: any; |callback| runs in the thread that runs the handshake.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_on_verify(otls_handle context,
    int (*callback)(void *user, int64_t connection), void *user);

/**
 * @function
 *
 * `otls_context_set_ocsp_stapling` lets |context|, a client's, ask servers
 * for an OCSP response unless |on| is 0; a server of |context| sends the
 * response that its credential has, unless |on| is 0. It is off for clients
 * and on for servers. The client's program finds the response at the
 * connection.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 8.
 * @since 0.1
 */
OTLS_API int otls_context_set_ocsp_stapling(otls_handle context, int on);

/* who we are */

/**
 * @function
 *
 * `otls_context_set_credential` gives |context| the certificates and key of
 * |credential|, in place of all that it had; |credential| may be 0, which
 * takes them away. The handle can be freed afterwards.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |credential| neither 0 nor a
 *     credential.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_set_credential(
    otls_handle context, otls_handle credential);

/**
 * @function
 *
 * `otls_context_add_credential` gives |context| another |credential|, for
 * peers that can do more with its type of key; one whose key has the same
 * type it replaces. RSA, RSA-PSS, ECDSA, Ed25519 and Ed448 are types. The
 * handle can be freed afterwards.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |credential| no credential.
 * OTLS_E_LIMIT
 *     there are 8 already.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_context_add_credential(
    otls_handle context, otls_handle credential);

/**
 * @function
 *
 * `otls_context_set_post_handshake_auth` lets a client of |context| tell
 * servers that they may ask for its certificate later, and a server of
 * |context| ask only when its program does, unless |on| is 0, the default.
 * TLS 1.2 knows nothing of the kind: there a server asks in the handshake.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.2.
 * @since 0.1
 */
OTLS_API int otls_context_set_post_handshake_auth(otls_handle context, int on);

/**
 * @function
 *
 * `otls_context_set_ask_psk` lets handshakes of |context| stop with
 * OTLS_E_WANT_PSK where they could go on with a pre-shared key in place of
 * certificates, unless |on| is 0, the default. The caller asks with
 * `otls_connection_wanted_psk`, replies with `otls_connection_reply_psk` or
 * `otls_connection_refuse_psk`, and calls again.
 *
 * A server is asked for each identity that its client offers, at most four;
 * it needs no credential where all clients have a key, and one that demands
 * certificates goes without from a client with a key. A client is asked
 * before its first message, where it may speak TLS 1.3, and with TLS 1.2 once
 * its server has chosen a suite with a key, and sent a hint or not; where the
 * server takes no key, its certificate is verified as ever. A server sends
 * |hint| to clients that speak TLS 1.2 or older; |hint| may be NULL.
 *
 * With TLS 1.3 the key goes with SHA-256. Where `otls_context_set_ciphers`
 * isn't called, suites that combine a pre-shared key with ECDHE are added.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1, or |hint| has more than 128 bytes.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4279, RFC 8446 section 4.2.11.
 * @since 0.1
 */
OTLS_API int otls_context_set_ask_psk(
    otls_handle context, int on, const char *hint);

/* names */

/**
 * @function
 *
 * `otls_context_add_name` lets |other| answer for clients of |context|, both
 * servers', that ask for a name which |pattern| matches: with its
 * credential, its verification and everything else that it says. That is
 * settled at the client's first message, before a session may resume, so
 * nobody gets past the policy of |other| by a session from elsewhere.
 *
 * The |pattern| is a host name, or "*." and a host name, which matches one
 * more label in front; an exact one goes first. Letters count in either
 * case. A name that no pattern matches, and a client that sends none, stay
 * with |context|. In place of a |pattern| that is there already; |other| may
 * be 0, which takes it out.
 *
 * A context with a table of names can stand in no table.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |other| neither 0 nor a context.
 * OTLS_E_NULL
 *     |pattern| is NULL.
 * OTLS_E_INVALID
 *     |pattern| is no such pattern, one of the two is a client's, or one
 *     context would have a table and stand in one.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3.
 * @since 0.1
 */
OTLS_API int otls_context_add_name(
    otls_handle context, const char *pattern, otls_handle other);

/**
 * @function
 *
 * `otls_context_set_ask_name` lets handshakes of |context|, a server's, stop
 * with OTLS_E_WANT_NAME at the client's first message, unless |on| is 0, the
 * default. The caller asks for the name, replies with a context or refuses,
 * and calls again. The table of names is not asked then.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1, or |context| is a client's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3.
 * @since 0.1
 */
OTLS_API int otls_context_set_ask_name(otls_handle context, int on);

/**
 * @function
 *
 * `otls_context_on_name` lets |callback| decide on the name that a client of
 * |context|, a server's, asks for: it gets |user| and the handle of the
 * |connection|, whose name it may ask for and to which it may reply with
 * another context. OTLS_CALLBACK_ACCEPT goes on; any other value ends the
 * handshake. NULL sets none. The table of names is not asked then.
 *
 * Threads: any; |callback| runs in the thread that runs the handshake.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |context| is a client's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3.
 * @since 0.1
 */
OTLS_API int otls_context_on_name(otls_handle context,
    int (*callback)(void *user, int64_t connection), void *user);

/* sessions */

/**
 * @function
 *
 * `otls_context_set_resumption` sets how sessions of |context| resume:
 * |mode| is one of OTLS_RESUMPTION_*. A session resumes only where the
 * verification, the authorities and the names that the server answers for
 * are those that it was made with. A server with a mode that needs a store
 * opens no connection without one.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |mode| is none of them, or one with a store and |context| a client's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 2.2; RFC 5077.
 * @since 0.1
 */
OTLS_API int otls_context_set_resumption(otls_handle context, int mode);

/**
 * @function
 *
 * `otls_context_set_ticket_keys` has servers of |context| seal tickets with
 * |keys|, which may be 0, for keys that OpenSSL makes for the process. Two
 * contexts with the same handle share them, and so share what they seal,
 * where a session may resume at both.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |keys| no ticket keys.
 * OTLS_E_INVALID
 *     |context| is a client's.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5077, section 4
 * @since 0.1
 */
OTLS_API int otls_context_set_ticket_keys(
    otls_handle context, otls_handle keys);

/**
 * @function
 *
 * `otls_context_set_tickets` lets a server of |context| send |count| tickets
 * after each full handshake of TLS 1.3, 2 by default; a resumed one gets 1
 * unless |count| is 0.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |count| is not in 0 .. 16.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.1.
 * @since 0.1
 */
OTLS_API int otls_context_set_tickets(otls_handle context, int count);

/**
 * @function
 *
 * `otls_context_set_store` lets connections of |context| keep their sessions
 * in |store|; |store| may be 0 for none. Whether it is slow, down or hostile,
 * a handshake goes on without it, after its deadline at most.
 *
 * Servers do so where `otls_context_set_resumption` says so. Those with the
 * same policy and secret resume each other's sessions, across restarts and
 * hosts where the store is one that they share.
 *
 * Clients do so unless they resume nothing. What a server gives them, tickets
 * that come long after the handshake included, is kept, and a later connection
 * resumes with it, in another process too: to the same server name and port
 * (`otls_connection_set_port`), with the same application protocols, versions,
 * ciphers, verification, trust and credentials, and for as long as the server's
 * certificate, the session and `otls_context_set_session_life_s` allow. A
 * ticket of TLS 1.3 is taken by one connection; there is room for three or four
 * of a server. A session of `otls_connection_set_session` goes first. Nothing
 * is kept without a server name, nor where the program judges certificates or a
 * pre-shared key may stand in for one.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context, or |store| is neither 0 nor a store.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5246, section 7.3; RFC 8446, section 4.6.1.
 * @since 0.1
 */
OTLS_API int otls_context_set_store(otls_handle context, otls_handle store);

/**
 * @function
 *
 * `otls_context_set_session_life_s` sets for how many |seconds| after a full
 * handshake a server of |context| lets its client resume, through however many
 * sessions that each came of the one before: 1 to 604800, seven days, the
 * default. A single session lasts two hours at most, and none longer than the
 * client's certificate. A client with a store keeps its own sessions no longer,
 * nor longer than the server's certificate.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |seconds| is out of range.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 8446, section 4.6.1.
 * @since 0.1
 */
OTLS_API int otls_context_set_session_life_s(
    otls_handle context, int64_t seconds);

/* looking inside */

/**
 * @function
 *
 * `otls_context_set_keylog` lets connections of |context| keep the lines of
 * the NSS key log format for their program to take, unless |on| is 0, the
 * default. Whoever has them can read what the connections carry.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |on| is neither 0 nor 1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: draft-ietf-tls-keylogfile.
 * @since 0.1
 */
OTLS_API int otls_context_set_keylog(otls_handle context, int on);

/**
 * @function
 *
 * `otls_context_set_keylog_file` lets connections of |context| append their
 * lines of the NSS key log format to the file |path|, which may be NULL to end
 * that. A file that isn't there is made, for its owner alone. Each line is
 * written in one piece, so that several processes can have one file. Whoever
 * can read it can read what the connections carry.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_PERMISSION
 *     the file cannot be opened for writing.
 * OTLS_E_NOT_FOUND
 *     the directory of |path| does not exist.
 * OTLS_E_IO
 *     the system refuses it for another reason.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: draft-ietf-tls-keylogfile.
 * @since 0.1
 */
OTLS_API int otls_context_set_keylog_file(
    otls_handle context, const char *path);

#ifdef __cplusplus
}
#endif

#endif
