/* SPDX-License-Identifier: ISC */
#include "store/store.h"

#include <string.h>
#include <strings.h>

#include <otls/store.h>

#include "base/limit.h"
#include "bio/wait.h"
#include "store/gate.h"
#include "store/pulled.h"
#include "store/registry.h"

typedef int backend_put(void *state, const unsigned char *key,
    const void *value, size_t len, int64_t ttl_ms);

static int
put_sealed(struct otls__store *store, backend_put *how,
    const unsigned char *key, const void *value, size_t len, int64_t ttl_ms)
{
    const size_t sealed_len = len + OTLS__STORE_OVERHEAD;
    unsigned char *sealed = otls__malloc(sealed_len);
    const int64_t now = otls__store_now_ms();
    int rv;

    if (sealed == NULL)
        return otls__error_memory();
    rv = otls__store_keys_seal(store->keys, key,
        ttl_ms > INT64_MAX - now ? INT64_MAX : now + ttl_ms, value, len,
        sealed);
    if (rv == OTLS_OK && (rv = otls__store_enter(store)) == OTLS_OK) {
        rv = how(store->state, key, sealed, sealed_len, ttl_ms);
        /* what is only on its way says nothing of the store */
        if (rv != OTLS_OK || store->backend->pump == NULL ||
            how != store->backend->put)
            rv = otls__store_leave(store, rv);
    }
    otls__free(sealed);
    return rv;
}

static int
put_by(struct otls__store *store, backend_put *how, const void *name,
    size_t name_len, const void *value, size_t len, int64_t ttl_ms)
{
    unsigned char key[OTLS__STORE_KEY];
    int rv;

    if ((rv = otls__store_check_name(name, name_len)) != OTLS_OK)
        return rv;
    if (ttl_ms <= 0)
        return otls__error(OTLS_E_INVALID,
            "what is put into a store stays for 1 ms at least, not for %lld",
            (long long)ttl_ms);
    if (len > (size_t)store->max_value - OTLS__STORE_OVERHEAD) {
        otls__store_happened(store, OTLS_STORE_OVERSIZE);
        return otls__error(OTLS_E_LIMIT,
            "%zu bytes are too many for one entry: the store's max_value is "
            "%lld",
            len, (long long)store->max_value);
    }
    if ((rv = otls__store_keys_locate(store->keys, 0, name, name_len, key)) ==
            OTLS_OK &&
        (rv = put_sealed(store, how, key, value, len, ttl_ms)) == OTLS_OK)
        otls__store_happened(store, OTLS_STORE_PUT);
    return rv;
}

int
otls__store_put(struct otls__store *store, const void *name, size_t name_len,
    const void *value, size_t len, int64_t ttl_ms)
{
    return put_by(
        store, store->backend->put, name, name_len, value, len, ttl_ms);
}

int
otls__store_put_new(struct otls__store *store, const void *name,
    size_t name_len, const void *value, size_t len, int64_t ttl_ms)
{
    if (!otls__store_has_put_new(store))
        return otls__error(OTLS_E_UNSUPPORTED,
            "this store can't tell who was the first to put something");
    return put_by(
        store, store->backend->put_new, name, name_len, value, len, ttl_ms);
}

int
otls__store_has_put_new(const struct otls__store *store)
{
    return store->backend->put_new != NULL;
}

int
otls__store_remove(
    struct otls__store *store, const void *name, size_t name_len)
{
    const int secrets = otls__store_keys_count(store->keys);
    unsigned char key[OTLS__STORE_KEY];
    int i, found = 0, rv;

    if ((rv = otls__store_check_name(name, name_len)) != OTLS_OK)
        return rv;
    for (i = 0; i < secrets; i++) {
        if ((rv = otls__store_keys_locate(
                 store->keys, i, name, name_len, key)) != OTLS_OK ||
            (rv = otls__store_enter(store)) != OTLS_OK)
            return rv;
        rv = otls__store_leave(
            store, store->backend->remove(store->state, key));
        if (rv != OTLS_OK && rv != OTLS_E_STORE_MISS)
            return rv;
        found |= rv == OTLS_OK;
    }
    return found ? OTLS_OK : rv;
}

static int
cannot(void)
{
    return otls__error(OTLS_E_UNSUPPORTED, "this store can't do that");
}

int
otls__store_count(struct otls__store *store, int64_t *n)
{
    int rv;

    if (store->backend->count == NULL)
        return cannot();
    if ((rv = otls__store_enter(store)) != OTLS_OK)
        return rv;
    return otls__store_leave(store, store->backend->count(store->state, n));
}

int
otls__store_purge(struct otls__store *store)
{
    int rv;

    if (store->backend->purge == NULL)
        return cannot();
    if ((rv = otls__store_enter(store)) != OTLS_OK)
        return rv;
    return otls__store_leave(store, store->backend->purge(store->state));
}

int
otls__store_pump(struct otls__store *store)
{
    int rv;

    if (store->backend->pump == NULL)
        return OTLS_OK;
    rv = store->backend->pump(store->state);
    if (rv == OTLS_OK || rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE)
        return rv;
    return otls__store_leave(store, rv);
}

void
otls__store_flush(struct otls__store *store)
{
    const struct otls__limit limit = otls__limit_begin(store->deadline_ms);
    int rv;

    if (store->backend->pump == NULL)
        return;
    while (otls__limit_left_ms(&limit) > 0) {
        rv = store->backend->pump(store->state);
        if (rv != OTLS_E_WANT_READ && rv != OTLS_E_WANT_WRITE)
            return;
        rv = otls__wait(store->backend->fd(store->state),
            rv == OTLS_E_WANT_READ ? POLLIN : POLLOUT, &limit);
        if (rv == OTLS_E_SHUTDOWN)
            return;
    }
}

