/* SPDX-License-Identifier: ISC */
#include "tls/inside.h"

/* Handshake messages after the handshake: they go out with what OpenSSL does
 * next, which is asked of it at once. */
static int
send_message(struct otls__connection *c)
{
    int rv;

    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_do_handshake(c->ssl));
    otls__openssl_end();
    return rv == OTLS__CLOSED ? OTLS_E_INTERNAL : rv;
}

static int
not_now(const char *what)
{
    return otls__error_openssl(
        OTLS_E_TLS_STATE, "%s is not possible in this connection", what);
}

static int
key_update(struct otls__connection *c, int type)
{
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    c->wire.failure = OTLS_OK;
    if (SSL_get_key_update_type(c->ssl) == SSL_KEY_UPDATE_NONE &&
        otls__wire_pending(&c->wire) == 0) {
        otls__openssl_begin();
        rv = SSL_version(c->ssl) < TLS1_3_VERSION ||
                     SSL_key_update(c->ssl, type) != 1
                 ? not_now("an update of keys, which TLS 1.3 has,")
                 : OTLS_OK;
        otls__openssl_end();
        if (rv != OTLS_OK || (rv = send_message(c)) != OTLS_OK)
            return rv;
    }
    return otls__wire_flush(&c->wire);
}

static int
update_own(struct otls__connection *c)
{
    return key_update(c, SSL_KEY_UPDATE_NOT_REQUESTED);
}

static int
update_both(struct otls__connection *c)
{
    return key_update(c, SSL_KEY_UPDATE_REQUESTED);
}

static int
check_open(const struct otls__connection *c)
{
    if (atomic_load(&c->open))
        return OTLS_OK;
    return otls__error(
        OTLS_E_TLS_STATE, "that is possible once the handshake is done");
}

int
otls__connection_key_update(struct otls__connection *c, int ask_peer)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    int rv;

    if (ask_peer != 0 && ask_peer != 1)
        return otls__error(OTLS_E_INVALID,
            "ask_peer is %d: pass 1 to have the peer change its keys too, 0 "
            "for one's own",
            ask_peer);
    if ((rv = check_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_run(
        c, TURN_WRITE, ask_peer ? update_both : update_own, &limit);
}

/* A second call finishes what a first one had to leave in the buffer. */
static int
request_step(struct otls__connection *c)
{
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    c->wire.failure = OTLS_OK;
    if (!c->requesting) {
        otls__openssl_begin();
        rv = SSL_verify_client_post_handshake(c->ssl) == 1
                 ? OTLS_OK
                 : not_now("asking for a certificate after the handshake");
        otls__openssl_end();
        if (rv != OTLS_OK || (rv = send_message(c)) != OTLS_OK)
            return rv;
        c->requesting = 1;
    }
    rv = otls__wire_flush(&c->wire);
    if (rv == OTLS_OK)
        c->requesting = 0;
    return rv;
}

int
otls__connection_request_certificate(struct otls__connection *c)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    int rv;

    if (!c->server)
        return otls__error(OTLS_E_TLS_STATE,
            "a server asks its client for a certificate, not the other way");
    if ((rv = check_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_run(c, TURN_WRITE, request_step, &limit);
}
