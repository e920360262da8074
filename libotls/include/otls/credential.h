/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_CREDENTIAL_H
#define OTLS_OTLS_CREDENTIAL_H

/**
 * @file
 *
 * Who one is: a certificate chain with its private key.
 *
 * A credential never changes, and any number of contexts share one. The
 * process remembers what it has read: loading the same content again costs
 * microseconds and asks for no passphrase. A key that was encrypted is given
 * out again where no passphrase is given, where the same bytes or the same
 * callback with the same ``user`` are, and where other bytes open it too. A file
 * that has changed is read again; a credential made before stays as it is.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_credential_load_file` reads a certificate and what goes between it and
 * its authority from the file |cert_path|, the private key from |key_path|,
 * which may be NULL where both are in one file, and stores the handle of a
 * credential in |credential|; the caller frees it. Both may be in PEM, in any order that
 * has the certificate before its issuers, or one of each in DER; the key may
 * be in PKCS#8 or in its traditional form. An encrypted key is opened with the
 * |passphrase_len| bytes at |passphrase|, which may be NULL and 0 and are kept
 * only as a keyed hash.
 *
 * Nothing says that the certificate is valid now: whoever verifies it will.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |cert_path| or |credential| is NULL, or |passphrase| is NULL and
 *     |passphrase_len| is not 0.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     a file may not be read.
 * OTLS_E_IO
 *     a file could not be read.
 * OTLS_E_LIMIT
 *     a file is larger than 16 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
 * OTLS_E_CERT_FORMAT
 *     there is no certificate, or a damaged one.
 * OTLS_E_KEY_FORMAT
 *     there is no private key, or a damaged one.
 * OTLS_E_KEY_MISMATCH
 *     the key doesn't belong to the first certificate.
 * OTLS_E_WANT_PASSPHRASE
 *     the key is encrypted and no passphrase is given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 5958, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_credential_load_file(
    const char *cert_path, const char *key_path, const void *passphrase, size_t
    passphrase_len, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_bytes` does what otls_credential_load_file() does with
 * the |cert_len| bytes at |cert| and the |key_len| bytes at |key|, which may
 * be NULL and 0 where the first have both, opens an encrypted key with the
 * |passphrase_len| bytes at |passphrase|, which may be NULL and 0, and stores
 * the handle in |credential|; the caller frees it. None of the bytes is kept.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |cert| or |credential| is NULL, or |key| or |passphrase| is NULL and its
 *     length is not 0.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_CERT_FORMAT
 *     there is no certificate, or a damaged one.
 * OTLS_E_KEY_FORMAT
 *     there is no private key, or a damaged one.
 * OTLS_E_KEY_MISMATCH
 *     the key doesn't belong to the first certificate.
 * OTLS_E_WANT_PASSPHRASE
 *     the key is encrypted and no passphrase is given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 5958, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_credential_load_bytes(
    const void *cert, size_t cert_len, const void *key, size_t key_len, const
    void *passphrase, size_t passphrase_len, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_file_ask` does what otls_credential_load_file() does
 * with |cert_path| and |key_path|, and stores the handle in |credential|; the
 * caller frees it. Where a passphrase is needed it asks |callback| with
 * |user|: to write it into |buf|, which has room for |cap| bytes, its length
 * into |len|, and to return OTLS_CALLBACK_ACCEPT. Any other value refuses. It
 * is asked at most once a call, holds nothing up, and may call the library.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |cert_path|, |callback| or |credential| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     a file may not be read.
 * OTLS_E_IO
 *     a file could not be read.
 * OTLS_E_LIMIT
 *     a file is larger than 16 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
 * OTLS_E_CERT_FORMAT
 *     there is no certificate, or a damaged one.
 * OTLS_E_KEY_FORMAT
 *     there is no private key, or a damaged one.
 * OTLS_E_KEY_MISMATCH
 *     the key doesn't belong to the first certificate.
 * OTLS_E_CANCELLED
 *     the callback gave no passphrase.
 * OTLS_E_INVALID
 *     the callback says that it gave more than 1,024 bytes.
 * OTLS_E_KEY_PASSPHRASE
 *     its passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 5958, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_credential_load_file_ask(
    const char *cert_path, const char *key_path, int (*callback)(void *user,
    void *buf, size_t cap, size_t *len), void *user, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_bytes_ask` does what otls_credential_load_bytes() does
 * with the |cert_len| bytes at |cert| and the |key_len| at |key|, and stores
 * the handle in |credential|; the caller frees it. It asks |callback| with
 * |user| for a passphrase, as otls_credential_load_file_ask() does: |buf|,
 * |cap| and |len| are explained there.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |cert|, |callback| or |credential| is NULL, or |key| is NULL and
 *     |key_len| is not 0.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_CERT_FORMAT
 *     there is no certificate, or a damaged one.
 * OTLS_E_KEY_FORMAT
 *     there is no private key, or a damaged one.
 * OTLS_E_KEY_MISMATCH
 *     the key doesn't belong to the first certificate.
 * OTLS_E_CANCELLED
 *     the callback gave no passphrase.
 * OTLS_E_INVALID
 *     the callback says that it gave more than 1,024 bytes.
 * OTLS_E_KEY_PASSPHRASE
 *     its passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5280, RFC 5958, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_credential_load_bytes_ask(
    const void *cert, size_t cert_len, const void *key, size_t key_len, int
    (*callback)(void *user, void *buf, size_t cap, size_t *len), void *user,
    otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_pkcs12_file` reads certificate, chain and private key
 * from the PKCS#12 file |path|, which the |passphrase_len| bytes at
 * |passphrase| open, UTF-8 with no NUL in them, and stores the handle of a
 * credential in |credential|; the caller frees it. |passphrase| may be NULL
 * and 0: a file made with an empty passphrase, or none, needs none.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |credential| is NULL, or |passphrase| is NULL and
 *     |passphrase_len| is not 0.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     a file may not be read.
 * OTLS_E_IO
 *     a file could not be read.
 * OTLS_E_LIMIT
 *     a file is larger than 16 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
 * OTLS_E_KEY_FORMAT
 *     it isn't PKCS#12, is damaged, or holds no private key.
 * OTLS_E_CERT_FORMAT
 *     it holds no certificate for its key.
 * OTLS_E_UNSUPPORTED
 *     it is encrypted with RC2 or RC4, and OpenSSL's legacy provider isn't
 *     loaded; the message says how to convert it.
 * OTLS_E_WANT_PASSPHRASE
 *     the key is encrypted and no passphrase is given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7292.
 * @since 0.1
 */
