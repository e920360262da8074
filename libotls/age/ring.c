/* SPDX-License-Identifier: ISC */
#include "age/ring.h"

#include <pthread.h>
#include <string.h>

#include "age/failure.h"
#include "base/call.h"
#include "base/crew.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

/* Chunks: enough for each thread to have some while the caller is away. */
#define SLOTS_BASE 8
#define SLOTS_PER_THREAD 8
#define IN (OTLS__AGE_SEALED + OTLS__AGE_RING_EXTRA)

struct slot {
    uint64_t index;
    size_t len;
    int last;
    int done;
    struct otls__age_failure failure;
    unsigned char *in, *out;
    size_t out_len;
};

/*
 * Slots from |head| to |tail| hold chunks, those before |claim| are somebody's
 * or done. Only the caller moves head and tail. The lock is held for a few
 * instructions, and never by a thread that waits for the gate (base/call.c):
 * threads of the crew are outside but for the sealing and opening itself.
 */
struct otls__age_ring {
    int seals;
    int threads;
    uint64_t count;
    struct slot *slots;
    unsigned char *bytes;
    size_t size;
    uint64_t head, claim, tail;
    int started, stop, next_lane;
    int idle;    /* threads that wait for a chunk */
    int waiting; /* the caller waits for the head */
    struct otls__age_stream *streams;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    struct otls__crew crew;
};

static struct slot *
slot_at(const struct otls__age_ring *ring, uint64_t n)
{
    return &ring->slots[n % ring->count];
}

static int
allocate(struct otls__age_ring *ring)
{
    /* sealed in place, opened beside: a chunk may have to be tried twice */
    const size_t each = ring->seals ? IN : IN + OTLS__AGE_CHUNK;
    unsigned char *p;
    uint64_t i;

    ring->size = (size_t)ring->count * each;
    ring->slots = otls__calloc((size_t)ring->count, sizeof(*ring->slots));
    ring->bytes = otls__malloc(ring->size);
    ring->streams =
        otls__calloc((size_t)ring->threads, sizeof(*ring->streams));
    if (ring->slots == NULL || ring->bytes == NULL || ring->streams == NULL)
        return otls__error_memory();
    for (i = 0, p = ring->bytes; i < ring->count; i++, p += each) {
        ring->slots[i].in = p;
        ring->slots[i].out = ring->seals ? p : p + IN;
    }
    return OTLS_OK;
}

int
otls__age_ring_new(const struct otls__age_stream *stream, int seals,
    int threads, struct otls__age_ring **ring)
{
    struct otls__age_ring *g = otls__calloc(1, sizeof(*g));
    int i, rv;

    if (g == NULL)
        return otls__error_memory();
    g->seals = seals;
    g->threads = threads;
    g->next_lane = 1;
    g->count = SLOTS_BASE + (uint64_t)threads * SLOTS_PER_THREAD;
    (void)pthread_mutex_init(&g->lock, NULL);
    (void)pthread_cond_init(&g->work, NULL);
    (void)pthread_cond_init(&g->done, NULL);
    rv = allocate(g);
    for (i = 0; rv == OTLS_OK && i < threads; i++)
        rv = otls__age_stream_copy(&g->streams[i], stream);
    if (rv == OTLS_OK)
        *ring = g;
    else
        (void)otls__age_ring_free(g, rv);
    return rv;
}

static int
join(struct otls__age_ring *ring)
{
    if (!ring->started || otls__crew_is_gone(&ring->crew))
        return otls__crew_join(&ring->crew);
    (void)pthread_mutex_lock(&ring->lock);
    ring->stop = 1;
    (void)pthread_cond_broadcast(&ring->work);
    (void)pthread_mutex_unlock(&ring->lock);
    return otls__crew_join(&ring->crew);
}

/* How much was ever written to: of a short run most was not, and touching it
 * would be most of the run's work. The slot behind the last may have been
 * read into. */
static size_t
used(const struct otls__age_ring *ring)
{
    const uint64_t slots = ring->tail + 2;

    return slots < ring->count
               ? (size_t)slots * (ring->size / (size_t)ring->count)
               : ring->size;
}

int
otls__age_ring_free(struct otls__age_ring *ring, int rv)
{
    struct otls__age_failure failure;
    int i, joined;

    if (ring == NULL)
        return rv;
    if (rv != OTLS_OK)
        otls__age_failure_keep(&failure, rv);
    joined = join(ring);
    /* in a child they may look as if somebody used them */
    if (joined != OTLS_E_FORKED) {
        (void)pthread_mutex_destroy(&ring->lock);
        (void)pthread_cond_destroy(&ring->work);
        (void)pthread_cond_destroy(&ring->done);
    }
    if (joined == OTLS_E_SHUTDOWN || rv == OTLS_OK)
        rv = joined;
    else
        rv = otls__age_failure_again(&failure);
    for (i = 0; ring->streams != NULL && i < ring->threads; i++)
        otls__age_stream_end(&ring->streams[i], rv);
    if (ring->bytes != NULL)
        otls__wipe(ring->bytes, used(ring));
    otls__free(ring->bytes);
    otls__free(ring->slots);
    otls__free(ring->streams);
    otls__free(ring);
    return rv;
}

/* Inside. */
static void
process(const struct otls__age_ring *ring, struct otls__age_stream *stream,
    struct slot *slot)
{
    int rv;

