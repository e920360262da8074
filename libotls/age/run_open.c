/* SPDX-License-Identifier: ISC */
#include "age/run.h"

#include <string.h>

#include <otls/age_decryptor.h>

#include "age/failure.h"
#include "age/opener.h"
#include "age/ranges.h"
#include "age/ring.h"
#include "age/source.h"
#include "base/error.h"
#include "base/mem.h"
#include "bio/bio.h"

/* How much is read at once: where the header may end, and of armor. */
#define LITTLE ((size_t)4096)
#define MUCH ((size_t)65536)

/* What every way of decrypting works with. */
struct opening {
    struct otls__age_run *r;
    struct otls__age_opener *o;
    unsigned char *text; /* room for MUCH */
    int ended;
};

static int
drain(struct opening *x)
{
    const void *out;
    size_t len;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && (len = otls__age_opener_ready(x->o, &out)) > 0) {
        rv = otls__age_run_write(x->r, out, len);
        otls__age_opener_consume(x->o, len);
    }
    return rv;
}

/* What is proven goes out before a failure is told. */
static int
drain_anyway(struct opening *x, int rv)
{
    struct otls__age_failure failure;

    if (rv == OTLS_OK)
        return drain(x);
    if (rv == OTLS_E_SHUTDOWN)
        return rv;
    otls__age_failure_keep(&failure, rv);
    return drain(x) == OTLS_E_SHUTDOWN ? OTLS_E_SHUTDOWN
                                       : otls__age_failure_again(&failure);
}

static int
feed(struct opening *x, size_t len)
{
    size_t pos, used;
    int rv = OTLS_OK;

    for (pos = 0; rv == OTLS_OK && pos < len; pos += used) {
        rv = otls__age_opener_feed(x->o, x->text + pos, len - pos, &used);
        rv = drain_anyway(x, rv);
    }
    return rv;
}

/* As it comes in: a header that is there must not wait for a payload that
 * isn't. */
static int
header(struct opening *x)
{
    size_t len;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && !x->ended && !otls__age_opener_in_payload(x->o)) {
        rv = otls__age_run_read(x->r, x->text, LITTLE, &len);
        if (rv == OTLS_OK && len > 0)
            rv = feed(x, len);
        x->ended = len == 0;
    }
    return rv;
}

static int
one_step(struct opening *x)
{
    size_t len = 0, cap;
    void *room;
    int rv;

    if ((cap = otls__age_opener_room(x->o, &room)) > 0) {
        rv = otls__age_run_read_full(x->r, room, cap, &len);
        if (rv == OTLS_OK)
            rv = otls__age_opener_commit(x->o, len);
        rv = drain_anyway(x, rv);
    } else {
        cap = MUCH;
        rv = otls__age_run_read_full(x->r, x->text, cap, &len);
        if (rv == OTLS_OK)
            rv = feed(x, len);
    }
    x->ended = len < cap;
    return rv == OTLS_OK
               ? otls__age_progress_chunk(&x->r->progress, x->r->done)
               : rv;
}

static int
one_by_one(struct opening *x)
{
    int rv = OTLS_OK;

    while (rv == OTLS_OK && !x->ended)
        rv = one_step(x);
    if (rv == OTLS_OK)
        rv = drain_anyway(x, otls__age_opener_finish(x->o));
    return rv;
}

/* The payload of a run through a ring. */
struct through {
    struct opening *x;
    struct otls__age_ring *ring;
    size_t fill;  /* of the chunk that is being read */
    size_t spill; /* of the next one: bytes of a line that lay across */
    unsigned char spilt[OTLS__AGE_UNARMOR_ROOM];
    int last; /* the last chunk came out */
    int over; /* no more may come out */
    size_t text_pos, text_len;
};

