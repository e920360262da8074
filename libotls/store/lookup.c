/* SPDX-License-Identifier: ISC */
#include "store/store.h"

#include <string.h>

#include <otls/store.h>

#include "base/limit.h"
#include "base/secret.h"
#include "bio/wait.h"
#include "store/gate.h"
#include "store/pulled.h"

struct otls__store_lookup {
    struct otls__store *store;
    struct otls__limit limit;
    int take;
    int which;            /* of the secrets */
    int rv;               /* OTLS_E_WANT_STORE until it is done */
    void *ask;            /* the backend's, while it is outstanding */
    unsigned char *value; /* max_value bytes; secret once it is opened */
    size_t len;
    unsigned char key[OTLS__STORE_KEY];
    size_t name_len;
    unsigned char name[]; /* with no NUL */
};

static unsigned char *
take_room(struct otls__store *s)
{
    unsigned char *room = NULL;
    int i;

    for (i = 0; i < OTLS__STORE_SPARES && room == NULL; i++)
        if (atomic_load(&s->spares[i]) != NULL)
            room = atomic_exchange(&s->spares[i], NULL);
    return room != NULL ? room : otls__malloc((size_t)s->max_value);
}

static void
give_room(struct otls__store *s, unsigned char *room)
{
    int i;

    for (i = 0; i < OTLS__STORE_SPARES && room != NULL; i++)
        if (atomic_load(&s->spares[i]) == NULL)
            room = atomic_exchange(&s->spares[i], room);
    otls__free(room);
}

int
otls__store_lookup_begin(struct otls__store *store, const void *name,
    size_t name_len, int take, struct otls__store_lookup **lookup)
{
    struct otls__store_lookup *l;
    int rv;

    if ((rv = otls__store_check_name(name, name_len)) != OTLS_OK)
        return rv;
    if ((l = otls__calloc(1, sizeof(*l) + name_len)) == NULL)
        return otls__error_memory();
    if ((l->value = take_room(store)) == NULL) {
        otls__free(l);
        return otls__error_memory();
    }
    otls__store_ref(store);
    l->store = store;
    l->limit = otls__limit_begin(store->deadline_ms);
    l->take = take;
    l->rv = OTLS_E_WANT_STORE;
    l->name_len = name_len;
    memcpy(l->name, name, name_len);
    *lookup = l;
    return OTLS_OK;
}

struct otls__limit
otls__store_lookup_limit(const struct otls__store_lookup *l)
{
    return l->limit;
}

void
otls__store_lookup_set_limit(
    struct otls__store_lookup *l, const struct otls__limit *limit)
{
    l->limit = *limit;
}

static int
is_outstanding(const struct otls__store_lookup *l)
{
    return l->ask != NULL;
}

/* By the secret whose turn it is. */
static int
ask(struct otls__store_lookup *l)
{
    struct otls__store *const s = l->store;
    int rv;

    if ((rv = otls__store_keys_locate(
             s->keys, l->which, l->name, l->name_len, l->key)) != OTLS_OK ||
        (rv = otls__store_enter(s)) != OTLS_OK)
        return rv;
    l->len = (size_t)s->max_value;
    if (s->backend->ask == NULL)
        return otls__store_leave(
            s, s->backend->get(s->state, l->key, l->take, l->value, &l->len));
    if ((rv = s->backend->ask(s->state, l->key, l->take, &l->ask)) != OTLS_OK)
        return otls__store_leave(s, rv);
    return OTLS_E_WANT_STORE;
}

static int
hear(struct otls__store_lookup *l)
{
    struct otls__store *const s = l->store;
    int rv = s->backend->answer(s->state, l->ask, l->value, &l->len);

    if (rv == OTLS_E_WANT_STORE && otls__limit_left_ms(&l->limit) > 0)
        return rv;
    if (rv == OTLS_E_WANT_STORE) {
        s->backend->cancel(s->state, l->ask);
        rv = otls__error(OTLS_E_TIMEOUT,
            "the store had no answer within %lld ms",
            (long long)l->limit.timeout_ms);
    }
    l->ask = NULL;
    return otls__store_leave(s, rv);
}

static int
open_value(struct otls__store_lookup *l)
{
    struct otls__store *const s = l->store;
    const int rv = otls__store_keys_open(s->keys, l->which, l->key,
        otls__store_now_ms(), l->value, l->len, l->value, &l->len);

    if (rv != OTLS_E_AUTH)
        return rv;
    otls__store_note(s);
    otls__store_happened(s, OTLS_STORE_DAMAGED);
    return otls__error(
        OTLS_E_STORE_MISS, "the store has no such entry that is genuine");
}

