/* SPDX-License-Identifier: ISC */
#include "address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
parse_port(const char *text)
{
    size_t len = strspn(text, "0123456789");
    long port;

    if (len == 0 || len > 5 || text[len] != '\0')
        return -1;
    port = strtol(text, NULL, 10);
    return port > 65535 ? -1 : (int)port;
}

int
address_parse(struct address *address, const char *text, int lowest)
{
    const char *colon = strrchr(text, ':');
    size_t len;

    if (colon == NULL)
        return 0;
    len = (size_t)(colon - text);
    if (text[0] == '[') {
        if (len < 3 || text[len - 1] != ']')
            return 0;
        text++;
        len -= 2;
    } else if (memchr(text, ':', len) != NULL) {
        return 0;
    }
    if (len >= sizeof(address->host))
        return 0;
    memcpy(address->host, text, len);
    address->host[len] = '\0';
    address->port = parse_port(colon + 1);
    return address->port >= lowest && strpbrk(address->host, "[]/@") == NULL;
}

void
address_format(
    const struct sockaddr *from, socklen_t from_len, char *buf, size_t cap)
{
    char host[NI_MAXHOST], port[NI_MAXSERV];
    int six;

    if (getnameinfo(from, from_len, host, sizeof(host), port, sizeof(port),
            NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        (void)snprintf(buf, cap, "an unknown address");
        return;
    }
    six = strchr(host, ':') != NULL;
    (void)snprintf(
        buf, cap, "%s%s%s:%s", six ? "[" : "", host, six ? "]" : "", port);
}
