/* SPDX-License-Identifier: ISC */
#include "tls/ticket_keys.h"

#include <string.h>
#include <time.h>

#include "base/call.h"
#include "base/secret.h"
#include "tls/ticket_part.h"

#define ROTATION_MIN 60
#define ROTATION_MAX (7 * 86400)
#define ROTATION (12 * 3600)
#define RETRY 1

static int64_t
now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int
otls__ticket_rotation(int64_t *rotation_s)
{
    if (*rotation_s == 0)
        *rotation_s = ROTATION;
    if (*rotation_s >= ROTATION_MIN && *rotation_s <= ROTATION_MAX)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "ticket keys change every %d to %d seconds, not every %lld: 0 has "
        "them change every 12 hours",
        ROTATION_MIN, ROTATION_MAX, (long long)*rotation_s);
}

int
otls__ticket_set_add(struct otls__ticket_set *set, const unsigned char *bytes,
    size_t len, int renew)
{
    struct otls__ticket_key *key;

    if (set->count == OTLS__TICKET_MAX)
        return 0;
    key = &set->keys[set->count++];
    memset(key, 0, sizeof(*key));
    memcpy(key->name, bytes, OTLS__TICKET_NAME);
    bytes += OTLS__TICKET_NAME;
    key->mac_len = key->cipher_len = (len - OTLS__TICKET_NAME) / 2;
    /* the two lengths come in two orders */
    if (len == OTLS__TICKET_OLD) {
        memcpy(key->cipher, bytes, key->cipher_len);
        memcpy(key->mac, bytes + key->cipher_len, key->mac_len);
    } else {
        memcpy(key->mac, bytes, key->mac_len);
        memcpy(key->cipher, bytes + key->mac_len, key->cipher_len);
    }
    key->renew = renew;
    return 1;
}

/* With the lock: whether this thread is the one to ask. */
static int
is_due(struct otls__ticket_keys *k, int64_t now)
{
    const unsigned busy = otls__fork_generation() + 1;

    /* a clock that was set back makes keys old, too */
    if ((now < k->due && now >= k->since) || k->busy == busy)
        return 0;
    k->busy = busy;
    return 1;
}

static void
note(struct otls__ticket_keys *k)
{
    const struct otls__error_state *state = otls__call_error_state();

    if (state != NULL)
        memcpy(k->warning, state->message, sizeof(k->warning));
}

/* Asks, and answers a warning. The caller has made itself the only one. */
static int
ask(struct otls__ticket_keys *k, int64_t now)
{
    struct otls__ticket_set *set = otls__secret_new(sizeof(*set));
    int64_t due = now + RETRY;
    int ready = 0, rv;

    if (set == NULL)
        rv = otls__error_memory();
    else {
        set->seal = -1;
        rv = k->source->refresh(k->state, now, set, &due, &ready);
    }
    (void)pthread_mutex_lock(&k->lock);
    if (ready) {
        struct otls__ticket_set *old = k->set;

        k->set = set;
        set = old;
    }
    if (rv != OTLS_OK)
        note(k);
    k->since = now;
    k->due = due;
    k->busy = 0;
    (void)pthread_mutex_unlock(&k->lock);
    otls__secret_free(set);
    return rv;
}

void
otls__ticket_keys_refresh(struct otls__ticket_keys *keys)
{
    const int64_t now = keys->clock();
    int mine;

    (void)pthread_mutex_lock(&keys->lock);
    mine = is_due(keys, now);
    (void)pthread_mutex_unlock(&keys->lock);
    if (mine)
        (void)ask(keys, now);
}

int
otls__ticket_keys_new(const struct otls__ticket_source *source, void *state,
    struct otls__ticket_keys **keys)
{
    struct otls__ticket_keys *k = otls__calloc(1, sizeof(*k));
    int rv;

    if (k == NULL) {
        source->close(state);
        return otls__error_memory();
    }
    otls__ref_init(&k->ref);
    (void)pthread_mutex_init(&k->lock, NULL);
    k->clock = now_s;
    k->source = source;
    k->state = state;
    k->busy = otls__fork_generation() + 1;
    rv = ask(k, k->clock());
    if (k->set == NULL) {
        otls__ticket_keys_unref(k);
        return rv;
    }
    *keys = k;
    return OTLS_OK;
}

void
otls__ticket_keys_ref(void *keys)
{
    otls__ref_take(&((struct otls__ticket_keys *)keys)->ref);
}

void
otls__ticket_keys_unref(void *keys)
{
    struct otls__ticket_keys *k = keys;

    if (k == NULL || !otls__ref_drop(&k->ref))
        return;
    k->source->close(k->state);
    otls__secret_free(k->set);
    (void)pthread_mutex_destroy(&k->lock);
    otls__free(k);
}

void
otls__ticket_keys_retire(struct otls__ticket_keys *keys)
{
    atomic_store(&keys->retired, 1);
}

int
otls__ticket_keys_is_retired(const struct otls__ticket_keys *keys)
{
    return atomic_load(&keys->retired);
}

int
otls__ticket_keys_seal(
    struct otls__ticket_keys *keys, struct otls__ticket_key *key)
{
    int found;

    (void)pthread_mutex_lock(&keys->lock);
    found = keys->set->seal >= 0;
    if (found)
        *key = keys->set->keys[keys->set->seal];
    (void)pthread_mutex_unlock(&keys->lock);
    return found;
}

/* Names go over the wire: they are no secret. */
int
otls__ticket_keys_find(struct otls__ticket_keys *keys,
    const unsigned char name[OTLS__TICKET_NAME], struct otls__ticket_key *key)
{
    const struct otls__ticket_set *set;
    int i, found = 0;

    (void)pthread_mutex_lock(&keys->lock);
    set = keys->set;
    for (i = 0; i < set->count && !found; i++)
        if (memcmp(set->keys[i].name, name, OTLS__TICKET_NAME) == 0) {
            *key = set->keys[i];
            found = 1;
        }
    (void)pthread_mutex_unlock(&keys->lock);
    return found;
}

void
otls__ticket_keys_count(struct otls__ticket_keys *keys, int counter)
{
    (void)atomic_fetch_add_explicit(
        &keys->counters[counter], 1, memory_order_relaxed);
}

int
otls__ticket_keys_counter(
    struct otls__ticket_keys *keys, int counter, int64_t *value)
{
    if (counter < 1 || counter > OTLS_TICKET_KEYS_MISSING)
        return otls__error(OTLS_E_INVALID,
            "there is no counter %d: it may be one of OTLS_TICKET_KEYS_SEALED "
            "to OTLS_TICKET_KEYS_MISSING",
            counter);
    *value =
        atomic_load_explicit(&keys->counters[counter], memory_order_relaxed);
    return OTLS_OK;
}

int
otls__ticket_keys_warning(
    struct otls__ticket_keys *keys, void *buf, size_t cap, size_t *len)
{
    char warning[OTLS__MESSAGE_SIZE];

    (void)pthread_mutex_lock(&keys->lock);
    memcpy(warning, keys->warning, sizeof(warning));
    (void)pthread_mutex_unlock(&keys->lock);
    return otls__copy_text(warning, buf, cap, len);
}
