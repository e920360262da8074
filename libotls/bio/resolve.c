/* SPDX-License-Identifier: ISC */
#include "bio/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"

otls__getaddrinfo *otls__resolve_hook = getaddrinfo;

/* A child begins anew, without the threads of its parent. */
static atomic_int running;
static atomic_uint generation;

/* Shared by the caller and the thread; the last one frees it. */
struct lookup {
    struct otls__ref ref;
    int ends[2]; /* the first is the caller's; the thread closes the other */
    atomic_int done;
    int rv;
    int number; /* errno, where rv is EAI_SYSTEM */
    struct addrinfo *addresses;
    char service[8];
    char host[];
};

static void
lookup_unref(struct lookup *l)
{
    if (!otls__ref_drop(&l->ref))
        return;
    if (l->addresses != NULL)
        freeaddrinfo(l->addresses);
    otls__free(l);
}

static int
ask(const char *host, const char *service, int flags,
    struct addrinfo **addresses)
{
    struct addrinfo hints;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    return otls__resolve_hook(host, service, &hints, addresses);
}

static void *
look_up(void *arg)
{
    struct lookup *l = arg;

    l->rv = ask(l->host, l->service, 0, &l->addresses);
    l->number = errno;
    atomic_store(&l->done, 1);
    (void)close(l->ends[1]);
    lookup_unref(l);
    (void)atomic_fetch_sub(&running, 1);
    return NULL;
}

static struct lookup *
lookup_new(const char *host, int port)
{
    const size_t len = strlen(host) + 1;
    struct lookup *l = otls__calloc(1, sizeof(*l) + len);

    if (l == NULL)
        return NULL;
    otls__ref_init(&l->ref);
    memcpy(l->host, host, len);
    (void)snprintf(l->service, sizeof(l->service), "%d", port);
    return l;
}

/* Signals are for the program's threads. */
static int
start(struct lookup *l)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int failure;

    if ((failure = pthread_attr_init(&attributes)) != 0)
        return failure;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    otls__ref_take(&l->ref);
    failure = pthread_create(&thread, &attributes, look_up, l);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    if (failure != 0)
        (void)otls__ref_drop(&l->ref);
    return failure;
}

static int
wait_for(struct lookup *l, const struct otls__limit *limit)
{
    struct pollfd p = {l->ends[0], POLLIN, 0};
    int n, number, rv;

    do {
        otls__call_pause();
        n = poll(&p, 1, otls__limit_left_ms(limit));
        number = errno;
        if ((rv = otls__call_resume()) != OTLS_OK)
            return rv;
    } while (n == 0 && otls__limit_left_ms(limit) != 0);
    if (n > 0 && atomic_load(&l->done))
        return OTLS_OK;
    if (n < 0)
        return otls__error_errno(otls__error_code_of_errno(number), number,
            "waiting for the address of %s", l->host);
    return otls__error(OTLS_E_TIMEOUT,
        "the system's resolver had no address of %s within %lld ms", l->host,
        (long long)limit->timeout_ms);
}

static int
judge(const char *host, int answer, int number)
{
    switch (answer) {
    case 0:
        return OTLS_OK;
    case EAI_MEMORY:
        return otls__error_memory();
    case EAI_SYSTEM:
        return otls__error_errno(
            otls__error_code_of_errno(number), number, "looking up %s", host);
    default:
        return otls__error(OTLS_E_HOST_NOT_FOUND, "looking up %s: %s", host,
            gai_strerror(answer));
    }
}

static int
in_thread(struct lookup *l, const struct otls__limit *limit,
    struct addrinfo **addresses)
{
    const unsigned now = otls__fork_generation();
    int failure, rv;

    if (atomic_exchange(&generation, now) != now)
        atomic_store(&running, 0);
    if (atomic_fetch_add(&running, 1) >= OTLS__LOOKUPS_MAX) {
        (void)atomic_fetch_sub(&running, 1);
        (void)close(l->ends[1]);
        return otls__error(OTLS_E_LIMIT,
            "looking up %s: %d look-ups wait for the system's resolver",
            l->host, OTLS__LOOKUPS_MAX);
    }
    if ((failure = start(l)) != 0) {
        (void)atomic_fetch_sub(&running, 1);
        (void)close(l->ends[1]);
        return otls__error_errno(
            OTLS_E_LIMIT, failure, "starting a thread to look up %s", l->host);
    }
    if ((rv = wait_for(l, limit)) != OTLS_OK)
        return rv;
    if ((rv = judge(l->host, l->rv, l->number)) == OTLS_OK) {
        *addresses = l->addresses;
        l->addresses = NULL;
    }
    return rv;
}

int
otls__resolve(const char *host, int port, const struct otls__limit *limit,
    struct addrinfo **addresses)
{
    struct lookup *l;
    int answer, rv;

    *addresses = NULL;
    if ((l = lookup_new(host, port)) == NULL)
        return otls__error_memory();
    answer = ask(host, l->service, AI_NUMERICHOST, addresses);
    if (answer != EAI_NONAME) {
        rv = judge(host, answer, errno);
        otls__free(l);
        return rv;
    }
    *addresses = NULL;
    if (pipe2(l->ends, O_CLOEXEC) != 0) {
        rv = otls__error_errno(
            OTLS_E_LIMIT, errno, "making a pipe to look up %s", host);
        otls__free(l);
        return rv;
    }
    rv = in_thread(l, limit, addresses);
    (void)close(l->ends[0]);
    lookup_unref(l);
    return rv;
}
