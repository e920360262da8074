/* SPDX-License-Identifier: ISC */
#include "tls/context.h"

#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "base/mem.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "tls/build.h"
#include "tls/context_part.h"
#include "tls/ticket_keys.h"

/* Around every table of names and who stands in which; taken before a
 * context's own lock. */
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;

static _Atomic uint64_t serials;

int
otls__context_new(int role, struct otls__context **context)
{
    struct otls__context *c;

    if (role != OTLS_ROLE_CLIENT && role != OTLS_ROLE_SERVER)
        return otls__error(OTLS_E_INVALID,
            "the role is %d: use OTLS_ROLE_CLIENT or OTLS_ROLE_SERVER", role);
    if ((c = otls__calloc(1, sizeof(*c))) == NULL)
        return otls__error_memory();
    otls__ref_init(&c->ref);
    (void)pthread_mutex_init(&c->lock, NULL);
    otls__spec_init(&c->spec, role);
    c->serial = atomic_fetch_add(&serials, 1) + 1;
    *context = c;
    return OTLS_OK;
}

void
otls__context_ref(void *context)
{
    struct otls__context *c = context;

    otls__ref_take(&c->ref);
}

void
otls__context_unref(void *context)
{
    struct otls__context *c = context;
    size_t i;

    if (c == NULL || !otls__ref_drop(&c->ref))
        return;
    (void)pthread_mutex_lock(&names_lock);
    for (i = 0; i < c->spec.names.count; i++)
        c->spec.names.item[i].context->listed--;
    (void)pthread_mutex_unlock(&names_lock);
    for (i = 0; i < c->spec.names.count; i++)
        otls__context_unref(c->spec.names.item[i].context);
    otls__spec_clear(&c->spec);
    otls__frozen_unref(c->frozen);
    otls__append_unref(c->keylog);
    (void)pthread_mutex_destroy(&c->lock);
    otls__free(c);
}

int
otls__context_role(const struct otls__context *context)
{
    /* never changes */
    return context->spec.role;
}

/* Takes |from| into |to|, with the contexts of the table of names. */
static int
copy_locked(struct otls__context *to, const struct otls__context *from)
{
    size_t i;
    int rv;

    if ((rv = otls__spec_copy(&to->spec, &from->spec)) != OTLS_OK)
        return rv;
    for (i = 0; i < from->spec.names.count; i++) {
        struct otls__context *other = from->spec.names.item[i].context;

        otls__context_ref(other);
        other->listed++;
        to->spec.names.item[i].context = other;
    }
    if (from->keylog != NULL)
        otls__append_ref(from->keylog);
    to->keylog = from->keylog;
    return OTLS_OK;
}

