/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_STANZA_H
#define OTLS_AGE_STANZA_H

#include <stddef.h>

#include "age/header.h"

/* A stanza is a view of the header's bytes: where its arguments and the
 * lines of its body stand. */
struct otls__age_stanza {
    size_t args;
    size_t args_len;
    size_t argc;
    size_t body;
    size_t body_len;
    size_t body_lines;
};

/* The grammar, line by line, without the LF. Each answers NULL or a clause
 * that says what is wrong. */
const char *otls__age_stanza_begin(
    struct otls__age_stanza *s, const struct otls__age_header *h, size_t len);
const char *otls__age_stanza_body_line(struct otls__age_stanza *s,
    const struct otls__age_header *h, size_t len, int *last);

/* The |n|th argument, its type being the 0th: 1, or 0 where there is none. */
int otls__age_stanza_arg(const struct otls__age_header *h,
    const struct otls__age_stanza *s, size_t n, const char **text,
    size_t *len);
int otls__age_stanza_is(const struct otls__age_header *h,
    const struct otls__age_stanza *s, const char *type);

/* The |n|th argument as base64 of exactly |size| bytes: 1, else 0. */
int otls__age_stanza_arg_bytes(const struct otls__age_header *h,
    const struct otls__age_stanza *s, size_t n, void *out, size_t size);

/* The body, where it has exactly |size| bytes: 1, else 0. */
int otls__age_stanza_body(const struct otls__age_header *h,
    const struct otls__age_stanza *s, void *out, size_t size);

/* Appends a stanza whose arguments, from its type on, end with a NULL. */
int otls__age_stanza_write(struct otls__age_header *h, const char *const *args,
    const void *body, size_t body_len);

#endif
