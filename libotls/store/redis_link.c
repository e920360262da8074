/* SPDX-License-Identifier: ISC */
#include "store/redis_link.h"

#ifdef HAVE_HIREDIS

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/call.h"
#include "base/error.h"
#include "base/limit.h"
#include "base/mem.h"
#include "store/redis_out.h"
#include "store/redis_pipe.h"

#define OUT_MAX ((size_t)1 << 20)
#define PORTION 16384

struct otls__redis_link {
    pthread_mutex_t lock;
    const struct otls__redis_server *server;
    struct otls__redis_events events;
    size_t most;
    unsigned generation; /* of the process that connected */
    struct otls__redis_pipe pipe;
    struct otls__redis_reader *reader;
    struct otls__redis_out out;
    size_t hello_len; /* of what is to be sent before the hello is answered */
    /* Answers that are outstanding, in the order in which they come. */
    int hello, before, asking, asked, after;
    struct otls__redis_reply *reply; /* to what was asked */
    unsigned ticket;
    int64_t moved_ns; /* when something last came */
    int failure;      /* what closed it last */
    char why[OTLS__MESSAGE_SIZE];
};

int
otls__redis_link_new(const struct otls__redis_server *server,
    const struct otls__redis_events *events, size_t most,
    struct otls__redis_link **link)
{
    struct otls__redis_link *l = otls__calloc(1, sizeof(*l));

    if (l == NULL)
        return otls__error_memory();
    (void)pthread_mutex_init(&l->lock, NULL);
    l->server = server;
    l->events = *events;
    l->most = most;
    otls__redis_pipe_init(&l->pipe, server);
    *link = l;
    return OTLS_OK;
}

static int
is_open(const struct otls__redis_link *l)
{
    return l->pipe.state != OTLS__PIPE_CLOSED;
}

static void
let_go(struct otls__redis_link *l, int lost)
{
    const int posted = l->before + l->after;

    otls__redis_pipe_close(&l->pipe);
    otls__redis_out_empty(&l->out);
    otls__redis_reader_free(l->reader);
    l->reader = NULL;
    otls__redis_reply_free(l->reply);
    l->reply = NULL;
    l->hello = l->before = l->asking = l->asked = l->after = 0;
    l->ticket++;
    if (lost && posted > 0)
        l->events.lost(l->events.user, posted, NULL);
}

static void
keep_why(struct otls__redis_link *l)
{
    const struct otls__error_state *state = otls__call_error_state();

    (void)snprintf(l->why, sizeof(l->why), "%s",
        state == NULL ? "memory could not be allocated" : state->message);
}

/* Something went wrong, which the last error says. */
static int
fail(struct otls__redis_link *l, int rv)
{
    keep_why(l);
    if (rv != OTLS_E_NO_MEMORY && rv != OTLS_E_TIMEOUT)
        rv = otls__error(OTLS_E_STORE, "%s", l->why);
    l->failure = rv;
    let_go(l, 1);
    return rv;
}

void
otls__redis_link_free(struct otls__redis_link *l)
{
    if (l == NULL)
        return;
    let_go(l, l->generation == otls__fork_generation());
    (void)pthread_mutex_destroy(&l->lock);
    otls__free(l);
}

/* With the lock. */
static void
begin(struct otls__redis_link *l)
{
    (void)pthread_mutex_lock(&l->lock);
    if (is_open(l) && l->generation != otls__fork_generation())
        let_go(l, 0);
}

static int
end(struct otls__redis_link *l, int rv)
{
    (void)pthread_mutex_unlock(&l->lock);
    return rv;
}

static int
open_up(struct otls__redis_link *l)
{
    int rv;

    if (is_open(l))
        return OTLS_OK;
    l->generation = otls__fork_generation();
    l->moved_ns = otls__now_ns();
    if ((rv = otls__redis_reader_new(l->most, &l->reader)) != OTLS_OK ||
        (rv = otls__redis_out_add_hello(&l->out, l->server, &l->hello)) !=
            OTLS_OK ||
        (rv = otls__redis_pipe_open(&l->pipe)) != OTLS_OK)
        return fail(l, rv);
    l->hello_len = otls__redis_out_left(&l->out);
    return OTLS_OK;
}

/* How much may be sent now: what would be wrong to say to a server that turns
 * out to be no master waits until it has said that it is one. */
static size_t
sendable(const struct otls__redis_link *l)
{
    return l->server->needs_master && l->hello > 0
               ? l->hello_len
               : otls__redis_out_left(&l->out);
}

