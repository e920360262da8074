/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "report.h"
#include "serve.h"

/* A worker that died after less than this was worth nothing: the next one
 * waits twice as long, up to the last. */
#define GOOD_LIFE_MS 10000
#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS 10000
/* What workers get beyond their own limit to end before they are killed. */
#define GRACE_MS 2000
#define RETIRE_WAIT_MS 1000
/* How many generations may be serving their last clients. */
#define GENERATIONS 8

struct worker {
    /* 0: none runs */
    pid_t pid;
    int leash;
    int retired;
    int64_t began;
    /* where none runs: when to start one, and the pause before it */
    int64_t due;
    int64_t pause;
};

struct supervisor {
    struct serve_options *options;
    struct serve_content *content;
    struct serve_listeners *listeners;
    /* those that accept, then those that serve their last clients */
    struct worker *workers;
    int count;
    int room;
    int reload;
    /* 0, or when whoever is left gets killed */
    int64_t stop;
    /* 1 in a worker */
    int is_worker;
    int code;
};

int64_t
serve_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
signals_of(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGCHLD);
    (void)sigaddset(set, SIGHUP);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGQUIT);
    (void)sigaddset(set, SIGTERM);
}

/* They are waited for, so that nothing is interrupted by one. A terminal
 * that closes is no reason to stop, SIGHUP has another meaning here. */
int
serve_hold_signals(void)
{
    sigset_t set;

    (void)signal(SIGCHLD, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    signals_of(&set);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return report_error("sigprocmask: %s", strerror(errno));
    return interrupt_signal() == 0 ? REPORT_DONE : REPORT_FAILURE;
}

static void
cut_leash(struct worker *worker)
{
    if (worker->leash >= 0)
        (void)close(worker->leash);
    worker->leash = -1;
}

/* In the child, which has nothing to do with other workers. */
static void
become_worker(struct supervisor *s, int leash)
{
    int i;

    for (i = 0; i < s->room; i++)
        cut_leash(&s->workers[i]);
    s->is_worker = 1;
    s->code = serve_work(s->options, s->content, s->listeners, leash);
    (void)close(leash);
}

static void
pause_before(struct worker *worker, int64_t lived)
{
    if (lived >= GOOD_LIFE_MS || worker->pause == 0)
        worker->pause = FIRST_PAUSE_MS;
    else if (worker->pause < LAST_PAUSE_MS)
        worker->pause *= 2;
    worker->due = serve_now() + worker->pause;
}

static void
start_worker(struct supervisor *s, struct worker *worker)
{
    int ends[2], error;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
        worker->pid = fork();
        if (worker->pid == 0) {
            (void)close(ends[0]);
            become_worker(s, ends[1]);
            return;
        }
        error = errno;
        (void)close(ends[1]);
        worker->leash = ends[0];
        worker->began = serve_now();
        if (worker->pid > 0)
            return;
        cut_leash(worker);
        errno = error;
    }
    worker->pid = 0;
    (void)report_error("cannot start a worker: %s", strerror(errno));
    pause_before(worker, 0);
}

static void
start_due(struct supervisor *s)
{
    int i;

    for (i = 0; s->stop == 0 && i < s->count && !s->is_worker; i++)
        if (s->workers[i].pid == 0 && s->workers[i].due <= serve_now())
            start_worker(s, &s->workers[i]);
}

