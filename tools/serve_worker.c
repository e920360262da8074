/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "report.h"
#include "serve.h"
#include "serve_client.h"
#include "serve_log.h"

#define EVENTS 128
/* What one listener gives in a turn, so that other workers get some too. */
#define ACCEPTS 8
#define FAREWELL_MS 2000
/* How long nothing is accepted where there is no descriptor for it. */
#define FULL_MS 250

/* Sources of events that are no client have these in place of a pointer. */
enum { LEASH, SIGNALS, LISTENER };

struct worker {
    struct client_site site;
    struct serve_listeners *listeners;
    int epoll;
    int leash;
    int signals;
    int64_t now;
    int64_t stop_limit;
    /* 0, or when the stop ends all that is left */
    int64_t stop;
    /* 0, or when to listen again */
    int64_t full;
    int told;
    struct timer_list limits[CLIENT_STATES];
    struct timer_list store_limit;
    struct client *clients;
    int count;
    /* those that have more to do now */
    struct client *ready;
    struct client **ready_end;
};

static void
add_source(struct worker *w, int fd, uint64_t what, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = what};

    if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        (void)report_error("epoll_ctl: %s", strerror(errno));
}

static void
hear_listeners(struct worker *w)
{
    int i;

    w->full = 0;
    for (i = 0; i < w->listeners->count; i++)
        add_source(w, w->listeners->fds[i], LISTENER + (uint64_t)i,
            EPOLLIN | EPOLLEXCLUSIVE);
}

/* Other processes have them too, so that closing them is not enough. */
static void
ignore_listeners(struct worker *w)
{
    int i;

    for (i = 0; w->full == 0 && i < w->listeners->count; i++)
        (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, w->listeners->fds[i], NULL);
}

static void
forget_store(struct worker *w, struct client *c)
{
    timer_clear(&c->store_timer);
    if (c->store_fd < 0)
        return;
    (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, c->store_fd, NULL);
    (void)close(c->store_fd);
    c->store_fd = -1;
}

static void
end_client(struct worker *w, struct client *c)
{
    forget_store(w, c);
    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        w->clients = c->next;
    if (c->next != NULL)
        c->next->previous = c->previous;
    w->count--;
    client_free(c);
}

static void
make_ready(struct worker *w, struct client *c)
{
    if (c->is_ready)
        return;
    c->is_ready = 1;
    c->next_ready = NULL;
    *w->ready_end = c;
    w->ready_end = &c->next_ready;
}

static int
wait_for(struct worker *w, struct client *c, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};
    int how = c->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

    if (c->events == events)
        return 0;
    c->events = events;
    return epoll_ctl(w->epoll, how, c->fd, &event);
}

/* What the client sends meanwhile waits, too. The descriptor is a copy: what
 * the store has may be closed, and be somebody else's, before this is over. */
static int
wait_for_store(struct worker *w, struct client *c)
{
    struct epoll_event event = {.data.ptr = c};
    int64_t fd, events;

    if (c->events != 0)
        (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, c->fd, NULL);
    c->events = 0;
    if (otls_connection_store_poll(
            c->connection, &fd, &events, &w->store_limit.limit) != OTLS_OK)
        return -1;
    timer_set(&c->store_timer, &w->store_limit, w->now);
    if (fd < 0)
        return 0;
    c->store_fd = fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
    if (c->store_fd < 0)
        return -1;
    if ((events & OTLS_CONNECTION_STORE_READABLE) != 0)
        event.events |= EPOLLIN;
    if ((events & OTLS_CONNECTION_STORE_WRITABLE) != 0)
        event.events |= EPOLLOUT;
    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, c->store_fd, &event);
}

