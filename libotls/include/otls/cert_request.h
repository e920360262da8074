/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_CERT_REQUEST_H
#define OTLS_OTLS_CERT_REQUEST_H

/**
 * @file
 *
 * To make certificates: what one should say, signed as a request for an
 * authority (PKCS#10), by its own key, or by an authority.
 *
 * It is enough for tests, for a first server, and for an authority within a
 * house. One that the public trusts keeps records, checks names and publishes
 * revocations, which nothing here does.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * The certificate is for a server (the extended key usage serverAuth).
 *
 * @since 0.1
 */
#define OTLS_CERT_REQUEST_SERVER 1

/**
 * @macro
 *
 * The certificate is for a client (the extended key usage clientAuth).
 *
 * @since 0.1
 */
#define OTLS_CERT_REQUEST_CLIENT 2

/**
 * @function
 *
 * `otls_cert_request_new` makes an empty request and stores its handle in
 * |request|, which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |request| is NULL.
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
OTLS_API int otls_cert_request_new(otls_handle *request);

/**
 * @function
 *
 * `otls_cert_request_load_file` reads the first certificate request (PKCS#10)
 * in the file |path|, in PEM or DER, and stores its handle in |request|,
 * which the caller frees. That it is signed by the key in it is checked:
 * whoever sent it has the private key. Nothing else in it is true because it
 * stands there.
 *
 * Its subject and its subject alternative names are what a certificate made
 * of it says. What else it asks for, such as to be an authority's, is left
 * out; setters say it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |request| is NULL.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate request, or a damaged one: the message says
 *     what it looks like.
 * OTLS_E_SIGNATURE
 *     the key in it has not signed it, or with a digest that is broken.
 * OTLS_E_KEY_FORMAT
 *     its key is of a kind that OpenSSL doesn't know.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the system refuses to open it.
 * OTLS_E_INTERRUPTED
 *     a signal arrived while it was read.
 * OTLS_E_IO
 *     it can't be read.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 2986.
 * @since 0.1
 */
OTLS_API int otls_cert_request_load_file(
    const char *path, otls_handle *request);

/**
 * @function
 *
 * `otls_cert_request_load_bytes` does with the |data_len| bytes at |data|
 * what `otls_cert_request_load_file` does with a file, and stores the handle
 * in |request|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |request| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate request, or a damaged one: the message says
 *     what it looks like.
 * OTLS_E_SIGNATURE
 *     the key in it has not signed it, or with a digest that is broken.
 * OTLS_E_KEY_FORMAT
 *     its key is of a kind that OpenSSL doesn't know.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 2986.
 * @since 0.1
 */
OTLS_API int otls_cert_request_load_bytes(
    const void *data, size_t data_len, otls_handle *request);

/* what to ask for */

/**
 * @function
 *
 * `otls_cert_request_set_subject` names in |request| whom the certificate is
 * about: |text| is a distinguished name as RFC 4514 writes it, the most
 * specific part first, such as "CN=example.com,O=Example\\, Inc.,C=GB" with
 * one backslash before the comma. Types are its keywords, OpenSSL's names
 * such as emailAddress, or numbers with dots. It replaces an earlier one, and
 * is empty at first.
 *
 * Peers look for a host in the subject alternative names alone: say it with
 * `otls_cert_request_add_san`.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |text| is NULL.
 * OTLS_E_INVALID
 *     |text| is no such name, a field in it is too long, or the request is
 *     signed.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4514.
 * @since 0.1
 */
OTLS_API int otls_cert_request_set_subject(
    otls_handle request, const char *text);

/**
 * @function
 *
 * `otls_cert_request_add_san` adds |text| to the subject alternative names of
 * |request|: |type| is OTLS_CERT_SAN_DNS for a host name in ASCII, perhaps
 * with *. before it, OTLS_CERT_SAN_IP for an address, OTLS_CERT_SAN_EMAIL or
 * OTLS_CERT_SAN_URI.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |text| is NULL.
 * OTLS_E_INVALID
 *     |type| is none of these, |text| is no such name, or the request is
 *     signed.
 * OTLS_E_LIMIT
 *     there are 1000 names.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.2.1.6.
 * @since 0.1
 */
OTLS_API int otls_cert_request_add_san(
    otls_handle request, int type, const char *text);

/**
 * @function
 *
 * `otls_cert_request_set_ca` lets |request| be for an authority, which signs
 * certificates and revocation lists, and nothing else. |path_length| is how
 * many authorities may stand in a chain below it: 0 for none, -1 for any
 * number. Whoever issues certificates of requests from elsewhere decides by
 * this call; the request doesn't.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_INVALID
 *     |path_length| is not from -1 to 100.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.2.1.9.
 * @since 0.1
 */
OTLS_API int otls_cert_request_set_ca(otls_handle request, int path_length);

/**
 * @function
 *
 * `otls_cert_request_set_purposes` says what the certificate of |request| is
 * for: |purposes| is OTLS_CERT_REQUEST_SERVER, OTLS_CERT_REQUEST_CLIENT or
 * their sum, as it is at first. Authorities have none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_INVALID
 *     |purposes| is none of these.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.2.1.12.
 * @since 0.1
 */
OTLS_API int otls_cert_request_set_purposes(otls_handle request, int purposes);

/**
 * @function
 *
 * `otls_cert_request_set_validity_s` says from when to when the certificate
 * of |request| is valid: |not_before_s| and |not_after_s| are seconds since
 * 1970. Without it that is from an hour ago, for clocks that are behind, to
 * 90 days ahead. It isn't part of a signed request: who makes the certificate
 * says it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_INVALID
 *     |not_before_s| is negative or not before |not_after_s|, or that is
 *     after the year 9999.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.1.2.5.
 * @since 0.1
 */
