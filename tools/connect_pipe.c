/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "report.h"

/* What a pipe that poll() calls writable surely takes without waiting. */
#define PIECE 4096

/* Bytes on their way. */
struct flow {
    char bytes[16384];
    size_t at;
    size_t len;
};

struct carrier {
    otls_handle connection;
    int64_t fd;
    struct flow to_peer;
    struct flow from_peer;
    int input_ended;
    int said_end;
    /* nothing can be sent any more */
    int deaf;
    int peer_ended;
    int64_t carried;
    /* what the connection waits for */
    short events;
    /* something moved in this round */
    int moved;
    int code;
};

static int
is_empty(const struct flow *flow)
{
    return flow->at == flow->len;
}

/* 1 where the connection must wait, or a signal came. */
static int
must_wait(struct carrier *c, int rv)
{
    if (rv == OTLS_E_WANT_READ)
        c->events |= POLLIN;
    else if (rv == OTLS_E_WANT_WRITE)
        c->events |= POLLOUT;
    else if (rv == OTLS_E_INTERRUPTED)
        c->moved = 1;
    else
        return 0;
    return 1;
}

static void
from_peer(struct carrier *c)
{
    struct flow *flow = &c->from_peer;
    size_t len = 0;
    int rv;

    rv = otls_connection_read(
        c->connection, flow->bytes, sizeof(flow->bytes), &len);
    if (must_wait(c, rv))
        return;
    flow->at = 0;
    flow->len = rv == OTLS_OK ? len : 0;
    c->carried += (int64_t)flow->len;
    c->moved = 1;
    if (flow->len > 0)
        return;
    c->peer_ended = 1;
    /* where nothing was said, nothing can be missing */
    if (rv != OTLS_OK && !(rv == OTLS_E_TLS_EOF && c->carried == 0))
        c->code = report_library(rv);
}

/* What the peer still sends is waited for, whatever became of ours. */
static void
give_up(struct carrier *c, int rv)
{
    c->deaf = 1;
    c->moved = 1;
    c->to_peer.at = c->to_peer.len = 0;
    c->code = report_library(rv);
}

static void
to_peer(struct carrier *c)
{
    struct flow *flow = &c->to_peer;
    size_t n = 0;
    int rv;

    rv = otls_connection_write(
        c->connection, flow->bytes + flow->at, flow->len - flow->at, &n);
    if (must_wait(c, rv))
        return;
    if (rv != OTLS_OK) {
        give_up(c, rv);
        return;
    }
    flow->at += n;
    c->carried += (int64_t)n;
    c->moved = 1;
}

static void
say_end(struct carrier *c)
{
    int rv;

    rv = otls_connection_shutdown_write(c->connection);
    if (must_wait(c, rv))
        return;
    if (rv != OTLS_OK)
        give_up(c, rv);
    c->said_end = 1;
    c->moved = 1;
}

static void
exchange(struct carrier *c)
{
    c->events = 0;
    c->moved = 0;
    if (is_empty(&c->from_peer) && !c->peer_ended)
        from_peer(c);
    if (c->peer_ended || c->deaf || c->said_end)
        return;
    if (!is_empty(&c->to_peer))
        to_peer(c);
    else if (c->input_ended)
        say_end(c);
}

static void
take_input(struct carrier *c)
{
    struct flow *flow = &c->to_peer;
    ssize_t n;

    n = read(STDIN_FILENO, flow->bytes, sizeof(flow->bytes));
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    flow->at = 0;
    flow->len = n > 0 ? (size_t)n : 0;
    c->input_ended = n <= 0;
    if (n < 0)
        c->code =
            report_error("cannot read standard input: %s", strerror(errno));
}

static void
give_output(struct carrier *c)
{
    struct flow *flow = &c->from_peer;
    size_t len = flow->len - flow->at;
    ssize_t n;

    n = write(
        STDOUT_FILENO, flow->bytes + flow->at, len < PIECE ? len : PIECE);
    if (n >= 0) {
        flow->at += (size_t)n;
    } else if (errno != EINTR && errno != EAGAIN) {
        c->code =
            report_error("cannot write standard output: %s", strerror(errno));
        flow->at = flow->len;
        c->peer_ended = 1;
    }
}

/* Waits for any side that can go on. */
static int
wait_for_any(struct carrier *c)
{
    int hear = !c->input_ended && !c->deaf && is_empty(&c->to_peer);
    struct pollfd fds[] = {
        {.fd = c->peer_ended ? -1 : (int)c->fd, .events = c->events},
        {.fd = hear && !c->peer_ended ? STDIN_FILENO : -1, .events = POLLIN},
        {.fd = is_empty(&c->from_peer) ? -1 : STDOUT_FILENO,
            .events = POLLOUT}};

    if (c->events == 0)
        fds[0].fd = -1;
    if (poll(fds, 3, c->moved ? 0 : -1) < 0)
        return errno == EINTR ? REPORT_DONE
                              : report_error("poll: %s", strerror(errno));
    if (fds[1].revents != 0)
        take_input(c);
    if (fds[2].revents != 0)
        give_output(c);
    return REPORT_DONE;
}

int
connect_carry(otls_handle connection)
{
    static struct carrier c;
    int code;

    memset(&c, 0, sizeof(c));
    c.connection = connection;
    code = report_library(otls_connection_fd(connection, &c.fd));
    if (code == REPORT_DONE)
        code = report_library(otls_connection_set_timeout_ms(connection, 0));
    while (code == REPORT_DONE && !(c.peer_ended && is_empty(&c.from_peer))) {
        exchange(&c);
        code = wait_for_any(&c);
    }
    return code == REPORT_DONE ? c.code : code;
}
