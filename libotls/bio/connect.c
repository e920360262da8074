/* SPDX-License-Identifier: ISC */
#include "bio/connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "bio/resolve.h"

/* A name with more addresses than that is tried with the first ones. */
#define ADDRESSES 32
#define ATTEMPT_MS 250

struct race {
    const char *host;
    int port;
    const struct otls__limit *limit;
    const struct addrinfo *order[ADDRESSES];
    size_t count, next;
    struct pollfd open[ADDRESSES];
    size_t opened;
    struct otls__limit attempt; /* when the next one begins */
    int failure;                /* the errno of the first that failed */
    int fd;
};

/* Families in turn, beginning with that of the first address. */
static void
put_in_order(struct race *r, const struct addrinfo *addresses)
{
    const struct addrinfo *same = addresses, *other = addresses;
    int turn = 0;

    while (r->count < ADDRESSES && (same != NULL || other != NULL)) {
        while (same != NULL && same->ai_family != addresses->ai_family)
            same = same->ai_next;
        while (other != NULL && other->ai_family == addresses->ai_family)
            other = other->ai_next;
        if (same != NULL && (turn == 0 || other == NULL)) {
            r->order[r->count++] = same;
            same = same->ai_next;
        } else if (other != NULL) {
            r->order[r->count++] = other;
            other = other->ai_next;
        }
        turn = !turn;
    }
}

static void
note(struct race *r, int number)
{
    if (r->failure == 0)
        r->failure = number;
}

static void
begin_next(struct race *r)
{
    const struct addrinfo *a = r->order[r->next++];
    const int one = 1;
    int fd;

    r->attempt = otls__limit_begin(ATTEMPT_MS);
    fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
        a->ai_protocol);
    if (fd < 0) {
        note(r, errno);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(fd, a->ai_addr, a->ai_addrlen) == 0) {
        r->fd = fd;
        return;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        note(r, errno);
        (void)close(fd);
        return;
    }
    r->open[r->opened].fd = fd;
    r->open[r->opened].events = POLLOUT;
    r->open[r->opened++].revents = 0;
}

/* Whoever has answered wins or is out. */
static void
harvest(struct race *r)
{
    socklen_t len;
    size_t i = 0;
    int number;

    while (i < r->opened && r->fd < 0) {
        if (r->open[i].revents == 0) {
            i++;
            continue;
        }
        number = 0;
        len = sizeof(number);
        if (getsockopt(r->open[i].fd, SOL_SOCKET, SO_ERROR, &number, &len) !=
            0)
            number = errno;
        if (number == 0) {
            r->fd = r->open[i].fd;
        } else {
            note(r, number);
            (void)close(r->open[i].fd);
            r->attempt.until_ns = 0; /* the next one needn't wait */
        }
        r->open[i] = r->open[--r->opened];
    }
}

static int
least(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Until somebody answers, the next one may begin, or time is up. */
static int
wait_a_while(struct race *r)
{
    const int left = otls__limit_left_ms(r->limit);
    const int next =
        r->next < r->count ? otls__limit_left_ms(&r->attempt) : -1;
    int n, number, rv;

    if (left == 0)
        return otls__error(OTLS_E_TIMEOUT,
            "%s port %d didn't answer within %lld ms", r->host, r->port,
            (long long)r->limit->timeout_ms);
    otls__call_pause();
    n = poll(r->open, (nfds_t)r->opened, least(left, next));
    number = errno;
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0)
        return otls__error_errno(otls__error_code_of_errno(number), number,
            "connecting to %s port %d", r->host, r->port);
    harvest(r);
    return OTLS_OK;
}

static int
run(struct race *r)
{
    int rv = OTLS_OK;

    while (r->fd < 0 && rv == OTLS_OK) {
        if (r->next < r->count &&
            (r->opened == 0 || otls__limit_left_ms(&r->attempt) == 0))
            begin_next(r);
        else if (r->opened > 0)
            rv = wait_a_while(r);
        else
            rv = otls__error_errno(otls__error_code_of_errno(r->failure),
                r->failure, "connecting to %s port %d", r->host, r->port);
    }
    while (r->opened > 0)
        (void)close(r->open[--r->opened].fd);
    return rv;
}

int
otls__connect(
    const char *host, int port, const struct otls__limit *limit, int *fd)
{
    struct addrinfo *addresses;
    struct race r;
    int rv;

    if (port < 1 || port > 65535)
        return otls__error(
            OTLS_E_INVALID, "port is %d: it must be from 1 to 65535", port);
    if ((rv = otls__resolve(host, port, limit, &addresses)) != OTLS_OK)
        return rv;
    memset(&r, 0, sizeof(r));
    r.host = host;
    r.port = port;
    r.limit = limit;
    r.fd = -1;
    put_in_order(&r, addresses);
    rv = run(&r);
    freeaddrinfo(addresses);
    if (r.fd >= 0)
        *fd = r.fd;
    return rv;
}

static int
refused(int number, const char *where)
{
    return otls__error_errno(
        otls__error_code_of_errno(number), number, "connecting to %s", where);
}

int
otls__connect_begin(
    const struct sockaddr *address, socklen_t len, const char *where, int *fd)
{
    const int one = 1;
    const int s = socket(
        address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int number;

    if (s < 0)
        return refused(errno, where);
    if (address->sa_family != AF_UNIX)
        (void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(s, address, len) != 0 && errno != EINPROGRESS &&
        errno != EINTR) {
        number = errno;
        (void)close(s);
        return refused(number, where);
    }
    *fd = s;
    return OTLS_OK;
}

int
otls__connect_step(int fd, const char *where)
{
    struct pollfd p = {fd, POLLOUT, 0};
    socklen_t len;
    int number = 0;

    if (poll(&p, 1, 0) <= 0)
        return otls__error(
            OTLS_E_WANT_WRITE, "%s has not answered yet", where);
    len = sizeof(number);
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &len) != 0)
        number = errno;
    return number == 0 ? OTLS_OK : refused(number, where);
}
