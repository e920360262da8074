/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_CONTEXT_PART_H
#define OTLS_TLS_CONTEXT_PART_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "bio/append.h"
#include "tls/context.h"

/* What a context is made of, for the files that are about contexts. */

#define OTLS__COUNTERS 8 /* OTLS_COUNTER_* and 0 */

struct otls__context {
    struct otls__ref ref;
    uint64_t serial;      /* never given to another */
    pthread_mutex_t lock; /* never held through anything that waits */
    struct otls__spec spec;
    struct otls__frozen *frozen; /* what |spec| came to, or NULL */
    uint64_t changes;
    unsigned listed; /* in how many tables of names; not under |lock| */
    struct otls__append *keylog;
    _Atomic int64_t counters[OTLS__COUNTERS];
};

/* Around each change of |spec|: changed ends what begin began. */
void otls__context_begin(struct otls__context *context);
void otls__context_changed(struct otls__context *context);

#endif
