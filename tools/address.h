/* SPDX-License-Identifier: ISC */
#ifndef OTLS_ADDRESS_H
#define OTLS_ADDRESS_H

#include <netdb.h>
#include <sys/socket.h>

/* HOST:PORT, where a host with colons stands in brackets. */
struct address {
    char host[NI_MAXHOST];
    int port;
};

/* 1, or 0 where |text| is none, or its port is below |lowest|. The host may
 * be empty. */
int address_parse(struct address *address, const char *text, int lowest);

/* Writes what address_parse() reads, of numbers alone. */
void address_format(
    const struct sockaddr *from, socklen_t from_len, char *buf, size_t cap);

#endif
