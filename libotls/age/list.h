/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_LIST_H
#define OTLS_AGE_LIST_H

#include <stddef.h>

/* References to objects that begin with a struct otls__ref. */
struct otls__age_list {
    void **items;
    size_t count;
    size_t cap;
};

/* Takes over the caller's reference, on OTLS_OK only. */
int otls__age_list_add(struct otls__age_list *list, void *item);

/* Makes |to|, an empty list, hold what |from| holds. */
int otls__age_list_copy(
    struct otls__age_list *to, const struct otls__age_list *from);

/* Makes room, so that |extra| additions cannot fail. */
int otls__age_list_reserve(struct otls__age_list *list, size_t extra);

/* Lets go of each object, and of the list. */
void otls__age_list_end(
    struct otls__age_list *list, void (*unref)(void *item));

#endif
