/* SPDX-License-Identifier: ISC */
#include "base/call.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <openssl/crypto.h>

#include "base/error.h"
#include "base/handle.h"
#include "base/mem.h"

/* How long exit() waits for threads that are inside: scrypt at age's default
 * work factor takes about a second. */
#define EXIT_WAIT_MS 10000

#define GATE_FORKING 1u
#define GATE_DOWN 2u

struct thread {
    atomic_int inside;
    int depth;
    struct thread *next;
    struct thread *prev;
    struct otls__error_state error;
};

/*
 * Initial-exec, and one pointer only: it fits the space that the loader
 * keeps for libraries loaded late, where a larger object would be allocated
 * on first use by code that aborts when memory has run out.
 */
static _Thread_local struct thread *self
    __attribute__((tls_model("initial-exec")));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_failed;
static pthread_key_t thread_key;
static atomic_uint gate;
static atomic_uint generation;

/* Guards the list of threads; held by fork() from prepare to the end. */
static pthread_mutex_t threads_lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread *threads;

static void
thread_end(void *arg)
{
    struct thread *t = arg;

    (void)pthread_mutex_lock(&threads_lock);
    if (t->prev != NULL)
        t->prev->next = t->next;
    else
        threads = t->next;
    if (t->next != NULL)
        t->next->prev = t->prev;
    (void)pthread_mutex_unlock(&threads_lock);
    self = NULL;
    otls__free(t);
}

/* Waits, with the list locked, until no other thread is inside; a negative
 * |limit_ms| waits for ever. */
static void
wait_for_others(int64_t limit_ms)
{
    const struct timespec pause = {0, 100 * 1000};
    struct timespec now, start;
    struct thread *t;
    int spins = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    for (t = threads; t != NULL; t = t->next) {
        while (t != self && atomic_load(&t->inside) != 0) {
            if (++spins < 100) {
                (void)sched_yield();
                continue;
            }
            (void)nanosleep(&pause, NULL);
            (void)clock_gettime(CLOCK_MONOTONIC, &now);
            if (limit_ms >= 0 &&
                (now.tv_sec - start.tv_sec) * 1000 +
                        (now.tv_nsec - start.tv_nsec) / 1000000 >=
                    limit_ms)
                return;
        }
    }
}

static void
fork_prepare(void)
{
    const int was_inside = self == NULL ? 0 : atomic_load(&self->inside);

    /* a callback may fork while another thread forks and waits for it */
    if (was_inside)
        atomic_store(&self->inside, 0);
    (void)pthread_mutex_lock(&threads_lock);
    if (was_inside)
        atomic_store(&self->inside, 1);
    (void)atomic_fetch_or(&gate, GATE_FORKING);
    wait_for_others(-1);
}

static void
fork_parent(void)
{
    (void)atomic_fetch_and(&gate, ~GATE_FORKING);
    (void)pthread_mutex_unlock(&threads_lock);
}

static void
fork_child(void)
{
    struct thread *t, *next;

    for (t = threads; t != NULL; t = next) {
        next = t->next;
        if (t != self)
            otls__free(t);
    }
    threads = self;
    if (self != NULL)
        self->next = self->prev = NULL;
    (void)atomic_fetch_add(&generation, 1);
    (void)atomic_fetch_and(&gate, ~GATE_FORKING);
    (void)pthread_mutex_unlock(&threads_lock);
}

/* Registered after OpenSSL's own handler, so that it runs before it. */
static void
close_gate(void)
{
    (void)pthread_mutex_lock(&threads_lock);
    (void)atomic_fetch_or(&gate, GATE_DOWN);
    wait_for_others(EXIT_WAIT_MS);
    (void)pthread_mutex_unlock(&threads_lock);
}

