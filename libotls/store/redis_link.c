/* SPDX-License-Identifier: ISC */
#include "store/redis_link.h"

#ifdef HAVE_HIREDIS

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/limit.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"
#include "bio/connect.h"

#define OUT_MAX ((size_t)1 << 20)
#define PORTION 16384

enum state { CLOSED, CONNECTING, SHAKING, OPEN };

struct otls__redis_link {
    pthread_mutex_t lock;
    const struct otls__redis_server *server;
    struct otls__redis_events events;
    size_t most;
    unsigned generation; /* of the process that connected */
    enum state state;
    int fd; /* while it connects, then the bio's */
    struct otls__bio *bio;
    void *tls; /* over the bio's descriptor */
    int wants; /* what the TLS waits for, where not OTLS_OK */
    struct otls__redis_reader *reader;
    size_t address; /* the last that was tried */
    size_t tries;   /* addresses since it began to connect */
    char *out;      /* what isn't sent yet */
    size_t out_pos, out_len, out_cap;
    /* Answers that are outstanding, in the order in which they come. */
    int hello, before, asked, after;
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
    l->fd = -1;
    *link = l;
    return OTLS_OK;
}

static void
empty_out(struct otls__redis_link *l)
{
    if (l->out != NULL)
        otls__wipe(l->out, l->out_cap);
    otls__free(l->out);
    l->out = NULL;
    l->out_pos = l->out_len = l->out_cap = 0;
}

static void
hang_up(struct otls__redis_link *l)
{
    if (l->tls != NULL)
        l->server->tls->free(l->tls);
    l->tls = NULL;
    l->wants = OTLS_OK;
    if (l->bio != NULL)
        otls__bio_unref(l->bio);
    else if (l->fd >= 0)
        (void)close(l->fd);
    l->bio = NULL;
    l->fd = -1;
    otls__redis_reader_free(l->reader);
    l->reader = NULL;
}

static void
let_go(struct otls__redis_link *l, int lost)
{
    const int posted = l->before + l->after;

    hang_up(l);
    empty_out(l);
    otls__redis_reply_free(l->reply);
    l->reply = NULL;
    l->hello = l->before = l->asked = l->after = 0;
    l->ticket++;
    l->state = CLOSED;
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
    let_go(l, 0);
    (void)pthread_mutex_destroy(&l->lock);
    otls__free(l);
}

/* With the lock. */
static void
begin(struct otls__redis_link *l)
{
    (void)pthread_mutex_lock(&l->lock);
    if (l->state != CLOSED && l->generation != otls__fork_generation())
        let_go(l, 0);
}

static int
end(struct otls__redis_link *l, int rv)
{
    (void)pthread_mutex_unlock(&l->lock);
    return rv;
}

/* Room for |more| bytes; what was sent is wiped. */
static int
make_room(struct otls__redis_link *l, size_t more)
{
    const size_t left = l->out_len - l->out_pos;
    size_t cap = 4096;
    char *out;

    if (l->out_cap - l->out_len >= more)
        return OTLS_OK;
    while (cap < left + more)
        cap *= 2;
    if ((out = otls__malloc(cap)) == NULL)
        return otls__error_memory();
    if (left > 0)
        memcpy(out, l->out + l->out_pos, left);
    empty_out(l);
    l->out = out;
    l->out_len = left;
    l->out_cap = cap;
    return OTLS_OK;
}

static int
append(struct otls__redis_link *l, const struct otls__redis_command *command)
{
    char *text;
    size_t len;
    int rv;

    if ((rv = otls__redis_format(command, &text, &len)) != OTLS_OK)
        return rv;
    if ((rv = make_room(l, len)) == OTLS_OK) {
        memcpy(l->out + l->out_len, text, len);
        l->out_len += len;
    }
    otls__redis_format_free(text, len);
    return rv;
}

