/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "base/limit.h"
#include "base/mem.h"
#include "store/backend.h"

/*
 * Shards with a lock each, so that threads seldom meet. A shard is a hash
 * table of chains and a list by age, the last used first: what has no room
 * is given by the list's end, and a put looks at a few there for what has
 * expired.
 */
#define SHARDS 16
#define BUCKETS 1024
#define MAX_ENTRIES 20000
#define MAX_BYTES ((int64_t)64 << 20)
#define SLICE 4
#define NS_IN_MS 1000000

struct entry {
    struct entry *chain;
    struct entry *newer, *older;
    int64_t expires_ns;
    size_t len;
    unsigned char key[OTLS__STORE_KEY];
    unsigned char value[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest;
    int64_t count, bytes;
};

struct memory {
    int64_t max_count, max_bytes; /* of a shard */
    struct shard shards[SHARDS];
};

/* The bytes of a key are as good as random. */
static struct shard *
lock(struct memory *m, const unsigned char *key)
{
    struct shard *shard = &m->shards[key[0] % SHARDS];

    (void)pthread_mutex_lock(&shard->lock);
    return shard;
}

static void
unlock(struct shard *shard)
{
    (void)pthread_mutex_unlock(&shard->lock);
}

static struct entry **
find(struct shard *shard, const unsigned char *key)
{
    struct entry **at = &shard->buckets[(key[1] << 8 | key[2]) % BUCKETS];

    while (*at != NULL && memcmp((*at)->key, key, OTLS__STORE_KEY) != 0)
        at = &(*at)->chain;
    return at;
}

static void
leave_list(struct shard *shard, struct entry *e)
{
    *(e->newer == NULL ? &shard->newest : &e->newer->older) = e->older;
    *(e->older == NULL ? &shard->oldest : &e->older->newer) = e->newer;
}

static void
enter_list(struct shard *shard, struct entry *e)
{
    e->newer = NULL;
    e->older = shard->newest;
    *(e->older == NULL ? &shard->oldest : &e->older->newer) = e;
    shard->newest = e;
}

static int64_t
size(const struct entry *e)
{
    return (int64_t)(sizeof(*e) + e->len);
}

static void
drop(struct shard *shard, struct entry **at)
{
    struct entry *e = *at;

    *at = e->chain;
    leave_list(shard, e);
    shard->count--;
    shard->bytes -= size(e);
    otls__free(e);
}

static void
drop_expired(struct shard *shard, int64_t now)
{
    struct entry *e = shard->oldest, *newer;
    int n;

    for (n = 0; e != NULL && n < SLICE; n++) {
        newer = e->newer;
        if (e->expires_ns <= now)
            drop(shard, find(shard, e->key));
        e = newer;
    }
}

static struct entry *
make(const unsigned char *key, const void *value, size_t len, int64_t now,
    int64_t ttl_ms)
{
    struct entry *e = otls__malloc(sizeof(*e) + len);

    if (e == NULL)
        return NULL;
    memset(e, 0, sizeof(*e));
    memcpy(e->key, key, OTLS__STORE_KEY);
    memcpy(e->value, value, len);
    e->len = len;
    e->expires_ns = ttl_ms > (INT64_MAX - now) / NS_IN_MS
                        ? INT64_MAX
                        : now + ttl_ms * NS_IN_MS;
    return e;
}

static void
insert(struct memory *m, struct shard *shard, struct entry *e)
{
    struct entry **at = find(shard, e->key);

    if (*at != NULL)
        drop(shard, at);
    while (shard->oldest != NULL && (shard->count >= m->max_count ||
                                        shard->bytes + size(e) > m->max_bytes))
        drop(shard, find(shard, shard->oldest->key));
    at = find(shard, e->key);
    e->chain = *at;
    *at = e;
    enter_list(shard, e);
    shard->count++;
    shard->bytes += size(e);
}

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    const int64_t now = otls__now_ns();
    struct entry *e = make(key, value, len, now, ttl_ms);
    struct shard *shard;

    if (e == NULL)
        return otls__error_memory();
    shard = lock(state, key);
    drop_expired(shard, now);
    insert(state, shard, e);
    unlock(shard);
    return OTLS_OK;
}

static int
missed(void)
{
    return otls__error(OTLS_E_STORE_MISS, "the store has no such entry");
}