static void
tell_of_death(const struct supervisor *s, pid_t pid, int status)
{
    if (s->stop != 0)
        return;
    if (WIFSIGNALED(status))
        report_warning("worker %ld was killed by signal %d (%s); another"
                       " takes its place",
            (long)pid, WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        report_warning("worker %ld ended; another takes its place", (long)pid);
}

static void
reap(struct supervisor *s)
{
    int i, status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (i = 0; i < s->room; i++) {
            if (s->workers[i].pid != pid)
                continue;
            s->workers[i].pid = 0;
            cut_leash(&s->workers[i]);
            if (i >= s->count)
                continue;
            tell_of_death(s, pid, status);
            pause_before(&s->workers[i], serve_now() - s->workers[i].began);
        }
}

static int
free_places(const struct supervisor *s)
{
    int i, n = 0;

    for (i = s->count; i < s->room; i++)
        n += s->workers[i].pid == 0;
    return n;
}

/* Moves who accepts to those who don't, and has the places filled anew. */
static int
renew_workers(struct supervisor *s)
{
    struct worker *worker, *place = s->workers + s->count;
    int i;

    for (i = 0; i < s->count && !s->is_worker; i++) {
        worker = &s->workers[i];
        if (worker->pid != 0) {
            while (place->pid != 0)
                place++;
            *place = *worker;
        }
        memset(worker, 0, sizeof(*worker));
        worker->leash = -1;
        start_worker(s, worker);
    }
    return s->is_worker;
}

/* From then on none of the old accepts. One that doesn't answer in time has
 * died, or will see the message once it gets to it. */
static void
retire(struct worker *worker)
{
    static const char message = SERVE_RETIRE;
    struct pollfd pfd = {.fd = worker->leash, .events = POLLIN};
    char answer;

    if (worker->pid == 0 || worker->retired)
        return;
    worker->retired = 1;
    if (send(worker->leash, &message, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 &&
        poll(&pfd, 1, RETIRE_WAIT_MS) == 1)
        (void)recv(worker->leash, &answer, 1, MSG_DONTWAIT);
}

static void
reload(struct supervisor *s)
{
    struct serve_content fresh;
    int i;

    if (free_places(s) < s->count) {
        /* too many generations: the old ones must end first */
        for (i = s->count; i < s->room; i++)
            cut_leash(&s->workers[i]);
        return;
    }
    s->reload = 0;
    if (serve_content_load(s->options, 1, &fresh) != REPORT_DONE) {
        report_warning("nothing was reloaded: what was served before still"
                       " is");
        return;
    }
    serve_content_free(s->content);
    *s->content = fresh;
    if (renew_workers(s))
        return;
    for (i = s->count; i < s->room; i++)
        retire(&s->workers[i]);
    report_notice("reloaded: new connections get what is in the files now");
}

static void
stop(struct supervisor *s)
{
    int i, again = s->stop != 0;

    serve_unlisten(s->listeners);
    for (i = 0; i < s->room; i++) {
        cut_leash(&s->workers[i]);
        if (again && s->workers[i].pid != 0)
            (void)kill(s->workers[i].pid, SIGKILL);
    }
    s->stop = serve_now() + (int64_t)s->options->stop_limit * 1000 + GRACE_MS;
}

static void
kill_late(struct supervisor *s)
{
    int i;

    if (s->stop == 0 || serve_now() < s->stop)
        return;
    for (i = 0; i < s->room; i++)
        if (s->workers[i].pid != 0)
            (void)kill(s->workers[i].pid, SIGKILL);
}

static int
all_ended(const struct supervisor *s)
{
    int i;

    for (i = 0; i < s->room; i++)
        if (s->workers[i].pid != 0)
            return 0;
    return 1;
}

/* Until something is to be done: milliseconds. */
static int64_t
next_wait(const struct supervisor *s)
{
    int64_t now = serve_now(), wait = 3600 * 1000;
    int i;

    if (s->stop != 0)
        wait = s->stop > now ? s->stop - now : FIRST_PAUSE_MS;
    for (i = 0; s->stop == 0 && i < s->count; i++)
        if (s->workers[i].pid == 0 && s->workers[i].due - now < wait)
            wait = s->workers[i].due - now;
    return wait > 0 ? wait : 0;
}

static void
take_signal(struct supervisor *s, const sigset_t *set)
{
    int64_t wait = next_wait(s);
    struct timespec limit = {
        .tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000};

    switch (sigtimedwait(set, NULL, &limit)) {
    case SIGCHLD:
        reap(s);
        break;
    case SIGHUP:
        s->reload = 1;
        break;
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
        stop(s);
        break;
    default:
        break;
    }
    kill_late(s);
}

static void
supervise(struct supervisor *s)
{
    sigset_t set;

    signals_of(&set);
    start_due(s);
    while (!s->is_worker && !(s->stop != 0 && all_ended(s))) {
        take_signal(s, &set);
        if (s->reload && s->stop == 0)
            reload(s);
        if (!s->is_worker)
            start_due(s);
    }
}

int
serve_supervise(struct serve_options *options, struct serve_content *content,
    struct serve_listeners *listeners)
{
    struct supervisor s = {.options = options,
        .content = content,
        .listeners = listeners,
        .count = options->workers,
        .room = options->workers * (1 + GENERATIONS)};
    int i;

    s.workers = calloc((size_t)s.room, sizeof(s.workers[0]));
    if (s.workers == NULL)
        return report_error("out of memory");
    for (i = 0; i < s.room; i++)
        s.workers[i].leash = -1;
    supervise(&s);
    free(s.workers);
    return s.code;
}