int
otls__context_copy(struct otls__context *context, struct otls__context **copy)
{
    struct otls__context *c;
    int rv;

    if ((rv = otls__context_new(context->spec.role, &c)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&names_lock);
    (void)pthread_mutex_lock(&context->lock);
    rv = copy_locked(c, context);
    (void)pthread_mutex_unlock(&context->lock);
    (void)pthread_mutex_unlock(&names_lock);
    if (rv == OTLS_OK)
        *copy = c;
    else
        otls__context_unref(c);
    return rv;
}

void
otls__context_begin(struct otls__context *context)
{
    (void)pthread_mutex_lock(&context->lock);
}

void
otls__context_changed(struct otls__context *context)
{
    struct otls__frozen *old = context->frozen;

    context->frozen = NULL;
    context->changes++;
    (void)pthread_mutex_unlock(&context->lock);
    otls__frozen_unref(old);
}

/* The specification as it is now, and by which number of changes it is. */
static int
take_image(struct otls__context *c, struct otls__spec *spec, uint64_t *changes)
{
    int rv;

    (void)pthread_mutex_lock(&c->lock);
    *changes = c->changes;
    rv = otls__spec_copy(spec, &c->spec);
    (void)pthread_mutex_unlock(&c->lock);
    return rv;
}

/* No lock is held here: this may read files. */
static int
freeze_image(struct otls__spec *spec, struct otls__frozen **frozen)
{
    int rv;

    if (spec->trust == NULL && otls__build_wants_trust(spec) &&
        (rv = otls__trust_system(&spec->trust)) != OTLS_OK)
        return rv;
    return otls__frozen_get(spec, frozen);
}

static int
is_frozen(struct otls__context *c, struct otls__frozen **frozen)
{
    (void)pthread_mutex_lock(&c->lock);
    if (c->frozen != NULL)
        otls__frozen_ref(c->frozen);
    *frozen = c->frozen;
    (void)pthread_mutex_unlock(&c->lock);
    return *frozen != NULL;
}

static int
freeze(struct otls__context *context, struct otls__frozen **frozen)
{
    struct otls__frozen *f;
    struct otls__spec spec;
    uint64_t changes;
    int rv;

    if (is_frozen(context, frozen))
        return OTLS_OK;
    if ((rv = take_image(context, &spec, &changes)) != OTLS_OK)
        return rv;
    rv = freeze_image(&spec, &f);
    otls__spec_clear(&spec);
    if (rv != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&context->lock);
    if (context->changes == changes && context->frozen == NULL) {
        otls__frozen_ref(f);
        context->frozen = f;
    }
    (void)pthread_mutex_unlock(&context->lock);
    *frozen = f;
    return OTLS_OK;
}

int
otls__context_freeze(
    struct otls__context *context, struct otls__frozen **frozen)
{
    const int rv = freeze(context, frozen);

    if (rv == OTLS_OK && (*frozen)->spec.ticket_keys != NULL)
        otls__ticket_keys_refresh((*frozen)->spec.ticket_keys);
    return rv;
}

void
otls__context_pick(struct otls__context *context, const char *name, size_t len,
    struct otls__context **picked)
{
    const struct otls__name *entry;

    *picked = NULL;
    (void)pthread_mutex_lock(&context->lock);
    entry = otls__names_match(&context->spec.names, name, len);
    if (entry != NULL) {
        otls__context_ref(entry->context);
        *picked = entry->context;
    }
    (void)pthread_mutex_unlock(&context->lock);
}

/* With the lock on names held. */
static int
may_stand(const struct otls__context *c, const struct otls__context *other,
    const char *pattern)
{
    if (other == c)
        return otls__error(OTLS_E_INVALID,
            "'%s' would lead back to the same context: names that match no "
            "pattern stay with it",
            pattern);
    if (other->spec.names.count > 0)
        return otls__error(OTLS_E_INVALID,
            "the context for '%s' has a table of names of its own", pattern);
    if (c->listed > 0)
        return otls__error(OTLS_E_INVALID,
            "the context stands in a table of names itself: it can't have one "
            "with '%s'",
            pattern);
    return OTLS_OK;
}

/* Stores in |old| a context whose reference becomes the caller's. */
static int
enter_name(struct otls__context *c, const char *pattern,
    struct otls__context *other, struct otls__context **old)
{
    struct otls__name *entry = otls__names_find(&c->spec.names, pattern);

    if (entry != NULL) {
        *old = entry->context;
        (*old)->listed--;
    }
    if (other == NULL) {
        if (entry != NULL)
            otls__names_remove(&c->spec.names, entry);
        return OTLS_OK;
    }
    if (entry == NULL &&
        (entry = otls__names_add(&c->spec.names, pattern)) == NULL)
        return otls__error_memory();
    otls__context_ref(other);
    other->listed++;
    entry->context = other;
    entry->serial = other->serial;
    return OTLS_OK;
}

int
otls__context_add_name(struct otls__context *context, const char *pattern,
    struct otls__context *other)
{
    struct otls__context *old = NULL;
    char host[OTLS__NAME_SIZE];
    int rv;

    if (context->spec.role != OTLS_ROLE_SERVER ||
        (other != NULL && other->spec.role != OTLS_ROLE_SERVER))
        return otls__error(
            OTLS_E_INVALID, "only servers' contexts answer for names");
    if ((rv = otls__name_pattern(pattern, host)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&names_lock);
    if (other == NULL || (rv = may_stand(context, other, host)) == OTLS_OK) {
        otls__context_begin(context);
        rv = enter_name(context, host, other, &old);
        otls__context_changed(context);
    }
    (void)pthread_mutex_unlock(&names_lock);
    otls__context_unref(old);
    return rv;
}

int
otls__context_keylog(struct otls__context *context, const char *line)
{
    struct otls__append *keylog;
    int rv;

    (void)pthread_mutex_lock(&context->lock);
    keylog = context->keylog;
    if (keylog != NULL)
        otls__append_ref(keylog);
    (void)pthread_mutex_unlock(&context->lock);
    if (keylog == NULL)
        return OTLS_OK;
    rv = otls__append_line(keylog, line, strlen(line));
    otls__append_unref(keylog);
    return rv;
}

void
otls__context_count(struct otls__context *context, int counter)
{
    (void)atomic_fetch_add_explicit(
        &context->counters[counter], 1, memory_order_relaxed);
}

int
otls__context_counter(
    struct otls__context *context, int counter, int64_t *value)
{
    if (counter < 1 || counter >= OTLS__COUNTERS)
        return otls__error(OTLS_E_INVALID,
            "the counter is %d: use one of OTLS_COUNTER_*", counter);
    *value = atomic_load_explicit(
        &context->counters[counter], memory_order_relaxed);
    return OTLS_OK;
}
