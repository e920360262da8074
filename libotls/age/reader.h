/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_READER_H
#define OTLS_AGE_READER_H

#include <stddef.h>
#include <stdint.h>

struct otls__age_header;
struct otls__bio;

/* Reads an age file from a bio: first its header, which ends nobody knows
 * where, then what follows. Reads go on where a signal interrupted them. */
struct otls__age_reader {
    struct otls__bio *bio;
    int64_t done;
    size_t pos;
    size_t len;
    unsigned char buf[4096];
};

/* Borrows the bio. */
void otls__age_reader_init(struct otls__age_reader *r, struct otls__bio *bio);

/* Fills |h|, which was just initialised. */
int otls__age_reader_header(
    struct otls__age_reader *r, struct otls__age_header *h);

/* |cap| bytes, or fewer at the end of the file. */
int otls__age_reader_full(
    struct otls__age_reader *r, void *buf, size_t cap, size_t *len);

/* The other way round: flushes, and goes on where a signal interrupted. */
int otls__age_flush(struct otls__bio *bio);

#endif
