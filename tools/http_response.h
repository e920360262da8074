/* SPDX-License-Identifier: ISC */
#ifndef OTLS_HTTP_RESPONSE_H
#define OTLS_HTTP_RESPONSE_H

#include <stdint.h>
#include <stddef.h>

/* What goes before a body. */
struct http_response {
    int status;
    const char *type;
    int64_t length;
    int keep_alive;
    /* never to be kept by a cache: it tells of one connection */
    int fresh;
};

/* More than any head is long. */
#define HTTP_RESPONSE_ROOM 512

/* Writes the head into |buf|, which has HTTP_RESPONSE_ROOM bytes; answers its
 * length. */
size_t http_response_head(char *buf, const struct http_response *response);

/* "404 Not Found" */
const char *http_response_status(int status);

/* The type of what a file's name ends with. */
const char *http_response_type(const char *name);

#endif