/* As far as it goes with one of the secrets. */
static int
step(struct otls__store_lookup *l)
{
    int rv = OTLS_E_WANT_STORE;

    if (!is_outstanding(l))
        rv = ask(l);
    if (rv == OTLS_E_WANT_STORE)
        rv = hear(l);
    if (rv == OTLS_OK)
        rv = open_value(l);
    return rv;
}

int
otls__store_lookup_step(struct otls__store_lookup *l)
{
    const int secrets = otls__store_keys_count(l->store->keys);

    if (l->rv == OTLS_E_STORE_MISS)
        return otls__error(l->rv, "the store has no such entry");
    if (l->rv != OTLS_E_WANT_STORE)
        return l->rv;
    while ((l->rv = step(l)) == OTLS_E_STORE_MISS && ++l->which < secrets)
        ;
    if (l->rv == OTLS_OK)
        otls__store_happened(l->store, OTLS_STORE_HIT);
    else if (l->rv == OTLS_E_STORE_MISS)
        otls__store_happened(l->store, OTLS_STORE_MISS);
    return l->rv;
}

void
otls__store_lookup_value(
    const struct otls__store_lookup *l, const void **value, size_t *len)
{
    *value = l->value;
    *len = l->len;
}

int
otls__store_lookup_poll(
    const struct otls__store_lookup *l, int *fd, short *events)
{
    *fd = -1;
    *events = 0;
    if (is_outstanding(l))
        l->store->backend->poll(l->store->state, l->ask, fd, events);
    return otls__limit_left_ms(&l->limit);
}

void
otls__store_lookup_free(struct otls__store_lookup *l)
{
    if (l == NULL)
        return;
    if (is_outstanding(l))
        l->store->backend->cancel(l->store->state, l->ask);
    if (l->rv == OTLS_OK)
        otls__wipe(l->value, l->len);
    give_room(l->store, l->value);
    otls__store_unref(l->store);
    otls__free(l);
}

int
otls__store_lookup_wanted(
    const struct otls__store_lookup *l, int *take, const unsigned char **key)
{
    if (!is_outstanding(l) || !otls__store_is_pulled(l->store))
        return OTLS_E_TLS_STATE;
    *take = l->take;
    *key = l->key;
    return OTLS_OK;
}

int
otls__store_lookup_reply(
    struct otls__store_lookup *l, const void *value, size_t len)
{
    if (!is_outstanding(l) || !otls__store_is_pulled(l->store))
        return otls__error(
            OTLS_E_TLS_STATE, "nobody waits for an answer of the store");
    return otls__store_pulled_reply(l->ask, value, len);
}

/* A signal doesn't end the wait: the deadline is near. */
static int
wait_for(struct otls__store_lookup *l)
{
    short events;
    int fd, rv;

    while ((rv = otls__store_lookup_step(l)) == OTLS_E_WANT_STORE) {
        (void)otls__store_lookup_poll(l, &fd, &events);
        rv = otls__wait(fd, events, &l->limit);
        if (rv != OTLS_OK && rv != OTLS_E_TIMEOUT && rv != OTLS_E_INTERRUPTED)
            break;
    }
    return rv;
}

int
otls__store_get(struct otls__store *store, const void *name, size_t name_len,
    int take, void *value, size_t cap, size_t *len)
{
    struct otls__store_lookup *l;
    int rv;

    if ((rv = otls__store_check_name(name, name_len)) != OTLS_OK)
        return rv;
    if (otls__store_is_pulled(store))
        return otls__error(OTLS_E_UNSUPPORTED,
            "only connections look up what a store of \"pull:\" has");
    /* what was taken and has no room would be lost */
    if (take && cap < (size_t)store->max_value) {
        *len = (size_t)store->max_value;
        if (cap == 0)
            return OTLS_OK;
        return otls__error(OTLS_E_TOO_SMALL,
            "an entry may have as many as %lld bytes: give room for them",
            (long long)store->max_value);
    }
    if ((rv = otls__store_lookup_begin(store, name, name_len, take, &l)) !=
        OTLS_OK)
        return rv;
    if ((rv = wait_for(l)) == OTLS_OK)
        rv = otls__copy_bytes(l->value, l->len, value, cap, len);
    otls__store_lookup_free(l);
    return rv;
}
