/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/secret.h"
#include "crypto/rand.h"
#include "tls/frozen.h"
#include "tls/inside.h"
#include "tls/ticket_part.h"

#define IV 16

/* AES-CBC, HMAC-SHA-256 over all of it, as OpenSSL's own tickets have. */
static int
use(const struct otls__ticket_key *key, const unsigned char *iv,
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int seal)
{
    const EVP_CIPHER *const kind =
        key->cipher_len == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc();
    char digest[] = "SHA256";
    unsigned char secret[sizeof(key->mac)];
    OSSL_PARAM params[3];
    int done;

    memcpy(secret, key->mac, sizeof(secret));
    params[0] = OSSL_PARAM_construct_octet_string(
        OSSL_MAC_PARAM_KEY, secret, key->mac_len);
    params[1] = OSSL_PARAM_construct_utf8_string(
        OSSL_MAC_PARAM_DIGEST, digest, sizeof(digest) - 1);
    params[2] = OSSL_PARAM_construct_end();
    done = EVP_MAC_CTX_set_params(mac, params) == 1 &&
           EVP_CipherInit_ex(cipher, kind, NULL, key->cipher, iv, seal) == 1;
    otls__wipe(secret, sizeof(secret));
    return done;
}

static int
seal(struct otls__ticket_keys *keys, unsigned char *name, unsigned char *iv,
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac)
{
    struct otls__ticket_key key;
    int done;

    if (!otls__ticket_keys_seal(keys, &key)) {
        otls__ticket_keys_count(keys, OTLS_TICKET_KEYS_MISSING);
        return 0;
    }
    memcpy(name, key.name, OTLS__TICKET_NAME);
    done =
        otls__rand_bytes(iv, IV) == OTLS_OK && use(&key, iv, cipher, mac, 1);
    otls__wipe(&key, sizeof(key));
    otls__ticket_keys_count(
        keys, done ? OTLS_TICKET_KEYS_SEALED : OTLS_TICKET_KEYS_MISSING);
    return done;
}

/* A client of TLS 1.3 uses a ticket once, so it needs another one. */
static int
unseal(struct otls__ticket_keys *keys, const SSL *ssl,
    const unsigned char *name, const unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac)
{
    struct otls__ticket_key key;
    int done, renew;

    if (!otls__ticket_keys_find(keys, name, &key)) {
        otls__ticket_keys_count(keys, OTLS_TICKET_KEYS_UNKNOWN);
        return 0;
    }
    done = use(&key, iv, cipher, mac, 0);
    renew = key.renew;
    otls__wipe(&key, sizeof(key));
    if (!done)
        return 0;
    otls__ticket_keys_count(
        keys, renew ? OTLS_TICKET_KEYS_RENEWED : OTLS_TICKET_KEYS_OPENED);
    return renew || SSL_version(ssl) >= TLS1_3_VERSION ? 2 : 1;
}

/* Whose ticket comes or goes: a name that was asked for has no part in it.
 * Never negative, which would end the handshake. */
static int
hook(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac, int enc)
{
    const struct otls__connection *c = SSL_get_app_data(ssl);
    const struct otls__frozen *f =
        c == NULL ? otls__frozen_of(ssl) : c->frozen;
    int answer;

    if (f == NULL || f->spec.ticket_keys == NULL)
        return 0;
    otls__openssl_begin();
    answer = enc ? seal(f->spec.ticket_keys, name, iv, cipher, mac)
                 : unseal(f->spec.ticket_keys, ssl, name, iv, cipher, mac);
    otls__openssl_end();
    return answer;
}

int
otls__ticket_keys_install(SSL_CTX *ctx)
{
    if (SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, hook) == 1)
        return OTLS_OK;
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL refused the context's ticket keys");
}
