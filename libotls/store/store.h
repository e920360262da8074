/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_STORE_H
#define OTLS_STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/limit.h"
#include "store/tls.h"

/*
 * A store as its user has it: names and data in the clear, sealed on their
 * way. What fails is counted, kept as a warning, and answered; after a few
 * failures in a row a breaker answers OTLS_E_STORE at once, and lets one call
 * through now and then until one comes back.
 */
struct otls__store;

/* |secret| is the text of a file of secrets, or NULL for memory:, which makes
 * its own. */
int otls__store_open(const char *url, const char *secret, size_t secret_len,
    struct otls__store **store);
/* The same with |make_tls|, without which there is no rediss:. */
int otls__store_open_tls(const char *url, const char *secret,
    size_t secret_len, otls__store_make_tls *make_tls,
    struct otls__store **store);
void otls__store_ref(void *store);
void otls__store_unref(void *store);

int otls__store_put(struct otls__store *store, const void *name,
    size_t name_len, const void *value, size_t len, int64_t ttl_ms);

/* Puts where there is nothing by that name: OTLS_E_STORE_MISS where somebody,
 * on whatever host, was first; OTLS_E_UNSUPPORTED where the store can't. */
int otls__store_put_new(struct otls__store *store, const void *name,
    size_t name_len, const void *value, size_t len, int64_t ttl_ms);
/* Whether it can. */
int otls__store_has_put_new(const struct otls__store *store);

/* |value| has room for |cap| bytes; |*len| receives how many there are. */
int otls__store_get(struct otls__store *store, const void *name,
    size_t name_len, int take, void *value, size_t cap, size_t *len);

/*
 * The same in steps, for who can't wait. A look-up belongs to one thread at a
 * time, keeps the store, and may be freed at any moment; what it was about to
 * take may then be lost. In a child it fails.
 */
struct otls__store_lookup;

/* Asks nothing yet. */
int otls__store_lookup_begin(struct otls__store *store, const void *name,
    size_t name_len, int take, struct otls__store_lookup **lookup);

/* OTLS_E_WANT_STORE while the answer is outstanding, otherwise what
 * otls__store_get() answers, the same however often it is called. The first
 * step asks, and where the store needn't wait for another host it is the
 * last. */
int otls__store_lookup_step(struct otls__store_lookup *lookup);

/* Until when it has time; and another one's, before the first step: several
 * look-ups for one purpose have one deadline. */
struct otls__limit otls__store_lookup_limit(
    const struct otls__store_lookup *lookup);
void otls__store_lookup_set_limit(
    struct otls__store_lookup *lookup, const struct otls__limit *limit);

/* After OTLS_OK, until the look-up is freed: |value| isn't copied. */
void otls__store_lookup_value(
    const struct otls__store_lookup *lookup, const void **value, size_t *len);

/* After OTLS_E_WANT_STORE: step again when poll() has |events|, POLLIN or
 * POLLOUT, to say of |fd|, which may differ from step to step and may be that
 * of no other look-up, or when that many milliseconds, the answer, are over:
 * then the step answers OTLS_E_TIMEOUT. |fd| is -1 where there is nothing
 * to poll. */
int otls__store_lookup_poll(
    const struct otls__store_lookup *lookup, int *fd, short *events);

void otls__store_lookup_free(struct otls__store_lookup *lookup);

int otls__store_remove(
    struct otls__store *store, const void *name, size_t name_len);
int otls__store_count(struct otls__store *store, int64_t *count);
int otls__store_purge(struct otls__store *store);
/* As otls_store_scan(). */
int otls__store_scan(struct otls__store *store, int64_t cursor, int64_t *next,
    void *buf, size_t cap, size_t *len);

/* As otls_store_pump() and otls_store_fd(). */
int otls__store_pump(struct otls__store *store);
int otls__store_fd(struct otls__store *store, int64_t *fd);

/* Waits until what was put is there, for no longer than the deadline. */
void otls__store_flush(struct otls__store *store);

/* One of OTLS_STORE_* of otls/store.h. */
int otls__store_counter(
    struct otls__store *store, int counter, int64_t *value);

/* What one value may have at most, sealed. */
size_t otls__store_max_value(const struct otls__store *store);
const struct otls__store_keys *otls__store_keys_of(
    const struct otls__store *store);

/* The handle was freed: who only keeps the store for later lets go of it. */
void otls__store_retire(struct otls__store *store);
int otls__store_is_retired(const struct otls__store *store);

/* The last failure's message, or "". */
int otls__store_warning(
    struct otls__store *store, void *buf, size_t cap, size_t *len);

#endif