/* As its twin for encryption; all after the last chunk is one too many. */
static int
write_oldest(struct through *t, int wait)
{
    struct otls__age_out out = {0, NULL, 0};
    int rv;

    if (t->last)
        rv = otls__age_stream_goes_on();
    else
        rv = otls__age_ring_get(t->ring, wait, &out);
    if (rv == OTLS_OK && out.data == NULL)
        return OTLS_OK;
    if (rv == OTLS_OK)
        rv = otls__age_run_write(t->x->r, out.data, out.len);
    t->over = rv != OTLS_OK;
    t->last = out.last;
    otls__age_ring_drop(t->ring);
    return rv == OTLS_OK ? 1 : rv;
}

static int
write_all(struct through *t)
{
    int rv = OTLS_OK;

    while (rv >= OTLS_OK && otls__age_ring_busy(t->ring))
        rv = write_oldest(t, 1);
    return rv < 0 ? rv : OTLS_OK;
}

static void
put(struct through *t, size_t len)
{
    otls__age_ring_put(t->ring, len, 0);
    t->fill = 0;
}

/* Decodes what there is of text into the chunk, and a little beyond. */
static int
decode(struct through *t, unsigned char *room)
{
    struct opening *x = t->x;
    size_t cap = OTLS__AGE_SEALED - t->fill, used, n;
    int rv;

    memcpy(room + t->fill, t->spilt, t->spill);
    t->fill += t->spill;
    cap -= t->spill;
    t->spill = 0;
    if (cap < OTLS__AGE_UNARMOR_ROOM)
        cap = OTLS__AGE_UNARMOR_ROOM;
    rv = otls__age_unarmor_feed(&x->o->unarmor, x->text + t->text_pos,
        t->text_len - t->text_pos, &used, room + t->fill, cap, &n);
    t->text_pos += used;
    t->fill += n;
    if (t->fill >= OTLS__AGE_SEALED) {
        t->spill = t->fill - OTLS__AGE_SEALED;
        memcpy(t->spilt, room + OTLS__AGE_SEALED, t->spill);
        put(t, OTLS__AGE_SEALED);
    }
    return rv;
}

static int
read_text(struct through *t)
{
    int rv;

    t->text_pos = 0;
    rv = otls__age_run_read(t->x->r, t->x->text, MUCH, &t->text_len);
    if (rv != OTLS_OK)
        t->text_len = 0;
    t->x->ended = t->text_len == 0;
    return rv;
}

static int
read_bytes(struct through *t, unsigned char *room)
{
    size_t n;
    int rv;

    rv = otls__age_run_read(
        t->x->r, room + t->fill, OTLS__AGE_SEALED - t->fill, &n);
    t->fill += n;
    t->x->ended = n == 0;
    if (t->fill == OTLS__AGE_SEALED)
        put(t, t->fill);
    return rv;
}

static int
ring_step(struct through *t)
{
    struct otls__age_run *r = t->x->r;
    const int plain = otls__age_unarmor_is_plain(&t->x->o->unarmor);
    const int decodes = t->text_pos < t->text_len;
    unsigned char *room;
    int rv = 1;

    while (rv == 1 && otls__age_ring_busy(t->ring))
        rv = write_oldest(t, 0);
    if (rv < 0)
        return rv;
    room = otls__age_ring_room(t->ring, 0);
    /* what is ready must not wait for what isn't there yet */
    if (room == NULL || (!decodes && otls__age_ring_busy(t->ring) &&
                            otls__bio_would_wait(r->input))) {
        rv = write_oldest(t, 1);
        return rv < 0 ? rv : OTLS_OK;
    }
    if (decodes)
        return decode(t, room);
    rv = plain ? read_bytes(t, room) : read_text(t);
    return rv == OTLS_OK ? otls__age_progress_chunk(&r->progress, r->done)
                         : rv;
}

/* The input has ended, or failed. What came before is told before it, as far
 * as anybody is still to be told. */
