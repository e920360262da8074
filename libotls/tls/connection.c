/* SPDX-License-Identifier: ISC */
#include "tls/connection.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <otls/context.h>

#include "base/call.h"
#include "base/mem.h"
#include "bio/connect.h"
#include "bio/wait.h"
#include "tls/hooks.h"
#include "tls/inside.h"
#include "tls/servername.h"
#include "tls/session.h"

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
    c->check_host = c->needs_host = !server;
    c->keylog_end = &c->keylog;
    c->messages_end = &c->messages;
    c->name_alert = SSL_AD_UNRECOGNIZED_NAME;
    otls__resume_init(c);
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

int
otls__connection_new_bio(struct otls__context *context, struct otls__bio *in,
    struct otls__bio *out, struct otls__connection **connection)
{
    struct otls__frozen *frozen;
    const struct otls__spec *spec;
    struct otls__connection *c;
    int server, rv;

    if ((rv = otls__context_freeze(context, &frozen)) != OTLS_OK)
        return rv;
    spec = &frozen->spec;
    server = spec->role == OTLS_ROLE_SERVER;
    rv = otls__connection_make(frozen->ctx, server, in, out, &c);
    if (rv != OTLS_OK) {
        otls__frozen_unref(frozen);
        return rv;
    }
    otls__context_ref(context);
    c->context = context;
    c->frozen = frozen;
    c->check_host = !server && spec->hostname_check;
    c->needs_host = c->check_host && spec->verify != OTLS_VERIFY_NONE;
    if (spec->messages)
        SSL_set_msg_callback(c->ssl, otls__hook_message);
    if ((rv = otls__psk_begin(c)) == OTLS_OK)
        *connection = c;
    else
        otls__connection_free(c);
    return rv;
}

int
otls__connection_new_socket(struct otls__context *context, int fd,
    struct otls__connection **connection)
{
    struct otls__bio *bio;
    int rv;

    if ((rv = otls__bio_socket_new(fd, 0, &bio)) != OTLS_OK)
        return rv;
    rv = otls__connection_new_bio(context, bio, bio, connection);
    otls__bio_unref(bio);
    return rv;
}

void
otls__connection_own_fd(struct otls__connection *c)
{
    otls__bio_own_fd(c->wire.in);
    SSL_set_read_ahead(c->ssl, 1);
}

static int
connected(struct otls__context *context, const char *host, int port, int fd,
    struct otls__connection **connection)
{
    struct otls__connection *c;
    int rv;

    if ((rv = otls__connection_new_socket(context, fd, &c)) != OTLS_OK)
        return rv;
    if (!c->server)
        rv = otls__connection_set_servername(c, host);
    if (rv != OTLS_OK) {
        otls__connection_free(c);
        return rv;
    }
    c->port = port;
    otls__connection_own_fd(c);
    *connection = c;
    return OTLS_OK;
}

int
otls__connection_connect(struct otls__context *context, const char *host,
    int port, int64_t timeout_ms, struct otls__connection **connection)
{
    const struct otls__limit limit = otls__limit_begin(timeout_ms);
    int fd, rv;

    if (timeout_ms < -1 || timeout_ms == 0)
        return otls__error(OTLS_E_INVALID,
            "timeout_ms is %lld: pass -1 to wait for ever, or the "
            "milliseconds to wait",
            (long long)timeout_ms);
    if ((rv = otls__servername_check(host)) != OTLS_OK ||
        (rv = otls__connect(host, port, &limit, &fd)) != OTLS_OK)
        return rv;
    if ((rv = connected(context, host, port, fd, connection)) != OTLS_OK)
        (void)close(fd);
    return rv;
}

void
otls__connection_set_self(struct otls__connection *c, int64_t self)
{
    c->self = self;
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
        SSL_SESSION_free(c->got);
        SSL_SESSION_free(c->resume.found);
        X509_free(c->leaf);
        X509_free(c->culprit);
        sk_X509_pop_free(c->sent, X509_free);
        sk_X509_pop_free(c->chain, X509_free);
        otls__openssl_end();
        otls__frozen_unref(c->switched);
        otls__frozen_unref(c->frozen);
    }
    otls__session_unref(c->offered);
    otls__context_unref(c->reply);
    otls__context_unref(c->context);
    otls__keylog_clear(c);
    otls__messages_clear(c);
    otls__psk_end(c);
    otls__resume_clear(c);
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
    return is_inside(c) && !c->unlocked ? OTLS_OK : otls__lock_take(&c->lock);
}

int
otls__connection_leave(struct otls__connection *c, int rv)
{
    if (!is_inside(c) || c->unlocked)
        otls__lock_give(&c->lock);
    return rv;
}

/* What a callback may not do with its own connection. */
static int
refuse_callback(void)
{
    return otls__error(OTLS_E_TLS_STATE,
        "a callback can ask its connection, and answer, but not use it");
}

int
otls__connection_enter(struct otls__connection *c)
{
    const unsigned generation = otls__fork_generation();
    int rv;

    if (is_inside(c))
        return refuse_callback();
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

const struct otls__spec *
otls__connection_spec(const struct otls__connection *c)
{
    if (c->switched != NULL)
        return &c->switched->spec;
    return c->frozen == NULL ? NULL : &c->frozen->spec;
}

int
otls__connection_callback(struct otls__connection *c,
    const struct otls__spec_callback *callback, int *accepted)
{
    int answer, rv;

    atomic_store_explicit(
        &c->owner, otls__call_error_state(), memory_order_release);
    otls__call_pause();
    answer = callback->call(callback->user, c->self);
    rv = otls__call_resume();
    atomic_store_explicit(&c->owner, NULL, memory_order_release);
    *accepted = answer == OTLS_CALLBACK_ACCEPT;
    return rv;
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
otls__connection_hooked(
    struct otls__connection *c, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(c->why, sizeof(c->why), format, args);
    va_end(args);
    return c->hooked = code;
}

int
otls__connection_failed(const struct otls__connection *c)
{
    if (c->number != 0)
        (void)otls__error_errno(c->failed, c->number, "%s", c->why);
    else
        (void)otls__error(c->failed, "%s", c->why);
    return otls__error_packed(c->failed, c->packed);
}

int
otls__connection_take_turn(
    struct otls__connection *c, int turn, const struct otls__limit *limit)
{
    int rv;

    if (is_inside(c))
        return refuse_callback();
    rv = otls__lock_take_within(&c->turns[turn], limit);
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

/* What was read ahead may be a record that is still to be opened, or the end:
 * whoever waits for the descriptor would never be told of it. */
static int
open_ahead(struct otls__connection *c)
{
    unsigned char byte;
    size_t n;
    int rv;

    if (!atomic_load(&c->open) || c->failed != OTLS_OK ||
        SSL_pending(c->ssl) > 0 || !SSL_has_pending(c->ssl))
        return SSL_pending(c->ssl);
    c->wire.failure = OTLS_OK;
    otls__openssl_begin_step();
    rv = otls__connection_judge(c, SSL_peek_ex(c->ssl, &byte, 1, &n));
    otls__openssl_end();
    if (rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE ||
        rv == OTLS_E_INTERRUPTED)
        return 0;
    return rv == OTLS_OK ? SSL_pending(c->ssl) : 1;
}

int
otls__connection_pending(struct otls__connection *c, int64_t *bytes)
{
    const int inside = is_inside(c);
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    *bytes = inside ? SSL_pending(c->ssl) : open_ahead(c);
    rv = otls__connection_leave(c, OTLS_OK);
    return inside ? rv : otls__resume_write_all(c, rv);
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