/* Who asks, and in which database. */
static int
append_hello(struct otls__redis_link *l)
{
    const struct otls__redis_server *const s = l->server;
    const char *argv[3] = {"AUTH"};
    size_t len[3] = {4};
    struct otls__redis_command command = {1, argv, len};
    char number[24];
    int rv = OTLS_OK;

    if (s->password != NULL) {
        if (s->user != NULL) {
            argv[command.argc] = s->user;
            len[command.argc++] = strlen(s->user);
        }
        argv[command.argc] = s->password;
        len[command.argc++] = strlen(s->password);
        rv = append(l, &command);
        l->hello++;
    }
    if (rv == OTLS_OK && s->db > 0) {
        (void)snprintf(number, sizeof(number), "%lld", (long long)s->db);
        argv[0] = "SELECT";
        len[0] = 6;
        argv[1] = number;
        len[1] = strlen(number);
        command.argc = 2;
        rv = append(l, &command);
        l->hello++;
    }
    return rv;
}

/* To the address that answered the last time, or the one behind what didn't.
 */
static int
dial(struct otls__redis_link *l)
{
    const struct otls__redis_server *const s = l->server;
    int rv;

    do {
        rv = otls__connect_begin(
            (const struct sockaddr *)&s->address[l->address],
            s->len[l->address], s->where, &l->fd);
        if (rv == OTLS_OK)
            return rv;
        l->address = (l->address + 1) % s->count;
    } while (++l->tries < s->count);
    return rv;
}

static int
open_up(struct otls__redis_link *l)
{
    int rv;

    if (l->state != CLOSED)
        return OTLS_OK;
    l->generation = otls__fork_generation();
    l->state = CONNECTING;
    l->moved_ns = otls__now_ns();
    l->tries = 0;
    if ((rv = otls__redis_reader_new(l->most, &l->reader)) != OTLS_OK ||
        (rv = append_hello(l)) != OTLS_OK || (rv = dial(l)) != OTLS_OK)
        return fail(l, rv);
    return OTLS_OK;
}

/* OTLS_OK where it is connected, or not yet. */
static int
finish_connecting(struct otls__redis_link *l)
{
    int rv = otls__connect_step(l->fd, l->server->where);

    if (rv == OTLS_E_WANT_WRITE)
        return OTLS_OK;
    if (rv != OTLS_OK) {
        l->address = (l->address + 1) % l->server->count;
        if (++l->tries >= l->server->count)
            return rv;
        hang_up(l);
        if ((rv = otls__redis_reader_new(l->most, &l->reader)) != OTLS_OK)
            return rv;
        return dial(l);
    }
    if ((rv = otls__bio_socket_new(l->fd, 1, &l->bio)) != OTLS_OK)
        return rv;
    l->moved_ns = otls__now_ns();
    l->state = l->server->tls == NULL ? OPEN : SHAKING;
    if (l->state == OPEN)
        return otls__bio_set_timeout_ms(l->bio, 0);
    return l->server->tls->connect(
        l->server->tls->user, l->fd, l->server->host, &l->tls);
}

static int
is_to_wait(struct otls__redis_link *l, int rv)
{
    l->wants = rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE ? rv : 0;
    return l->wants != 0;
}

/* OTLS_OK where it is done, or not yet. */
static int
finish_shaking(struct otls__redis_link *l)
{
    const int rv = l->server->tls->handshake(l->tls);

    if (is_to_wait(l, rv))
        return OTLS_OK;
    if (rv == OTLS_OK)
        l->state = OPEN;
    return rv;
}

static int
write_some(struct otls__redis_link *l, size_t *n)
{
    const char *const data = l->out + l->out_pos;
    const size_t len = l->out_len - l->out_pos;

    return l->tls == NULL ? otls__bio_write(l->bio, data, len, n)
                          : l->server->tls->write(l->tls, data, len, n);
}

static int
read_some(struct otls__redis_link *l, void *buf, size_t cap, size_t *n)
{
    return l->tls == NULL ? otls__bio_read(l->bio, buf, cap, n)
                          : l->server->tls->read(l->tls, buf, cap, n);
}

