/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_GATE_H
#define OTLS_STORE_GATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/mem.h"
#include "store/backend.h"

/*
 * What the calls on a store have in common: its counters, its breaker and its
 * last failure. A call on the backend stands between enter, which answers
 * OTLS_E_STORE while the breaker is open, and leave, which is told and
 * answers what the backend said.
 */
#define OTLS__STORE_COUNTERS 9
/* Rooms for values that are kept for the next look-up: to take one from the
 * system each time would cost as much as the look-up in memory itself. */
#define OTLS__STORE_SPARES 4

struct otls__store {
    struct otls__ref ref;
    const struct otls__store_backend *backend;
    void *state;
    struct otls__store_keys *keys;
    int64_t deadline_ms;
    int64_t max_value;
    _Atomic(unsigned char *) spares[OTLS__STORE_SPARES];
    atomic_int retired;
    _Atomic int64_t counters[OTLS__STORE_COUNTERS + 1];
    atomic_int failures; /* in a row */
    _Atomic int64_t probe_ns;
    atomic_int probing; /* the backend is */
    pthread_mutex_t lock;
    char warning[OTLS__MESSAGE_SIZE];
};

int otls__store_enter(struct otls__store *store);
int otls__store_leave(struct otls__store *store, int rv);

/* One of OTLS_STORE_* happened. */
void otls__store_happened(struct otls__store *store, int counter);
/* The thread's last error is the store's last failure. */
void otls__store_note(struct otls__store *store);

/* |text| is. */
void otls__store_warn(struct otls__store *store, const char *text);

int otls__store_check_name(const void *name, size_t len);
/* The wall clock, by which entries expire. */
int64_t otls__store_now_ms(void);

#endif
