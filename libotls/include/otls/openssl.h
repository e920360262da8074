/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OPENSSL_H
#define OTLS_OPENSSL_H

/**
 * @file
 *
 * OpenSSL's own numbers, names and switches, for what was written for them, as
 * the `ssl` module of Python is. A new program needs none of this: what the
 * other words have is safe as it is made, and these switches can undo that.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* paths: otls_openssl_default_path() */

/**
 * @macro
 *
 * The environment variable that names the file of trusted certificates.
 *
 * @since 0.1
 */
#define OTLS_OPENSSL_PATH_FILE_VARIABLE 1

/**
 * @macro
 *
 * The file of trusted certificates.
 *
 * @since 0.1
 */
#define OTLS_OPENSSL_PATH_FILE 2

/**
 * @macro
 *
 * The environment variable that names the directories of trusted certificates.
 *
 * @since 0.1
 */
#define OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE 3

/**
 * @macro
 *
 * The directory of trusted certificates.
 *
 * @since 0.1
 */
#define OTLS_OPENSSL_PATH_DIRECTORY 4

/**
 * @function
 *
 * `otls_openssl_number` stores the version of the OpenSSL in use in |number|,
 * as OpenSSL packs it: 0x30000000 and more.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |number| is NULL.
 *
 * Source: OpenSSL OpenSSL_version_num(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_number(int64_t *number);

/**
 * @function
 *
 * `otls_openssl_constant` stores in |value| what OpenSSL's headers say for
 * |name|, such as "SSL_OP_NO_TICKET": the options of contexts, the flags for
 * verification and host names, the alerts, and the versions.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |name| or |value| is NULL.
 * OTLS_E_INVALID
 *     |name| is not among them.
 *
 * Source: OpenSSL openssl/ssl.h, openssl/x509_vfy.h
 * @since 0.1
 */
OTLS_API int otls_openssl_constant(const char *name, int64_t *value);

/**
 * @function
 *
 * `otls_openssl_reason` copies OpenSSL's words for |packed|, an error of which
 * `otls_error_openssl` told, such as "certificate verify failed", as text to
 * |buf|, which has room for |cap| bytes, and stores its length in |len|: 0
 * where OpenSSL has none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL ERR_reason_error_string(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_reason(
    int64_t packed, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_default_path` copies where OpenSSL looks for trusted
 * certificates to |buf|, which has room for |cap| bytes, and stores its length
 * in |len|; |which| is one of OTLS_OPENSSL_PATH_*. The environment is not
 * looked at.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     |which| is none of them.
 *
 * Source: OpenSSL X509_get_default_cert_file(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_default_path(
    int which, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_nid` stores in |nid| OpenSSL's number for the object |text|: a
 * dotted object identifier or, where |names| is 1, a short or long name.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |text| or |nid| is NULL.
 * OTLS_E_INVALID
 *     OpenSSL doesn't know |text|, or |names| is neither 0 nor 1.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL OBJ_txt2obj(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_nid(
    const char *text, int names, int64_t *nid);

/**
 * @function
 *
 * `otls_openssl_object` copies what OpenSSL calls the object with the number
 * |nid| to |buf|, which has room for |cap| bytes: its short name, its long
 * name and its dotted object identifier, which may be missing, each on a line.
 * |len| receives the length.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     OpenSSL has no object |nid|.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL OBJ_nid2obj(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_object(int nid, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_ciphers` copies what OpenSSL knows of each cipher suite that
 * connections of |context| would use to |buf|, which has room for |cap| bytes,
 * and stores the length of that in |len|. A suite has a line, the preferred
 * first, with tabs between the fields: its number, name and protocol, its
 * secret bits and those of its algorithm, 1 or 0 for whether it is an AEAD,
 * the symmetric cipher, the digest, the key exchange and the authentication,
 * of which "" is none, and OpenSSL's description.
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
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     the context can't work as it is set.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_CERT_WEAK
 *     a credential is below the security level.
 * OTLS_E_NOT_FOUND
 *     the system's trusted certificates aren't there.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_CIPHER_description(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_ciphers(
    otls_handle context, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_insecure_set_options` gives connections of |context| OpenSSL's
 * |options|, SSL_OP_*, in place of the safe ones, to which -1 goes back. The
 * values are OpenSSL's, and each is taken as it is; only renegotiation stays
 * off.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |options| is less than -1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_CTX_set_options(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_insecure_set_options(
    otls_handle context, int64_t options);

/**
 * @function
 *
 * `otls_openssl_insecure_set_verify_flags` gives |context| OpenSSL's |flags|,
 * X509_V_FLAG_*, in place of what `otls_context_set_verify_flags` says, to
 * which -1 goes back. Revocation lists of the trust are looked at only where
 * the flags say so.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |flags| is less than -1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL X509_VERIFY_PARAM_set_flags(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_insecure_set_verify_flags(
    otls_handle context, int64_t flags);

/**
 * @function
 *
 * `otls_openssl_insecure_set_host_flags` has |context| compare host names with
 * OpenSSL's |flags|, X509_CHECK_FLAG_*, in place of the safe ones, to which -1
 * goes back: no part of a label is a wildcard, and the subject's common name
 * doesn't count.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_INVALID
 *     |flags| is not from -1 to 63.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL X509_check_host(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_insecure_set_host_flags(
    otls_handle context, int64_t flags);

/**
 * @function
 *
 * `otls_openssl_set_dh` gives servers of |context| parameters for
 * Diffie-Hellman in TLS 1.2 and older: |data|, with |data_len| bytes, has them
 * in PEM. No bytes take them away. The suites with ECDHE need none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |context| names no context.
 * OTLS_E_NULL
 *     |data| is NULL and |data_len| is not 0.
 * OTLS_E_KEY_FORMAT
 *     |data| has no such parameters; OpenSSL's reason is kept beside the
 *     message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_CTX_set0_tmp_dh_pkey(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_set_dh(
    otls_handle context, const void *data, size_t data_len);

/**
 * @function
 *
 * `otls_openssl_set_alpn_fallback` lets a server of |context| go on without an
 * application protocol where it has none in common with its client, unless
 * |on| is 0, the default, by which the handshake ends.
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
 * Source: RFC 7301, section 3.2
 * @since 0.1
 */
