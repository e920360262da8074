/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_CERT_H
#define OTLS_OTLS_CERT_H

/**
 * @file
 *
 * Certificates (X.509).
 *
 * A certificate is immutable: it is loaded, made by otls_cert_request_issue(),
 * or had from a connection, and read by any number of threads. Reading fields
 * says nothing about whether to believe them: a connection checks what its
 * peer presents against the trust of its context.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * The name of whom a certificate is about.
 *
 * @since 0.1
 */
#define OTLS_CERT_NAME_SUBJECT 0

/**
 * @macro
 *
 * The name of who signed a certificate.
 *
 * @since 0.1
 */
#define OTLS_CERT_NAME_ISSUER 1

/**
 * @macro
 *
 * Added to the index of a subject alternative name of the type
 * OTLS_CERT_SAN_DIRNAME: that name.
 *
 * @since 0.1
 */
#define OTLS_CERT_NAME_SAN 2

/**
 * @macro
 *
 * A host name, perhaps with a wildcard.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_DNS 1

/**
 * @macro
 *
 * An IP address.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_IP 2

/**
 * @macro
 *
 * A mail address.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_EMAIL 3

/**
 * @macro
 *
 * A URI.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_URI 4

/**
 * @macro
 *
 * A directory name, as a subject is one.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_DIRNAME 5

/**
 * @macro
 *
 * A registered object identifier.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_RID 6

/**
 * @macro
 *
 * A name of another type.
 *
 * @since 0.1
 */
#define OTLS_CERT_SAN_OTHER 7

/**
 * @macro
 *
 * The key signs, in a TLS handshake for instance.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_DIGITAL_SIGNATURE 1

/**
 * @macro
 *
 * The key signs what its owner answers for; also called contentCommitment.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_NON_REPUDIATION 2

/**
 * @macro
 *
 * The key decrypts other keys.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_KEY_ENCIPHERMENT 4

/**
 * @macro
 *
 * The key decrypts data.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_DATA_ENCIPHERMENT 8

/**
 * @macro
 *
 * The key agrees on other keys.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_KEY_AGREEMENT 16

/**
 * @macro
 *
 * The key signs certificates.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_CERT_SIGN 32

/**
 * @macro
 *
 * The key signs revocation lists.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_CRL_SIGN 64

/**
 * @macro
 *
 * With key agreement: for encryption alone.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_ENCIPHER_ONLY 128

/**
 * @macro
 *
 * With key agreement: for decryption alone.
 *
 * @since 0.1
 */
#define OTLS_CERT_USAGE_DECIPHER_ONLY 256

/**
 * @macro
 *
 * Where to ask whether a certificate is revoked.
 *
 * @since 0.1
 */
#define OTLS_CERT_URI_OCSP 1

/**
 * @macro
 *
 * Where the issuer's certificate is.
 *
 * @since 0.1
 */
#define OTLS_CERT_URI_CA_ISSUERS 2

/**
 * @macro
 *
 * Where a revocation list is.
 *
 * @since 0.1
 */
#define OTLS_CERT_URI_CRL 3

/**
 * @function
 *
 * `otls_cert_load_file` reads the first certificate in the file |path| and
 * stores its handle in |cert|, which the caller frees.
 *
 * The file is PEM, where other things and text may stand around the
 * certificates, or one certificate in DER, after which nothing may follow. A
 * damaged certificate or revocation list anywhere in it is an error.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |cert| is NULL.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate, or a damaged one: the message says what it
 *     looks like.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the file may not be read.
 * OTLS_E_IO
 *     the file could not be read.
 * OTLS_E_LIMIT
 *     the file has more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_load_file(const char *path, otls_handle *cert);

/**
 * @function
 *
 * `otls_cert_load_bytes` reads the first certificate in the |data_len| bytes
 * at |data| as otls_cert_load_file() does, and stores its handle in |cert|,
 * which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |cert| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_CERT_FORMAT
 *     it is not a certificate, or a damaged one: the message says what it
 *     looks like.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_load_bytes(const void *data, size_t data_len,
    otls_handle *cert);

/**
 * @function
 *
 * `otls_cert_pem` copies |cert| as PEM into |buf|, which has room for |cap|
 * bytes, and the length of the text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_cert_pem(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_der` copies the bytes of |cert| in DER into |buf|, which has room
 * for |cap| bytes, and their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_der(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_text` copies a description of |cert| for people, as `openssl x509
 * -text` prints one, into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|. It may change with OpenSSL: programs read the
 * fields.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL.
 * @since 0.1
 */
