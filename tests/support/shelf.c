/* SPDX-License-Identifier: ISC */
#include "shelf.h"

#include <pthread.h>
#include <string.h>

struct shelf shelf;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char secrets[2][45];

static struct shelf_entry *
find(const void *key)
{
    int i;

    for (i = 0; i < shelf.count; i++)
        if (shelf.entries[i].used &&
            memcmp(shelf.entries[i].key, key, 32) == 0)
            return &shelf.entries[i];
    return NULL;
}

static int
put(void *user, const void *key, size_t key_len, const void *value, size_t len,
    int64_t ttl_ms)
{
    struct shelf_entry *e;
    int rv = 0;

    (void)user;
    (void)key_len;
    (void)pthread_mutex_lock(&lock);
    shelf.puts++;
    if (!shelf.fail && len <= SHELF_VALUE) {
        if ((e = find(key)) == NULL)
            e = &shelf.entries[shelf.count++ % SHELF_ENTRIES];
        if (shelf.count > SHELF_ENTRIES)
            shelf.count = SHELF_ENTRIES;
        e->used = 1;
        memcpy(e->key, key, 32);
        memcpy(e->value, value, len);
        e->len = len;
        e->ttl_ms = ttl_ms;
        rv = OTLS_CALLBACK_ACCEPT;
    }
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

static int
look(const void *key, int take, void *buf, size_t cap, size_t *len)
{
    struct shelf_entry *e;
    int rv = 0;

    (void)pthread_mutex_lock(&lock);
    *(take ? &shelf.takes : &shelf.gets) += 1;
    if (shelf.nonsense) {
        memset(buf, 0xa5, cap);
        *len = cap;
        rv = OTLS_CALLBACK_ACCEPT;
    } else if (!shelf.fail && (e = find(key)) != NULL && e->len <= cap) {
        memcpy(buf, e->value, e->len);
        *len = e->len;
        if (take && !shelf.keep)
            e->used = 0;
        rv = OTLS_CALLBACK_ACCEPT;
    }
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

static int
get(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    (void)user;
    (void)key_len;
    return look(key, 0, buf, cap, len);
}

static int
take(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    (void)user;
    (void)key_len;
    return look(key, 1, buf, cap, len);
}

static int
forget(void *user, const void *key, size_t key_len)
{
    struct shelf_entry *e;
    int rv = 0;

    (void)user;
    (void)key_len;
    (void)pthread_mutex_lock(&lock);
    shelf.removes++;
    if ((e = find(key)) != NULL) {
        e->used = 0;
        rv = OTLS_CALLBACK_ACCEPT;
    }
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

static void
open_with(int which, otls_handle *store)
{
    size_t n;
    int i;

    if (secrets[0][0] == '\0') {
        memset(&shelf, 0, sizeof(shelf));
        for (i = 0; i < 2; i++)
            ck_assert_ok(
                otls_store_make_secret(secrets[i], sizeof(secrets[i]), &n));
        ck_assert_ok(
            otls_store_register("shelf", put, get, take, forget, NULL));
    }
    ck_assert_ok(
        otls_store_open("shelf:?deadline_ms=10000", secrets[which], 44, store));
}

void
shelf_open(otls_handle *store)
{
    open_with(0, store);
}

void
shelf_open_other(otls_handle *store)
{
    open_with(1, store);
}