static int
flush(struct otls__redis_link *l)
{
    size_t len, n;
    int rv;

    while ((len = sendable(l)) > 0) {
        rv = otls__redis_pipe_write(
            &l->pipe, l->out.data + l->out.pos, len, &n);
        if (rv != OTLS_OK || n == 0)
            return rv;
        otls__redis_out_sent(&l->out, n);
        l->hello_len -= n < l->hello_len ? n : l->hello_len;
    }
    return OTLS_OK;
}

/* What came is the answer to the first that is outstanding. */
static int
deliver(struct otls__redis_link *l, struct otls__redis_reply *reply)
{
    int rv = OTLS_OK;

    if (l->hello > 0) {
        l->hello--;
        rv = otls__redis_judge_hello(reply, l->server->where);
        if (rv == OTLS_OK && l->hello == 0 && l->server->needs_master)
            rv = otls__redis_judge_role(reply, l->server->where);
    } else if (l->before > 0) {
        l->before--;
        if (otls__redis_judge(reply, l->server->where) != OTLS_OK) {
            keep_why(l);
            l->events.lost(l->events.user, 1, l->why);
        }
        if (otls__redis_is_elsewhere(reply))
            l->events.elsewhere(l->events.user);
    } else if (l->asking) {
        l->asking = 0;
    } else if (l->asked) {
        l->asked = 0;
        l->before = l->after;
        l->after = 0;
        l->reply = reply;
        return OTLS_OK;
    } else {
        rv = otls__error(OTLS_E_STORE, "%s: Redis answers what nobody asked",
            l->server->where);
    }
    otls__redis_reply_free(reply);
    return rv;
}

static int
digest(struct otls__redis_link *l, const void *data, size_t len)
{
    struct otls__redis_reply *reply;
    int rv;

    l->moved_ns = otls__now_ns();
    if ((rv = otls__redis_reader_feed(l->reader, data, len)) != OTLS_OK)
        return rv;
    while ((rv = otls__redis_reader_next(l->reader, &reply)) == OTLS_OK &&
           reply != NULL)
        if ((rv = deliver(l, reply)) != OTLS_OK)
            return rv;
    return rv;
}

static int
fetch(struct otls__redis_link *l)
{
    unsigned char data[PORTION];
    size_t n;
    int rv;

    do {
        rv = otls__redis_pipe_read(&l->pipe, data, sizeof(data), &n);
        if (rv != OTLS_OK || n == 0)
            return rv;
        rv = digest(l, data, n);
        /* TLS may have more than the descriptor shows */
    } while (rv == OTLS_OK && (n == sizeof(data) || l->pipe.tls != NULL));
    return rv;
}

static int
exchange(struct otls__redis_link *l)
{
    const int said_hello = l->hello == 0;
    int rv;

    if ((rv = flush(l)) != OTLS_OK || (rv = fetch(l)) != OTLS_OK)
        return rv;
    return said_hello ? OTLS_OK : flush(l);
}

/* As far as it goes without waiting. */
static int
step(struct otls__redis_link *l)
{
    const int was_connecting = l->pipe.state == OTLS__PIPE_CONNECTING;
    int rv;

    if (!is_open(l))
        return OTLS_OK;
    rv = otls__redis_pipe_step(&l->pipe);
    if (was_connecting && l->pipe.state != OTLS__PIPE_CONNECTING)
        l->moved_ns = otls__now_ns();
    if (rv == OTLS_OK && l->pipe.state == OTLS__PIPE_OPEN)
        rv = exchange(l);
    return rv == OTLS_OK ? OTLS_OK : fail(l, rv);
}

/* Connected, or about to be. What Redis has closed meanwhile, as it does when
 * it is started anew or a connection was idle, is no failure. */
static int
ready(struct otls__redis_link *l)
{
    const int was_open = l->pipe.state == OTLS__PIPE_OPEN;
    int rv = step(l);

    if (rv != OTLS_OK && !was_open)
        return rv;
    return open_up(l);
}

int
otls__redis_link_connect(struct otls__redis_link *l)
{
    int rv;

    begin(l);
    rv = open_up(l);
    return end(l, rv);
}

static int
is_silent(struct otls__redis_link *l, int64_t patience_ms)
{
    return is_open(l) && l->before + l->after > 0 && !l->asked &&
           otls__now_ns() - l->moved_ns > patience_ms * OTLS__NS_PER_MS;
}

