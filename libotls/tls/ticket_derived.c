/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/secret.h"
#include "pki/source.h"
#include "store/keys.h"
#include "tls/ticket_part.h"

#define SECRETS_MAX ((size_t)64 << 10)

/* A key for each secret and each window of time: whoever has the secret and
 * a clock has it, too. */
struct derived {
    struct otls__store_keys *secrets;
    int64_t rotation;
};

static const char label[] = "libotls ticket key 1";

static unsigned char *
put_number(unsigned char *out, int64_t number)
{
    int i;

    for (i = 56; i >= 0; i -= 8)
        *out++ = (unsigned char)((uint64_t)number >> i);
    return out;
}

static int
add(const struct derived *d, int which, int64_t window, int renew,
    struct otls__ticket_set *set)
{
    unsigned char info[sizeof(label) + 16], bytes[OTLS__TICKET_KEY];
    int rv;

    memcpy(info, label, sizeof(label));
    (void)put_number(put_number(info + sizeof(label), d->rotation), window);
    rv = otls__store_keys_derive(
        d->secrets, which, info, sizeof(info), bytes, sizeof(bytes));
    if (rv == OTLS_OK)
        (void)otls__ticket_set_add(set, bytes, sizeof(bytes), renew);
    otls__wipe(bytes, sizeof(bytes));
    return rv;
}

/* This window's, the next one's for a host whose clock is ahead, the last
 * one's. What another secret than the first sealed is sealed anew. */
static int
refresh(void *state, int64_t now, struct otls__ticket_set *set, int64_t *due,
    int *ready)
{
    const struct derived *d = state;
    const int secrets = otls__store_keys_count(d->secrets);
    const int64_t window = now / d->rotation;
    int i, rv;

    for (i = 0; i < secrets; i++)
        if ((rv = add(d, i, window, i > 0, set)) != OTLS_OK ||
            (rv = add(d, i, window + 1, i > 0, set)) != OTLS_OK ||
            (rv = add(d, i, window - 1, 1, set)) != OTLS_OK)
            return rv;
    set->seal = 0;
    *due = (window + 1) * d->rotation;
    *ready = 1;
    return OTLS_OK;
}

static void
finish(void *state)
{
    struct derived *d = state;

    otls__store_keys_free(d->secrets);
    otls__free(d);
}

static const struct otls__ticket_source derived = {refresh, finish};

int
otls__ticket_keys_derived(const char *text, size_t len, int64_t rotation_s,
    struct otls__ticket_keys **keys)
{
    struct derived *d;
    int rv;

    if ((rv = otls__ticket_rotation(&rotation_s)) != OTLS_OK)
        return rv;
    if ((d = otls__calloc(1, sizeof(*d))) == NULL)
        return otls__error_memory();
    d->rotation = rotation_s;
    if ((rv = otls__store_keys_parse(text, len, &d->secrets)) != OTLS_OK) {
        otls__free(d);
        return rv;
    }
    return otls__ticket_keys_new(&derived, d, keys);
}

int
otls__ticket_keys_derived_file(
    const char *path, int64_t rotation_s, struct otls__ticket_keys **keys)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(&source, path, SECRETS_MAX, 1)) == OTLS_OK &&
        (rv = otls__source_need(&source)) == OTLS_OK)
        rv = otls__ticket_keys_derived(
            (const char *)source.data, source.len, rotation_s, keys);
    otls__source_end(&source);
    return rv;
}
