/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_KEY_H
#define OTLS_PKI_KEY_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

struct otls__passphrase;

/*
 * A public key, or a private one with its public part. Immutable, and shared
 * by whoever has a reference; OpenSSL wipes a private one when it frees it.
 *
 * What otls/key.h says of a function isn't said again here. Each that makes a
 * key gives the caller one reference.
 */
struct otls__key;

/* Takes |pkey| over where it answers OTLS_OK. */
int otls__key_wrap(EVP_PKEY *pkey, struct otls__key **key);

/* Borrowed, for as long as the key lives. */
EVP_PKEY *otls__key_evp(const struct otls__key *key);

void otls__key_ref(void *key);
/* NULL is fine. */
void otls__key_unref(void *key);

/* Whoever has a |passphrase| ends it. */
int otls__key_load_file(const char *path, struct otls__passphrase *passphrase,
    struct otls__key **key);
int otls__key_load_bytes(const void *data, size_t len,
    struct otls__passphrase *passphrase, struct otls__key **key);

int otls__key_generate(int algorithm, int bits, struct otls__key **key);

/* As in "P-256"; for other keys whatever OpenSSL calls them. */
const char *otls__key_algorithm(const struct otls__key *key);
int otls__key_bits(const struct otls__key *key);
int otls__key_is_private(const struct otls__key *key);
int otls__key_equal(const struct otls__key *a, const struct otls__key *b);
int otls__key_public(const struct otls__key *key, struct otls__key **public);

int otls__key_public_pem(
    const struct otls__key *key, void *buf, size_t cap, size_t *len);
int otls__key_public_der(
    const struct otls__key *key, void *buf, size_t cap, size_t *len);
int otls__key_export(const struct otls__key *key, int pem,
    const void *passphrase, size_t passphrase_len, void *buf, size_t cap,
    size_t *len);

int otls__key_sign(const struct otls__key *key, const char *digest,
    const void *data, size_t data_len, void *buf, size_t cap, size_t *len);
int otls__key_verify(const struct otls__key *key, const char *digest,
    const void *data, size_t data_len, const void *signature,
    size_t signature_len);

#endif