static int
flush(struct otls__redis_link *l)
{
    size_t n;
    int rv;

    while (l->out_pos < l->out_len) {
        if (is_to_wait(l, rv = write_some(l, &n)))
            return OTLS_OK;
        if (rv != OTLS_OK)
            return rv;
        l->out_pos += n;
    }
    if (l->out_len > 0)
        otls__wipe(l->out, l->out_len);
    l->out_pos = l->out_len = 0;
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
    } else if (l->before > 0) {
        l->before--;
        if (otls__redis_judge(reply, l->server->where) != OTLS_OK) {
            keep_why(l);
            l->events.lost(l->events.user, 1, l->why);
        }
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
        rv = read_some(l, data, sizeof(data), &n);
        if (rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE)
            return OTLS_OK;
        if (rv != OTLS_OK)
            return rv;
        if (n == 0)
            return otls__error(OTLS_E_STORE, "%s has closed the connection",
                l->server->where);
        rv = digest(l, data, n);
        /* TLS may have more than the descriptor shows */
    } while (rv == OTLS_OK && (n == sizeof(data) || l->tls != NULL));
    return rv;
}

/* As far as it goes without waiting. */
static int
step(struct otls__redis_link *l)
{
    int rv = OTLS_OK;

    if (l->state == CLOSED)
        return OTLS_OK;
    if (l->state == CONNECTING)
        rv = finish_connecting(l);
    if (rv == OTLS_OK && l->state == SHAKING)
        rv = finish_shaking(l);
    if (rv == OTLS_OK && l->state == OPEN && (rv = flush(l)) == OTLS_OK)
        rv = fetch(l);
    return rv == OTLS_OK ? OTLS_OK : fail(l, rv);
}

/* Connected, or about to be. What Redis has closed meanwhile, as it does when
 * it is started anew or a connection was idle, is no failure. */
static int
ready(struct otls__redis_link *l)
{
    const int was_open = l->state == OPEN;
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
    return l->state != CLOSED && l->before + l->after > 0 && !l->asked &&
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
    if (l->out_len - l->out_pos > OUT_MAX)
        return otls__error(OTLS_E_LIMIT,
            "%s takes no more: %zu bytes wait to be sent", l->server->where,
            l->out_len - l->out_pos);
    if ((rv = append(l, command)) != OTLS_OK)
        return rv;
    if (l->before + l->after == 0)
        l->moved_ns = otls__now_ns();
    if (l->asked)
        l->after++;
    else
        l->before++;
    if (l->state == OPEN && (rv = flush(l)) != OTLS_OK)
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
    unsigned *ticket)
{
    int rv;

    if ((rv = ready(l)) != OTLS_OK || (rv = append(l, command)) != OTLS_OK)
        return rv;
    l->asked = 1;
    *ticket = ++l->ticket;
    if (l->state == OPEN && (rv = flush(l)) != OTLS_OK)
        return fail(l, rv);
    return OTLS_OK;
}

int
otls__redis_link_ask(struct otls__redis_link *l,
    const struct otls__redis_command *command, unsigned *ticket)
{
    int rv;

    begin(l);
    rv = ask(l, command, ticket);
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
        if (l->state == CONNECTING || l->state == SHAKING)
            l->address = (l->address + 1) % l->server->count;
        let_go(l, 1);
    }
    (void)end(l, 0);
}

void
otls__redis_link_poll(struct otls__redis_link *l, int *fd, short *events)
{
    begin(l);
    *fd = l->fd;
    *events = 0;
    if (l->state == CONNECTING)
        *events = POLLOUT;
    else if (l->state == SHAKING)
        *events = l->wants == OTLS_E_WANT_WRITE ? POLLOUT : POLLIN;
    else if (l->state == OPEN && l->wants == OTLS_E_WANT_READ)
        *events = POLLIN;
    else if (l->state == OPEN)
        *events = (short)(l->out_pos < l->out_len ? POLLIN | POLLOUT : POLLIN);
    (void)end(l, 0);
}

int
otls__redis_link_pump(struct otls__redis_link *l)
{
    int rv;

    begin(l);
    rv = step(l);
    if (rv == OTLS_OK && l->state == CONNECTING)
        rv = OTLS_E_WANT_WRITE;
    else if (rv == OTLS_OK && l->state == SHAKING)
        rv = l->wants;
    else if (rv == OTLS_OK && l->out_pos < l->out_len)
        rv = OTLS_E_WANT_WRITE;
    else if (rv == OTLS_OK && l->hello + l->before + l->after > 0)
        rv = OTLS_E_WANT_READ;
    return end(l, rv);
}

#endif
