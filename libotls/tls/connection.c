/* SPDX-License-Identifier: ISC */
#include "tls/connection.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/call.h"
#include "base/mem.h"
#include "bio/wait.h"
#include "tls/inside.h"

static void
init(struct otls__connection *c, int server, struct otls__bio *in,
    struct otls__bio *out)
{
    int i;

    otls__lock_init(&c->lock);
    for (i = 0; i < TURNS; i++)
        otls__lock_init(&c->turns[i]);
    atomic_init(&c->timeout_ms, -1);
    atomic_init(&c->owner, NULL);
    atomic_init(&c->open, 0);
    c->server = server;
    c->check_host = !server;
    otls__wire_init(&c->wire, in, out);
}

static SSL *
engine_new(SSL_CTX *ctx, struct otls__connection *c)
{
    SSL *ssl;
    BIO *bio;

    if ((ssl = SSL_new(ctx)) == NULL)
        return NULL;
    if ((bio = otls__wire_bio(&c->wire)) == NULL) {
        SSL_free(ssl);
        return NULL;
    }
    SSL_set_bio(ssl, bio, bio);
    (void)SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
    if (SSL_set_app_data(ssl, c) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    if (c->server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    return ssl;
}

int
otls__connection_make(SSL_CTX *ctx, int server, struct otls__bio *in,
    struct otls__bio *out, struct otls__connection **connection)
{
    struct otls__connection *c = otls__calloc(1, sizeof(*c));
    int rv = OTLS_OK;

    if (c == NULL)
        return otls__error_memory();
    init(c, server, in, out);
    otls__openssl_begin();
    if ((c->ssl = engine_new(ctx, c)) == NULL)
        rv = otls__error_openssl(
            OTLS_E_NO_MEMORY, "OpenSSL could not make a connection");
    otls__openssl_end();
    if (rv != OTLS_OK) {
        otls__connection_free(c);
        return rv;
    }
    *connection = c;
    return OTLS_OK;
}

/* In a child, what another thread left in the middle of OpenSSL is leaked. */
void
otls__connection_free(void *connection)
{
    struct otls__connection *c = connection;

    if (c == NULL)
        return;
    if (otls__lock_take(&c->lock) == OTLS_OK) {
        otls__openssl_begin();
        SSL_free(c->ssl);
        otls__openssl_end();
    }
    otls__wire_clear(&c->wire);
    otls__free(c->host);
    otls__free(c->name);
    otls__free(c);
}

static int
is_inside(struct otls__connection *c)
{
    void *owner = atomic_load_explicit(&c->owner, memory_order_acquire);

    return owner != NULL && owner == (void *)otls__call_error_state();
}

int
otls__connection_look(struct otls__connection *c)
{
    return is_inside(c) ? OTLS_OK : otls__lock_take(&c->lock);
}

int
otls__connection_leave(struct otls__connection *c, int rv)
{
    if (!is_inside(c))
        otls__lock_give(&c->lock);
    return rv;
}

int
otls__connection_enter(struct otls__connection *c)
{
    const unsigned generation = otls__fork_generation();
    int rv;

    if (is_inside(c))
        return otls__error(OTLS_E_TLS_STATE,
            "a callback of a connection can ask it, but not use it");
    if ((rv = otls__lock_take(&c->lock)) != OTLS_OK)
        return rv;
    if (!c->started) {
        c->started = 1;
        c->generation = generation;
    }
    if (c->generation == generation)
        return OTLS_OK;
    otls__lock_give(&c->lock);
    return otls__error(OTLS_E_FORKED,
        "the connection was begun before the process forked; only that "
        "process can go on with it");
}

const char *
otls__connection_peer(const struct otls__connection *c)
{
    if (c->server)
        return "the client";
    return c->host == NULL ? "the server" : c->host;
}

int
otls__connection_fail(
    struct otls__connection *c, int code, int number, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(c->why, sizeof(c->why), format, args);
    va_end(args);
    c->failed = code;
    c->number = number;
    return otls__connection_failed(c);
}

int
otls__connection_failed(const struct otls__connection *c)
{
    if (c->number != 0)
        return otls__error_errno(c->failed, c->number, "%s", c->why);
    return otls__error(c->failed, "%s", c->why);
}

int
otls__connection_take_turn(
    struct otls__connection *c, int turn, const struct otls__limit *limit)
{
    const int rv = otls__lock_take_within(&c->turns[turn], limit);

    if (rv != OTLS_E_TIMEOUT || limit->timeout_ms != 0)
        return rv;
    return turn == TURN_WRITE
               ? otls__error(OTLS_E_WANT_WRITE, "another thread is writing")
               : otls__error(OTLS_E_WANT_READ, "another thread is reading");
}

void
otls__connection_give_turn(struct otls__connection *c, int turn)
{
    otls__lock_give(&c->turns[turn]);
}

int
otls__connection_wait(
    struct otls__connection *c, int want, const struct otls__limit *limit)
{
    const int reading = want == OTLS_E_WANT_READ;
    const int fd = reading ? c->wire.in_fd : c->wire.out_fd;
    int rv;

    if (want != OTLS_E_WANT_READ && want != OTLS_E_WANT_WRITE)
        return want;
    if (fd < 0 || limit->timeout_ms == 0)
        return reading ? otls__error(want, "%s has sent nothing more yet",
                             otls__connection_peer(c))
                       : otls__error(want, "%s takes nothing more yet",
                             otls__connection_peer(c));
    rv = otls__wait(fd, reading ? POLLIN : POLLOUT, limit);
    if (rv != OTLS_E_TIMEOUT)
        return rv;
    return otls__error(rv, "%s %s nothing within %lld ms",
        otls__connection_peer(c), reading ? "sent" : "took",
        (long long)limit->timeout_ms);
}

int
otls__connection_set_port(struct otls__connection *c, int port)
{
    int rv;

    if (port < 0 || port > 65535)
        return otls__error(
            OTLS_E_INVALID, "port is %d: it must be from 0 to 65535", port);
    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    c->port = port;
    return otls__connection_leave(c, OTLS_OK);
}

int
otls__connection_set_timeout_ms(struct otls__connection *c, int64_t timeout_ms)
{
    if (timeout_ms < -1)
        return otls__error(OTLS_E_INVALID,
            "timeout_ms is %lld: pass -1 to wait for ever, 0 never to wait",
            (long long)timeout_ms);
    atomic_store(&c->timeout_ms, timeout_ms);
    return OTLS_OK;
}

int
otls__connection_pending(struct otls__connection *c, int64_t *bytes)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    *bytes = SSL_pending(c->ssl);
    return otls__connection_leave(c, OTLS_OK);
}

int
otls__connection_fd(struct otls__connection *c, int64_t *fd)
{
    const int found = c->wire.in_fd >= 0 ? c->wire.in_fd : c->wire.out_fd;

    if (found < 0)
        return otls__error(OTLS_E_UNSUPPORTED,
            "the connection is over bios that have no descriptor");
    *fd = found;
    return OTLS_OK;
}
