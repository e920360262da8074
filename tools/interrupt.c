/* SPDX-License-Identifier: ISC */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <otls.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int watched[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

#define WATCHED (sizeof(watched) / sizeof(watched[0]))
#define CUTS 2

static volatile sig_atomic_t noted;
static volatile sig_atomic_t cuts[CUTS] = {-1, -1};
/* neither readable nor writable */
static int dead = -1;

static void
note(int sig)
{
    int error = errno;
    size_t i;

    noted = sig;
    for (i = 0; i < CUTS; i++)
        if (cuts[i] >= 0 && dead >= 0)
            (void)dup2(dead, cuts[i]);
    errno = error;
}

void
interrupt_set(sigset_t *set)
{
    size_t i;

    (void)sigemptyset(set);
    for (i = 0; i < WATCHED; i++)
        (void)sigaddset(set, watched[i]);
}

void
interrupt_watch(void)
{
    struct sigaction old, new;
    size_t i;

    if (dead < 0)
        dead = open("/", O_PATH | O_CLOEXEC);
    memset(&new, 0, sizeof(new));
    new.sa_handler = note;
    interrupt_set(&new.sa_mask);
    for (i = 0; i < WATCHED; i++)
        if (sigaction(watched[i], NULL, &old) == 0 &&
            old.sa_handler != SIG_IGN)
            (void)sigaction(watched[i], &new, NULL);
}

int
interrupt_signal(void)
{
    return noted;
}

void
interrupt_die(void)
{
    sigset_t set;
    int sig = noted;

    if (sig == 0)
        return;
    (void)signal(sig, SIG_DFL);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, sig);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)raise(sig);
}

int
interrupt_progress(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return noted == 0 ? OTLS_CALLBACK_ACCEPT : 0;
}

void
interrupt_cut(int fd)
{
    size_t i = 0;

    while (i < CUTS - 1 && cuts[i] >= 0)
        i++;
    cuts[i] = fd;
    if (noted != 0 && dead >= 0)
        (void)dup2(dead, fd);
}

void
interrupt_release(void)
{
    size_t i;

    for (i = 0; i < CUTS; i++)
        cuts[i] = -1;
}
