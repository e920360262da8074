/* SPDX-License-Identifier: ISC */
#include "age/ranges.h"

#include <pthread.h>
#include <string.h>

#include <otls/age_decryptor.h>

#include "age/failure.h"
#include "age/lines.h"
#include "age/progress.h"
#include "age/source.h"
#include "age/stream.h"
#include "base/crew.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"

/* Below it a run has one thread, and is over before others had begun. */
#define LEAST ((int64_t)1 << 20)
/* Chunks of a range: few enough for a processor's own cache. */
#define CHUNKS 4
#define BUFFER (CHUNKS * OTLS__AGE_SEALED)
/* Room for the text of a range, coming or going. */
#define TEXT OTLS__AGE_SOURCE_TEXT(BUFFER)

int64_t otls__age_ranges_share = (int64_t)4 << 20;

/* What a thread works with. */
struct lane {
    struct otls__age_stream stream;
    unsigned char *in, *out;
    char *text; /* NULL where nothing is armored */
};

/* What the threads of a run share. */
struct shared {
    const struct otls__age_ranges *r;
    struct otls__age_progress *progress; /* the caller's */
    struct otls__age_lines *lines;       /* NULL: the output isn't armored */
    int64_t in_chunk, out_chunk;
    int64_t chunks, ranges;
    int64_t next; /* range to be begun */
    int64_t stop; /* none from here on is begun */
    int64_t done; /* bytes of the input */
    int next_lane;
    struct lane *lanes;
    pthread_mutex_t lock;
    int64_t failed; /* the first range that did */
    struct otls__age_failure failure;
};

int
otls__age_ranges_fit(struct otls__age_ranges *r)
{
    int64_t end;

    if (otls__bio_size(r->input, &end) != OTLS_OK ||
        otls__bio_span(r->input, &r->from) != OTLS_OK ||
        otls__bio_span(r->output, &r->to) != OTLS_OK)
        return 0;
    r->size = end - r->from;
    return r->size >= LEAST;
}

static void
lanes_free(struct shared *s, int count, int rv)
{
    int i;

    for (i = 0; i < count; i++) {
        otls__age_stream_end(&s->lanes[i].stream, rv);
        if (s->lanes[i].in != NULL)
            otls__wipe(s->lanes[i].in, 2 * BUFFER);
        otls__free(s->lanes[i].in);
        otls__free(s->lanes[i].text);
    }
    otls__free(s->lanes);
}

static int
lane_make(const struct shared *s, struct lane *l)
{
    l->in = otls__malloc(2 * BUFFER);
    if (s->lines != NULL || s->r->source != NULL)
        l->text = otls__malloc(TEXT);
    if (l->in == NULL ||
        (l->text == NULL && (s->lines != NULL || s->r->source != NULL)))
        return otls__error_memory();
    l->out = l->in + BUFFER;
    return otls__age_stream_copy(&l->stream, s->r->stream);
}

static int
lanes_make(struct shared *s, int count)
{
    int i, rv = OTLS_OK;

    s->lanes = otls__calloc((size_t)count, sizeof(*s->lanes));
    if (s->lanes == NULL)
        return otls__error_memory();
    for (i = 0; rv == OTLS_OK && i < count; i++)
        rv = lane_make(s, &s->lanes[i]);
    if (rv != OTLS_OK)
        lanes_free(s, count, rv);
    return rv;
}

/* In a range the first failure ends it; of several ranges the first counts,
 * whichever comes to know it first. All before it were begun and go on. */
static void
fail(struct shared *s, int64_t range, int rv)
{
    (void)pthread_mutex_lock(&s->lock);
    if (range < s->failed) {
        s->failed = range;
        otls__age_failure_keep(&s->failure, rv);
        __atomic_store_n(&s->stop, range, __ATOMIC_RELAXED);
    }
    (void)pthread_mutex_unlock(&s->lock);
}

