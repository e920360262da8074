/* SPDX-License-Identifier: ISC */
#include "base/lock.h"

#include <errno.h>
#include <time.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/call.h"
#include "base/error.h"
#include "base/limit.h"

/*
 * The word is 0 while nobody holds the lock, else the holder's fork
 * generation plus one, with the top bit set if somebody may be waiting. So a
 * child can tell a holder that lives from one that fork() left behind, which
 * no pthread mutex can.
 */
#define WAITERS 0x80000000u

/* Answers 0 where a signal came first. */
static int
wait_while(unsigned *word, unsigned value, const struct timespec *limit)
{
#ifdef __linux__
    return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, limit, NULL,
               0) == 0 ||
           errno != EINTR;
#else
    const struct timespec pause = {0, 100 * 1000};

    (void)word;
    (void)value;
    (void)limit;
    return nanosleep(&pause, NULL) == 0 || errno != EINTR;
#endif
}

static void
wake_one(unsigned *word)
{
#ifdef __linux__
    (void)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
#else
    (void)word;
#endif
}

void
otls__lock_init(struct otls__lock *lock)
{
    __atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

/* Once, for as long as |limit| has left; NULL waits through signals. */
static int
wait_in(unsigned *word, unsigned value, const struct otls__limit *limit)
{
    struct timespec left;
    int ms = limit == NULL ? -1 : otls__limit_left_ms(limit), undisturbed, rv;

    if (ms == 0)
        return otls__error(OTLS_E_TIMEOUT,
            "another thread didn't let go of the object in time");
    left.tv_sec = ms / 1000;
    left.tv_nsec = ms % 1000 * 1000000L;
    otls__call_pause();
    undisturbed = wait_while(word, value, ms < 0 ? NULL : &left);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (undisturbed || limit == NULL)
        return OTLS_OK;
    return otls__error(OTLS_E_INTERRUPTED,
        "a signal arrived while another thread was using the object");
}

int
otls__lock_take_within(
    struct otls__lock *lock, const struct otls__limit *limit)
{
    const unsigned mine = (otls__fork_generation() + 1) & ~WAITERS;
    unsigned wanted = mine, found;
    int rv;

    for (;;) {
        found = 0;
        if (__atomic_compare_exchange_n(&lock->word, &found, wanted, 0,
                __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return OTLS_OK;
        if ((found & ~WAITERS) != mine)
            return otls__error(OTLS_E_FORKED,
                "another thread was using the object when the process "
                "forked; open it again in the child");
        if (limit != NULL && limit->timeout_ms == 0)
            return wait_in(&lock->word, found, limit);
        /* whoever has waited can't know that it was the only one */
        wanted = mine | WAITERS;
        if (found != wanted &&
            !__atomic_compare_exchange_n(&lock->word, &found, wanted, 0,
                __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            continue;
        if ((rv = wait_in(&lock->word, wanted, limit)) != OTLS_OK)
            return rv;
    }
}

int
otls__lock_take(struct otls__lock *lock)
{
    return otls__lock_take_within(lock, NULL);
}

void
otls__lock_give(struct otls__lock *lock)
{
    if ((__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) & WAITERS) != 0)
        wake_one(&lock->word);
}
