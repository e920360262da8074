/* SPDX-License-Identifier: ISC */
#include "store/pulled.h"

#include <string.h>

#include <otls/store.h>

#include "store/gate.h"

struct write {
    struct write *next;
    int64_t ttl_ms; /* 0: to be removed */
    size_t len;
    unsigned char data[]; /* key, value */
};

struct pulled {
    struct otls__store *store; /* whose part it is */
    pthread_mutex_t lock;
    struct write *first, **end;
    int count;
};

struct ask {
    int answered;
    int found;
    size_t len;
    unsigned char *value; /* sealed */
};

static struct write *
pop(struct pulled *p)
{
    struct write *const w = p->first;

    if (w == NULL)
        return NULL;
    p->first = w->next;
    if (p->first == NULL)
        p->end = &p->first;
    p->count--;
    return w;
}

static int
push(struct pulled *p, const unsigned char *key, const void *value, size_t len,
    int64_t ttl_ms)
{
    struct write *w = otls__malloc(sizeof(*w) + OTLS__STORE_KEY + len);
    struct write *old = NULL;

    if (w == NULL)
        return otls__error_memory();
    w->next = NULL;
    w->ttl_ms = ttl_ms;
    w->len = OTLS__STORE_KEY + len;
    memcpy(w->data, key, OTLS__STORE_KEY);
    if (len > 0)
        memcpy(w->data + OTLS__STORE_KEY, value, len);
    (void)pthread_mutex_lock(&p->lock);
    if (p->count == OTLS__STORE_PULLED_WRITES)
        old = pop(p);
    *p->end = w;
    p->end = &w->next;
    p->count++;
    (void)pthread_mutex_unlock(&p->lock);
    if (old != NULL)
        otls__store_happened(p->store, OTLS_STORE_DROPPED);
    otls__free(old);
    return OTLS_OK;
}

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    return push(state, key, value, len, ttl_ms);
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    return push(state, key, NULL, 0, 0);
}

static int
ask(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void **asked)
{
    struct ask *a = otls__calloc(1, sizeof(*a));

    (void)state;
    (void)key;
    (void)take;
    if (a == NULL)
        return otls__error_memory();
    *asked = a;
    return OTLS_OK;
}

static void
cancel(void *state, void *asked)
{
    struct ask *const a = asked;

    (void)state;
    otls__free(a->value);
    otls__free(a);
}

static int
answer(void *state, void *asked, void *value, size_t *len)
{
    struct ask *const a = asked;
    int rv = OTLS_OK;

    if (!a->answered)
        return otls__error(OTLS_E_WANT_STORE,
            "a look-up waits for otls_connection_store_reply");
    if (!a->found || a->len > *len) {
        rv = otls__error(OTLS_E_STORE_MISS, "the store has no such entry");
    } else {
        if (a->len > 0)
            memcpy(value, a->value, a->len);
        *len = a->len;
    }
    cancel(state, asked);
    return rv;
}

static void
what_to_poll(void *state, void *asked, int *fd, short *events)
{
    (void)state;
    (void)asked;
    *fd = -1;
    *events = 0;
}

static void
finish(void *state)
{
    struct pulled *const p = state;
    struct write *w;

    while ((w = pop(p)) != NULL)
        otls__free(w);
    (void)pthread_mutex_destroy(&p->lock);
    otls__free(p);
}

static const struct otls__store_backend backend = {.put = put,
    .remove = forget,
    .close = finish,
    .ask = ask,
    .answer = answer,
    .poll = what_to_poll,
    .cancel = cancel};

int
otls__store_pulled_open(struct otls__store *store)
{
    struct pulled *p = otls__calloc(1, sizeof(*p));

    if (p == NULL)
        return otls__error_memory();
    p->store = store;
    p->end = &p->first;
    (void)pthread_mutex_init(&p->lock, NULL);
    store->backend = &backend;
    store->state = p;
    return OTLS_OK;
}

int
otls__store_is_pulled(const struct otls__store *store)
{
    return store->backend == &backend;
}

int
otls__store_next_write(struct otls__store *store, int64_t *ttl_ms, void *buf,
    size_t cap, size_t *len)
{
    struct pulled *const p = store->state;
    struct write *done = NULL;
    int rv = OTLS_OK;

    if (!otls__store_is_pulled(store))
        return otls__error(OTLS_E_UNSUPPORTED,
            "the store writes by itself: only those of \"pull:\" are written "
            "by their program");
    *len = 0;
    (void)pthread_mutex_lock(&p->lock);
    if (p->first != NULL) {
        *ttl_ms = p->first->ttl_ms;
        rv = otls__copy_bytes(p->first->data, p->first->len, buf, cap, len);
        if (rv == OTLS_OK && cap > 0)
            done = pop(p);
    }
    (void)pthread_mutex_unlock(&p->lock);
    otls__free(done);
    return rv;
}

int
otls__store_pulled_reply(void *asked, const void *value, size_t len)
{
    struct ask *const a = asked;
    unsigned char *copy = NULL;

    if (a->answered)
        return otls__error(
            OTLS_E_TLS_STATE, "nobody waits for an answer of the store");
    if (len > 0 && (copy = otls__memdup(value, len)) == NULL)
        return otls__error_memory();
    a->answered = 1;
    a->found = value != NULL;
    a->value = copy;
    a->len = len;
    return OTLS_OK;
}
