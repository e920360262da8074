/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OTLS_KEY_H
#define OTLS_OTLS_KEY_H

/**
 * @file
 *
 * Private and public keys.
 *
 * A key is immutable: it is made, or loaded from a file or from memory, and
 * used by any number of threads. A private key contains its public part.
 * OpenSSL wipes a private key when it frees it.
 *
 * Keys that are loaded may be weaker than what otls_key_generate() makes, so
 * that they can be examined; a TLS context refuses them by its security level.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * RSA, for signatures and key exchange.
 *
 * @since 0.1
 */
#define OTLS_KEY_RSA 1

/**
 * @macro
 *
 * The curve P-256, also called secp256r1 and prime256v1.
 *
 * @since 0.1
 */
#define OTLS_KEY_EC_P256 2

/**
 * @macro
 *
 * The curve P-384, also called secp384r1.
 *
 * @since 0.1
 */
#define OTLS_KEY_EC_P384 3

/**
 * @macro
 *
 * The curve P-521, also called secp521r1.
 *
 * @since 0.1
 */
#define OTLS_KEY_EC_P521 4

/**
 * @macro
 *
 * Ed25519, for signatures.
 *
 * @since 0.1
 */
#define OTLS_KEY_ED25519 5

/**
 * @macro
 *
 * X25519, for key exchange: it can't sign.
 *
 * @since 0.1
 */
#define OTLS_KEY_X25519 6

/**
 * @function
 *
 * `otls_key_generate` makes a new private key of the |algorithm|, one of
 * OTLS_KEY_RSA, OTLS_KEY_EC_P256, OTLS_KEY_EC_P384, OTLS_KEY_EC_P521,
 * OTLS_KEY_ED25519 and OTLS_KEY_X25519, and stores its handle in |key|, which
 * the caller frees. |bits| is the size of an RSA key, a multiple of 8 from
 * 2048 to 8192, or 0 for 3072; for other algorithms it is 0. Large RSA keys
 * take seconds, and a fork() in another thread waits for them.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |key| is NULL.
 * OTLS_E_INVALID
 *     there is no such algorithm, or no key of so many bits.
 * OTLS_E_KEY_WEAK
 *     |bits| is less than 2048.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: FIPS 186-5, RFC 7748, RFC 8032.
 * @since 0.1
 */
OTLS_API int otls_key_generate(int algorithm, int bits, otls_handle *key);