    if (ring->seals) {
        rv = otls__age_stream_seal(stream, slot->index, slot->last, slot->in,
            slot->len, slot->out);
        slot->out_len = slot->len + OTLS__AGE_TAG;
    } else {
        rv = otls__age_stream_open(stream, slot->index, slot->in, slot->len,
            slot->out, &slot->last);
        slot->out_len = slot->len - OTLS__AGE_TAG;
    }
    slot->failure.rv = rv;
    if (rv != OTLS_OK)
        otls__age_failure_keep(&slot->failure, rv);
}

/* With the lock held: the next chunk that nobody has, or NULL. */
static struct slot *
claim(struct otls__age_ring *ring)
{
    return ring->claim == ring->tail ? NULL : slot_at(ring, ring->claim++);
}

/* With the lock held. */
static void
set_done(struct otls__age_ring *ring, struct slot *slot)
{
    slot->done = 1;
    if (ring->waiting && slot == slot_at(ring, ring->head))
        (void)pthread_cond_signal(&ring->done);
}

/* Outside, with the lock held: NULL where it is over. */
static struct slot *
wait_for_work(struct otls__age_ring *ring)
{
    struct slot *slot = NULL;

    while (!ring->stop && (slot = claim(ring)) == NULL) {
        ring->idle++;
        (void)pthread_cond_wait(&ring->work, &ring->lock);
        ring->idle--;
    }
    return slot;
}

static void
help(void *user)
{
    struct otls__age_ring *ring = user;
    struct otls__age_stream *stream;
    struct slot *slot;
    int rv;

    otls__call_pause();
    (void)pthread_mutex_lock(&ring->lock);
    stream = &ring->streams[ring->next_lane++];
    while ((slot = wait_for_work(ring)) != NULL) {
        (void)pthread_mutex_unlock(&ring->lock);
        if ((rv = otls__call_resume()) == OTLS_OK)
            process(ring, stream, slot);
        else
            otls__age_failure_keep(&slot->failure, rv);
        otls__call_pause();
        (void)pthread_mutex_lock(&ring->lock);
        set_done(ring, slot);
    }
    (void)pthread_mutex_unlock(&ring->lock);
}

static void
start(struct otls__age_ring *ring)
{
    if (ring->started)
        return;
    ring->started = 1;
    otls__crew_start(&ring->crew, ring->threads - 1, help, ring);
}

unsigned char *
otls__age_ring_room(struct otls__age_ring *ring, int ahead)
{
    const uint64_t n = ring->tail + (ahead ? 1 : 0);

    if (n - ring->head < ring->count)
        return slot_at(ring, n)->in;
    start(ring);
    return NULL;
}

void
otls__age_ring_put(struct otls__age_ring *ring, size_t len, int last)
{
    struct slot *slot = slot_at(ring, ring->tail);

    slot->index = ring->tail;
    slot->len = len;
    slot->last = last;
    slot->done = 0;
    (void)pthread_mutex_lock(&ring->lock);
    ring->tail++;
    if (ring->idle > 0)
        (void)pthread_cond_signal(&ring->work);
    (void)pthread_mutex_unlock(&ring->lock);
}

int
otls__age_ring_busy(const struct otls__age_ring *ring)
{
    return ring->head != ring->tail;
}

/* Outside: the head is somebody's. */
static int
wait_for_head(struct otls__age_ring *ring, const struct slot *slot)
{
    otls__call_pause();
    (void)pthread_mutex_lock(&ring->lock);
    ring->waiting = 1;
    while (!slot->done)
        (void)pthread_cond_wait(&ring->done, &ring->lock);
    ring->waiting = 0;
    (void)pthread_mutex_unlock(&ring->lock);
    return otls__call_resume();
}

/* Does a chunk's work, or waits where there is none: the head is nearer. */
static int
help_or_wait(struct otls__age_ring *ring, const struct slot *head)
{
    struct slot *slot;

    (void)pthread_mutex_lock(&ring->lock);
    slot = claim(ring);
    (void)pthread_mutex_unlock(&ring->lock);
    if (slot == NULL)
        return wait_for_head(ring, head);
    process(ring, &ring->streams[0], slot);
    (void)pthread_mutex_lock(&ring->lock);
    set_done(ring, slot);
    (void)pthread_mutex_unlock(&ring->lock);
    return OTLS_OK;
}

static int
is_done(struct otls__age_ring *ring, const struct slot *slot)
{
    int answer;

    (void)pthread_mutex_lock(&ring->lock);
    answer = slot->done;
    (void)pthread_mutex_unlock(&ring->lock);
    return answer;
}

int
otls__age_ring_get(
    struct otls__age_ring *ring, int wait, struct otls__age_out *out)
{
    const struct slot *slot = slot_at(ring, ring->head);
    int rv;

    out->data = NULL;
    while (!is_done(ring, slot)) {
        if (!wait)
            return OTLS_OK;
        if ((rv = help_or_wait(ring, slot)) != OTLS_OK)
            return rv;
    }
    out->last = slot->last;
    out->data = slot->out;
    out->len = slot->out_len;
    return slot->failure.rv == OTLS_OK
               ? OTLS_OK
               : otls__age_failure_again(&slot->failure);
}

void
otls__age_ring_drop(struct otls__age_ring *ring)
{
    ring->head++;
}
