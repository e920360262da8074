/* SPDX-License-Identifier: ISC */
#include "pki/cache.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

struct otls__cache_entry {
    struct otls__cache_entry *newer;
    struct otls__cache_entry *older;
    struct otls__cache_entry *next; /* in its bucket */
    void *object;
    size_t len;
    unsigned char key[];
};

/* FNV-1a: what the keys are made of is the program's own. */
static struct otls__cache_entry **
bucket_of(struct otls__cache *cache, const void *key, size_t len)
{
    const unsigned char *p = key;
    uint64_t hash = 14695981039346656037u;
    size_t i;

    for (i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 1099511628211u;
    hash ^= hash >> 32;
    return &cache->buckets[hash % OTLS__CACHE_BUCKETS];
}

static void
unlink_used(struct otls__cache *cache, struct otls__cache_entry *e)
{
    if (e->newer != NULL)
        e->newer->older = e->older;
    else
        cache->newest = e->older;
    if (e->older != NULL)
        e->older->newer = e->newer;
    else
        cache->oldest = e->newer;
}

static void
link_newest(struct otls__cache *cache, struct otls__cache_entry *e)
{
    e->newer = NULL;
    e->older = cache->newest;
    if (cache->newest != NULL)
        cache->newest->newer = e;
    else
        cache->oldest = e;
    cache->newest = e;
}

static struct otls__cache_entry **
find(struct otls__cache *cache, const void *key, size_t len)
{
    struct otls__cache_entry **link = bucket_of(cache, key, len);

    while (*link != NULL &&
           ((*link)->len != len || memcmp((*link)->key, key, len) != 0))
        link = &(*link)->next;
    return link;
}

/* Takes the entry out and puts it on |dropped|, to be freed unlocked. */
static void
take_out(struct otls__cache *cache, struct otls__cache_entry **link,
    struct otls__cache_entry **dropped)
{
    struct otls__cache_entry *e = *link;

    *link = e->next;
    unlink_used(cache, e);
    cache->count--;
    e->next = *dropped;
    *dropped = e;
}

static void
free_dropped(struct otls__cache *cache, struct otls__cache_entry *dropped)
{
    struct otls__cache_entry *next;

    for (; dropped != NULL; dropped = next) {
        next = dropped->next;
        cache->unref(dropped->object);
        otls__free(dropped);
    }
}

int
otls__cache_get(
    struct otls__cache *cache, const void *key, size_t len, void *object)
{
    struct otls__cache_entry *e;

    (void)pthread_mutex_lock(&cache->lock);
    if ((e = *find(cache, key, len)) != NULL) {
        unlink_used(cache, e);
        link_newest(cache, e);
        cache->ref(e->object);
        *(void **)object = e->object;
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return e != NULL;
}

void
otls__cache_put(
    struct otls__cache *cache, const void *key, size_t len, void *object)
{
    struct otls__cache_entry *e, *dropped = NULL, **link;

    if ((e = otls__malloc(sizeof(*e) + len)) == NULL)
        return;
    e->object = object;
    e->len = len;
    memcpy(e->key, key, len);
    cache->ref(object);
    (void)pthread_mutex_lock(&cache->lock);
    if (*(link = find(cache, key, len)) != NULL)
        take_out(cache, link, &dropped);
    while (cache->count >= cache->limit)
        take_out(cache,
            find(cache, cache->oldest->key, cache->oldest->len), &dropped);
    link = bucket_of(cache, key, len);
    e->next = *link;
    *link = e;
    link_newest(cache, e);
    cache->count++;
    (void)pthread_mutex_unlock(&cache->lock);
    free_dropped(cache, dropped);
}

void
otls__cache_drop(struct otls__cache *cache,
    int (*wanted)(const void *object, const void *user), const void *user)
{
    struct otls__cache_entry *dropped = NULL, **link;
    size_t i;

    (void)pthread_mutex_lock(&cache->lock);
    for (i = 0; i < OTLS__CACHE_BUCKETS; i++) {
        link = &cache->buckets[i];
        while (*link != NULL)
            if (wanted == NULL || wanted((*link)->object, user))
                take_out(cache, link, &dropped);
            else
                link = &(*link)->next;
    }
    (void)pthread_mutex_unlock(&cache->lock);
    free_dropped(cache, dropped);
}
