/* SPDX-License-Identifier: ISC */
#include "store/store.h"

#include <string.h>

#include "store/gate.h"

#define NUMBER 8
#define RECORD (OTLS__STORE_KEY + 2 * NUMBER)

static unsigned char *
put_number(unsigned char *out, int64_t number)
{
    int i;

    for (i = 0; i < NUMBER; i++)
        out[i] = (unsigned char)((uint64_t)number >> (8 * (NUMBER - 1 - i)));
    return out + NUMBER;
}

static void
write_all(const struct otls__store_entry *entries, size_t count, void *buf)
{
    unsigned char *out = buf;
    size_t i;

    for (i = 0; i < count; i++) {
        memcpy(out, entries[i].key, OTLS__STORE_KEY);
        out = put_number(out + OTLS__STORE_KEY, entries[i].size);
        out = put_number(out, entries[i].ttl_ms);
    }
}

static int
scan(struct otls__store *store, int64_t *cursor,
    struct otls__store_entry *entries, size_t *count)
{
    int rv;

    if ((rv = otls__store_enter(store)) != OTLS_OK)
        return rv;
    rv = store->backend->scan(store->state, cursor, entries, count);
    if (rv == OTLS_E_TOO_SMALL) {
        (void)otls__store_leave(store, OTLS_OK);
        return rv;
    }
    return otls__store_leave(store, rv);
}

int
otls__store_scan(struct otls__store *store, int64_t cursor, int64_t *next,
    void *buf, size_t cap, size_t *len)
{
    struct otls__store_entry *entries;
    size_t count = cap / RECORD;
    int rv;

    if (store->backend->scan == NULL)
        return otls__error(OTLS_E_UNSUPPORTED, "this store can't list");
    if (cursor < 0)
        return otls__error(OTLS_E_INVALID,
            "a cursor is 0, or what the call before has stored");
    if ((entries = otls__calloc(count + 1, sizeof(*entries))) == NULL)
        return otls__error_memory();
    *next = cursor;
    rv = scan(store, next, entries, &count);
    if (rv == OTLS_OK || rv == OTLS_E_TOO_SMALL)
        *len = count * RECORD;
    if (rv == OTLS_OK)
        write_all(entries, count, buf);
    else if (rv == OTLS_E_TOO_SMALL && cap == 0)
        rv = OTLS_OK;
    otls__free(entries);
    return rv;
}