OTLS_API int otls_cert_text(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_subject` copies the name of whom |cert| is about, as in
 * "CN=example.com,O=Example", into |buf|, which has room for |cap| bytes, and
 * the length of the text into |len|. It is UTF-8, its most specific part
 * stands first, and special characters are escaped with backslashes.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
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
OTLS_API int otls_cert_subject(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_issuer` copies the name of who signed |cert|, in the form of
 * otls_cert_subject(), into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
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
OTLS_API int otls_cert_issuer(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_name_fields` stores in |count| how many fields a name in |cert|
 * has. |of| says which name: OTLS_CERT_NAME_SUBJECT, OTLS_CERT_NAME_ISSUER, or
 * OTLS_CERT_NAME_SAN plus the index of a subject alternative name that is a
 * directory name.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_INVALID
 *     there is no such name.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_name_fields(otls_handle cert, int64_t of,
    int64_t *count);

/**
 * @function
 *
 * `otls_cert_name_field` copies what the field |index|, counted from 0 in the
 * order of |cert|, of the name |of| is, "commonName" for instance or an object
 * identifier in figures, into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|. |rdn| receives the number of the relative
 * distinguished name that the field belongs to: fields with the same number
 * form one.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |rdn| is NULL. Or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no such name or field.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_name_field(otls_handle cert, int64_t of, int64_t index,
    int64_t *rdn, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_name_value` copies the value of the field |index| of the name
 * |of| in |cert| as bytes in UTF-8, which may hold a NUL, into |buf|, which
 * has room for |cap| bytes, and their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no such name or field.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_name_value(otls_handle cert, int64_t of, int64_t index,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_serial` copies the serial number of |cert| in hexadecimal, two
 * capital digits a byte, into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_serial(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_version` stores the version of |cert| in |version|: 3 for nearly
 * all.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |version| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_version(otls_handle cert, int64_t *version);

/**
 * @function
 *
 * `otls_cert_not_before_s` stores in |seconds| when |cert| begins to be valid,
 * in seconds since 1970 in UTC; less than 0 before that.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |seconds| is NULL.
 * OTLS_E_CERT_FORMAT
 *     it is no time.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_not_before_s(otls_handle cert, int64_t *seconds);

/**
 * @function
 *
 * `otls_cert_not_after_s` stores in |seconds| the last second in which |cert|
 * is valid, counted as otls_cert_not_before_s() does. 253402300799, the end of
 * the year 9999, says that it has no end.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |seconds| is NULL.
 * OTLS_E_CERT_FORMAT
 *     it is no time.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_not_after_s(otls_handle cert, int64_t *seconds);

/**
 * @function
 *
 * `otls_cert_san_count` stores in |count| how many subject alternative names
 * |cert| has.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_san_count(otls_handle cert, int64_t *count);

/**
 * @function
 *
 * `otls_cert_san` stores the type of the subject alternative name |index|,
 * counted from 0, of |cert| in |type| and copies its bytes into |buf|, which
 * has room for |cap| bytes, and their number into |len|. Those of
 * OTLS_CERT_SAN_DNS, OTLS_CERT_SAN_EMAIL and OTLS_CERT_SAN_URI are what stands
 * in the certificate: somebody may have put a NUL in them, so compare all of
 * them. OTLS_CERT_SAN_IP gives an address in its usual text form,
 * OTLS_CERT_SAN_DIRNAME a name in the form of otls_cert_subject(),
 * OTLS_CERT_SAN_RID figures with dots, OTLS_CERT_SAN_OTHER the whole name in
 * DER. No NUL is added.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |type| is NULL. Or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no such name.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_san(otls_handle cert, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_key_usage` stores in |bits| what the key of |cert| is for, a sum
 * of OTLS_CERT_USAGE_*, or -1 where the certificate doesn't say, which allows
 * any use.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |bits| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_key_usage(otls_handle cert, int64_t *bits);

/**
 * @function
 *
 * `otls_cert_extended_key_usage` copies the purposes of |cert|, as in
 * "serverAuth,clientAuth", into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|. Unknown ones are object identifiers in
 * figures. The text is empty where the certificate doesn't say.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_extended_key_usage(otls_handle cert, void *buf,
    size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_is_ca` tells whether |cert| is that of an authority: its basic
 * constraints say so, and its key usage doesn't deny it.
 *
 * Threads: any.
 *
 * Returns 1 where it is, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_is_ca(otls_handle cert);

/**
 * @function
 *
 * `otls_cert_path_length` stores in |length| how many authorities may stand
 * below |cert|, or -1 where it sets no limit.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |length| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_path_length(otls_handle cert, int64_t *length);

/**
 * @function
 *
 * `otls_cert_fingerprint` copies the |digest| of the DER of |cert|, in
 * hexadecimal with small letters, into |buf|, which has room for |cap| bytes,
 * and the length of the text into |len|. |digest| may be NULL for "SHA-256";
 * "SHA-384", "SHA-512", "SHA3-256" and, to compare with old lists, "SHA-1" and
 * "MD5" are others.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no such digest.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: FIPS 180-4, FIPS 202.
 * @since 0.1
 */
OTLS_API int otls_cert_fingerprint(otls_handle cert, const char *digest,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_signature_algorithm` copies how |cert| is signed, as in
 * "ecdsa-with-SHA256", into |buf|, which has room for |cap| bytes, and the
 * length of the text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_signature_algorithm(otls_handle cert, void *buf,
    size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_subject_key_id` copies the bytes that identify the key of |cert|,
 * none where it doesn't say, into |buf|, which has room for |cap| bytes, and
 * their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_subject_key_id(otls_handle cert, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_cert_authority_key_id` copies the bytes that identify the key of the
 * issuer of |cert|, none where it doesn't say, into |buf|, which has room for
 * |cap| bytes, and their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_authority_key_id(otls_handle cert, void *buf,
    size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_uri_count` stores in |count| how many URIs of a |kind|,
 * OTLS_CERT_URI_OCSP, OTLS_CERT_URI_CA_ISSUERS or OTLS_CERT_URI_CRL, |cert|
 * has.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_INVALID
 *     there is no such kind.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_uri_count(otls_handle cert, int kind, int64_t *count);

/**
 * @function
 *
 * `otls_cert_uri` copies the bytes of the URI |index|, counted from 0, of a
 * |kind| as in otls_cert_uri_count(), that stands in |cert|, into |buf|, which
 * has room for |cap| bytes, and their number into |len|. No NUL is added.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     there is no such kind or index.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_uri(otls_handle cert, int kind, int64_t index,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_cert_public_key` stores in |key| the handle of the public key in
 * |cert|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |key| is NULL.
 * OTLS_E_KEY_FORMAT
 *     the key is damaged or of an unknown kind.
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
OTLS_API int otls_cert_public_key(otls_handle cert, otls_handle *key);

/**
 * @function
 *
 * `otls_cert_is_issued_by` tells whether |issuer|, another certificate or the
 * same, has signed |cert|: the names, the identifiers and the key usage fit,
 * and the signature is one of its key. Dates and trust are not looked at.
 *
 * Threads: any.
 *
 * Returns 1 where it has, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| or |issuer| names no certificate.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_cert_is_issued_by(otls_handle cert, otls_handle issuer);

/**
 * @function
 *
 * `otls_cert_matches_host` tells whether |cert| is for the host |name|, in any
 * case and with or without a dot at the end. Only subject alternative names
 * count, never the common name. In a certificate "*" stands for one whole
 * label, the leftmost. A name with a NUL in it matches nothing. Names in other
 * scripts are given in their "xn--" form; an IP address is no name.
 *
 * Threads: any.
 *
 * Returns 1 where it is, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |name| is NULL.
 * OTLS_E_INVALID
 *     |name| can't be a host's.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 9525, section 6.
 * @since 0.1
 */
OTLS_API int otls_cert_matches_host(otls_handle cert, const char *name);

/**
 * @function
 *
 * `otls_cert_matches_ip` tells whether |cert| is for the IPv4 or IPv6
 * |address|, as in "192.0.2.1" or "2001:db8::1". Only subject alternative
 * names of type OTLS_CERT_SAN_IP count.
 *
 * Threads: any.
 *
 * Returns 1 where it is, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate.
 * OTLS_E_NULL
 *     |address| is NULL.
 * OTLS_E_INVALID
 *     |address| is no address.
 * OTLS_E_CERT_FORMAT
 *     that part of the certificate is damaged.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 9525, section 6.5.
 * @since 0.1
 */
OTLS_API int otls_cert_matches_ip(otls_handle cert, const char *address);

/**
 * @function
 *
 * `otls_cert_equal` tells whether the certificates |a| and |b| are the same.
 *
 * Threads: any.
 *
 * Returns 1 where they are, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |a| or |b| names no certificate.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_equal(otls_handle a, otls_handle b);

/**
 * @function
 *
 * `otls_cert_free` frees |cert|. 0 is allowed and does nothing. Whatever was
 * made with it keeps what it needs.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |cert| names no certificate (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_cert_free(otls_handle cert);

#ifdef __cplusplus
}
#endif

#endif
