/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_READER_H
#define OTLS_AGE_READER_H

#include <stddef.h>
#include <stdint.h>

struct otls__age_decryptor;
struct otls__bio;

/*
 * Plaintext by its place. Each thread that reads works in a desk of its own,
 * which keeps the last chunk that it opened; desks that nobody uses wait for
 * the next. Functions answer as their twins in otls/age_reader.h do.
 */
struct otls__age_reader;

/* Of what |bio| has from where it stands, of which a reference is taken. */
int otls__age_reader_open(struct otls__age_decryptor *d, struct otls__bio *bio,
    struct otls__age_reader **reader);
int otls__age_reader_open_file(struct otls__age_decryptor *d, const char *path,
    struct otls__age_reader **reader);
void otls__age_reader_free(void *reader);

int64_t otls__age_reader_size(const struct otls__age_reader *r);
int otls__age_reader_read_at(struct otls__age_reader *r, int64_t offset,
    void *buf, size_t cap, size_t *len);

#endif