/**
 * @function
 *
 * `otls_key_load_file` reads the key in the file |path| and stores its handle
 * in |key|, which the caller frees. Where the key is encrypted, the
 * |passphrase_len| bytes at |passphrase|, which may be NULL, open it. Nothing
 * is ever asked on a terminal.
 *
 * The file is PEM or DER: a private key as PKCS#8 or in the traditional form
 * of RSA, EC or DSA, encrypted or not, else a public key. In PEM other things,
 * certificates for instance, may stand beside it; the first private key
 * counts. In DER nothing may follow the key.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |key| is NULL, or |passphrase| is NULL and |passphrase_len|
 *     is not 0.
 * OTLS_E_KEY_FORMAT
 *     it is not a key, or a damaged one: the message says what it looks
 *     like.
 * OTLS_E_WANT_PASSPHRASE
 *     it is encrypted and no passphrase was given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase is a wrong one.
 * OTLS_E_UNSUPPORTED
 *     it is a key in OpenSSH's own format; `ssh-keygen -p -m PKCS8` converts
 *     it.
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
 * Source: RFC 7468, RFC 5958, RFC 8018, RFC 5915, RFC 8017, RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_key_load_file(const char *path, const void *passphrase,
    size_t passphrase_len, otls_handle *key);

/**
 * @function
 *
 * `otls_key_load_bytes` reads the key in the |data_len| bytes at |data| as
 * otls_key_load_file() does one in a file, with the |passphrase_len| bytes at
 * |passphrase|, which may be NULL, and stores its handle in |key|, which the
 * caller frees. Neither input is kept.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |key| is NULL, or one of |data| and |passphrase| is NULL and its
 *     length is not 0.
 * OTLS_E_KEY_FORMAT
 *     it is not a key, or a damaged one: the message says what it looks
 *     like.
 * OTLS_E_WANT_PASSPHRASE
 *     it is encrypted and no passphrase was given.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase is a wrong one.
 * OTLS_E_UNSUPPORTED
 *     it is a key in OpenSSH's own format; `ssh-keygen -p -m PKCS8` converts
 *     it.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7468, RFC 5958, RFC 8018, RFC 5915, RFC 8017, RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_key_load_bytes(const void *data, size_t data_len,
    const void *passphrase, size_t passphrase_len, otls_handle *key);

/**
 * @function
 *
 * `otls_key_load_file_ask` reads the key in the file |path| as
 * otls_key_load_file() does, and stores its handle in |key|, which the caller
 * frees. Only where the key is encrypted, |callback| is called, once, with
 * |user|: it writes the passphrase into its buffer, which has room for 1024
 * bytes and is wiped afterwards, stores how many there are, and returns
 * OTLS_CALLBACK_ACCEPT. Anything else it returns means that there is none. It
 * may call the library.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path|, |callback| or |key| is NULL.
 * OTLS_E_KEY_FORMAT
 *     it is not a key, or a damaged one: the message says what it looks
 *     like.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase is a wrong one.
 * OTLS_E_CANCELLED
 *     the callback gave no passphrase.
 * OTLS_E_INVALID
 *     the callback says that its passphrase has more bytes than there was
 *     room for.
 * OTLS_E_UNSUPPORTED
 *     it is a key in OpenSSH's own format; `ssh-keygen -p -m PKCS8` converts
 *     it.
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
 * Source: RFC 7468, RFC 5958, RFC 8018, RFC 5915, RFC 8017, RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_key_load_file_ask(const char *path,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *key);

/**
 * @function
 *
 * `otls_key_load_bytes_ask` reads the key in the |data_len| bytes at |data|,
 * asks |callback| with |user| for the passphrase as otls_key_load_file_ask()
 * does, and stores the key's handle in |key|, which the caller frees.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |callback| or |key| is NULL, or |data| is NULL and |data_len| is not
 *     0.
 * OTLS_E_KEY_FORMAT
 *     it is not a key, or a damaged one: the message says what it looks
 *     like.
 * OTLS_E_KEY_PASSPHRASE
 *     the passphrase is a wrong one.
 * OTLS_E_CANCELLED
 *     the callback gave no passphrase.
 * OTLS_E_INVALID
 *     the callback says that its passphrase has more bytes than there was
 *     room for.
 * OTLS_E_UNSUPPORTED
 *     it is a key in OpenSSH's own format; `ssh-keygen -p -m PKCS8` converts
 *     it.
 * OTLS_E_LIMIT
 *     there are more than 16 MiB.
 * OTLS_E_HANDLE_LIMIT
 *     too many handles are alive.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 7468, RFC 5958, RFC 8018, RFC 5915, RFC 8017, RFC 5280.
 * @since 0.1
 */
OTLS_API int otls_key_load_bytes_ask(const void *data, size_t data_len,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *key);

/**
 * @function
 *
 * `otls_key_algorithm` copies what |key| is into |buf|, which has room for
 * |cap| bytes, and the length of the text into |len|: "RSA", "RSA-PSS",
 * "P-256", "P-384", "P-521", "Ed25519", "X25519", or for a key that was made
 * elsewhere what OpenSSL calls its algorithm or curve.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_key_algorithm(otls_handle key, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_key_bits` stores the size of |key| in |bits|: of an RSA key its
 * modulus, of others the order of their group.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |bits| is NULL.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_key_bits(otls_handle key, int64_t *bits);

/**
 * @function
 *
 * `otls_key_is_private` tells whether |key| has its private part.
 *
 * Threads: any.
 *
 * Returns 1 where it has, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_key_is_private(otls_handle key);

/**
 * @function
 *
 * `otls_key_equal` tells whether the public parts of the keys |a| and |b| are
 * the same.
 *
 * Threads: any.
 *
 * Returns 1 where they are, 0 where not, or:
 *
 * OTLS_E_HANDLE_*
 *     |a| or |b| names no key.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_key_equal(otls_handle a, otls_handle b);

/**
 * @function
 *
 * `otls_key_public` stores in |public_key| the handle of a key that has
 * nothing but the public part of |key|; the caller frees it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |public_key| is NULL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
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
OTLS_API int otls_key_public(otls_handle key, otls_handle *public_key);

/**
 * @function
 *
 * `otls_key_public_pem` copies the public part of |key| as PEM, "-----BEGIN
 * PUBLIC KEY-----", into |buf|, which has room for |cap| bytes, and the length
 * of the text into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
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
 * Source: RFC 5280, RFC 7468.
 * @since 0.1
 */
