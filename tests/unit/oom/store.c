/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static char kept[2000];
static size_t kept_len;

static int
own_put(void *user, const void *key, size_t key_len, const void *value,
    size_t value_len, int64_t ttl_ms)
{
    (void)user;
    (void)key;
    (void)key_len;
    (void)ttl_ms;
    if (value_len > sizeof(kept))
        return 0;
    memcpy(kept, value, value_len);
    kept_len = value_len;
    return OTLS_CALLBACK_ACCEPT;
}

static int
own_get(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    (void)user;
    (void)key;
    (void)key_len;
    if (kept_len == 0 || kept_len > cap)
        return 0;
    memcpy(buf, kept, kept_len);
    *len = kept_len;
    return OTLS_CALLBACK_ACCEPT;
}

static int
own_remove(void *user, const void *key, size_t key_len)
{
    (void)user;
    (void)key;
    (void)key_len;
    kept_len = 0;
    return OTLS_CALLBACK_ACCEPT;
}

static int
use(otls_handle store)
{
    static char buf[16384];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_store_put(store, "name", 4, "value", 5, 600000));
    TRY(otls_store_get(store, "name", 4, buf, sizeof(buf), &len));
    TRY(otls_store_take(store, "name", 4, buf, sizeof(buf), &len));
    TRY(otls_store_put(store, "name", 4, "value", 5, 600000));
    TRY(otls_store_remove(store, "name", 4));
    TRY(otls_store_counter(store, OTLS_STORE_HIT, &n));
    TRY(otls_store_warning(store, buf, sizeof(buf), &len));
out:
    return rv;
}

static int
store_memory(void)
{
    otls_handle store = 0;
    char secret[45];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_store_make_secret(secret, sizeof(secret), &len));
    TRY(otls_store_open("memory:", secret, len, &store));
    TRY(use(store));
    TRY(otls_store_count(store, &n));
    TRY(otls_store_purge(store));
    TRY(otls_store_pump(store));
    rv = otls_store_fd(store, &n);
    if (rv == OTLS_E_UNSUPPORTED)
        rv = OTLS_OK;
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

static int
store_sqlite(void)
{
    otls_handle store = 0;
    char url[300], secret[256];
    int rv;

    (void)snprintf(secret, sizeof(secret), "%s", support_path("secret"));
    support_write_file(secret, SECRET, strlen(SECRET));
    (void)snprintf(url, sizeof(url), "sqlite:%s?deadline_ms=60000",
        support_path("sessions.db"));
    TRY(otls_store_open_file(url, secret, &store));
    TRY(use(store));
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

static int
store_registered(void)
{
    static int known;
    otls_handle store = 0;
    int rv;

    if (!known) {
        TRY(otls_store_register(
            "own", own_put, own_get, own_get, own_remove, NULL));
        known = 1;
    }
    TRY(otls_store_open("own:", SECRET, strlen(SECRET), &store));
    TRY(use(store));
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

const struct oom_scenario oom_store[] = {
    {"store_memory", store_memory},
    {"store_sqlite", store_sqlite},
    {"store_registered", store_registered},
    {NULL, NULL},
};
