/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_READER_H
#define OTLS_AGE_READER_H

#include <stddef.h>
#include <stdint.h>

struct otls__age_header;
struct otls__age_progress;
struct otls__bio;

/* Reads an age file from a bio: first its header, which ends nobody knows
 * where, then what follows. */
struct otls__age_reader {
    struct otls__bio *bio;
    struct otls__age_progress *progress;
    int64_t done;
    size_t pos;
    size_t len;
    unsigned char buf[4096];
};

/* Borrows both. */
void otls__age_reader_init(struct otls__age_reader *r, struct otls__bio *bio,
    struct otls__age_progress *progress);

/* Fills |h|, which was just initialised. */
int otls__age_reader_header(
    struct otls__age_reader *r, struct otls__age_header *h);

/* |cap| bytes, or fewer at the end of the file. */
int otls__age_reader_full(
    struct otls__age_reader *r, void *buf, size_t cap, size_t *len);

/* The other way round: flushes. */
int otls__age_flush(
    struct otls__bio *bio, struct otls__age_progress *progress);

#endif
