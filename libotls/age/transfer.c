/* SPDX-License-Identifier: ISC */
#include "age/transfer.h"

#include <string.h>

#include "age/decrypt.h"
#include "age/encrypt.h"
#include "age/failure.h"
#include "age/opener.h"
#include "age/sealer.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/secret.h"

/* The lock may be held across a pause: a header with many stanzas has one. */
struct otls__age_transfer {
    struct otls__lock lock;
    int seals;
    int finished;
    struct otls__age_failure failure;
    union {
        struct otls__age_sealer sealer;
        struct otls__age_opener opener;
    } u;
};

static struct otls__age_transfer *
allocate(int seals)
{
    struct otls__age_transfer *t = otls__calloc(1, sizeof(*t));

    if (t != NULL) {
        otls__lock_init(&t->lock);
        t->seals = seals;
    }
    return t;
}

int
otls__age_transfer_encrypt(
    struct otls__age_encryptor *e, struct otls__age_transfer **transfer)
{
    struct otls__age_transfer *t = allocate(1);
    int rv;

    if (t == NULL)
        return otls__error_memory();
    if ((rv = otls__age_encryptor_sealer(e, &t->u.sealer)) == OTLS_OK)
        *transfer = t;
    else
        otls__free(t);
    return rv;
}

int
otls__age_transfer_decrypt(
    struct otls__age_decryptor *d, struct otls__age_transfer **transfer)
{
    struct otls__age_transfer *t = allocate(0);
    int rv;

    if (t == NULL)
        return otls__error_memory();
    if ((rv = otls__age_decryptor_opener(d, &t->u.opener)) == OTLS_OK)
        *transfer = t;
    else
        otls__free(t);
    return rv;
}

void
otls__age_transfer_free(void *transfer)
{
    struct otls__age_transfer *t = transfer;

    if (t->seals)
        otls__age_sealer_end(&t->u.sealer, t->failure.rv);
    else
        otls__age_opener_end(&t->u.opener, t->failure.rv);
    otls__wipe(t, sizeof(*t));
    otls__free(t);
}

/* How each call with the lock ends. */
static int
give(struct otls__age_transfer *t, int rv)
{
    if (rv < 0 && t->failure.rv == OTLS_OK)
        otls__age_failure_keep(&t->failure, rv);
    otls__lock_give(&t->lock);
    return rv;
}

static size_t
ready(const struct otls__age_transfer *t, const void **out)
{
    return t->seals ? otls__age_sealer_ready(&t->u.sealer, out)
                    : otls__age_opener_ready(&t->u.opener, out);
}

int
otls__age_transfer_push(
    struct otls__age_transfer *t, const void *data, size_t len, size_t *taken)
{
    int rv;

    *taken = 0;
    if ((rv = otls__lock_take(&t->lock)) != OTLS_OK)
        return rv;
    if (t->failure.rv != OTLS_OK) {
        rv = otls__age_failure_again(&t->failure);
    } else if (t->finished) {
        otls__lock_give(&t->lock);
        return otls__error(
            OTLS_E_INVALID, "the transfer was finished: it takes no more");
    } else if (t->seals) {
        rv = otls__age_sealer_feed(&t->u.sealer, data, len, taken);
    } else {
        rv = otls__age_opener_feed(&t->u.opener, data, len, taken);
    }
    return give(t, rv);
}

int
otls__age_transfer_finish(struct otls__age_transfer *t)
{
    int rv;

    if ((rv = otls__lock_take(&t->lock)) != OTLS_OK)
        return rv;
    if (t->failure.rv != OTLS_OK)
        rv = otls__age_failure_again(&t->failure);
    else if (!t->finished)
        rv = t->seals ? otls__age_sealer_finish(&t->u.sealer)
                      : otls__age_opener_finish(&t->u.opener);
    t->finished = 1;
    return give(t, rv);
}

static int
consume(struct otls__age_transfer *t, size_t len)
{
    if (t->seals)
        return otls__age_sealer_consume(&t->u.sealer, len);
    otls__age_opener_consume(&t->u.opener, len);
    return OTLS_OK;
}

/* What can't be had because sealing it fails is told by the next call. */
static int
pull(struct otls__age_transfer *t, unsigned char *buf, size_t cap, size_t *len)
{
    const void *out;
    size_t n;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && *len < cap && (n = ready(t, &out)) > 0) {
        if (n > cap - *len)
            n = cap - *len;
        memcpy(buf + *len, out, n);
        *len += n;
        rv = consume(t, n);
    }
    return rv;
}

int
otls__age_transfer_pull(
    struct otls__age_transfer *t, void *buf, size_t cap, size_t *len)
{
    const void *out;
    int rv;

    *len = 0;
    if ((rv = otls__lock_take(&t->lock)) != OTLS_OK)
        return rv;
    if (t->failure.rv != OTLS_OK && (t->seals || ready(t, &out) == 0))
        rv = otls__age_failure_again(&t->failure);
    else if ((rv = pull(t, buf, cap, len)) != OTLS_OK)
        otls__age_failure_keep(&t->failure, rv);
    return give(t, *len > 0 ? OTLS_OK : rv);
}

int
otls__age_transfer_done(struct otls__age_transfer *t)
{
    const void *out;
    int rv;

    if ((rv = otls__lock_take(&t->lock)) != OTLS_OK)
        return rv;
    if (t->failure.rv != OTLS_OK && (t->seals || ready(t, &out) == 0))
        rv = otls__age_failure_again(&t->failure);
    else
        rv = t->finished && ready(t, &out) == 0;
    return give(t, rv);
}
