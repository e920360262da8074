/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_PULLED_H
#define OTLS_STORE_PULLED_H

#include "store/store.h"

/*
 * "pull:", a store that the program has itself and that no code of the program
 * is called for: it fetches what is to be written, and answers look-ups.
 */

/* At most so many writes wait; then the oldest go. */
#define OTLS__STORE_PULLED_WRITES 256

/* The backend of |store|, which has all but that. */
int otls__store_pulled_open(struct otls__store *store);
int otls__store_is_pulled(const struct otls__store *store);

/* otls_store_next_write() */
int otls__store_next_write(struct otls__store *store, int64_t *ttl_ms,
    void *buf, size_t cap, size_t *len);

/* store/lookup.c. Between two steps, of a look-up in such a store: what it
 * asks for, and the answer, NULL for nothing. */
int otls__store_lookup_wanted(const struct otls__store_lookup *lookup,
    int *take, const unsigned char **key);
int otls__store_lookup_reply(
    struct otls__store_lookup *lookup, const void *value, size_t len);

/* Of the backend, for that. */
int otls__store_pulled_reply(void *ask, const void *value, size_t len);

#endif
