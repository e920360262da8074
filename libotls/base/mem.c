/* SPDX-License-Identifier: ISC */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int (*otls__mem_hook)(void);

static int
may_allocate(void)
{
    return otls__mem_hook == NULL || otls__mem_hook();
}

void *
otls__malloc(size_t size)
{
    return may_allocate() ? malloc(size == 0 ? 1 : size) : NULL;
}

void *
otls__calloc(size_t count, size_t size)
{
    return may_allocate() ? calloc(count, size) : NULL;
}

void *
otls__aligned_calloc(size_t alignment, size_t size)
{
    void *p = NULL;

    if (!may_allocate() || posix_memalign(&p, alignment, size) != 0)
        return NULL;
    return memset(p, 0, size);
}

void *
otls__realloc(void *p, size_t size)
{
    return may_allocate() ? realloc(p, size == 0 ? 1 : size) : NULL;
}

char *
otls__strdup(const char *text)
{
    return otls__memdup(text, strlen(text) + 1);
}

void *
otls__memdup(const void *data, size_t len)
{
    void *copy = otls__malloc(len);

    if (copy != NULL && len > 0)
        memcpy(copy, data, len);
    return copy;
}

void
otls__free(void *p)
{
    free(p);
}

void
otls__ref_init(struct otls__ref *ref)
{
    __atomic_store_n(&ref->count, 1, __ATOMIC_RELAXED);
}

void
otls__ref_take(struct otls__ref *ref)
{
    (void)__atomic_add_fetch(&ref->count, 1, __ATOMIC_RELAXED);
}

int
otls__ref_drop(struct otls__ref *ref)
{
    return __atomic_sub_fetch(&ref->count, 1, __ATOMIC_ACQ_REL) == 0;
}
