/* SPDX-License-Identifier: ISC */
#include "age/list.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

int
otls__age_list_reserve(struct otls__age_list *list, size_t extra)
{
    size_t cap = list->cap == 0 ? 4 : list->cap;
    void **items;

    if (extra > SIZE_MAX / 4 / sizeof(*items) - list->count)
        return otls__error_memory();
    while (cap < list->count + extra)
        cap *= 2;
    if (cap == list->cap)
        return OTLS_OK;
    if ((items = otls__realloc(list->items, cap * sizeof(*items))) == NULL)
        return otls__error_memory();
    list->items = items;
    list->cap = cap;
    return OTLS_OK;
}

int
otls__age_list_add(struct otls__age_list *list, void *item)
{
    int rv;

    if ((rv = otls__age_list_reserve(list, 1)) == OTLS_OK)
        list->items[list->count++] = item;
    return rv;
}

int
otls__age_list_copy(
    struct otls__age_list *to, const struct otls__age_list *from)
{
    size_t i;
    int rv;

    if ((rv = otls__age_list_reserve(to, from->count)) != OTLS_OK)
        return rv;
    for (i = 0; i < from->count; i++) {
        otls__ref_take(from->items[i]);
        to->items[to->count++] = from->items[i];
    }
    return OTLS_OK;
}

void
otls__age_list_end(struct otls__age_list *list, void (*unref)(void *item))
{
    size_t i;

    for (i = 0; i < list->count; i++)
        unref(list->items[i]);
    otls__free(list->items);
    memset(list, 0, sizeof(*list));
}