static void
act_on(struct worker *w, struct client *c, enum client_answer answer)
{
    int rv = 0;

    if (answer == CLIENT_AGAIN)
        make_ready(w, c);
    if (answer == CLIENT_WAIT_READ)
        rv = wait_for(w, c, EPOLLIN);
    if (answer == CLIENT_WAIT_WRITE)
        rv = wait_for(w, c, EPOLLOUT);
    if (answer == CLIENT_WAIT_STORE)
        rv = wait_for_store(w, c);
    if (answer == CLIENT_GONE || rv != 0) {
        end_client(w, c);
        return;
    }
    if (c->progress)
        timer_set(&c->timer, &w->limits[c->state], w->now);
    c->progress = 0;
}

/* One that is ready has its turn later. */
static void
run_client(struct worker *w, struct client *c)
{
    if (c->is_ready)
        return;
    forget_store(w, c);
    act_on(w, c, client_step(c, &w->site));
}

static void
run_ready(struct worker *w)
{
    struct client *c = w->ready, *next;

    w->ready = NULL;
    w->ready_end = &w->ready;
    for (; c != NULL; c = next) {
        next = c->next_ready;
        c->is_ready = 0;
        run_client(w, c);
    }
}

static void
end_all(struct worker *w)
{
    w->ready = NULL;
    w->ready_end = &w->ready;
    while (w->clients != NULL)
        end_client(w, w->clients);
}

static void
add_client(struct worker *w, int fd)
{
    struct client *c = client_new(&w->site, fd);

    if (c == NULL)
        return;
    c->next = w->clients;
    if (c->next != NULL)
        c->next->previous = c;
    w->clients = c;
    w->count++;
    c->progress = 1;
    run_client(w, c);
}

/* 1 where another one may be waiting. */
static int
accept_failed(struct worker *w, int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK)
        return 0;
    if (error != EMFILE && error != ENFILE && error != ENOBUFS &&
        error != ENOMEM)
        return 1;
    ignore_listeners(w);
    w->full = w->now + FULL_MS;
    if (!w->told)
        serve_log_full(error, w->count);
    w->told = 1;
    return 0;
}

static void
accept_some(struct worker *w, int listener)
{
    int i, fd, more = 1;

    for (i = 0; more && i < ACCEPTS; i++) {
        fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            more = accept_failed(w, errno);
        } else {
            w->told = 0;
            add_client(w, fd);
        }
    }
}

static void
unlisten(struct worker *w)
{
    ignore_listeners(w);
    w->full = 0;
    serve_unlisten(w->listeners);
    w->site.retired = 1;
}

static void
begin_stop(struct worker *w)
{
    struct client *c, *next;

    if (w->stop != 0)
        return;
    unlisten(w);
    w->site.stopping = 1;
    w->stop = w->now + w->stop_limit;
    for (c = w->clients; c != NULL; c = next) {
        next = c->next;
        if (c->state == CLIENT_HANDSHAKE)
            c->owed = 1;
        run_client(w, c);
    }
}

