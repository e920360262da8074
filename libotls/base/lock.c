/* SPDX-License-Identifier: ISC */
#include "base/lock.h"

#include <time.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/call.h"
#include "base/error.h"

/*
 * The word is 0 while nobody holds the lock, else the holder's fork
 * generation plus one, with the top bit set if somebody may be waiting. So a
 * child can tell a holder that lives from one that fork() left behind, which
 * no pthread mutex can.
 */
#define WAITERS 0x80000000u

static void
wait_while(unsigned *word, unsigned value)
{
#ifdef __linux__
    (void)syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
#else
    const struct timespec pause = {0, 100 * 1000};

    (void)word;
    (void)value;
    (void)nanosleep(&pause, NULL);
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

int
otls__lock_take(struct otls__lock *lock)
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
        /* whoever has waited can't know that it was the only one */
        wanted = mine | WAITERS;
        if (found != wanted &&
            !__atomic_compare_exchange_n(&lock->word, &found, wanted, 0,
                __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            continue;
        otls__call_pause();
        wait_while(&lock->word, wanted);
        if ((rv = otls__call_resume()) != OTLS_OK)
            return rv;
    }
}

void
otls__lock_give(struct otls__lock *lock)
{
    if ((__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) & WAITERS) != 0)
        wake_one(&lock->word);
}