OTLS_API int otls_key_public_pem(otls_handle key, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_key_public_der` copies the public part of |key| as
 * SubjectPublicKeyInfo in DER into |buf|, which has room for |cap| bytes, and
 * their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
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
OTLS_API int otls_key_public_der(otls_handle key, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_key_export_secret_pem` copies the private |key| as PKCS#8 in PEM into
 * |buf|, which has room for |cap| bytes, and the length of the text into
 * |len|. Where |passphrase|, which may be NULL, is not, the key is encrypted
 * with its |passphrase_len| bytes (PBES2: PBKDF2 with SHA-256 and 600,000
 * rounds, AES-256-CBC), which takes a while. Where it is NULL, whoever has the
 * text has the key: write it to private files only, and wipe |buf| after use.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0. Or |passphrase| is
 *     NULL and |passphrase_len| is not 0.
 * OTLS_E_INVALID
 *     the key has no private part, or the passphrase is empty or has more
 *     than 1024 bytes.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the text and its NUL.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5958, RFC 7468, RFC 8018.
 * @since 0.1
 */
OTLS_API int otls_key_export_secret_pem(otls_handle key,
    const void *passphrase, size_t passphrase_len, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_key_export_secret_der` does for DER what otls_key_export_secret_pem()
 * does for PEM: the private |key|, encrypted with the |passphrase_len| bytes
 * at |passphrase|, which may be NULL for none, goes into |buf|, which has room
 * for |cap| bytes, and their number into |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0. Or |passphrase| is
 *     NULL and |passphrase_len| is not 0.
 * OTLS_E_INVALID
 *     the key has no private part, or the passphrase is empty or has more
 *     than 1024 bytes.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 5958, RFC 8018.
 * @since 0.1
 */
OTLS_API int otls_key_export_secret_der(otls_handle key,
    const void *passphrase, size_t passphrase_len, void *buf, size_t cap,
    size_t *len);

/**
 * @function
 *
 * `otls_key_sign` signs the |data_len| bytes at |data| with the private |key|,
 * and stores the signature in |buf|, which has room for |cap| bytes, and its
 * length in |len|. Where |cap| is 0, |len| receives the most that a signature
 * of this key can have.
 *
 * |digest| is "SHA-256", "SHA-384" or "SHA-512" (or SHA-3 of the same sizes),
 * or NULL for the one that fits the key: SHA-256 for RSA and P-256, SHA-384
 * for P-384, SHA-512 for P-521. |digest| may be NULL, and must be for Ed25519,
 * which has its own. RSA keys make PSS signatures with a salt as long as the
 * digest; "PKCS1-SHA-256" and its like ask for the older padding of PKCS#1
 * v1.5. EC signatures are DER.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |len| is NULL, |buf| is NULL and |cap| is not 0, or |data| is NULL and
 *     |data_len| is not 0.
 * OTLS_E_INVALID
 *     the key has no private part or can't sign, or the digest is none of
 *     these.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and has no room for the answer.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: FIPS 186-5, RFC 8017, RFC 8032.
 * @since 0.1
 */
OTLS_API int otls_key_sign(otls_handle key, const char *digest,
    const void *data, size_t data_len, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_key_verify` checks that the |signature_len| bytes at |signature| are a
 * signature of the |data_len| bytes at |data| by the private part of |key|,
 * which needs its public part alone. |digest|, which may be NULL, is what was
 * given to otls_key_sign(). PSS signatures with any length of salt are
 * accepted.
 *
 * Threads: any.
 *
 * Returns OTLS_OK where they are, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key.
 * OTLS_E_NULL
 *     |data| or |signature| is NULL and its length is not 0.
 * OTLS_E_SIGNATURE
 *     it is not.
 * OTLS_E_INVALID
 *     the key can't sign, or the digest is none of those of otls_key_sign().
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: FIPS 186-5, RFC 8017, RFC 8032.
 * @since 0.1
 */
OTLS_API int otls_key_verify(otls_handle key, const char *digest,
    const void *data, size_t data_len, const void *signature,
    size_t signature_len);

/**
 * @function
 *
 * `otls_key_free` frees |key|. 0 is allowed and does nothing. Whatever was
 * made with the key keeps what it needs of it; a private key is wiped when its
 * last user is gone.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |key| names no key (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_key_free(otls_handle key);

#ifdef __cplusplus
}
#endif

#endif
