/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_APPEND_H
#define OTLS_BIO_APPEND_H

#include <stddef.h>
#include <stdint.h>

/*
 * A file that grows by lines, each written in one piece, so that threads and
 * processes can share it. What isn't there is made for its owner alone.
 */
struct otls__append;

int otls__append_open(const char *path, struct otls__append **append);
void otls__append_ref(struct otls__append *append);
/* NULL is fine. */
void otls__append_unref(struct otls__append *append);

/* |line| has no newline of its own. */
int otls__append_line(
    struct otls__append *append, const char *line, size_t len);

#endif
