/* SPDX-License-Identifier: ISC */
#include "tls/hooks.h"

#include <string.h>

#include "pki/credential.h"
#include "tls/frozen.h"

int
otls__hook_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *user)
{
    const struct otls__frozen *f = otls__frozen_of(ssl);
    unsigned char *chosen;

    (void)user;
    if (f == NULL || f->spec.alpn.len == 0)
        return SSL_TLSEXT_ERR_NOACK;
    if (SSL_select_next_proto(&chosen, out_len, f->spec.alpn.data,
            (unsigned)f->spec.alpn.len, in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return f->spec.alpn_fallback ? SSL_TLSEXT_ERR_NOACK
                                     : SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* The response of the credential whose certificate was chosen. */
static void
find_response(const struct otls__frozen *f, const X509 *cert,
    const unsigned char **data, size_t *len)
{
    size_t i;

    *len = 0;
    for (i = 0; i < f->spec.credentials.count; i++)
        if (otls__credential_x509(f->spec.credentials.item[i]) == cert)
            otls__credential_ocsp(f->spec.credentials.item[i], data, len);
}

int
otls__hook_ocsp(SSL *ssl, void *user)
{
    const struct otls__frozen *f = otls__frozen_of(ssl);
    const unsigned char *data = NULL;
    unsigned char *copy;
    size_t len = 0;

    (void)user;
    /* a client's program looks at the response; at this place 1 accepts */
    if (!SSL_is_server(ssl))
        return 1;
    if (f == NULL || !f->spec.ocsp_stapling)
        return SSL_TLSEXT_ERR_NOACK;
    find_response(f, SSL_get_certificate(ssl), &data, &len);
    if (len == 0 || (copy = OPENSSL_memdup(data, len)) == NULL)
        return SSL_TLSEXT_ERR_NOACK;
    if (SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)len) != 1) {
        OPENSSL_free(copy);
        return SSL_TLSEXT_ERR_NOACK;
    }
    return SSL_TLSEXT_ERR_OK;
}