OTLS_API int otls_credential_load_pkcs12_file(
    const char *path, const void *passphrase, size_t passphrase_len,
    otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_pkcs12_bytes` does what
 * otls_credential_load_pkcs12_file() does with the |data_len| bytes at |data|,
 * which are not kept, and the |passphrase_len| bytes at |passphrase|, which
 * may be NULL and 0, and stores the handle in |credential|; the caller frees
 * it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |data| or |credential| is NULL, or |passphrase| is NULL and
 *     |passphrase_len| is not 0.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_KEY_FORMAT
 *     it isn't PKCS#12, is damaged, or holds no private key.
 * OTLS_E_CERT_FORMAT
 *     it holds no certificate for its key.
 * OTLS_E_UNSUPPORTED
 *     it is encrypted with RC2 or RC4, and OpenSSL's legacy provider isn't
 *     loaded; the message says how to convert it.
 * OTLS_E_WANT_PASSPHRASE
 *     the key is encrypted and no passphrase is given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7292.
 * @since 0.1
 */
OTLS_API int otls_credential_load_pkcs12_bytes(
    const void *data, size_t data_len, const void *passphrase, size_t
    passphrase_len, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_load_pkcs12_file_ask` does what
 * otls_credential_load_pkcs12_file() does with |path|, and stores the handle
 * in |credential|; the caller frees it. It asks |callback| with |user| for a
 * passphrase, as otls_credential_load_file_ask() does: |buf|, |cap| and |len|
 * are explained there.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path|, |callback| or |credential| is NULL.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     a file may not be read.
 * OTLS_E_IO
 *     a file could not be read.
 * OTLS_E_LIMIT
 *     a file is larger than 16 MiB.
 * OTLS_E_INTERRUPTED
 *     a signal arrived.
 * OTLS_E_KEY_FORMAT
 *     it isn't PKCS#12, is damaged, or holds no private key.
 * OTLS_E_CERT_FORMAT
 *     it holds no certificate for its key.
 * OTLS_E_UNSUPPORTED
 *     it is encrypted with RC2 or RC4, and OpenSSL's legacy provider isn't
 *     loaded; the message says how to convert it.
 * OTLS_E_CANCELLED
 *     the callback gave no passphrase.
 * OTLS_E_INVALID
 *     the callback says that it gave more than 1,024 bytes.
 * OTLS_E_KEY_PASSPHRASE
 *     its passphrase doesn't open the key.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7292.
 * @since 0.1
 */
OTLS_API int otls_credential_load_pkcs12_file_ask(
    const char *path, int (*callback)(void *user, void *buf, size_t cap, size_t
    *len), void *user, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_with_ocsp` stores in |credential| the handle of a
 * credential that is |base| with the OCSP response in the |data_len| bytes of
 * DER at |data|, which a server gives to clients that ask for one; the caller
 * frees it. Where |data_len| is 0 it has none. |base| stays as it is. A
 * response doesn't last long: fetch another in time, and set the credential
 * anew.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |base| names no credential.
 * OTLS_E_NULL
 *     |credential| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_INVALID
 *     the bytes are no OCSP response, or one that says that the responder
 *     failed.
 * OTLS_E_LIMIT
 *     there is more than 1 MiB.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 6960, RFC 6066.
 * @since 0.1
 */
OTLS_API int otls_credential_with_ocsp(
    otls_handle base, const void *data, size_t data_len, otls_handle
    *credential);

/**
 * @function
 *
 * `otls_credential_new` makes a credential of the certificates in |list|, that
 * of the private key |key| first and its issuers behind it, and stores its
 * handle in |credential|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |list| names no certificate list, or |key| no key.
 * OTLS_E_NULL
 *     |credential| is NULL.
 * OTLS_E_INVALID
 *     |key| is a public key.
 * OTLS_E_CERT_FORMAT
 *     |list| is empty.
 * OTLS_E_KEY_MISMATCH
 *     |key| doesn't belong to the first certificate.
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
OTLS_API int otls_credential_new(
    otls_handle list, otls_handle key, otls_handle *credential);

/**
 * @function
 *
 * `otls_credential_cert` stores in |cert| the handle of the certificate of
 * |credential|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |credential| names no credential.
 * OTLS_E_NULL
 *     |cert| is NULL.
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
OTLS_API int otls_credential_cert(otls_handle credential, otls_handle *cert);

/**
 * @function
 *
 * `otls_credential_chain` stores in |list| the handle of a certificate list
 * with all that |credential| sends, its own certificate first; the caller
 * frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |credential| names no credential.
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
OTLS_API int otls_credential_chain(otls_handle credential, otls_handle *list);

/**
 * @function
 *
 * `otls_credential_key` stores in |key| the handle of the private key of
 * |credential|; the caller frees it, and keeps the key from being wiped until
 * then.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |credential| names no credential.
 * OTLS_E_NULL
 *     |key| is NULL.
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
OTLS_API int otls_credential_key(otls_handle credential, otls_handle *key);

/**
 * @function
 *
 * `otls_credential_forget` makes the process forget what it keeps of the key
 * of |credential|: the next one that loads it reads it again and needs its
 * passphrase. |credential| and the contexts that have it stay usable; the key
 * is wiped when the last of them is gone.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |credential| names no credential.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_credential_forget(otls_handle credential);

/**
 * @function
 *
 * `otls_credential_forget_all` does what otls_credential_forget() does with
 * each key that the process keeps.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_credential_forget_all(void);

/**
 * @function
 *
 * `otls_credential_free` frees |credential|. 0 is allowed and does nothing.
 * Contexts that use it keep what they need of it, and the process may keep it
 * for the next one that loads it: otls_credential_forget() ends that.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |credential| names no credential (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_credential_free(otls_handle credential);

#ifdef __cplusplus
}
#endif

#endif
