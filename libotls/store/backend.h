/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_BACKEND_H
#define OTLS_STORE_BACKEND_H

#include "store/keys.h"
#include "store/tls.h"
#include "store/url.h"

/* What can be seen of an entry without a secret. */
struct otls__store_entry {
    unsigned char key[OTLS__STORE_KEY];
    int64_t size;
    int64_t ttl_ms; /* what is left, -1 for ever */
};

/*
 * What keeps the sealed values. Each call may come from any thread and
 * answers OTLS_OK, OTLS_E_STORE_MISS, or what failed: OTLS_E_STORE,
 * OTLS_E_TIMEOUT or OTLS_E_NO_MEMORY; a put answers OTLS_E_LIMIT where it
 * is overtaxed and nothing failed. It takes no longer than the URL's
 * deadline. A backend may forget anything at any time.
 */
struct otls__store_backend {
    int (*put)(void *state, const unsigned char key[OTLS__STORE_KEY],
        const void *value, size_t len, int64_t ttl_ms);
    /* |*len| is the room, then what is there. A value with no room for it is
     * a miss. With |take| it is gone afterwards, for everybody. */
    int (*get)(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
        void *value, size_t *len);
    int (*remove)(void *state, const unsigned char key[OTLS__STORE_KEY]);
    /* NULL where it can't. */
    int (*count)(void *state, int64_t *count);
    int (*purge)(void *state);
    void (*close)(void *state);
    /* NULL where it can't. From |*cursor|, 0 at the beginning: what comes next
     * into |entries|, and where to go on into |*cursor|, 0 at the end.
     * |*count| is the room, then how many there are; where they all come at
     * once and don't fit, how many that is, with OTLS_E_TOO_SMALL. */
    int (*scan)(void *state, int64_t *cursor,
        struct otls__store_entry *entries, size_t *count);
    /* NULL where it can't. Puts where there is nothing yet, so that of all
     * who do it at once, on any host, one is OTLS_OK and the others
     * OTLS_E_STORE_MISS. */
    int (*put_new)(void *state, const unsigned char key[OTLS__STORE_KEY],
        const void *value, size_t len, int64_t ttl_ms);
    /*
     * In place of get, where the answer may have to be waited for: ask begins
     * and fills |ask|, which answer and cancel end. answer says
     * OTLS_E_WANT_STORE until there is an answer, which it then gives as get
     * does; poll says what to wait for meanwhile, |fd| -1 for nothing. The
     * deadline is the caller's.
     */
    int (*ask)(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
        void **ask);
    int (*answer)(void *state, void *ask, void *value, size_t *len);
    void (*poll)(void *state, void *ask, int *fd, short *events);
    void (*cancel)(void *state, void *ask);
    /* Goes on, without waiting, with what was put: OTLS_OK where nothing is
     * outstanding, OTLS_E_WANT_READ or OTLS_E_WANT_WRITE, or what failed. fd
     * says what to poll for it, or -1. Both NULL where puts are done when
     * they return. */
    int (*pump)(void *state);
    int (*fd)(void *state);
    /* Begins, or goes on with, finding out whether the store is there, and
     * never waits: OTLS_OK where it is, else OTLS_E_WANT_STORE or what
     * failed. NULL where a call of any kind does. */
    int (*probe)(void *state);
    /* Its parts fail by themselves, and it knows which not to ask: there is no
     * breaker for all. What isn't asked is a miss. */
    int has_parts;
};

/* Each opens a store of its scheme and fills |backend| and |state|. */
int otls__store_memory_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state);
struct otls__store;
/* |make_tls| is for rediss: alone. */
int otls__store_redis_open(struct otls__store *store,
    const struct otls__store_url *url, otls__store_make_tls *make_tls,
    const struct otls__store_backend **backend, void **state);
int otls__store_sqlite_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state);

#endif
