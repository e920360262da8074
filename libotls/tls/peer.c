/* SPDX-License-Identifier: ISC */
#include <openssl/x509.h>

#include "pki/cert.h"
#include "pki/cert_list.h"
#include "pki/verdict.h"
#include "tls/inside.h"

/* While the handshake waits for a verdict OpenSSL has no certificate yet. */
static X509 *
leaf_of(struct otls__connection *c)
{
    return c->leaf != NULL ? c->leaf : SSL_get0_peer_certificate(c->ssl);
}

static int
missing(struct otls__connection *c)
{
    return otls__error(OTLS_E_CERT_MISSING, "%s has sent no certificate",
        otls__connection_peer(c));
}

int
otls__connection_peer_cert(
    struct otls__connection *c, struct otls__cert **cert)
{
    X509 *leaf;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    leaf = leaf_of(c);
    rv = leaf == NULL ? missing(c) : otls__cert_wrap(leaf, cert);
    return otls__connection_leave(c, rv);
}

/* A session that is resumed has the peer's own certificate and no other. */
static int
wrap_leaf(X509 *leaf, struct otls__cert_list **list)
{
    STACK_OF(X509) *one = sk_X509_new_null();
    int rv;

    if (one == NULL || sk_X509_push(one, leaf) <= 0)
        rv = otls__error_memory();
    else
        rv = otls__cert_list_wrap(one, list);
    sk_X509_free(one);
    return rv;
}

static int
wrap_sent(struct otls__connection *c, struct otls__cert_list **list)
{
    STACK_OF(X509) *const seen = SSL_get_peer_cert_chain(c->ssl);
    X509 *const leaf = leaf_of(c);

    if (c->sent != NULL)
        return otls__cert_list_wrap(c->sent, list);
    if (leaf == NULL)
        return missing(c);
    if (!c->server && seen != NULL && sk_X509_num(seen) > 0)
        return otls__cert_list_wrap(seen, list);
    return wrap_leaf(leaf, list);
}

int
otls__connection_peer_certs(
    struct otls__connection *c, struct otls__cert_list **list)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    otls__openssl_begin();
    rv = wrap_sent(c, list);
    otls__openssl_end();
    return otls__connection_leave(c, rv);
}

int
otls__connection_verified_chain(
    struct otls__connection *c, struct otls__cert_list **list)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->chain != NULL)
        rv = otls__cert_list_wrap(c->chain, list);
    else
        rv = otls__error(OTLS_E_CERT_MISSING,
            "no chain of %s was verified in this handshake",
            otls__connection_peer(c));
    return otls__connection_leave(c, rv);
}

int
otls__connection_verify_error(struct otls__connection *c, int64_t *verdict,
    void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    *verdict = c->leaf != NULL ? c->verdict : SSL_get_verify_result(c->ssl);
    rv = otls__copy_text(otls__verdict_text((long)*verdict), buf, cap, len);
    return otls__connection_leave(c, rv);
}
