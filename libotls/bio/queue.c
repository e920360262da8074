/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/method.h"

/* As much as a memory bio holds at most. */
#define LIMIT ((size_t)0x5ffffffc)
#define SMALLEST ((size_t)4096)
/* What is larger goes when it was read. */
#define LARGEST_KEPT ((size_t)64 << 10)

struct queue {
    struct otls__bio bio;
    unsigned char *data;
    size_t cap;
    size_t pos; /* what was read is before it, and wiped */
    size_t length;
    int ended;
};

static void
let_go(struct queue *q)
{
    if (q->data != NULL)
        otls__wipe(q->data + q->pos, q->length - q->pos);
    otls__free(q->data);
    q->data = NULL;
    q->cap = q->pos = q->length = 0;
}

/* Room for |len| bytes more, behind those that are there. */
static int
reserve(struct queue *q, size_t len)
{
    const size_t left = q->length - q->pos;
    size_t cap = q->cap < SMALLEST ? SMALLEST : q->cap;
    unsigned char *data;

    if (q->cap - q->length >= len)
        return OTLS_OK;
    if (len > LIMIT - left)
        return otls__error(OTLS_E_LIMIT,
            "a queue bio holds at most %zu bytes: read from it", LIMIT);
    while (cap - left < len)
        cap *= 2;
    if ((data = otls__malloc(cap)) == NULL)
        return otls__error_memory();
    if (left > 0)
        memcpy(data, q->data + q->pos, left);
    let_go(q);
    q->data = data;
    q->cap = cap;
    q->length = left;
    return OTLS_OK;
}

static int
queue_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct queue *q = (struct queue *)bio;
    const size_t left = q->length - q->pos;

    *len = cap < left ? cap : left;
    if (*len == 0)
        return left > 0 || q->ended || cap == 0
                   ? OTLS_OK
                   : otls__error(OTLS_E_WANT_READ,
                         "nothing more was written to the queue bio yet");
    memcpy(buf, q->data + q->pos, *len);
    otls__wipe(q->data + q->pos, *len);
    q->pos += *len;
    if (q->pos < q->length)
        return OTLS_OK;
    q->pos = q->length = 0;
    if (q->cap > LARGEST_KEPT)
        let_go(q);
    return OTLS_OK;
}

static int
queue_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct queue *q = (struct queue *)bio;
    int rv;

    if (q->ended)
        return otls__error(
            OTLS_E_CLOSED, "the queue bio was shut down for writing");
    if ((rv = reserve(q, len)) != OTLS_OK)
        return rv;
    if (len > 0)
        memcpy(q->data + q->length, data, len);
    q->length += len;
    *written = len;
    return OTLS_OK;
}

static int
queue_eof(struct otls__bio *bio)
{
    const struct queue *q = (struct queue *)bio;

    return q->ended && q->pos == q->length;
}

static int
queue_pending(struct otls__bio *bio, int64_t *bytes)
{
    const struct queue *q = (struct queue *)bio;

    *bytes = (int64_t)(q->length - q->pos);
    return OTLS_OK;
}

static int
queue_flush(struct otls__bio *bio)
{
    (void)bio;
    return OTLS_OK;
}

static int
queue_shutdown_write(struct otls__bio *bio)
{
    ((struct queue *)bio)->ended = 1;
    return OTLS_OK;
}

static void
queue_free(struct otls__bio *bio, int intact)
{
    (void)intact;
    let_go((struct queue *)bio);
    otls__free(bio);
}

static const struct otls__bio_method queue_method = {
    .name = "queue",
    .free = queue_free,
    .read = queue_read,
    .write = queue_write,
    .eof = queue_eof,
    .flush = queue_flush,
    .pending = queue_pending,
    .shutdown_write = queue_shutdown_write,
};

int
otls__bio_queue_new(struct otls__bio **bio)
{
    struct queue *q = otls__calloc(1, sizeof(*q));

    if (q == NULL)
        return otls__error_memory();
    otls__bio_init(&q->bio, &queue_method);
    *bio = &q->bio;
    return OTLS_OK;
}
