/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_CONNECT_H
#define OTLS_BIO_CONNECT_H

#include <sys/socket.h>

#include "base/limit.h"

/*
 * A connected TCP socket to |host|, a name or a number, in |fd|: with
 * FD_CLOEXEC, O_NONBLOCK and TCP_NODELAY. The caller closes it.
 *
 * Happy eyeballs (RFC 8305): the addresses are tried in the order that the
 * system gives them (RFC 6724), but families in turn; the next one begins
 * when one has failed, or when it has had 250 ms; the first to answer wins
 * and the others are closed. What RFC 8305 says of asking for both kinds of
 * address at once doesn't apply, since getaddrinfo() waits for both.
 *
 * |limit| is for the look-up and the connecting together. Where all
 * addresses failed, the answer is that of the first one.
 */
int otls__connect(
    const char *host, int port, const struct otls__limit *limit, int *fd);

/*
 * In steps, for who can't wait, to an address that is known: a socket of the
 * same kind which may not be connected yet, and whether it is: OTLS_OK,
 * OTLS_E_WANT_WRITE, or why it won't be. |where| is for messages.
 */
int otls__connect_begin(const struct sockaddr *address, socklen_t len,
    const char *where, int *fd);
int otls__connect_step(int fd, const char *where);

#endif
