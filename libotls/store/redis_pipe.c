/* SPDX-License-Identifier: ISC */
#include "store/redis_pipe.h"

#ifdef HAVE_HIREDIS

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "bio/connect.h"

void
otls__redis_pipe_init(
    struct otls__redis_pipe *p, const struct otls__redis_server *server)
{
    memset(p, 0, sizeof(*p));
    p->server = server;
    p->fd = -1;
}

static void
hang_up(struct otls__redis_pipe *p)
{
    if (p->tls != NULL)
        p->server->tls->free(p->tls);
    p->tls = NULL;
    p->wants = OTLS_OK;
    if (p->bio != NULL)
        otls__bio_unref(p->bio);
    else if (p->fd >= 0)
        (void)close(p->fd);
    p->bio = NULL;
    p->fd = -1;
}

void
otls__redis_pipe_close(struct otls__redis_pipe *p)
{
    hang_up(p);
    p->state = OTLS__PIPE_CLOSED;
}

void
otls__redis_pipe_blame(struct otls__redis_pipe *p)
{
    p->address = (p->address + 1) % p->server->count;
}

/* To the address that answered the last time, or the one behind what didn't.
 */
static int
dial(struct otls__redis_pipe *p)
{
    const struct otls__redis_server *const s = p->server;
    int rv;

    do {
        rv = otls__connect_begin(
            (const struct sockaddr *)&s->address[p->address],
            s->len[p->address], s->where, &p->fd);
        if (rv == OTLS_OK)
            return rv;
        otls__redis_pipe_blame(p);
    } while (++p->tries < s->count);
    return rv;
}

int
otls__redis_pipe_open(struct otls__redis_pipe *p)
{
    p->state = OTLS__PIPE_CONNECTING;
    p->tries = 0;
    return dial(p);
}

static int
finish_connecting(struct otls__redis_pipe *p)
{
    int rv = otls__connect_step(p->fd, p->server->where);

    if (rv == OTLS_E_WANT_WRITE)
        return OTLS_OK;
    if (rv != OTLS_OK) {
        otls__redis_pipe_blame(p);
        if (++p->tries >= p->server->count)
            return rv;
        hang_up(p);
        return dial(p);
    }
    if ((rv = otls__bio_socket_new(p->fd, 1, &p->bio)) != OTLS_OK)
        return rv;
    p->state = p->server->tls == NULL ? OTLS__PIPE_OPEN : OTLS__PIPE_SHAKING;
    if (p->state == OTLS__PIPE_OPEN)
        return otls__bio_set_timeout_ms(p->bio, 0);
    return p->server->tls->connect(
        p->server->tls->user, p->fd, p->server->host, &p->tls);
}

static int
is_to_wait(struct otls__redis_pipe *p, int rv)
{
    p->wants = rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE ? rv : 0;
    return p->wants != 0;
}

static int
finish_shaking(struct otls__redis_pipe *p)
{
    const int rv = p->server->tls->handshake(p->tls);

    if (is_to_wait(p, rv))
        return OTLS_OK;
    if (rv == OTLS_OK)
        p->state = OTLS__PIPE_OPEN;
    return rv;
}

int
otls__redis_pipe_step(struct otls__redis_pipe *p)
{
    int rv = OTLS_OK;

    if (p->state == OTLS__PIPE_CONNECTING)
        rv = finish_connecting(p);
    if (rv == OTLS_OK && p->state == OTLS__PIPE_SHAKING)
        rv = finish_shaking(p);
    return rv;
}

int
otls__redis_pipe_write(
    struct otls__redis_pipe *p, const void *data, size_t len, size_t *n)
{
    const int rv = p->tls == NULL
                       ? otls__bio_write(p->bio, data, len, n)
                       : p->server->tls->write(p->tls, data, len, n);

    if (!is_to_wait(p, rv))
        return rv;
    *n = 0;
    return OTLS_OK;
}

int
otls__redis_pipe_read(
    struct otls__redis_pipe *p, void *buf, size_t cap, size_t *n)
{
    const int rv = p->tls == NULL ? otls__bio_read(p->bio, buf, cap, n)
                                  : p->server->tls->read(p->tls, buf, cap, n);

    if (rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE) {
        *n = 0;
        return OTLS_OK;
    }
    if (rv == OTLS_OK && *n == 0)
        return otls__error(
            OTLS_E_STORE, "%s has closed the connection", p->server->where);
    return rv;
}

short
otls__redis_pipe_events(const struct otls__redis_pipe *p, int outgoing)
{
    if (p->state == OTLS__PIPE_CLOSED)
        return 0;
    if (p->state == OTLS__PIPE_CONNECTING)
        return POLLOUT;
    if (p->state == OTLS__PIPE_SHAKING)
        return p->wants == OTLS_E_WANT_WRITE ? POLLOUT : POLLIN;
    if (p->wants == OTLS_E_WANT_READ || !outgoing)
        return POLLIN;
    return POLLIN | POLLOUT;
}

#endif