static int
chunk(const struct shared *s, struct lane *l, int64_t index, size_t at,
    size_t len)
{
    const int last = index == s->chunks - 1;
    const unsigned char *in = l->in + at * (size_t)s->in_chunk;
    unsigned char *out = l->out + at * (size_t)s->out_chunk;
    int rv, was_last;

    if (s->r->seals)
        return otls__age_stream_seal(
            &l->stream, (uint64_t)index, last, in, len, out);
    rv = otls__age_stream_open(
        &l->stream, (uint64_t)index, in, len, out, &was_last);
    if (rv != OTLS_OK || was_last == last)
        return rv;
    if (was_last)
        return otls__age_stream_goes_on();
    /* full, and not the last: there ought to be another */
    return otls__age_stream_open(
        &l->stream, (uint64_t)index + 1, in, 0, out, &was_last);
}

/* How many bytes of the input a range has. */
static size_t
range_size(const struct shared *s, int64_t range)
{
    const int64_t full = CHUNKS * s->in_chunk;
    const int64_t left = s->r->size - range * full;

    return (size_t)(left < full ? left : full);
}

static int
range_read(const struct shared *s, struct lane *l, int64_t at, size_t len,
    otls__bio_interrupted *interrupted)
{
    const struct otls__age_ranges *r = s->r;
    size_t n;
    int rv;

    if (r->source != NULL)
        rv = otls__age_source_share(r->source, r->from + at, l->in, len,
            l->text, &n, interrupted, s->progress);
    else
        rv = otls__bio_read_at(
            r->input, r->from + at, l->in, len, &n, interrupted, s->progress);
    if (rv == OTLS_OK && n < len)
        return otls__error(OTLS_E_IO,
            "the input became shorter while it was read: begin again when "
            "nothing writes to it");
    return rv;
}

static int
range_write(const struct shared *s, struct lane *l, int64_t at, size_t len,
    otls__bio_interrupted *interrupted)
{
    const struct otls__age_ranges *r = s->r;

    if (s->lines != NULL)
        return otls__age_lines_write(
            s->lines, at, l->out, len, l->text, interrupted, s->progress);
    return otls__bio_write_at(
        r->output, r->to + at, l->out, len, interrupted, s->progress);
}

static int
range_run(const struct shared *s, struct lane *l, int64_t range,
    otls__bio_interrupted *interrupted)
{
    const int64_t first = range * CHUNKS;
    size_t n = range_size(s, range), i, part, out_len = 0;
    int rv;

    rv = range_read(s, l, first * s->in_chunk, n, interrupted);
    for (i = 0; rv == OTLS_OK && n > 0; i++, n -= part) {
        part = n < (size_t)s->in_chunk ? n : (size_t)s->in_chunk;
        rv = chunk(s, l, first + (int64_t)i, i, part);
        out_len += part + (size_t)s->out_chunk - (size_t)s->in_chunk;
    }
    if (rv == OTLS_OK)
        rv = range_write(s, l, first * s->out_chunk, out_len, interrupted);
    return rv;
}

/* One range: 1 where there may be more. */
static int
step(struct shared *s, struct lane *l, otls__bio_interrupted *interrupted)
{
    const int64_t range = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED);
    int rv;

    if (range >= __atomic_load_n(&s->stop, __ATOMIC_RELAXED))
        return 0;
    if ((rv = range_run(s, l, range, interrupted)) != OTLS_OK) {
        fail(s, range, rv);
        return 0;
    }
    (void)__atomic_fetch_add(
        &s->done, (int64_t)range_size(s, range), __ATOMIC_RELAXED);
    return 1;
}

static void
help(void *user)
{
    struct shared *s = user;
    struct lane *l;

    l = &s->lanes[__atomic_fetch_add(&s->next_lane, 1, __ATOMIC_RELAXED)];
    while (step(s, l, NULL))
        ;
}

static int64_t
done(const struct shared *s)
{
    const struct otls__age_ranges *r = s->r;
    const int64_t n = __atomic_load_n(&s->done, __ATOMIC_RELAXED);

    return r->source != NULL ? otls__age_source_text(r->source, r->from + n)
                             : r->header + n;
}

