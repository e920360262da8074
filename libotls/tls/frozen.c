/* SPDX-License-Identifier: ISC */
#include "tls/frozen.h"

#include <pthread.h>
#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "base/mem.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "store/store.h"
#include "tls/build.h"
#include "tls/ticket_keys.h"

#define BUCKETS 1024

/* Around the table, the order of those that are kept, and the step from one
 * reference to none; never held through anything that waits. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct otls__frozen *buckets[BUCKETS];
static struct otls__frozen *newest, *oldest;
static size_t kept, alive;

static struct otls__frozen **
bucket(uint64_t hash)
{
    return &buckets[(hash ^ hash >> 32) % BUCKETS];
}

static void
unlink_kept(struct otls__frozen *f)
{
    if (f->newer != NULL)
        f->newer->older = f->older;
    else
        newest = f->older;
    if (f->older != NULL)
        f->older->newer = f->newer;
    else
        oldest = f->newer;
    f->newer = f->older = NULL;
    f->kept = 0;
    kept--;
}

static void
link_kept(struct otls__frozen *f)
{
    f->older = newest;
    if (newest != NULL)
        newest->newer = f;
    else
        oldest = f;
    newest = f;
    f->kept = 1;
    kept++;
}

/* Whether nobody can ask for its like any more. */
static int
is_over(const struct otls__frozen *f, const void *unused)
{
    (void)unused;
    return (f->spec.store != NULL && otls__store_is_retired(f->spec.store)) ||
           (f->spec.ticket_keys != NULL &&
               otls__ticket_keys_is_retired(f->spec.ticket_keys));
}

/* The list holds a reference to each of its own. Answers one that has to
 * make way, whose reference is the caller's now, or NULL. */
static struct otls__frozen *
keep(struct otls__frozen *f)
{
    struct otls__frozen *way = NULL;

    if (is_over(f, NULL))
        return NULL;
    if (f->kept) {
        unlink_kept(f);
        link_kept(f);
        return NULL;
    }
    otls__frozen_ref(f);
    link_kept(f);
    if (kept > OTLS__FROZEN_KEPT) {
        way = oldest;
        unlink_kept(way);
    }
    return way;
}

static struct otls__frozen *
find(const struct otls__spec *spec, uint64_t hash)
{
    struct otls__frozen *f;

    for (f = *bucket(hash); f != NULL; f = f->next)
        if (f->hash == hash && otls__spec_equal(&f->spec, spec))
            return f;
    return NULL;
}

static void
destroy(struct otls__frozen *f)
{
    if (f->ctx != NULL)
        SSL_CTX_free(f->ctx);
    otls__spec_clear(&f->spec);
    otls__free(f);
}

void
otls__frozen_ref(struct otls__frozen *frozen)
{
    (void)__atomic_add_fetch(&frozen->refs, 1, __ATOMIC_RELAXED);
}

static void
remove_from_bucket(struct otls__frozen *f)
{
    struct otls__frozen **p = bucket(f->hash);

    while (*p != f)
        p = &(*p)->next;
    *p = f->next;
    alive--;
}

void
otls__frozen_unref(struct otls__frozen *frozen)
{
    unsigned refs;
    int last;

    if (frozen == NULL)
        return;
    refs = __atomic_load_n(&frozen->refs, __ATOMIC_RELAXED);
    while (refs > 1)
        if (__atomic_compare_exchange_n(&frozen->refs, &refs, refs - 1, 1,
                __ATOMIC_RELEASE, __ATOMIC_RELAXED))
            return;
    /* who finds one in the table takes a reference under the lock, so that it
     * can't be found at its end */
    (void)pthread_mutex_lock(&lock);
    last = __atomic_sub_fetch(&frozen->refs, 1, __ATOMIC_ACQ_REL) == 0;
    if (last)
        remove_from_bucket(frozen);
    (void)pthread_mutex_unlock(&lock);
    if (last)
        destroy(frozen);
}

/* The one in the table for |spec|, with a reference, or NULL. */
static struct otls__frozen *
look_up(const struct otls__spec *spec, uint64_t hash)
{
    struct otls__frozen *found, *way = NULL;

    (void)pthread_mutex_lock(&lock);
    if ((found = find(spec, hash)) != NULL) {
        otls__frozen_ref(found);
        way = keep(found);
    }
    (void)pthread_mutex_unlock(&lock);
    otls__frozen_unref(way);
    return found;
}

/* Puts |made| into the table, or answers the one that another thread has put
 * there meanwhile: all that are equal must have the same ticket keys. */
static struct otls__frozen *
enter(struct otls__frozen *made)
{
    struct otls__frozen *f, *way;

    (void)pthread_mutex_lock(&lock);
    if ((f = find(&made->spec, made->hash)) == NULL) {
        f = made;
        f->next = *bucket(f->hash);
        *bucket(f->hash) = f;
        alive++;
    } else {
        otls__frozen_ref(f);
    }
    way = keep(f);
    (void)pthread_mutex_unlock(&lock);
    otls__frozen_unref(way);
    if (f != made)
        destroy(made);
    return f;
}

static int
make(const struct otls__spec *spec, uint64_t hash, struct otls__frozen **made)
{
    struct otls__frozen *f = otls__calloc(1, sizeof(*f));
    int rv;

    if (f == NULL)
        return otls__error_memory();
    f->refs = 1;
    f->hash = hash;
    if ((rv = otls__spec_copy(&f->spec, spec)) != OTLS_OK ||
        (rv = otls__build(f)) != OTLS_OK) {
        destroy(f);
        return rv;
    }
    *made = f;
    return OTLS_OK;
}

int
otls__frozen_get(const struct otls__spec *spec, struct otls__frozen **frozen)
{
    const uint64_t hash = otls__spec_hash(spec);
    struct otls__frozen *f = look_up(spec, hash);
    int rv;

    if (f == NULL) {
        if ((rv = make(spec, hash, &f)) != OTLS_OK)
            return rv;
        f = enter(f);
    }
    *frozen = f;
    return OTLS_OK;
}

static int
has_credential(const struct otls__frozen *f, const void *what)
{
    const struct otls__credential *const credential = what;
    size_t i;

    if (credential == NULL)
        return 1;
    for (i = 0; i < f->spec.credentials.count; i++)
        if (memcmp(otls__credential_digest(f->spec.credentials.item[i]),
                otls__credential_digest(credential), 32) == 0)
            return 1;
    return 0;
}

/* One that is kept and |matches|, with the list's reference, or NULL. */
static struct otls__frozen *
take_kept(int (*matches)(const struct otls__frozen *f, const void *what),
    const void *what)
{
    struct otls__frozen *f;

    (void)pthread_mutex_lock(&lock);
    for (f = newest; f != NULL; f = f->older)
        if (matches(f, what)) {
            unlink_kept(f);
            break;
        }
    (void)pthread_mutex_unlock(&lock);
    return f;
}

void
otls__frozen_forget(const struct otls__credential *credential)
{
    struct otls__frozen *f;

    while ((f = take_kept(has_credential, credential)) != NULL)
        otls__frozen_unref(f);
}

void
otls__frozen_forget_retired(void)
{
    struct otls__frozen *f;

    while ((f = take_kept(is_over, NULL)) != NULL)
        otls__frozen_unref(f);
}

size_t
otls__frozen_count(void)
{
    size_t n;

    (void)pthread_mutex_lock(&lock);
    n = alive;
    (void)pthread_mutex_unlock(&lock);
    return n;
}
