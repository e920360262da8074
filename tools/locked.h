/* SPDX-License-Identifier: ISC */
#ifndef OTLS_LOCKED_H
#define OTLS_LOCKED_H

#include <stddef.h>

/*
 * Memory for what must not leave the process: locked in RAM where the
 * system lets it, out of core dumps, gone in a child, wiped when freed.
 * NULL, with a message printed, where there is no memory.
 */
void *locked_new(size_t size);
void locked_free(void *p, size_t size);

#endif