/* The caller's own part; what it answers comes before what the others say. */
static int
work(struct shared *s)
{
    int rv = OTLS_OK;

    while (
        rv == OTLS_OK && step(s, &s->lanes[0], otls__age_progress_interrupted))
        rv = otls__age_progress_chunk(s->progress, done(s));
    if (rv != OTLS_OK)
        __atomic_store_n(&s->stop, 0, __ATOMIC_RELAXED);
    return rv;
}

/* The input must have ended where it did when the run began. */
static int
input_end(const struct shared *s, int64_t *end)
{
    const struct otls__age_ranges *r = s->r;
    struct otls__age_source again;
    unsigned char byte;
    size_t n = 0;
    int rv;

    *end = r->from + r->size;
    if (r->seals)
        return OTLS_OK;
    if (r->source != NULL) {
        *end = r->source->end;
        rv = otls__age_source_open(
            &again, r->input, r->source->begin, OTLS_AGE_ARMOR_YES);
        return rv == OTLS_OK && again.size != r->source->size
                   ? otls__age_stream_goes_on()
                   : rv;
    }
    rv = otls__bio_read_at(r->input, *end, &byte, 1, &n,
        otls__age_progress_interrupted, s->progress);
    return rv == OTLS_OK && n > 0 ? otls__age_stream_goes_on() : rv;
}

static int64_t
output_size(const struct shared *s)
{
    return s->r->size + s->chunks * (s->out_chunk - s->in_chunk);
}

/* Nobody else may see the shared state any more. */
static int
finish(struct shared *s, int rv, int joined)
{
    const struct otls__age_ranges *r = s->r;
    int64_t end;

    if (rv == OTLS_OK && (rv = joined) == OTLS_OK && s->failed < s->ranges)
        rv = otls__age_failure_again(&s->failure);
    if (rv == OTLS_OK && (rv = input_end(s, &end)) == OTLS_OK)
        rv = otls__bio_move(r->input, end);
    if (rv == OTLS_OK)
        rv = otls__bio_move(r->output,
            r->to + (s->lines != NULL ? otls__age_lines_size(s->lines)
                                      : output_size(s)));
    return rv;
}

static int
begin(struct shared *s, int threads)
{
    const struct otls__age_ranges *r = s->r;
    int rv;

    s->in_chunk = (int64_t)(r->seals ? OTLS__AGE_CHUNK : OTLS__AGE_SEALED);
    s->out_chunk = (int64_t)(r->seals ? OTLS__AGE_SEALED : OTLS__AGE_CHUNK);
    s->chunks = (r->size + s->in_chunk - 1) / s->in_chunk;
    s->ranges = s->stop = s->failed = (s->chunks + CHUNKS - 1) / CHUNKS;
    if (r->armor != NULL &&
        (rv = otls__age_lines_new(r->output, r->to, r->armor, output_size(s),
             threads, &s->lines)) != OTLS_OK)
        return rv;
    if ((rv = lanes_make(s, threads)) != OTLS_OK)
        otls__age_lines_free(s->lines);
    return rv;
}

int
otls__age_ranges_run(const struct otls__age_ranges *r, int threads,
    struct otls__age_progress *progress)
{
    const int64_t most = r->size / otls__age_ranges_share;
    struct shared s = {.r = r, .progress = progress, .next_lane = 1};
    struct otls__crew crew;
    int rv, joined;

    if (threads > most)
        threads = most < 1 ? 1 : (int)most;
    if ((rv = begin(&s, threads)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_init(&s.lock, NULL);
    otls__crew_start(&crew, threads - 1, help, &s);
    rv = work(&s);
    joined = otls__crew_join(&crew);
    rv = finish(&s, rv, joined);
    (void)pthread_mutex_destroy(&s.lock);
    lanes_free(&s, threads, rv);
    otls__age_lines_free(s.lines);
    return rv;
}
