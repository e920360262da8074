/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "tls/context.h"
#include "tls/openssl.h"

/* The longest description that OpenSSL makes, the fields beside it, and as
 * much again. */
#define LINE_SIZE 512

static const char *
name_of(int nid)
{
    const char *name = nid == NID_undef ? NULL : OBJ_nid2ln(nid);

    return name == NULL ? "" : name;
}

static size_t
describe(const SSL_CIPHER *cipher, char *line)
{
    char words[256] = "";
    int bits, algorithm_bits, n;

    bits = SSL_CIPHER_get_bits(cipher, &algorithm_bits);
    (void)SSL_CIPHER_description(cipher, words, sizeof(words));
    words[strcspn(words, "\n")] = '\0';
    n = snprintf(line, LINE_SIZE,
        "%lu\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n",
        (unsigned long)SSL_CIPHER_get_id(cipher), SSL_CIPHER_get_name(cipher),
        SSL_CIPHER_get_version(cipher), bits, algorithm_bits,
        SSL_CIPHER_is_aead(cipher), name_of(SSL_CIPHER_get_cipher_nid(cipher)),
        name_of(SSL_CIPHER_get_digest_nid(cipher)),
        name_of(SSL_CIPHER_get_kx_nid(cipher)),
        name_of(SSL_CIPHER_get_auth_nid(cipher)), words);
    return n > 0 && n < LINE_SIZE ? (size_t)n : 0;
}

int
otls__context_cipher_table(struct otls__context *context, char **table)
{
    struct otls__frozen *f;
    STACK_OF(SSL_CIPHER) *list = NULL;
    size_t len = 0;
    SSL *ssl;
    int rv, i, count;

    if ((rv = otls__context_freeze(context, &f)) != OTLS_OK)
        return rv;
    otls__openssl_begin();
    if ((ssl = SSL_new(f->ctx)) != NULL)
        list = SSL_get1_supported_ciphers(ssl);
    count = list == NULL ? 0 : sk_SSL_CIPHER_num(list);
    if (ssl == NULL ||
        (*table = otls__malloc((size_t)count * LINE_SIZE + 1)) == NULL)
        rv = otls__error_memory();
    for (i = 0; rv == OTLS_OK && i < count; i++)
        len += describe(sk_SSL_CIPHER_value(list, i), *table + len);
    if (rv == OTLS_OK)
        (*table)[len] = '\0';
    sk_SSL_CIPHER_free(list);
    SSL_free(ssl);
    otls__openssl_end();
    otls__frozen_unref(f);
    return rv;
}