static void
initialise(void)
{
    /* where another part of the process came first, its choice stands */
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) != 1
        /* OpenSSL 3.0 crashes later if this first use of its default
         * context ran out of memory */
        || OSSL_LIB_CTX_get0_global_default() == NULL ||
        pthread_key_create(&thread_key, thread_end) != 0 ||
        pthread_atfork(fork_prepare, fork_parent, fork_child) != 0 ||
        atexit(close_gate) != 0)
        once_failed = 1;
}

static struct thread *
thread_begin(void)
{
    struct thread *t;

    (void)pthread_once(&once, initialise);
    if (once_failed || (t = otls__calloc(1, sizeof(*t))) == NULL)
        return NULL;
    if (pthread_setspecific(thread_key, t) != 0) {
        otls__free(t);
        return NULL;
    }
    (void)pthread_mutex_lock(&threads_lock);
    t->next = threads;
    if (threads != NULL)
        threads->prev = t;
    threads = t;
    (void)pthread_mutex_unlock(&threads_lock);
    self = t;
    return t;
}

struct otls__error_state *
otls__call_error_state(void)
{
    struct thread *t = self != NULL ? self : thread_begin();

    return t == NULL ? NULL : &t->error;
}

unsigned
otls__fork_generation(void)
{
    return atomic_load(&generation);
}

/* The store must be seen before the gate is read, and the gate is closed
 * before the stores are read: one of the two sides always sees the other. */
static int
go_inside(struct thread *t)
{
    unsigned state;

    for (;;) {
        atomic_store_explicit(&t->inside, 1, memory_order_seq_cst);
        state = atomic_load_explicit(&gate, memory_order_seq_cst);
        if (state == 0)
            return OTLS_OK;
        atomic_store(&t->inside, 0);
        if ((state & GATE_DOWN) != 0)
            return otls__error(OTLS_E_SHUTDOWN,
                "the process is exiting; call no otls function from exit "
                "handlers or threads that outlive main()");
        (void)pthread_mutex_lock(&threads_lock);
        (void)pthread_mutex_unlock(&threads_lock);
    }
}

int
otls__call_begin(struct otls__call *call)
{
    struct thread *t = self;
    int rv;

    call->count = 0;
    call->openssl = 0;
    if (t == NULL && (t = thread_begin()) == NULL)
        return OTLS_E_NO_MEMORY;
    call->enters = !atomic_load_explicit(&t->inside, memory_order_relaxed);
    if (call->enters && (rv = go_inside(t)) != OTLS_OK)
        return rv;
    t->depth++;
    return OTLS_OK;
}

int
otls__call_begin_openssl(struct otls__call *call)
{
    int rv;

    if ((rv = otls__call_begin(call)) != OTLS_OK)
        return rv;
    call->openssl = 1;
    otls__openssl_begin();
    return OTLS_OK;
}

int
otls__call_object(
    struct otls__call *call, otls_handle handle, int kind, void *object)
{
    int rv;

    if (call->count == OTLS__CALL_OBJECTS)
        return otls__error(OTLS_E_INTERNAL, "a call holds too many objects");
    if ((rv = otls__handle_get(handle, kind, object)) != OTLS_OK)
        return rv;
    call->handles[call->count++] = handle;
    return OTLS_OK;
}

int
otls__call_end(struct otls__call *call, int rv)
{
    struct thread *t = self;

    while (call->count > 0)
        otls__handle_put(call->handles[--call->count]);
    /* not inside: the call was paused when the process began to exit */
    if (call->openssl && atomic_load(&t->inside) != 0)
        otls__openssl_end();
    t->depth--;
    if (call->enters)
        atomic_store_explicit(&t->inside, 0, memory_order_release);
    return rv;
}

void
otls__call_pause(void)
{
    if (self != NULL && self->depth > 0)
        atomic_store_explicit(&self->inside, 0, memory_order_release);
}

int
otls__call_resume(void)
{
    int rv = OTLS_OK, saved = errno;

    if (self != NULL && self->depth > 0)
        rv = go_inside(self);
    errno = saved;
    return rv;
}
