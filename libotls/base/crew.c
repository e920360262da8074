/* SPDX-License-Identifier: ISC */
#include "base/crew.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"

/* What a member has on its stack is small; sanitizers make it larger. */
#define STACK ((size_t)1 << 20)

int (*otls__crew_hook)(void);

int
otls__crew_processors(void)
{
    long n;
#ifdef __linux__
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
#endif
    n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > OTLS__CREW_MAX ? OTLS__CREW_MAX : (int)n;
}

static void *
member(void *arg)
{
    struct otls__crew *c = arg;
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK) {
        __atomic_store_n(&c->failed, rv, __ATOMIC_RELAXED);
        return NULL;
    }
    c->work(c->user);
    (void)otls__call_end(&call, OTLS_OK);
    return NULL;
}

/* All but those that a thread causes itself by what it does wrong. */
static void
most_signals(sigset_t *set)
{
    (void)sigfillset(set);
    (void)sigdelset(set, SIGBUS);
    (void)sigdelset(set, SIGFPE);
    (void)sigdelset(set, SIGILL);
    (void)sigdelset(set, SIGSEGV);
}

static int
start_one(struct otls__crew *c, const pthread_attr_t *attr)
{
    if (otls__crew_hook != NULL && !otls__crew_hook())
        return 0;
    return pthread_create(&c->threads[c->count], attr, member, c) == 0;
}

void
otls__crew_start(
    struct otls__crew *c, int wanted, otls__crew_work *work, void *user)
{
    pthread_attr_t attr;
    sigset_t blocked, old;

    c->work = work;
    c->user = user;
    c->count = 0;
    c->failed = OTLS_OK;
    c->generation = otls__fork_generation();
    if (wanted > OTLS__CREW_MAX)
        wanted = OTLS__CREW_MAX;
    if (wanted <= 0 || pthread_attr_init(&attr) != 0)
        return;
    (void)pthread_attr_setstacksize(&attr, STACK);
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &c->cancel_state);
    most_signals(&blocked);
    (void)pthread_sigmask(SIG_BLOCK, &blocked, &old);
    while (c->count < wanted && start_one(c, &attr))
        c->count++;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    (void)pthread_attr_destroy(&attr);
    if (c->count == 0)
        (void)pthread_setcancelstate(c->cancel_state, NULL);
}

int
otls__crew_is_gone(const struct otls__crew *c)
{
    return c->count > 0 && c->generation != otls__fork_generation();
}

int
otls__crew_join(struct otls__crew *c)
{
    int i, rv;

    if (c->count == 0)
        return OTLS_OK;
    if (otls__crew_is_gone(c)) {
        (void)pthread_setcancelstate(c->cancel_state, NULL);
        return otls__error(OTLS_E_FORKED,
            "the threads that helped are not in the child of fork(); begin "
            "anew in the child");
    }
    otls__call_pause();
    for (i = 0; i < c->count; i++)
        (void)pthread_join(c->threads[i], NULL);
    c->count = 0;
    (void)pthread_setcancelstate(c->cancel_state, NULL);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (c->failed == OTLS_E_NO_MEMORY)
        return otls__error_memory();
    return c->failed == OTLS_OK
               ? OTLS_OK
               : otls__error(c->failed, "a helping thread could not begin");
}
