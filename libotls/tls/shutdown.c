/* SPDX-License-Identifier: ISC */
#include "tls/inside.h"

/* Where a write was cut short its record goes first; its caller hears of it
 * no more. */
static int
send_step(struct otls__connection *c)
{
    int n, rv = OTLS_OK;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    c->wire.failure = OTLS_OK;
    if ((SSL_get_shutdown(c->ssl) & SSL_SENT_SHUTDOWN) == 0) {
        otls__openssl_begin_step();
        n = SSL_shutdown(c->ssl);
        if (n < 0)
            rv = otls__connection_judge(c, n);
        otls__openssl_end();
    }
    if (rv == OTLS_OK)
        rv = otls__wire_flush(&c->wire);
    if (rv == OTLS_OK)
        c->owed = 0;
    return rv;
}

/* OTLS_OK once the peer's close_notify is there. Data that it sent before
 * stays to be read. */
static int
receive_step(struct otls__connection *c)
{
    unsigned char byte;
    size_t n;
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    if ((SSL_get_shutdown(c->ssl) & SSL_RECEIVED_SHUTDOWN) != 0)
        return OTLS_OK;
    c->wire.failure = OTLS_OK;
    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_peek_ex(c->ssl, &byte, 1, &n));
    otls__openssl_end();
    if (rv == OTLS_OK)
        return otls__error(OTLS_E_TLS_STATE,
            "%s has sent data that nobody has read: read it to its end, then "
            "shut down again",
            otls__connection_peer(c));
    return rv == OTLS__CLOSED ? OTLS_OK : rv;
}

int
otls__connection_run(struct otls__connection *c, int turn, otls__step *step,
    const struct otls__limit *limit)
{
    int rv;

    if ((rv = otls__connection_take_turn(c, turn, limit)) != OTLS_OK)
        return rv;
    do {
        if ((rv = otls__connection_enter(c)) != OTLS_OK)
            break;
        rv = otls__resume_write_all(c, otls__connection_leave(c, step(c)));
        if (rv == OTLS_OK)
            break;
    } while ((rv = otls__connection_wait(c, rv, limit)) == OTLS_OK);
    otls__connection_give_turn(c, turn);
    return rv;
}

static int
check_open(struct otls__connection *c)
{
    if (atomic_load(&c->open))
        return OTLS_OK;
    return otls__error(OTLS_E_TLS_STATE,
        "there is nothing to shut down before the handshake is done");
}

int
otls__connection_shutdown_write(struct otls__connection *c)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    int rv;

    if ((rv = check_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_run(c, TURN_WRITE, send_step, &limit);
}

int
otls__connection_shutdown(struct otls__connection *c)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    int rv;

    if ((rv = check_open(c)) != OTLS_OK ||
        (rv = otls__connection_run(c, TURN_WRITE, send_step, &limit)) !=
            OTLS_OK)
        return rv;
    return otls__connection_run(c, TURN_READ, receive_step, &limit);
}