int
otls__store_fd(struct otls__store *store, int64_t *fd)
{
    if (store->backend->fd == NULL)
        return otls__error(OTLS_E_UNSUPPORTED,
            "this store never waits for anything, so there is nothing to "
            "poll");
    *fd = store->backend->fd(store->state);
    return OTLS_OK;
}

int
otls__store_counter(struct otls__store *store, int counter, int64_t *value)
{
    if (counter < 1 || counter > OTLS__STORE_COUNTERS)
        return otls__error(OTLS_E_INVALID,
            "there is no counter %d: it may be one of OTLS_STORE_HIT to "
            "OTLS_STORE_DROPPED",
            counter);
    *value = atomic_load(&store->counters[counter]);
    return OTLS_OK;
}

int
otls__store_warning(
    struct otls__store *store, void *buf, size_t cap, size_t *len)
{
    char warning[OTLS__MESSAGE_SIZE];

    (void)pthread_mutex_lock(&store->lock);
    memcpy(warning, store->warning, sizeof(warning));
    (void)pthread_mutex_unlock(&store->lock);
    return otls__copy_text(warning, buf, cap, len);
}

size_t
otls__store_max_value(const struct otls__store *store)
{
    return (size_t)store->max_value;
}

const struct otls__store_keys *
otls__store_keys_of(const struct otls__store *store)
{
    return store->keys;
}

void
otls__store_retire(struct otls__store *store)
{
    atomic_store(&store->retired, 1);
}

int
otls__store_is_retired(const struct otls__store *store)
{
    return atomic_load(&store->retired);
}

static int
is_over_tls(const struct otls__store_url *url)
{
    return url->tls || strcasecmp(url->scheme, "rediss") == 0;
}

static int
is_redis(const struct otls__store_url *url)
{
    static const char *const schemes[] = {
        "redis", "rediss", "redis+cluster", "redis+sentinel", "redis+unix"};
    size_t i;

    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strcasecmp(url->scheme, schemes[i]) == 0)
            return 1;
    return 0;
}

static int
open_backend(struct otls__store *store, const struct otls__store_url *url,
    otls__store_make_tls *make_tls)
{
    if (strcasecmp(url->scheme, "memory") == 0)
        return otls__store_memory_open(url, &store->backend, &store->state);
    if (strcasecmp(url->scheme, "sqlite") == 0)
        return otls__store_sqlite_open(url, &store->backend, &store->state);
    if (is_redis(url) && (!is_over_tls(url) || make_tls != NULL))
        return otls__store_redis_open(store, url,
            is_over_tls(url) ? make_tls : NULL, &store->backend,
            &store->state);
    if (strcasecmp(url->scheme, "pull") == 0)
        return otls__store_pulled_open(store);
    return otls__store_registered_open(url, &store->backend, &store->state);
}

static int
make_keys(struct otls__store *store, const struct otls__store_url *url,
    const char *secret, size_t secret_len)
{
    if (secret != NULL)
        return otls__store_keys_parse(secret, secret_len, &store->keys);
    if (strcasecmp(url->scheme, "memory") == 0)
        return otls__store_keys_random(&store->keys);
    return otls__error(OTLS_E_STORE_SECRET,
        "a store outside the process needs a secret, without which whoever "
        "can write to it could be anybody: make one with \"otls keygen "
        "--store-secret\"");
}

static int
fill(struct otls__store *store, const char *text, const char *secret,
    size_t secret_len, otls__store_make_tls *make_tls)
{
    struct otls__store_url url;
    int rv;

    if ((rv = otls__store_url_parse(text, &url)) != OTLS_OK)
        return rv;
    store->deadline_ms = url.deadline_ms;
    store->max_value = url.max_value;
    if ((rv = make_keys(store, &url, secret, secret_len)) == OTLS_OK)
        rv = open_backend(store, &url, make_tls);
    otls__store_url_end(&url);
    return rv;
}

int
otls__store_open(const char *url, const char *secret, size_t secret_len,
    struct otls__store **store)
{
    return otls__store_open_tls(url, secret, secret_len, NULL, store);
}

int
otls__store_open_tls(const char *url, const char *secret, size_t secret_len,
    otls__store_make_tls *make_tls, struct otls__store **store)
{
    struct otls__store *s = otls__calloc(1, sizeof(*s));
    int rv;

    if (s == NULL)
        return otls__error_memory();
    otls__ref_init(&s->ref);
    (void)pthread_mutex_init(&s->lock, NULL);
    if ((rv = fill(s, url, secret, secret_len, make_tls)) == OTLS_OK)
        *store = s;
    else
        otls__store_unref(s);
    return rv;
}

void
otls__store_ref(void *store)
{
    otls__ref_take(&((struct otls__store *)store)->ref);
}

void
otls__store_unref(void *store)
{
    struct otls__store *const s = store;
    int i;

    if (s == NULL || !otls__ref_drop(&s->ref))
        return;
    if (s->backend != NULL)
        s->backend->close(s->state);
    for (i = 0; i < OTLS__STORE_SPARES; i++)
        otls__free(atomic_load(&s->spares[i]));
    otls__store_keys_free(s->keys);
    (void)pthread_mutex_destroy(&s->lock);
    otls__free(s);
}
