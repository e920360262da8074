/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_TRUST_H
#define OTLS_OTLS_TRUST_H

/**
 * @file
 *
 * Whom to believe: sets of certificate authorities.
 *
 * A trust holds certificates of authorities, revocation lists, and
 * directories where more of both are looked up. It never changes; what adds
 * to one makes another, and those who hold the first keep it. Loading the same
 * content again costs next to nothing, since the process shares what it has
 * read.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_trust_empty` stores in |trust| the handle of a trust that believes
 * nobody, to add to with otls_trust_combine() and its like; the caller frees
 * it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |trust| is NULL.
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
OTLS_API int otls_trust_empty(otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_system` stores in |trust| the handle of what this system trusts;
 * the caller frees it. That is OpenSSL's certificate file and its list of hash
 * directories, on Debian ``/etc/ssl/certs/ca-certificates.crt`` and
 * ``/etc/ssl/certs``. The environment variables ``SSL_CERT_FILE`` and
 * ``SSL_CERT_DIR`` name others, unless the program runs with privileges that
 * its caller doesn't have.
 *
 * A file or directory that isn't there, or that may not be read, counts for
 * nothing, as it does to OpenSSL. A file that is there but damaged is an
 * error.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |trust| is NULL.
 * OTLS_E_CERT_FORMAT
 *     the file holds no certificate, or a damaged one.
 * OTLS_E_IO
 *     the file could not be read.
 * OTLS_E_LIMIT
 *     the file is larger than 256 MiB, or the name of a directory longer than
 *     1,023 bytes.
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
OTLS_API int otls_trust_system(otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_load_file` reads the authorities and revocation lists in the
 * file |path| and stores the handle of a trust in them in |trust|; the caller
 * frees it. The file has any number of both in PEM, or one in DER. Other
 * things in PEM are passed over; something that can't be read is an error that
 * says which one it is.
 *
 * A file whose device, inode, times and size are what they were isn't read
 * again.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |trust| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     it could not be read.
 * OTLS_E_CERT_FORMAT
 *     it holds neither a certificate nor a revocation list, or a damaged one.
 * OTLS_E_LIMIT
 *     it is larger than 256 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
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
OTLS_API int otls_trust_load_file(const char *path, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_load_bytes` does what otls_trust_load_file() does with the
 * |data_len| bytes at |data|, which are not kept, and stores the handle in
 * |trust|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |data| or |trust| is NULL.
 * OTLS_E_CERT_FORMAT
 *     they hold neither a certificate nor a revocation list, or a damaged one.
 * OTLS_E_LIMIT
 *     they are more than 256 MiB.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
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
OTLS_API int otls_trust_load_bytes(
    const void *data, size_t data_len, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_load_directory` stores in |trust| the handle of a trust in the
 * authorities of the hash directory |path|, as ``openssl rehash`` makes it;
 * the caller frees it. Its files, ``5ed36f99.0`` and their like, and
 * revocation lists, ``5ed36f99.r0``, are looked up when a certificate is
 * verified that needs them. What has been found once stays in this trust until
 * it is freed, so each call makes one of its own, which sees the directory as
 * it is then.
 *
 * otls_trust_count() doesn't count them.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |trust| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such directory, or it is a file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     it could not be read.
 * OTLS_E_INVALID
 *     |path| has a colon, which OpenSSL takes for the end of the name.
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
OTLS_API int otls_trust_load_directory(const char *path, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_from_list` stores in |trust| the handle of a trust in the
 * certificates of |list|, as they are now; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list.
 * OTLS_E_NULL
 *     |trust| is NULL.
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
OTLS_API int otls_trust_from_list(otls_handle list, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_combine` stores in |trust| the handle of a trust in everybody
 * whom |a| or |b| believes, with the revocation lists of both; the caller
 * frees it. |a| and |b| stay as they are.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |a| or |b| names no trust.
 * OTLS_E_NULL
 *     |trust| is NULL.
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
OTLS_API int otls_trust_combine(
    otls_handle a, otls_handle b, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_with_crls_file` stores in |trust| the handle of a trust that is
 * |base| with the revocation lists in the file |path| beside it, in PEM or one
 * in DER; the caller frees it. A context looks at them only where its
 * verification flags say so.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |base| names no trust.
 * OTLS_E_NULL
 *     |path| or |trust| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     it may not be read.
 * OTLS_E_IO
 *     it could not be read.
 * OTLS_E_CERT_FORMAT
 *     it holds no revocation list, or a damaged one.
 * OTLS_E_INVALID
 *     it holds certificates as well.
 * OTLS_E_LIMIT
 *     it is larger than 256 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
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
OTLS_API int otls_trust_with_crls_file(
    otls_handle base, const char *path, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_with_crls_bytes` does what otls_trust_with_crls_file() does, for
 * |base|, with the |data_len| bytes at |data|, which are not kept, and stores
 * the handle in |trust|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |base| names no trust.
 * OTLS_E_NULL
 *     |data| or |trust| is NULL.
 * OTLS_E_CERT_FORMAT
 *     they hold no revocation list, or a damaged one.
 * OTLS_E_INVALID
 *     they hold certificates as well.
 * OTLS_E_LIMIT
 *     they are more than 256 MiB.
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
OTLS_API int otls_trust_with_crls_bytes(
    otls_handle base, const void *data, size_t data_len, otls_handle *trust);

/**
 * @function
 *
 * `otls_trust_count` stores in |certs| how many certificates |trust| has
 * loaded. A certificate that was given twice counts once; those that are
 * looked up in directories don't count.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |trust| names no trust.
 * OTLS_E_NULL
 *     |certs| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_trust_count(otls_handle trust, int64_t *certs);

/**
 * @function
 *
 * `otls_trust_crl_count` stores in |crls| how many revocation lists |trust|
 * has loaded; those in directories don't count.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |trust| names no trust.
 * OTLS_E_NULL
 *     |crls| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_trust_crl_count(otls_handle trust, int64_t *crls);

/**
 * @function
 *
 * `otls_trust_certs` stores in |list| the handle of a certificate list with
 * the certificates that |trust| has loaded, in the order of loading; the
 * caller frees it. Those in directories are not among them.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |trust| names no trust.
 * OTLS_E_NULL
 *     |list| is NULL.
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
OTLS_API int otls_trust_certs(otls_handle trust, otls_handle *list);

/**
 * @function
 *
 * `otls_trust_free` frees |trust|. 0 is allowed and does nothing. Contexts
 * that use it keep what they need of it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |trust| names no trust (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_trust_free(otls_handle trust);

#ifdef __cplusplus
}
#endif

#endif
