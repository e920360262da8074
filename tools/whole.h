/* SPDX-License-Identifier: ISC */
#ifndef OTLS_WHOLE_H
#define OTLS_WHOLE_H

#include <stddef.h>

/*
 * Reads the file |name|, or standard input where that is "-", to its end or
 * until |buf| is full: give room for a byte more than there may be. Answers
 * as the library does.
 */
int whole_read(const char *name, char *buf, size_t cap, size_t *len);

#endif
