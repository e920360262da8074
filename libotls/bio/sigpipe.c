/* SPDX-License-Identifier: ISC */
#include "bio/sigpipe.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static int
is_pending(void)
{
    sigset_t set;

    return sigpending(&set) == 0 && sigismember(&set, SIGPIPE) == 1;
}

ssize_t
otls__sigpipe_write(int fd, const void *data, size_t len)
{
    const struct timespec at_once = {0, 0};
    sigset_t pipe_only, before;
    int error, had;
    ssize_t n;

    (void)sigemptyset(&pipe_only);
    (void)sigaddset(&pipe_only, SIGPIPE);
    if ((error = pthread_sigmask(SIG_BLOCK, &pipe_only, &before)) != 0) {
        errno = error;
        return -1;
    }
    had = is_pending();
    n = write(fd, data, len);
    error = errno;
    /* a write cut short by the reader's end succeeds and raises it too */
    if (!had && (n < 0 ? error == EPIPE : (size_t)n < len))
        while (sigtimedwait(&pipe_only, NULL, &at_once) < 0 && errno == EINTR)
            ;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return n;
}
