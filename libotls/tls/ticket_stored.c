/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "crypto/rand.h"
#include "store/store.h"
#include "tls/ticket_part.h"

/*
 * A window of time has a random key, which the first host that misses it puts
 * into the store. That is done for the next window, too, so that every host
 * has a key before anybody seals with it. Now and then each host looks
 * whether the store still has what it knows, puts back what was lost, and
 * where others have meanwhile made a key of their own goes over to theirs.
 */
#define LOOK_S 60
#define RETRY_S 1
#define WINDOWS 3
#define HELD 2

static const char label[] = "libotls ticket key 1";
#define NAME (sizeof(label) + 16)

/* The keys of one window: the store's, and one that was there before it. */
struct held {
    int64_t window;
    int count;
    unsigned char bytes[HELD][OTLS__TICKET_KEY];
};

struct stored {
    struct otls__store *store;
    int64_t rotation;
    struct held *held; /* WINDOWS of them, in secret memory */
};

static struct held *
find(struct stored *s, int64_t window)
{
    struct held *h = &s->held[window % WINDOWS];

    if (h->window != window) {
        otls__wipe(h, sizeof(*h));
        h->window = window;
    }
    return h;
}

static void
adopt(struct held *h, const unsigned char *bytes)
{
    if (h->count > 0 && otls__equal(h->bytes[0], bytes, OTLS__TICKET_KEY))
        return;
    memmove(h->bytes[1], h->bytes[0], OTLS__TICKET_KEY);
    memcpy(h->bytes[0], bytes, OTLS__TICKET_KEY);
    if (h->count < HELD)
        h->count++;
}

static void
make_name(const struct stored *s, int64_t window, unsigned char name[NAME])
{
    int i;

    memcpy(name, label, sizeof(label));
    name += sizeof(label);
    for (i = 56; i >= 0; i -= 8) {
        name[8] = (unsigned char)((uint64_t)window >> i);
        *name++ = (unsigned char)((uint64_t)s->rotation >> i);
    }
}

static int
look(struct stored *s, int64_t window, const unsigned char *name)
{
    unsigned char bytes[OTLS__TICKET_KEY];
    size_t len = 0;
    int rv;

    rv = otls__store_get(s->store, name, NAME, 0, bytes, sizeof(bytes), &len);
    if (rv == OTLS_OK && len != sizeof(bytes))
        rv = otls__error(
            OTLS_E_STORE, "the store has something else for a ticket key");
    if (rv == OTLS_OK)
        adopt(find(s, window), bytes);
    otls__wipe(bytes, sizeof(bytes));
    return rv;
}

/* What this host has already, or a new one; what somebody else was quicker
 * with counts. */
static int
publish(
    struct stored *s, int64_t now, int64_t window, const unsigned char *name)
{
    const int64_t left = (window + WINDOWS) * s->rotation - now;
    const struct held *h = find(s, window);
    unsigned char bytes[OTLS__TICKET_KEY];
    int rv = OTLS_OK;

    if (h->count > 0)
        memcpy(bytes, h->bytes[0], sizeof(bytes));
    else
        rv = otls__rand_private_bytes(bytes, sizeof(bytes));
    if (rv == OTLS_OK)
        rv = otls__store_put_new(
            s->store, name, NAME, bytes, sizeof(bytes), left * 1000);
    if (rv == OTLS_OK)
        adopt(find(s, window), bytes);
    otls__wipe(bytes, sizeof(bytes));
    return rv == OTLS_E_STORE_MISS ? look(s, window, name) : rv;
}

static int
settle(struct stored *s, int64_t now, int64_t window, int past)
{
    unsigned char name[NAME];
    int rv;

    make_name(s, window, name);
    rv = look(s, window, name);
    if (rv != OTLS_E_STORE_MISS)
        return rv;
    return past ? OTLS_OK : publish(s, now, window, name);
}

static void
add(struct stored *s, int64_t window, int renew, struct otls__ticket_set *set)
{
    const struct held *h = find(s, window);
    int i;

    for (i = 0; i < h->count; i++)
        (void)otls__ticket_set_add(
            set, h->bytes[i], OTLS__TICKET_KEY, renew || i > 0);
}

static int
refresh(void *state, int64_t now, struct otls__ticket_set *set, int64_t *due,
    int *ready)
{
    struct stored *s = state;
    const int64_t window = now / s->rotation;
    const int64_t end = (window + 1) * s->rotation;
    int rv;

    /* the first failure is the last: each may take the store's deadline */
    if ((rv = settle(s, now, window, 0)) == OTLS_OK &&
        (rv = settle(s, now, window + 1, 0)) == OTLS_OK)
        rv = settle(s, now, window - 1, 1);
    add(s, window, 0, set);
    set->seal = set->count > 0 ? 0 : -1;
    add(s, window + 1, 0, set);
    add(s, window - 1, 1, set);
    *due = now + (rv == OTLS_OK ? LOOK_S : RETRY_S);
    if (*due > end)
        *due = end;
    *ready = 1;
    return rv;
}

static void
finish(void *state)
{
    struct stored *s = state;

    otls__store_unref(s->store);
    otls__secret_free(s->held);
    otls__free(s);
}

static const struct otls__ticket_source stored = {refresh, finish};

int
otls__ticket_keys_stored(struct otls__store *store, int64_t rotation_s,
    struct otls__ticket_keys **keys)
{
    struct stored *s;
    int rv;

    if ((rv = otls__ticket_rotation(&rotation_s)) != OTLS_OK)
        return rv;
    if (!otls__store_has_put_new(store))
        return otls__error(OTLS_E_UNSUPPORTED,
            "this store can't keep ticket keys, since it can't tell who was "
            "the first to make one");
    if ((s = otls__calloc(1, sizeof(*s))) == NULL)
        return otls__error_memory();
    s->held = otls__secret_new(WINDOWS * sizeof(*s->held));
    if (s->held == NULL) {
        otls__free(s);
        return otls__error_memory();
    }
    otls__store_ref(store);
    s->store = store;
    s->rotation = rotation_s;
    return otls__ticket_keys_new(&stored, s, keys);
}