/* Answers 1 where all is to stop. */
static int
hear_leash(struct worker *w)
{
    static const char retired = SERVE_RETIRED;
    char message;
    ssize_t n;

    n = recv(w->leash, &message, 1, MSG_DONTWAIT);
    if (n == 1 && message == SERVE_RETIRE) {
        unlisten(w);
        (void)send(w->leash, &retired, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
        return 0;
    }
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return 0;
    (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, w->leash, NULL);
    return 1;
}

static int
hear_signals(struct worker *w)
{
    struct signalfd_siginfo info;

    return read(w->signals, &info, sizeof(info)) == sizeof(info);
}

/* Answers 1 where all is to stop, which waits until each event is heard: it
 * may end clients that have one. */
static int
take_events(struct worker *w, const struct epoll_event *events, int count)
{
    uint64_t what;
    int i, stop = 0;

    for (i = 0; i < count; i++) {
        what = events[i].data.u64;
        if (what == LEASH)
            stop |= hear_leash(w);
        else if (what == SIGNALS)
            stop |= hear_signals(w);
        else if (what >= LISTENER + SERVE_LISTENERS)
            run_client(w, events[i].data.ptr);
        else if (what - LISTENER < (uint64_t)w->listeners->count &&
                 w->full == 0)
            accept_some(w, w->listeners->fds[what - LISTENER]);
    }
    return stop;
}

/* Without an answer the handshake goes on. */
static void
expire_store(struct worker *w)
{
    struct timer *timer;

    while ((timer = timer_ended(&w->store_limit, w->now)) != NULL)
        run_client(w, (struct client *)((char *)timer -
                                        offsetof(struct client, store_timer)));
}

static void
expire(struct worker *w)
{
    struct timer *timer;
    struct client *c;
    int i;

    for (i = 0; i < CLIENT_STATES; i++)
        while ((timer = timer_ended(&w->limits[i], w->now)) != NULL) {
            timer_clear(timer);
            /* it is a client's first member */
            c = (struct client *)timer;
            if (!c->is_ready) {
                forget_store(w, c);
                act_on(w, c, client_expire(c));
            } else
                timer_set(timer, &w->limits[i], w->now);
        }
    expire_store(w);
    if (w->stop != 0 && w->now >= w->stop)
        end_all(w);
    if (w->full != 0 && w->now >= w->full)
        hear_listeners(w);
}

static int
next_wait(const struct worker *w)
{
    int64_t end = w->stop != 0 ? w->stop : INT64_MAX, at;
    int i;

    if (w->ready != NULL)
        return 0;
    if (w->full != 0 && w->full < end)
        end = w->full;
    for (i = 0; i < CLIENT_STATES; i++)
        if ((at = timer_next(&w->limits[i])) < end)
            end = at;
    if ((at = timer_next(&w->store_limit)) < end)
        end = at;
    if (end == INT64_MAX)
        return -1;
    return end > w->now ? (int)(end - w->now) : 0;
}

static int
loop(struct worker *w)
{
    struct epoll_event events[EVENTS];
    int n;

    while (w->count > 0 || w->listeners->count > 0) {
        n = epoll_wait(w->epoll, events, EVENTS, next_wait(w));
        if (n < 0 && errno != EINTR)
            return report_error("epoll_wait: %s", strerror(errno));
        w->now = serve_now();
        if (take_events(w, events, n))
            begin_stop(w);
        run_ready(w);
        expire(w);
    }
    return REPORT_DONE;
}

static int
set_up(struct worker *w, const struct serve_options *options)
{
    int64_t request = (int64_t)options->request_limit * 1000;
    sigset_t set;

    timer_list_init(&w->limits[CLIENT_HANDSHAKE],
        (int64_t)options->handshake_limit * 1000);
    timer_list_init(
        &w->limits[CLIENT_IDLE], (int64_t)options->idle_limit * 1000);
    timer_list_init(&w->limits[CLIENT_REQUEST], request);
    timer_list_init(&w->limits[CLIENT_RESPONSE], request);
    timer_list_init(&w->limits[CLIENT_CLOSING], FAREWELL_MS);
    timer_list_init(&w->limits[CLIENT_LINGER], FAREWELL_MS);
    timer_list_init(&w->store_limit, 0);
    w->ready_end = &w->ready;
    w->now = serve_now();
    w->stop_limit = (int64_t)options->stop_limit * 1000;
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0)
        return report_error("epoll_create: %s", strerror(errno));
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    w->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (w->signals < 0)
        return report_error("signalfd: %s", strerror(errno));
    add_source(w, w->leash, LEASH, EPOLLIN);
    add_source(w, w->signals, SIGNALS, EPOLLIN);
    hear_listeners(w);
    return REPORT_DONE;
}

int
serve_work(const struct serve_options *options,
    const struct serve_content *content, struct serve_listeners *listeners,
    int leash)
{
    struct worker w = {.site = {.context = content->context,
                           .store = content->store,
                           .root = content->root},
        .listeners = listeners,
        .epoll = -1,
        .leash = leash,
        .signals = -1};
    int code;

    code = set_up(&w, options);
    if (code == REPORT_DONE)
        code = loop(&w);
    end_all(&w);
    if (w.epoll >= 0)
        (void)close(w.epoll);
    if (w.signals >= 0)
        (void)close(w.signals);
    return code;
}
