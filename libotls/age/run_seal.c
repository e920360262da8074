/* SPDX-License-Identifier: ISC */
#include "age/run.h"

#include "age/ranges.h"
#include "age/ring.h"
#include "age/sealer.h"
#include "bio/bio.h"

static int
drain(struct otls__age_run *r, struct otls__age_sealer *s)
{
    const void *out;
    size_t len;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && (len = otls__age_sealer_ready(s, &out)) > 0)
        if ((rv = otls__age_run_write(r, out, len)) == OTLS_OK)
            rv = otls__age_sealer_consume(s, len);
    return rv;
}

static int
one_by_one(struct otls__age_run *r, struct otls__age_sealer *s)
{
    size_t cap, len;
    void *room;
    int rv;

    do {
        cap = otls__age_sealer_room(s, &room);
        rv = otls__age_run_read_full(r, room, cap, &len);
        if (rv == OTLS_OK)
            rv = otls__age_sealer_commit(s, len);
        if (rv == OTLS_OK && len < cap)
            rv = otls__age_sealer_finish(s);
        if (rv == OTLS_OK)
            rv = drain(r, s);
        if (rv == OTLS_OK && len == cap)
            rv = otls__age_progress_chunk(&r->progress, r->done);
    } while (rv == OTLS_OK && len == cap);
    return rv;
}

/* The plaintext of a run through a ring. */
struct through {
    struct otls__age_run *r;
    struct otls__age_sealer *s;
    struct otls__age_ring *ring;
    size_t fill; /* of the chunk that is being read */
    int ended;
};

/* The oldest chunk, if it is done or |wait| says so: 1 where it was. */
static int
write_oldest(struct through *t, int wait)
{
    struct otls__age_out out;
    int rv;

    if ((rv = otls__age_ring_get(t->ring, wait, &out)) != OTLS_OK)
        return rv;
    if (out.data == NULL)
        return OTLS_OK;
    rv = otls__age_sealer_pass(t->s, out.data, out.len, out.last);
    if (rv == OTLS_OK)
        rv = drain(t->r, t->s);
    otls__age_ring_drop(t->ring);
    return rv == OTLS_OK ? 1 : rv;
}

/* Whether a full chunk was the last is known by what comes after it. */
static int
read_chunk(struct through *t, unsigned char *room)
{
    const int full = t->fill == OTLS__AGE_CHUNK;
    const size_t at = full ? 0 : t->fill;
    size_t n;
    int rv;

    rv = otls__age_run_read(t->r, room + at, OTLS__AGE_CHUNK - at, &n);
    if (rv != OTLS_OK)
        return rv;
    t->ended = n == 0;
    if (t->ended || full)
        otls__age_ring_put(t->ring, t->fill, t->ended);
    t->fill = at + n;
    return t->ended ? OTLS_OK
                    : otls__age_progress_chunk(&t->r->progress, t->r->done);
}

static int
ring_step(struct through *t)
{
    unsigned char *room;
    int rv = 1;

    while (rv == 1 && otls__age_ring_busy(t->ring))
        rv = write_oldest(t, 0);
    if (rv < 0)
        return rv;
    room = otls__age_ring_room(t->ring, t->fill == OTLS__AGE_CHUNK);
    /* what is ready must not wait for what isn't there yet */
    if (room == NULL ||
        (otls__age_ring_busy(t->ring) && otls__bio_would_wait(t->r->input))) {
        rv = write_oldest(t, 1);
        return rv < 0 ? rv : OTLS_OK;
    }
    return read_chunk(t, room);
}

static int
through_ring(struct otls__age_run *r, struct otls__age_sealer *s)
{
    struct through t = {.r = r, .s = s};
    int rv;

    rv = otls__age_ring_new(&s->stream, 1, r->threads, &t.ring);
    while (rv == OTLS_OK && !t.ended)
        rv = ring_step(&t);
    while (rv >= OTLS_OK && t.ended && otls__age_ring_busy(t.ring))
        rv = write_oldest(&t, 1);
    return otls__age_ring_free(t.ring, rv < 0 ? rv : OTLS_OK);
}

static int
in_ranges(struct otls__age_run *r, struct otls__age_sealer *s,
    const struct otls__age_ranges *ranges)
{
    int rv;

    rv = otls__age_ranges_run(ranges, r->threads, &r->progress);
    r->done = ranges->size;
    if (rv == OTLS_OK)
        rv = otls__age_sealer_passed(s);
    return rv == OTLS_OK ? drain(r, s) : rv;
}

int
otls__age_run_seal(struct otls__age_run *r, struct otls__age_sealer *s)
{
    struct otls__age_ranges ranges = {
        .stream = &s->stream,
        .seals = 1,
        .input = r->input,
        .output = r->output,
        .armor = s->armored ? &s->armor : NULL,
    };
    int rv;

    if ((rv = drain(r, s)) != OTLS_OK)
        return rv;
    if (otls__age_ranges_fit(&ranges))
        return in_ranges(r, s, &ranges);
    rv = r->threads > 1 ? through_ring(r, s) : one_by_one(r, s);
    return rv == OTLS_OK ? otls__age_run_is_whole(r) : rv;
}