OTLS_API int otls_openssl_set_alpn_fallback(otls_handle context, int on);

/**
 * @function
 *
 * `otls_openssl_set_messages` lets connections of |context| keep the messages
 * of the protocol for `otls_openssl_next_message`, unless |on| is 0, the
 * default. They tell who the ends are, which the protocol hides from others.
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
 * Source: OpenSSL SSL_CTX_set_msg_callback(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_set_messages(otls_handle context, int on);

/**
 * @function
 *
 * `otls_openssl_next_message` takes the oldest protocol message that
 * |connection| has kept and copies it to |buf|, which has room for |cap|
 * bytes; |len| receives its length, |outgoing| 1 where this end has sent it
 * and 0 where it was received, |version| the version of the protocol, and
 * |type| the type of its content, as OpenSSL's callback for messages has it,
 * or -1 where there is no message. With |cap| 0 nothing is taken. No more than
 * 256 wait, and then no later ones are kept.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |outgoing|, |version|, |type| or |len| is NULL, or |buf| is NULL and
 *     |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_CTX_set_msg_callback(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_next_message(otls_handle connection,
    int64_t *outgoing, int64_t *version, int64_t *type, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_openssl_finished` copies the Finished message that this end of
 * |connection| has sent, or, where |peer| is 1, the one that it has received,
 * to |buf|, which has room for |cap| bytes, and stores its length in |len|: 0
 * where there is none yet.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |peer| is neither 0 nor 1.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get_finished(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_finished(otls_handle connection,
    int peer, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_refuse_name` answers a handshake of |connection| that waits
 * for an answer to its client's server name, as `otls_connection_refuse_name`
 * does, with |alert|, one of SSL_AD_*.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_INVALID
 *     |alert| is not from 0 to 255.
 * OTLS_E_TLS_STATE
 *     nobody waits for such an answer.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6066, section 3
 * @since 0.1
 */
OTLS_API int otls_openssl_refuse_name(otls_handle connection, int alert);

/**
 * @function
 *
 * `otls_openssl_verify_words` copies OpenSSL's words for |verdict|, one of its
 * numbers X509_V_* as `otls_connection_info_verify_error` gives them, to
 * |buf|, which has room for |cap| bytes, and stores their length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 *
 * Source: OpenSSL X509_verify_cert_error_string(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_verify_words(
    int64_t verdict, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_openssl_check_ca` answers what OpenSSL thinks of |cert| as an
 * authority: also one that doesn't say that it is one may count, by its age or
 * its key usage, which `otls_cert_is_ca` doesn't take for an answer.
 *
 * Threads: any.
 *
 * Returns 0 where it is none, 1 where it says so, 3 to 5 where it counts, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL X509_check_ca(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_check_ca(otls_handle cert);

/**
 * @function
 *
 * `otls_openssl_set_auto_chain` lets |context|, where its credential has no
 * more than its own certificate, send those that its trust has between it and
 * an authority, unless |on| is 0, the default.
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
 * Source: OpenSSL SSL_CTX_set_mode(3), SSL_MODE_NO_AUTO_CHAIN
 * @since 0.1
 */
OTLS_API int otls_openssl_set_auto_chain(otls_handle context, int on);

/**
 * @function
 *
 * `otls_openssl_session` stores in |session| what |connection|, of either end,
 * has for a session now, whether something can be resumed with it or not; free
 * it with otls_session_free.
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
 *     there is none before the handshake is done.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL SSL_get1_session(3)
 * @since 0.1
 */
OTLS_API int otls_openssl_session(
    otls_handle connection, otls_handle *session);

#ifdef __cplusplus
}
#endif

#endif
