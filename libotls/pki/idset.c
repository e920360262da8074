/* SPDX-License-Identifier: ISC */
#include "pki/idset.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/identity.h"

/* Where |id| is or belongs. */
static size_t
place_of(
    const struct otls__idset *set, const unsigned char id[32], int *found)
{
    size_t low = 0, high = set->count, middle;
    int order;

    *found = 0;
    while (low < high) {
        middle = low + (high - low) / 2;
        order = memcmp(set->ids[middle], id, 32);
        if (order == 0) {
            *found = 1;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int
otls__idset_add(struct otls__idset *set, const unsigned char id[32])
{
    unsigned char(*larger)[32];
    size_t at, cap;
    int found;

    at = place_of(set, id, &found);
    if (found)
        return 0;
    if (set->count == set->cap) {
        cap = set->cap == 0 ? 16 : set->cap * 2;
        if ((larger = otls__realloc(set->ids, cap * 32)) == NULL)
            return otls__error_memory();
        set->ids = larger;
        set->cap = cap;
    }
    memmove(set->ids[at + 1], set->ids[at], (set->count - at) * 32);
    memcpy(set->ids[at], id, 32);
    set->count++;
    return 1;
}

int
otls__idset_digest(const struct otls__idset *set, unsigned char out[32])
{
    return otls__identity(set->ids, set->count * 32, out);
}

void
otls__idset_end(struct otls__idset *set)
{
    otls__free(set->ids);
    memset(set, 0, sizeof(*set));
}
