/* SPDX-License-Identifier: ISC */
#include <otls/context.h>

#include "tls/inside.h"

/* What must be so before the first byte is sent. */
static int
check(struct otls__connection *c)
{
    if (c->needs_host && c->host == NULL)
        return otls__error(OTLS_E_TLS_STATE,
            "there is no server name that the certificate could be checked "
            "for: call otls_connection_set_servername first");
    return OTLS_OK;
}

/* All that was written must be on its way before anybody waits for an
 * answer to it, and before the handshake is called done. */
static int
flush(struct otls__connection *c, int rv)
{
    int flushed;

    if (rv != OTLS_OK && rv != OTLS_E_WANT_READ)
        return rv;
    c->wire.failure = OTLS_OK;
    flushed = otls__wire_flush(&c->wire);
    if (flushed == OTLS_OK || flushed == OTLS_E_WANT_WRITE ||
        flushed == OTLS_E_INTERRUPTED)
        return flushed == OTLS_OK ? rv : flushed;
    return otls__connection_fail(c, flushed, c->wire.number,
        "the connection to %s failed during the handshake",
        otls__connection_peer(c));
}

static int
closed(struct otls__connection *c)
{
    return otls__connection_fail(c, OTLS_E_TLS_ALERT, 0,
        "%s ended the connection during the handshake with the alert close "
        "notify (0)",
        otls__connection_peer(c));
}

static void
count(struct otls__connection *c, int client, int server)
{
    if (c->context != NULL)
        otls__context_count(c->context, c->server ? server : client);
}

static int
first(struct otls__connection *c)
{
    int rv;

    if ((rv = check(c)) != OTLS_OK ||
        (rv = otls__connection_offer(c)) != OTLS_OK)
        return rv;
    count(c, OTLS_COUNTER_CONNECT, OTLS_COUNTER_ACCEPT);
    c->shaking = 1;
    return OTLS_OK;
}

static void
finish(struct otls__connection *c)
{
    c->wire.quiet = 0;
    otls__psk_finish(c);
    otls__resume_finish(c);
    count(c, OTLS_COUNTER_CONNECT_GOOD, OTLS_COUNTER_ACCEPT_GOOD);
    if (otls__connection_reused(c))
        count(c, OTLS_COUNTER_RESUMED, OTLS_COUNTER_RESUMED);
    else if (!c->psk.used &&
             (c->client_offered != OTLS__OFFERED_NOTHING ||
                 (!c->server && c->resume.given) ||
                 (c->offered != NULL && c->not_offered == NULL)))
        count(c, OTLS_COUNTER_MISSED, OTLS_COUNTER_MISSED);
    atomic_store(&c->open, 1);
}

static int
step(struct otls__connection *c)
{
    int rv;

    if (c->failed != OTLS_OK)
        return otls__connection_failed(c);
    if ((!c->shaking && (rv = first(c)) != OTLS_OK) ||
        (rv = otls__psk_before(c)) != OTLS_OK ||
        (rv = otls__resume_before(c)) != OTLS_OK)
        return rv;
    c->wire.failure = OTLS_OK;
    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_do_handshake(c->ssl));
    otls__openssl_end();
    otls__keylog_file(c);
    if (rv == OTLS__CLOSED)
        return closed(c);
    if ((rv = flush(c, rv)) == OTLS_OK)
        finish(c);
    else if (c->failed != OTLS_OK && c->resume.given && !c->server)
        otls__resume_client_spoiled(c);
    return rv;
}

/* What a step answered: to go on, or to tell the caller. */
static int
after(struct otls__connection *c, int rv, const struct otls__limit *limit)
{
    if (rv == OTLS_E_WANT_NAME)
        rv = otls__connection_find_name(c);
    else if (rv == OTLS_E_WANT_VERIFY)
        rv = otls__connection_find_verdict(c);
    else if (rv == OTLS_E_WANT_PSK)
        rv = otls__connection_find_psk(c);
    else if (rv == OTLS_E_WANT_STORE)
        rv = otls__connection_find_session(c, limit);
    else if (rv != OTLS_OK)
        return otls__connection_wait(c, rv, limit);
    return rv == OTLS__AGAIN ? OTLS_OK : rv;
}

int
otls__connection_open(
    struct otls__connection *c, const struct otls__limit *limit)
{
    int rv;

    if (atomic_load(&c->open))
        return OTLS_OK;
    if ((rv = otls__connection_take_turn(c, TURN_HANDSHAKE, limit)) != OTLS_OK)
        return rv;
    while (!atomic_load(&c->open)) {
        if ((rv = otls__connection_enter(c)) != OTLS_OK)
            break;
        rv = otls__resume_write_all(c, otls__connection_leave(c, step(c)));
        if ((rv = after(c, rv, limit)) != OTLS_OK)
            break;
    }
    otls__connection_give_turn(c, TURN_HANDSHAKE);
    return rv;
}

int
otls__connection_handshake(struct otls__connection *c)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));

    return otls__connection_open(c, &limit);
}
