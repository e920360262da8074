/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_BACKEND_H
#define OTLS_STORE_BACKEND_H

#include "store/keys.h"
#include "store/url.h"

/*
 * What keeps the sealed values. Each call may come from any thread and
 * answers OTLS_OK, OTLS_E_STORE_MISS, or what failed: OTLS_E_STORE,
 * OTLS_E_TIMEOUT or OTLS_E_NO_MEMORY. It takes no longer than the URL's
 * deadline. A backend may forget anything at any time.
 */
struct otls__store_backend {
    int (*put)(void *state, const unsigned char key[OTLS__STORE_KEY],
        const void *value, size_t len, int64_t ttl_ms);
    /* |*len| is the room, then what is there. A value with no room for it is
     * a miss. With |take| it is gone afterwards, for everybody. */
    int (*get)(void *state, const unsigned char key[OTLS__STORE_KEY],
        int take, void *value, size_t *len);
    int (*remove)(void *state, const unsigned char key[OTLS__STORE_KEY]);
    /* NULL where it can't. */
    int (*count)(void *state, int64_t *count);
    int (*purge)(void *state);
    void (*close)(void *state);
    /* NULL where it can't. Puts where there is nothing yet, so that of all
     * who do it at once, on any host, one is OTLS_OK and the others
     * OTLS_E_STORE_MISS. */
    int (*put_new)(void *state, const unsigned char key[OTLS__STORE_KEY],
        const void *value, size_t len, int64_t ttl_ms);
};

/* Each opens a store of its scheme and fills |backend| and |state|. */
int otls__store_memory_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state);
int otls__store_sqlite_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state);

#endif