static int
put_new(void *state, const unsigned char key[OTLS__STORE_KEY],
    const void *value, size_t len, int64_t ttl_ms)
{
    const int64_t now = otls__now_ns();
    struct entry *e = make(key, value, len, now, ttl_ms), *there;
    struct shard *shard;

    if (e == NULL)
        return otls__error_memory();
    shard = lock(state, key);
    drop_expired(shard, now);
    there = *find(shard, key);
    if (there == NULL || there->expires_ns <= now) {
        insert(state, shard, e);
        e = NULL;
    }
    unlock(shard);
    if (e == NULL)
        return OTLS_OK;
    otls__free(e);
    return otls__error(
        OTLS_E_STORE_MISS, "the store has such an entry already");
}

static int
get(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void *value, size_t *len)
{
    struct shard *shard = lock(state, key);
    struct entry **at = find(shard, key), *e = *at;
    int found;

    if (e != NULL && e->expires_ns <= otls__now_ns()) {
        drop(shard, at);
        e = NULL;
    }
    found = e != NULL && e->len <= *len;
    if (found) {
        memcpy(value, e->value, e->len);
        *len = e->len;
    }
    if (e != NULL && take)
        drop(shard, at);
    else if (e != NULL) {
        leave_list(shard, e);
        enter_list(shard, e);
    }
    unlock(shard);
    return found ? OTLS_OK : missed();
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    struct shard *shard = lock(state, key);
    struct entry **at = find(shard, key);
    const int found = *at != NULL;

    if (found)
        drop(shard, at);
    unlock(shard);
    return found ? OTLS_OK : missed();
}

static int
count(void *state, int64_t *n)
{
    struct memory *m = state;
    int i;

    *n = 0;
    for (i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_lock(&m->shards[i].lock);
        *n += m->shards[i].count;
        unlock(&m->shards[i]);
    }
    return OTLS_OK;
}

static void
describe(const struct entry *e, int64_t now, struct otls__store_entry *out)
{
    memcpy(out->key, e->key, sizeof(out->key));
    out->size = (int64_t)e->len;
    out->ttl_ms = e->expires_ns > now ? (e->expires_ns - now) / NS_IN_MS : 0;
}

static int
purge(void *state)
{
    struct memory *m = state;
    struct shard *shard;
    int i;

    for (i = 0; i < SHARDS; i++) {
        shard = &m->shards[i];
        (void)pthread_mutex_lock(&shard->lock);
        while (shard->oldest != NULL)
            drop(shard, find(shard, shard->oldest->key));
        unlock(shard);
    }
    return OTLS_OK;
}

/* A bucket after the other, whole, since nothing says where in one to go on.
 */
static int
scan(void *state, int64_t *cursor, struct otls__store_entry *entries,
    size_t *count)
{
    struct memory *m = state;
    const int64_t now = otls__now_ns();
    const size_t room = *count;
    struct shard *shard;
    const struct entry *e;
    int64_t at = *cursor;
    size_t n = 0, before = 0;

    for (; at < SHARDS * BUCKETS && n <= room; at++) {
        shard = &m->shards[at / BUCKETS];
        before = n;
        (void)pthread_mutex_lock(&shard->lock);
        for (e = shard->buckets[at % BUCKETS]; e != NULL; e = e->chain, n++)
            if (n < room)
                describe(e, now, &entries[n]);
        unlock(shard);
    }
    if (n > room && before == 0) {
        *count = n;
        return otls__error(OTLS_E_TOO_SMALL,
            "there is room for %zu entries, and there are %zu", room, n);
    }
    *count = n > room ? before : n;
    if (n > room)
        at--;
    *cursor = at < SHARDS * BUCKETS ? at : 0;
    return OTLS_OK;
}

static void
finish(void *state)
{
    struct memory *m = state;
    int i;

    (void)purge(m);
    for (i = 0; i < SHARDS; i++)
        (void)pthread_mutex_destroy(&m->shards[i].lock);
    otls__free(m);
}

static const struct otls__store_backend memory = {
    .put = put,
    .get = get,
    .remove = forget,
    .count = count,
    .purge = purge,
    .scan = scan,
    .close = finish,
    .put_new = put_new,
};

static int64_t
share(int64_t whole, int64_t usual)
{
    return ((whole == 0 ? usual : whole) + SHARDS - 1) / SHARDS;
}

int
otls__store_memory_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state)
{
    struct memory *m;
    int i;

    if (url->rest[0] != '\0')
        return otls__error(
            OTLS_E_INVALID, "the URL of the memory store is \"memory:\"");
    if ((m = otls__calloc(1, sizeof(*m))) == NULL)
        return otls__error_memory();
    m->max_count = share(url->max_entries, MAX_ENTRIES);
    m->max_bytes = share(url->max_bytes, MAX_BYTES);
    for (i = 0; i < SHARDS; i++)
        (void)pthread_mutex_init(&m->shards[i].lock, NULL);
    *backend = &memory;
    *state = m;
    return OTLS_OK;
}
