/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_RING_H
#define OTLS_AGE_RING_H

#include <stddef.h>
#include <stdint.h>

#include "age/stream.h"

/*
 * Chunks of a payload on their way through threads, which seal or open them
 * in any order; they come out as they went in. The caller's thread puts them
 * in, takes them out, and helps while it would wait. Threads are started when
 * the ring is full for the first time: what is small never has any.
 */
struct otls__age_ring;

/* Room for a chunk has so many bytes more than a sealed chunk. */
#define OTLS__AGE_RING_EXTRA 64

/* A chunk that came out. */
struct otls__age_out {
    int last; /* of the payload: what it opened as, or was sealed as */
    const unsigned char *data;
    size_t len;
};

/* |threads| counts the caller's. */
int otls__age_ring_new(const struct otls__age_stream *stream, int seals,
    int threads, struct otls__age_ring **ring);
/* Ends the threads too. |rv| is how its use ended; the answer is |rv| or, in
 * its place, a failure of the threads'. NULL is fine. */
int otls__age_ring_free(struct otls__age_ring *ring, int rv);

/* Where the next chunk is to be put and, where |ahead| is 1, the one after
 * it; NULL where the ring is full. */
unsigned char *otls__age_ring_room(struct otls__age_ring *ring, int ahead);
/* So many bytes were put there; |last| counts for sealing. */
void otls__age_ring_put(struct otls__age_ring *ring, size_t len, int last);

/* 1 where any chunk went in and wasn't dropped. */
int otls__age_ring_busy(const struct otls__age_ring *ring);

/*
 * The oldest chunk, of at least one: OTLS_OK and |out|, whose |data| is NULL
 * where it isn't done, which it is always with |wait|; or how it failed.
 */
int otls__age_ring_get(
    struct otls__age_ring *ring, int wait, struct otls__age_out *out);
void otls__age_ring_drop(struct otls__age_ring *ring);

#endif