static int
post(struct otls__redis_link *l, const struct otls__redis_command *command,
    int64_t patience_ms)
{
    int rv;

    if ((rv = ready(l)) != OTLS_OK)
        return rv;
    if (is_silent(l, patience_ms))
        return fail(
            l, otls__error(OTLS_E_TIMEOUT, "%s had no answer within %lld ms",
                   l->server->where, (long long)patience_ms));
    if (otls__redis_out_left(&l->out) > OUT_MAX)
        return otls__error(OTLS_E_LIMIT,
            "%s takes no more: %zu bytes wait to be sent", l->server->where,
            otls__redis_out_left(&l->out));
    if ((rv = otls__redis_out_add(&l->out, command)) != OTLS_OK)
        return rv;
    if (l->before + l->after == 0)
        l->moved_ns = otls__now_ns();
    if (l->asked)
        l->after++;
    else
        l->before++;
    if (l->pipe.state == OTLS__PIPE_OPEN && (rv = flush(l)) != OTLS_OK)
        return fail(l, rv);
    return OTLS_OK;
}

int
otls__redis_link_post(struct otls__redis_link *l,
    const struct otls__redis_command *command, int64_t patience_ms)
{
    int rv;

    begin(l);
    rv = post(l, command, patience_ms);
    return end(l, rv);
}

static int
ask(struct otls__redis_link *l, const struct otls__redis_command *command,
    int asking, unsigned *ticket)
{
    static const char *argv[] = {"ASKING"};
    static const size_t len[] = {6};
    static const struct otls__redis_command prelude = {1, argv, len};
    int rv;

    if ((rv = ready(l)) != OTLS_OK ||
        (asking && (rv = otls__redis_out_add(&l->out, &prelude)) != OTLS_OK))
        return rv;
    l->asking = asking;
    if ((rv = otls__redis_out_add(&l->out, command)) != OTLS_OK)
        return asking ? fail(l, rv) : rv;
    l->asked = 1;
    *ticket = ++l->ticket;
    if (l->pipe.state == OTLS__PIPE_OPEN && (rv = flush(l)) != OTLS_OK)
        return fail(l, rv);
    return OTLS_OK;
}

int
otls__redis_link_ask(struct otls__redis_link *l,
    const struct otls__redis_command *command, int asking, unsigned *ticket)
{
    int rv;

    begin(l);
    rv = ask(l, command, asking, ticket);
    return end(l, rv);
}

static int
answer(struct otls__redis_link *l, unsigned ticket,
    struct otls__redis_reply **reply)
{
    int rv = OTLS_OK;

    if (l->ticket == ticket && l->reply == NULL)
        rv = step(l);
    if (rv != OTLS_OK)
        return rv;
    if (l->ticket != ticket)
        return otls__error(l->failure == OTLS_OK ? OTLS_E_STORE : l->failure,
            "%s", l->why[0] == '\0' ? "the process has forked" : l->why);
    if (l->reply == NULL)
        return OTLS_E_WANT_STORE;
    *reply = l->reply;
    l->reply = NULL;
    return OTLS_OK;
}

int
otls__redis_link_answer(struct otls__redis_link *l, unsigned ticket,
    struct otls__redis_reply **reply)
{
    int rv;

    begin(l);
    rv = answer(l, ticket, reply);
    return end(l, rv);
}

void
otls__redis_link_give_up(struct otls__redis_link *l, unsigned ticket)
{
    begin(l);
    if (l->ticket == ticket) {
        /* an address that didn't answer isn't the first to try again */
        if (l->pipe.state != OTLS__PIPE_OPEN)
            otls__redis_pipe_blame(&l->pipe);
        let_go(l, 1);
    }
    (void)end(l, 0);
}

void
otls__redis_link_poll(struct otls__redis_link *l, int *fd, short *events)
{
    begin(l);
    *fd = l->pipe.fd;
    *events = otls__redis_pipe_events(&l->pipe, sendable(l) > 0);
    (void)end(l, 0);
}

static int
outstanding(const struct otls__redis_link *l)
{
    if (l->pipe.state == OTLS__PIPE_CONNECTING)
        return OTLS_E_WANT_WRITE;
    if (l->pipe.state == OTLS__PIPE_SHAKING)
        return l->pipe.wants;
    if (sendable(l) > 0)
        return OTLS_E_WANT_WRITE;
    return l->hello + l->before + l->after > 0 ? OTLS_E_WANT_READ : OTLS_OK;
}

int
otls__redis_link_pump(struct otls__redis_link *l)
{
    int rv;

    begin(l);
    if ((rv = step(l)) == OTLS_OK)
        rv = outstanding(l);
    return end(l, rv);
}

#endif
