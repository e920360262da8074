/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_MEM_H
#define OTLS_BASE_MEM_H

#include <stddef.h>

/* malloc and its like for everything but secrets. They set no error: callers
 * answer otls__error_memory(). */
void *otls__malloc(size_t size);
void *otls__calloc(size_t count, size_t size);
/* Zeroed, at a multiple of |alignment|. */
void *otls__aligned_calloc(size_t alignment, size_t size);
void *otls__realloc(void *p, size_t size);
char *otls__strdup(const char *text);
void *otls__memdup(const void *data, size_t len);
void otls__free(void *p);

/* For tests: asked before each allocation, which fails where it answers 0. */
extern int (*otls__mem_hook)(void);

/* A count of the holders of an object that several handles or parents share:
 * begins at 1; otls__ref_drop() answers 1 to the last one. */
struct otls__ref {
    unsigned count;
};
void otls__ref_init(struct otls__ref *ref);
void otls__ref_take(struct otls__ref *ref);
int otls__ref_drop(struct otls__ref *ref);

#endif
