/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CACHE_H
#define OTLS_PKI_CACHE_H

#include <pthread.h>
#include <stddef.h>

/*
 * A bounded cache for the whole process: from bytes that identify something
 * to a reference to an immutable object. The least recently used entry makes
 * way for a new one. No lock is held while |unref| runs, which may free.
 *
 * It never fails a call: what there is no memory for isn't kept.
 */
#define OTLS__CACHE_BUCKETS 256

struct otls__cache_entry;

struct otls__cache {
    void (*ref)(void *object);
    void (*unref)(void *object);
    size_t limit; /* entries */
    pthread_mutex_t lock;
    size_t count;
    struct otls__cache_entry *newest;
    struct otls__cache_entry *oldest;
    struct otls__cache_entry *buckets[OTLS__CACHE_BUCKETS];
};

#define OTLS__CACHE_INIT(ref, unref, limit)                                   \
    {ref, unref, limit, PTHREAD_MUTEX_INITIALIZER, 0, NULL, NULL, {NULL}}

/* 1 with a reference for the caller in |object|, a pointer to a pointer,
 * else 0. */
int otls__cache_get(struct otls__cache *cache, const void *key, size_t len,
    void *object);

/* Keeps a reference to |object| under |key|, in place of what was there. */
void otls__cache_put(struct otls__cache *cache, const void *key, size_t len,
    void *object);

/* Lets go of each entry for whose object |wanted| answers other than 0; it
 * runs with the lock held and only looks. NULL means all. */
void otls__cache_drop(struct otls__cache *cache,
    int (*wanted)(const void *object, const void *user), const void *user);

#endif
