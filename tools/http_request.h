/* SPDX-License-Identifier: ISC */
#ifndef OTLS_HTTP_REQUEST_H
#define OTLS_HTTP_REQUEST_H

#include <stddef.h>

/* The longest line, without its CR LF; the longest head; its most fields. */
#define HTTP_LINE_MAX 8192
#define HTTP_HEAD_MAX 16384
#define HTTP_FIELDS_MAX 100

/* What http_request_take() answers besides a status from 400 on. */
#define HTTP_MORE 0
#define HTTP_COMPLETE 1

/*
 * A request of HTTP/1.1 or 1.0 without a body, taken in as its bytes come.
 * It is strict, for whatever two readers of one stream can understand in two
 * ways is refused: lines that don't end in CR LF, folded fields, blanks
 * before a colon, a length that is repeated or not a number, and any
 * Transfer-Encoding.
 */
struct http_request {
    /* the answer must have no body */
    int head;
    /* 0 where the connection ends with the answer */
    int keep_alive;
    /* percent-decoded, without its query; begins with a slash */
    char path[HTTP_LINE_MAX + 1];

    /* the parser's own */
    char line[HTTP_LINE_MAX + 1];
    size_t len;
    size_t total;
    int version;
    int begun;
    int blank;
    int fields;
    int hosts;
    int lengths;
    int body;
};

void http_request_begin(struct http_request *request);

/*
 * Takes some of the |len| bytes, and stores in |used| how many: all of them
 * unless the request ends before, or is wrong. Answers HTTP_COMPLETE,
 * HTTP_MORE, or the status that says what is wrong, after which nobody knows
 * where the next request would begin.
 */
int http_request_take(
    struct http_request *request, const char *bytes, size_t len, size_t *used);

#endif
