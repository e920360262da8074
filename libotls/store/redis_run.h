/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_RUN_H
#define OTLS_STORE_REDIS_RUN_H

#include <stdatomic.h>

#include "store/backend.h"
#include "store/redis_ask.h"

/* What the commands of a store on Redis have in common. */
struct otls__redis {
    struct otls__store *store;
    struct otls__redis_route *route;
    struct otls__store_tls tls;
    int has_tls;
    int64_t deadline_ms;
    char *prefix;
    atomic_int has_no_getdel;
    atomic_int pumped;    /* the master whose answers are outstanding */
    atomic_int tending;   /* a probe is outstanding */
    pthread_mutex_t lock; /* of what follows */
    int probing;
    struct otls__redis_ask *probe;
    struct otls__limit probe_limit;
};

/* Runs a command to its end within the deadline, of |key|, or of |node| where
 * that isn't NULL. The answer is no error, and freed by the caller. */
int otls__redis_run(struct otls__redis *redis, struct otls__redis_node *node,
    const struct otls__redis_command *command, const char *key, size_t key_len,
    struct otls__redis_reply **reply);
/* What answers isn't Redis. */
int otls__redis_surprised(void);

/* Over the keys of the prefix. */
int otls__redis_count(void *state, int64_t *count);
int otls__redis_purge(void *state);
int otls__redis_scan(void *state, int64_t *cursor,
    struct otls__store_entry *entries, size_t *count);

#endif
