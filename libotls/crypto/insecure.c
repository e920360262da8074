/* SPDX-License-Identifier: ISC */
#include "crypto/insecure.h"

#include <pthread.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "crypto/rand.h"

#define PIECE ((size_t)1 << 30)

struct otls__insecure {
    pthread_mutex_t lock;
    EVP_CIPHER_CTX *ctx;
};

static int
failed(void)
{
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not run ChaCha20; check that its default provider is "
        "loaded");
}

static EVP_CIPHER_CTX *
keystream_new(const void *seed, size_t seed_len)
{
    unsigned char key[32], block[16] = {0};
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (ctx != NULL &&
        (EVP_Digest(seed_len == 0 ? "" : seed, seed_len, key, NULL,
             EVP_sha256(), NULL) != 1 ||
            EVP_EncryptInit_ex(ctx, EVP_chacha20(), NULL, key, block) != 1)) {
        EVP_CIPHER_CTX_free(ctx);
        ctx = NULL;
    }
    otls__wipe(key, sizeof(key));
    return ctx;
}

int
otls__insecure_new(
    const void *seed, size_t seed_len, struct otls__insecure **generator)
{
    struct otls__insecure *g = otls__malloc(sizeof(*g));

    if (g == NULL)
        return otls__error_memory();
    if ((g->ctx = keystream_new(seed, seed_len)) == NULL) {
        otls__free(g);
        return failed();
    }
    if (pthread_mutex_init(&g->lock, NULL) != 0) {
        EVP_CIPHER_CTX_free(g->ctx);
        otls__free(g);
        return otls__error_memory();
    }
    *generator = g;
    return OTLS_OK;
}

void
otls__insecure_free(struct otls__insecure *g)
{
    if (g == NULL)
        return;
    EVP_CIPHER_CTX_free(g->ctx);
    (void)pthread_mutex_destroy(&g->lock);
    otls__free(g);
}

static int
keystream(EVP_CIPHER_CTX *ctx, void *buf, size_t len)
{
    unsigned char *p = buf;
    size_t left = len, piece;
    int n;

    memset(buf, 0, len);
    while (left > 0) {
        piece = left < PIECE ? left : PIECE;
        if (EVP_EncryptUpdate(ctx, p, &n, p, (int)piece) != 1 ||
            n != (int)piece) {
            memset(buf, 0, len);
            return failed();
        }
        p += piece;
        left -= piece;
    }
    return OTLS_OK;
}

int
otls__insecure_bytes(struct otls__insecure *g, void *buf, size_t len)
{
    int rv;

    if (len == 0)
        return OTLS_OK;
    (void)pthread_mutex_lock(&g->lock);
    rv = keystream(g->ctx, buf, len);
    (void)pthread_mutex_unlock(&g->lock);
    return rv;
}

int
otls__insecure_uniform(struct otls__insecure *g, int64_t n, int64_t *value)
{
    unsigned char bytes[8];
    uint64_t bits = 0;
    int i, rv;

    if ((rv = otls__rand_check_count(n)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&g->lock);
    do {
        if ((rv = keystream(g->ctx, bytes, sizeof(bytes))) != OTLS_OK)
            break;
        for (i = 7; i >= 0; i--)
            bits = bits << 8 | bytes[i];
    } while (!otls__rand_fold(bits, n, value));
    (void)pthread_mutex_unlock(&g->lock);
    return rv;
}

int
otls__insecure_seek(struct otls__insecure *g, uint64_t block)
{
    unsigned char words[16] = {0};
    int i, rv = OTLS_OK;

    for (i = 0; i < 8; i++)
        words[i] = (unsigned char)(block >> (8 * i));
    (void)pthread_mutex_lock(&g->lock);
    if (EVP_EncryptInit_ex(g->ctx, NULL, NULL, NULL, words) != 1)
        rv = failed();
    (void)pthread_mutex_unlock(&g->lock);
    return rv;
}
