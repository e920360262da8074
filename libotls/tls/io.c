/* SPDX-License-Identifier: ISC */
#include "tls/inside.h"

/* What OpenSSL wrote of itself must leave too, unless a write that waits has
 * bytes before it and will come again. */
static int
read_flush(struct otls__connection *c, int rv)
{
    if (rv != OTLS_E_WANT_READ || c->owed > 0 ||
        otls__wire_pending(&c->wire) == 0)
        return rv;
    return otls__wire_flush(&c->wire) == OTLS_E_WANT_WRITE ? OTLS_E_WANT_WRITE
                                                           : rv;
}

static int
read_step(struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    c->wire.failure = OTLS_OK;
    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_read_ex(c->ssl, buf, cap, len));
    otls__openssl_end();
    if (rv == OTLS_OK)
        c->wire.quiet = 0;
    else
        *len = 0;
    return rv == OTLS__CLOSED ? OTLS_OK : read_flush(c, rv);
}

int
otls__connection_read(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    int rv;

    *len = 0;
    if ((rv = otls__connection_open(c, &limit)) != OTLS_OK || cap == 0)
        return rv;
    if ((rv = otls__connection_take_turn(c, TURN_READ, &limit)) != OTLS_OK)
        return rv;
    do {
        if ((rv = otls__connection_enter(c)) != OTLS_OK)
            break;
        rv = otls__resume_write_all(
            c, otls__connection_leave(c, read_step(c, buf, cap, len)));
        if (rv == OTLS_OK)
            break;
    } while ((rv = otls__connection_wait(c, rv, &limit)) == OTLS_OK);
    otls__connection_give_turn(c, TURN_READ);
    return rv;
}

/* Sends what is owed to the peer, and tells in |done| that it did. */
static int
settle(struct otls__connection *c, size_t *done)
{
    int rv;

    c->wire.failure = OTLS_OK;
    rv = otls__wire_flush(&c->wire);
    if (rv == OTLS_OK && c->wire.dead != OTLS_OK)
        return otls__error_errno(c->wire.dead, c->wire.number,
            "%s closed the connection", otls__connection_peer(c));
    if (rv == OTLS_OK) {
        *done += c->owed;
        c->owed = 0;
    }
    return rv;
}

static int
record(struct otls__connection *c, const unsigned char *data, size_t len)
{
    int rv;

    if ((SSL_get_shutdown(c->ssl) & SSL_SENT_SHUTDOWN) != 0)
        return otls__error(OTLS_E_TLS_STATE,
            "the connection was shut down: nothing more can be written");
    c->wire.failure = OTLS_OK;
    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_write_ex(c->ssl, data, len, &c->owed));
    otls__openssl_end();
    if (rv != OTLS_OK)
        c->owed = 0;
    return rv == OTLS__CLOSED ? OTLS_E_INTERNAL : rv;
}

/* One record, or what was left of one. */
static int
write_step(struct otls__connection *c, const unsigned char *data, size_t len,
    size_t *done)
{
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    if (c->owed > len - *done)
        return otls__error(OTLS_E_INVALID,
            "the write that was cut short had more bytes: repeat it with all "
            "that it didn't report as written");
    if ((rv = settle(c, done)) != OTLS_OK || *done == len)
        return rv;
    if ((rv = record(c, data + *done, len - *done)) != OTLS_OK)
        return rv;
    return settle(c, done);
}

int
otls__connection_write_within(struct otls__connection *c, const void *data,
    size_t len, size_t *written, const struct otls__limit *limit)
{
    int rv;

    *written = 0;
    if ((rv = otls__connection_open(c, limit)) != OTLS_OK || len == 0)
        return rv;
    if ((rv = otls__connection_take_turn(c, TURN_WRITE, limit)) != OTLS_OK)
        return rv;
    while (*written < len) {
        if ((rv = otls__connection_enter(c)) != OTLS_OK)
            break;
        rv = otls__resume_write_all(
            c, otls__connection_leave(c, write_step(c, data, len, written)));
        if (rv != OTLS_OK &&
            (rv = otls__connection_wait(c, rv, limit)) != OTLS_OK)
            break;
    }
    otls__connection_give_turn(c, TURN_WRITE);
    return *written > 0 ? OTLS_OK : rv;
}

int
otls__connection_write(
    struct otls__connection *c, const void *data, size_t len, size_t *written)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));

    return otls__connection_write_within(c, data, len, written, &limit);
}
