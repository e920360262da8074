/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_RANGES_H
#define OTLS_AGE_RANGES_H

#include <stdint.h>

struct otls__age_armor;
struct otls__age_progress;
struct otls__age_source;
struct otls__age_stream;
struct otls__bio;

/*
 * A payload from one regular file into another, in ranges of some chunks:
 * each thread reads, seals or opens, and writes its own, in any order. So the
 * output must be one that nobody sees before all went well.
 */
struct otls__age_ranges {
    const struct otls__age_stream *stream;
    int seals;
    struct otls__bio *input, *output;
    /* of an armored input: |from| is a place in it, |size| counts bytes */
    const struct otls__age_source *source;
    /* of an armored output: what it has left over when the payload begins */
    const struct otls__age_armor *armor;
    int64_t from, to; /* where the payload begins in each */
    int64_t size;     /* of what is in the input */
    int64_t header;   /* what to add to it to tell how much was read */
};

/*
 * 1 where |input| has at least 1 MiB and both can be used by offset; then
 * |from|, |to| and |size| say what is left to read, and where. What was
 * written to the output before is there.
 */
int otls__age_ranges_fit(struct otls__age_ranges *r);

/*
 * With so many threads at most, the caller's one of them. The failure told is
 * that of the first chunk that has one. Afterwards both bios stand behind
 * what was read and written, the end of armor not counted. An input that
 * became shorter is OTLS_E_IO; of one that became longer the new bytes are
 * left out when sealing.
 */
int otls__age_ranges_run(const struct otls__age_ranges *r, int threads,
    struct otls__age_progress *progress);

/* How many bytes are worth a thread; tests make it less. */
extern int64_t otls__age_ranges_share;

#endif
