/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_RESOLVE_H
#define OTLS_BIO_RESOLVE_H

#include <netdb.h>

#include "base/limit.h"

/*
 * The addresses of |host|, a name or a number, for stream sockets to |port|;
 * freed with freeaddrinfo().
 *
 * getaddrinfo() can't be told to stop: it waits as long as the system's
 * resolver does, by default 5 s for each server and try. So a name is looked
 * up by a thread of its own, which the caller waits for no longer than
 * |limit|, and no longer than until a signal comes. A look-up that is still
 * running then is abandoned: its thread touches nothing of the caller's, ends
 * when the resolver answers, and frees what it got. No more than
 * OTLS__LOOKUPS_MAX may run or be abandoned at a time, then the answer is
 * OTLS_E_LIMIT at once. Numbers need no thread.
 */
#define OTLS__LOOKUPS_MAX 64

int otls__resolve(const char *host, int port, const struct otls__limit *limit,
    struct addrinfo **addresses);

/* For tests: takes the place of getaddrinfo(). */
typedef int otls__getaddrinfo(const char *host, const char *service,
    const struct addrinfo *hints, struct addrinfo **addresses);
extern otls__getaddrinfo *otls__resolve_hook;

#endif