static int
settle(struct through *t, int rv)
{
    struct otls__age_failure failure;
    int written;

    if (t->over || rv == OTLS_E_SHUTDOWN || rv == OTLS_E_FORKED ||
        rv == OTLS_E_CANCELLED)
        return rv;
    if (rv != OTLS_OK)
        otls__age_failure_keep(&failure, rv);
    if ((written = write_all(t)) != OTLS_OK)
        return written;
    if (t->last && t->fill + t->spill > 0)
        return otls__age_stream_goes_on();
    return rv == OTLS_OK ? OTLS_OK : otls__age_failure_again(&failure);
}

/* Only a chunk that isn't full is known to be the last before it is opened;
 * where the full ones had none, there is an empty one, which is an error. */
static int
finish(struct through *t)
{
    int rv;

    if ((rv = otls__age_unarmor_finish(&t->x->o->unarmor)) != OTLS_OK ||
        t->last)
        return rv;
    memcpy(otls__age_ring_room(t->ring, 0) + t->fill, t->spilt, t->spill);
    put(t, t->fill + t->spill);
    return write_all(t);
}

/* The opener may have begun to fill the first chunk. */
static int
through_ring(struct opening *x)
{
    struct through t = {.x = x, .fill = x->o->sealed_len};
    int rv;

    rv = otls__age_ring_new(&x->o->stream, 0, x->r->threads, &t.ring);
    if (rv == OTLS_OK && t.fill > 0)
        memcpy(otls__age_ring_room(t.ring, 0), x->o->sealed, t.fill);
    while (rv == OTLS_OK && !x->ended)
        rv = ring_step(&t);
    if (t.ring != NULL && (rv = settle(&t, rv)) == OTLS_OK)
        rv = finish(&t);
    return otls__age_ring_free(t.ring, rv);
}

/* Of plain bytes, those that the opener has are the first of the payload. */
static int
fits_plain(const struct opening *x, struct otls__age_ranges *ranges)
{
    if (!otls__age_ranges_fit(ranges))
        return 0;
    ranges->from -= (int64_t)x->o->sealed_len;
    ranges->size += (int64_t)x->o->sealed_len;
    ranges->header = x->r->done - (int64_t)x->o->sealed_len;
    return 1;
}

/* An armor whose places can't be computed, or that is malformed at an end, is
 * read from its beginning to what is wrong with it, as a pipe is. */
static int
fits_armored(const struct opening *x, struct otls__age_source *source,
    struct otls__age_ranges *ranges)
{
    if (x->o->index > 0 || !otls__age_ranges_fit(ranges) ||
        otls__age_source_open(
            source, x->r->input, x->r->begin, OTLS_AGE_ARMOR_YES) != OTLS_OK)
        return 0;
    ranges->source = source;
    ranges->from = (int64_t)x->o->payload;
    ranges->size = source->size - ranges->from;
    return 1;
}

static int
payload(struct opening *x)
{
    struct otls__age_source source;
    struct otls__age_ranges ranges = {
        .stream = &x->o->stream,
        .input = x->r->input,
        .output = x->r->output,
    };
    const int plain = otls__age_unarmor_is_plain(&x->o->unarmor);
    int rv;

    if (!x->ended &&
        (plain ? fits_plain(x, &ranges) : fits_armored(x, &source, &ranges))) {
        rv = otls__age_ranges_run(&ranges, x->r->threads, &x->r->progress);
        x->r->done =
            plain ? ranges.header + ranges.size : source.end - source.begin;
        return rv;
    }
    rv = !x->ended && x->r->threads > 1 && x->o->index == 0 ? through_ring(x)
                                                            : one_by_one(x);
    return rv == OTLS_OK ? otls__age_run_is_whole(x->r) : rv;
}

int
otls__age_run_open(struct otls__age_run *r, struct otls__age_opener *o)
{
    struct opening x = {.r = r, .o = o};
    int rv;

    if ((x.text = otls__malloc(MUCH)) == NULL)
        return otls__error_memory();
    if ((rv = header(&x)) == OTLS_OK)
        rv = payload(&x);
    otls__free(x.text);
    return rv;
}
