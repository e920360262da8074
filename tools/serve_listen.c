/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "report.h"
#include "serve.h"

/* How many connections may wait to be accepted. */
#define BACKLOG 1024

static void
set_port(struct sockaddr *to, int port)
{
    if (to->sa_family == AF_INET6)
        ((struct sockaddr_in6 *)to)->sin6_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in *)to)->sin_port = htons((uint16_t)port);
}

static int
get_port(const struct sockaddr *from)
{
    if (from->sa_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)from)->sin6_port);
    return ntohs(((const struct sockaddr_in *)from)->sin_port);
}

static int
open_listener(const struct addrinfo *info)
{
    int fd, on = 1;

    fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
        info->ai_protocol);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    /* the addresses of both families stand in the list by themselves */
    if (info->ai_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
        listen(fd, BACKLOG) == 0)
        return fd;
    on = errno;
    (void)close(fd);
    errno = on;
    return -1;
}

/* A name may have the same address twice, one for each file that has it. */
static int
stood_before(const struct addrinfo *infos, const struct addrinfo *info)
{
    const struct addrinfo *other;

    for (other = infos; other != info; other = other->ai_next)
        if (other->ai_addrlen == info->ai_addrlen &&
            memcmp(other->ai_addr, info->ai_addr, info->ai_addrlen) == 0)
            return 1;
    return 0;
}

static int
refuse(const struct addrinfo *info, int error)
{
    char shown[NI_MAXHOST + 16];

    address_format(info->ai_addr, info->ai_addrlen, shown, sizeof(shown));
    return report_error("cannot listen on %s: %s", shown, strerror(error));
}

/* On each address, but for those of a family that this machine lacks if it
 * has the other. Where port 0 is wanted, all get what the first is given. */
static int
open_all(struct serve_listeners *listeners, struct addrinfo *infos, int port)
{
    struct sockaddr_storage got;
    socklen_t len;
    struct addrinfo *info, *absent = NULL;
    int fd, error = 0;

    for (info = infos; info != NULL && listeners->count < SERVE_LISTENERS;
         info = info->ai_next) {
        set_port(info->ai_addr, port);
        if (stood_before(infos, info))
            continue;
        fd = open_listener(info);
        if (fd < 0 && errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
            return refuse(info, errno);
        if (fd < 0) {
            error = errno;
            absent = info;
            continue;
        }
        listeners->fds[listeners->count++] = fd;
        len = sizeof(got);
        if (getsockname(fd, (struct sockaddr *)&got, &len) == 0)
            port = get_port((struct sockaddr *)&got);
    }
    if (listeners->count == 0 && absent != NULL)
        return refuse(absent, error);
    return REPORT_DONE;
}

static int
print_all(const struct serve_listeners *listeners)
{
    struct sockaddr_storage got;
    socklen_t len;
    char shown[NI_MAXHOST + 16];
    int i;

    for (i = 0; i < listeners->count; i++) {
        len = sizeof(got);
        if (getsockname(listeners->fds[i], (struct sockaddr *)&got, &len) != 0)
            return report_error("getsockname: %s", strerror(errno));
        address_format((struct sockaddr *)&got, len, shown, sizeof(shown));
        (void)printf("listening on %s\n", shown);
    }
    if (fflush(stdout) != 0)
        return report_error(
            "cannot write standard output: %s", strerror(errno));
    return REPORT_DONE;
}

static int
find_addresses(const struct address *address, struct addrinfo **infos)
{
    struct addrinfo hints = {
        .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    int any = address->host[0] == '\0' || strcmp(address->host, "*") == 0;
    int rv;

    rv = getaddrinfo(any ? NULL : address->host, "0", &hints, infos);
    if (rv == 0)
        return REPORT_DONE;
    return report_error("cannot listen on %s: %s", address->host,
        rv == EAI_SYSTEM ? strerror(errno) : gai_strerror(rv));
}

int
serve_listen(const struct address *where, struct serve_listeners *listeners)
{
    struct addrinfo *infos = NULL;
    int code;

    listeners->count = 0;
    code = find_addresses(where, &infos);
    if (code == REPORT_DONE)
        code = open_all(listeners, infos, where->port);
    if (infos != NULL)
        freeaddrinfo(infos);
    if (code == REPORT_DONE)
        code = print_all(listeners);
    if (code != REPORT_DONE)
        serve_unlisten(listeners);
    return code;
}

void
serve_unlisten(struct serve_listeners *listeners)
{
    while (listeners->count > 0)
        (void)close(listeners->fds[--listeners->count]);
}
