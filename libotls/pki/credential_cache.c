/* SPDX-License-Identifier: ISC */
#include "pki/credential_cache.h"

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "crypto/hmac.h"
#include "crypto/rand.h"
#include "pki/cache.h"
#include "pki/passphrase.h"
#include "pki/source.h"

#define CACHED 256
#define SOURCES 8

/* Where a passphrase that opened the key came from. */
struct origin {
    otls__passphrase_callback *callback; /* NULL: bytes */
    void *user;
    unsigned char tag[32];
};

struct held {
    struct otls__ref ref;
    struct otls__credential *credential;
    int encrypted;
    /* guarded by |lock| */
    struct origin origins[SOURCES];
    size_t count;
    size_t next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char *process_key;

static void
held_ref(void *object)
{
    otls__ref_take(&((struct held *)object)->ref);
}

static void
held_unref(void *object)
{
    struct held *h = object;

    if (!otls__ref_drop(&h->ref))
        return;
    otls__credential_unref(h->credential);
    otls__wipe(h, sizeof(*h));
    otls__free(h);
}

static struct otls__cache cache =
    OTLS__CACHE_INIT(held_ref, held_unref, CACHED);

/* Makes the process's key on first use; the lock is held. */
static int
need_process_key(void)
{
    unsigned char *fresh;
    int rv;

    if (process_key != NULL)
        return OTLS_OK;
    if ((fresh = otls__secret_new(32)) == NULL)
        return otls__error_memory();
    if ((rv = otls__rand_private_bytes(fresh, 32)) != OTLS_OK)
        otls__secret_free(fresh);
    else
        process_key = fresh;
    return rv;
}

static int
tag_of(const struct otls__passphrase *p, unsigned char tag[32])
{
    int rv;

    (void)pthread_mutex_lock(&lock);
    rv = need_process_key();
    (void)pthread_mutex_unlock(&lock);
    return rv == OTLS_OK
               ? otls__hmac_sha256(process_key, 32, p->bytes, p->len, tag)
               : rv;
}

static int
knows_tag(const struct held *h, const unsigned char tag[32])
{
    size_t i;
    int found = 0;

    (void)pthread_mutex_lock(&lock);
    for (i = 0; i < h->count; i++)
        found |= otls__equal(h->origins[i].tag, tag, 32);
    (void)pthread_mutex_unlock(&lock);
    return found;
}

static int
knows_callable(const struct held *h, const struct otls__passphrase *p)
{
    size_t i;
    int found = 0;

    (void)pthread_mutex_lock(&lock);
    for (i = 0; i < h->count; i++)
        found |= h->origins[i].callback == p->callback &&
                 h->origins[i].user == p->user;
    (void)pthread_mutex_unlock(&lock);
    return found;
}

static void
learn(struct held *h, const struct otls__passphrase *p,
    const unsigned char tag[32])
{
    struct origin *o;

    (void)pthread_mutex_lock(&lock);
    o = &h->origins[h->next];
    h->next = (h->next + 1) % SOURCES;
    if (h->count < SOURCES)
        h->count++;
    o->callback = p->callback;
    o->user = p->user;
    memcpy(o->tag, tag, sizeof(o->tag));
    (void)pthread_mutex_unlock(&lock);
}

/* 1 where |p| may have what |h| holds. */
static int
may_have(struct held *h, const char *name, struct otls__passphrase *p)
{
    unsigned char tag[32];
    int rv;

    if (!h->encrypted || !otls__passphrase_is_given(p))
        return 1;
    if (p->callback != NULL && knows_callable(h, p))
        return 1;
    if ((rv = otls__passphrase_need(p, name)) != OTLS_OK ||
        (rv = tag_of(p, tag)) != OTLS_OK)
        return rv;
    rv = knows_tag(h, tag);
    if (rv && p->callback != NULL)
        learn(h, p, tag);
    return rv;
}

int
otls__credential_cached(const unsigned char key[OTLS__CREDENTIAL_KEY],
    const char *name, struct otls__passphrase *passphrase,
    struct otls__credential **credential)
{
    struct held *h;
    int rv;

    if (!otls__cache_get(&cache, key, OTLS__CREDENTIAL_KEY, &h))
        return 0;
    if ((rv = may_have(h, name, passphrase)) == 1) {
        otls__credential_ref(h->credential);
        *credential = h->credential;
    }
    held_unref(h);
    return rv;
}

/* Where the same is there already it takes the place of |*credential|. */
static struct held *
take_first(const unsigned char *key, struct otls__credential **credential)
{
    struct held *h;

    if (!otls__cache_get(&cache, key, OTLS__CREDENTIAL_KEY, &h))
        return NULL;
    otls__credential_ref(h->credential);
    otls__credential_unref(*credential);
    *credential = h->credential;
    return h;
}

static struct held *
hold(const unsigned char *key, int encrypted,
    struct otls__credential *credential)
{
    struct held *h = otls__calloc(1, sizeof(*h));

    if (h == NULL)
        return NULL;
    otls__ref_init(&h->ref);
    h->credential = credential;
    h->encrypted = encrypted;
    otls__credential_ref(credential);
    otls__cache_put(&cache, key, OTLS__CREDENTIAL_KEY, h);
    return h;
}

void
otls__credential_keep(const unsigned char key[OTLS__CREDENTIAL_KEY],
    int encrypted, const struct otls__passphrase *passphrase,
    struct otls__credential **credential)
{
    unsigned char tag[32];
    struct held *h;

    if (encrypted && tag_of(passphrase, tag) != OTLS_OK)
        return;
    if ((h = take_first(key, credential)) == NULL)
        h = hold(key, encrypted, *credential);
    if (h == NULL)
        return;
    if (encrypted && !knows_tag(h, tag))
        learn(h, passphrase, tag);
    held_unref(h);
}

/* By the public key, so that what was made from it goes as well. */
static int
has_key(const void *object, const void *user)
{
    const struct held *h = object;

    return EVP_PKEY_eq(otls__credential_evp(h->credential), user) == 1;
}

void
otls__credential_forget(const struct otls__credential *credential)
{
    otls__cache_drop(&cache, has_key, otls__credential_evp(credential));
}

void
otls__credential_forget_all(void)
{
    otls__cache_drop(&cache, NULL, NULL);
    otls__source_forget_all();
}