OTLS_API int otls_cert_request_set_validity_s(
    otls_handle request, int64_t not_before_s, int64_t not_after_s);

/* a signed request */

/**
 * @function
 *
 * `otls_cert_request_sign` signs |request| with |key|, the private key that
 * the certificate is to be for. From then on its names stay as they are, and
 * it can be sent to an authority, in the form that `otls_cert_request_pem` or
 * `otls_cert_request_der` gives it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request, or |key| no key.
 * OTLS_E_INVALID
 *     the request is signed already, there is neither a subject nor another
 *     name, an authority has no subject, or the key is public or can't sign,
 *     as those for X25519 can't.
 * OTLS_E_KEY_WEAK
 *     the key is too weak.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 2986.
 * @since 0.1
 */
OTLS_API int otls_cert_request_sign(otls_handle request, otls_handle key);

/**
 * @function
 *
 * `otls_cert_request_pem` stores the signed |request| in |buf|, which has
 * room for |cap| bytes, in PEM, and its length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     the request isn't signed.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7468, section 7.
 * @since 0.1
 */
OTLS_API int otls_cert_request_pem(
    otls_handle request, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_request_der` stores the signed |request| in |buf|, which has
 * room for |cap| bytes, in DER, and its length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     the request isn't signed.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 2986.
 * @since 0.1
 */
OTLS_API int otls_cert_request_der(
    otls_handle request, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_request_subject` stores the subject of |request| in |buf|, which
 * has room for |cap| bytes, as RFC 4514 writes it, and its length in |len|.
 * It may be empty.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4514.
 * @since 0.1
 */
OTLS_API int otls_cert_request_subject(
    otls_handle request, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_request_san_count` stores in |count| how many subject
 * alternative names |request| has.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.2.1.6.
 * @since 0.1
 */
OTLS_API int otls_cert_request_san_count(otls_handle request, int64_t *count);

/**
 * @function
 *
 * `otls_cert_request_san` stores the subject alternative name |index| of
 * |request|, counted from 0, in |buf|, which has room for |cap| bytes, its
 * length in |len|, and its type, one of OTLS_CERT_SAN_*, in |type|, as
 * `otls_cert_san` does for a certificate.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |type| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_INVALID
 *     there is no name with that |index|.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, section 4.2.1.6.
 * @since 0.1
 */
OTLS_API int otls_cert_request_san(otls_handle request, int64_t index,
    int64_t *type, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_request_public_key` stores in |key| the handle of the public key
 * that the signed |request| is for; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request.
 * OTLS_E_NULL
 *     |key| is NULL.
 * OTLS_E_INVALID
 *     the request isn't signed.
 * OTLS_E_KEY_FORMAT
 *     OpenSSL doesn't know the key.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 2986.
 * @since 0.1
 */
OTLS_API int otls_cert_request_public_key(
    otls_handle request, otls_handle *key);

/* certificates */

/**
 * @function
 *
 * `otls_cert_request_self_sign` makes a certificate of what |request| says,
 * for |key| and signed by it, and stores its handle in |cert|; the caller
 * frees it. The request may be signed or not. With `otls_cert_request_set_ca`
 * it is a root: an authority that vouches for itself.
 *
 * The serial number is random, the digest SHA-256 or what fits the key's
 * size, and usages are those that TLS needs, no more.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request, or |key| no key.
 * OTLS_E_NULL
 *     |cert| is NULL.
 * OTLS_E_INVALID
 *     there is neither a subject nor another name, an authority has no
 *     subject, or the key is public or can't sign, as those for X25519 can't.
 * OTLS_E_KEY_WEAK
 *     the key is too weak.
 * OTLS_E_KEY_MISMATCH
 *     the request is signed by another key.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_request_self_sign(
    otls_handle request, otls_handle key, otls_handle *cert);

/**
 * @function
 *
 * `otls_cert_request_issue` makes a certificate for the key that has signed
 * |request|, as an authority with the certificate |ca_cert| and its private
 * key |ca_key|, and stores its handle in |cert|; the caller frees it. Look
 * first at what the request asks for: all its names go into the certificate.
 *
 * It is valid at no time when |ca_cert| isn't, and allows no longer chains
 * than that does, whatever was asked for; the rest is as
 * `otls_cert_request_self_sign` does it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request, |ca_cert| no certificate, or
 *     |ca_key| no key.
 * OTLS_E_NULL
 *     |cert| is NULL.
 * OTLS_E_INVALID
 *     the request isn't signed, there is neither a subject nor another name,
 *     the two are valid at no common time, or |ca_key| is public or can't
 *     sign.
 * OTLS_E_KEY_MISMATCH
 *     |ca_key| is not the key of |ca_cert|.
 * OTLS_E_KEY_WEAK
 *     one of the keys is too weak.
 * OTLS_E_KEY_FORMAT
 *     OpenSSL doesn't know the request's key.
 * OTLS_E_CERT_INVALID
 *     |ca_cert| is not an authority's, may not sign certificates, or may have
 *     no authority below it.
 * OTLS_E_CERT_EXPIRED
 *     |ca_cert| has expired.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_request_issue(otls_handle request, otls_handle ca_cert,
    otls_handle ca_key, otls_handle *cert);

/**
 * @function
 *
 * `otls_cert_request_free` frees |request|; 0 is allowed and does nothing.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |request| names no certificate request (a second free is
 *     OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_request_free(otls_handle request);

#ifdef __cplusplus
}
#endif

#endif
