/* SPDX-License-Identifier: ISC */
#include "store/gate.h"

#include <stdio.h>
#include <time.h>

#include <otls/store.h>

#include "base/call.h"
#include "base/limit.h"

#define FAILURES_MAX 3
#define PROBE_NS ((int64_t)500 * 1000000)
#define NAME_MAX_LEN 1024

void
otls__store_happened(struct otls__store *store, int counter)
{
    (void)atomic_fetch_add(&store->counters[counter], 1);
}

int64_t
otls__store_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether this is the call that finds the door of an open breaker ajar. */
static int
is_due(struct otls__store *store)
{
    const int64_t now = otls__now_ns();
    int64_t probe = atomic_load(&store->probe_ns);

    return now >= probe && atomic_compare_exchange_strong(
                               &store->probe_ns, &probe, now + PROBE_NS);
}

/* The backend finds out without anybody waiting for it, in the course of
 * several calls. */
static int
is_back(struct otls__store *store)
{
    int rv;

    if (!atomic_load(&store->probing) && !is_due(store))
        return 0;
    atomic_store(&store->probing, 1);
    if ((rv = store->backend->probe(store->state)) == OTLS_E_WANT_STORE)
        return 0;
    atomic_store(&store->probing, 0);
    if (rv != OTLS_OK) {
        otls__store_note(store);
        return 0;
    }
    /* one more failure, and it isn't */
    atomic_store(&store->failures, FAILURES_MAX - 1);
    return 1;
}

int
otls__store_enter(struct otls__store *store)
{
    if (atomic_load(&store->failures) < FAILURES_MAX)
        return OTLS_OK;
    if (store->backend->probe == NULL ? is_due(store) : is_back(store))
        return OTLS_OK;
    otls__store_happened(store, OTLS_STORE_SKIPPED);
    return otls__error(OTLS_E_STORE,
        "the store has failed %d times in a row and isn't asked for a moment",
        FAILURES_MAX);
}

void
otls__store_warn(struct otls__store *store, const char *text)
{
    (void)pthread_mutex_lock(&store->lock);
    (void)snprintf(store->warning, sizeof(store->warning), "%s", text);
    (void)pthread_mutex_unlock(&store->lock);
}

void
otls__store_note(struct otls__store *store)
{
    const struct otls__error_state *const state = otls__call_error_state();

    if (state != NULL)
        otls__store_warn(store, state->message);
}

/* What a backend answered: a miss is no failure. */
int
otls__store_leave(struct otls__store *store, int rv)
{
    if (rv == OTLS_OK || rv == OTLS_E_STORE_MISS) {
        /* threads share it: most often there is nothing to write */
        if (atomic_load(&store->failures) != 0)
            atomic_store(&store->failures, 0);
        return rv;
    }
    otls__store_note(store);
    if (rv == OTLS_E_LIMIT)
        return rv;
    otls__store_happened(
        store, rv == OTLS_E_TIMEOUT ? OTLS_STORE_TIMEOUT : OTLS_STORE_FAILED);
    if (store->backend->has_parts)
        return rv;
    if (atomic_fetch_add(&store->failures, 1) + 1 >= FAILURES_MAX)
        atomic_store(&store->probe_ns, otls__now_ns() + PROBE_NS);
    return rv;
}

int
otls__store_check_name(const void *name, size_t len)
{
    if (name != NULL && len > 0 && len <= NAME_MAX_LEN)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "a name in a store has from 1 to %d bytes", NAME_MAX_LEN);
}
