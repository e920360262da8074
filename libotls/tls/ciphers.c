/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "tls/context.h"

/* Whether a connection whose oldest and newest versions those are uses it. */
static int
is_used(const SSL_CIPHER *cipher, const struct otls__spec *spec)
{
    const int newest = strcmp(SSL_CIPHER_get_version(cipher), "TLSv1.3") == 0;

    return newest
               ? spec->max_version == 0 || spec->max_version >= TLS1_3_VERSION
               : spec->min_version < TLS1_3_VERSION;
}

int
otls__context_ciphers(struct otls__context *context, char **names)
{
    struct otls__frozen *f;
    const STACK_OF(SSL_CIPHER) * list;
    size_t len = 0, n;
    char *text;
    int rv, i;

    if ((rv = otls__context_freeze(context, &f)) != OTLS_OK)
        return rv;
    list = SSL_CTX_get_ciphers(f->ctx);
    for (i = 0; i < sk_SSL_CIPHER_num(list); i++)
        len += strlen(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i))) + 1;
    if ((text = otls__malloc(len + 1)) == NULL)
        rv = otls__error_memory();
    for (len = 0, i = 0; rv == OTLS_OK && i < sk_SSL_CIPHER_num(list); i++) {
        const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(list, i);

        if (!is_used(cipher, &f->spec))
            continue;
        if (len > 0)
            text[len++] = ':';
        n = strlen(SSL_CIPHER_get_name(cipher));
        memcpy(text + len, SSL_CIPHER_get_name(cipher), n);
        len += n;
    }
    otls__frozen_unref(f);
    if (rv == OTLS_OK) {
        text[len] = '\0';
        *names = text;
    }
    return rv;
}
