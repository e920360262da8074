/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_SOURCE_H
#define OTLS_AGE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "age/base64.h"
#include "bio/bio.h"

struct otls__age_header;

/*
 * The bytes of an age file by their place, wherever they are asked for. The
 * text of an armored one is computed: its lines have one length. It never
 * changes, so that threads can share it.
 */
struct otls__age_source {
    struct otls__bio *bio; /* the caller's reference */
    int64_t begin, end;    /* of the file, in the bio */
    int64_t size;          /* in bytes, those that armor adds not counted */
    int armored;
    int64_t body; /* where the first line of base64 begins, in the bio */
    int64_t lines;
    size_t stride; /* of a line with its end */
};

/* Room for the text of |n| bytes anywhere in the file. */
#define OTLS__AGE_SOURCE_TEXT(n)                                              \
    (((n) / OTLS__AGE_BASE64_LINE_BYTES + 2) * (OTLS__AGE_BASE64_LINE + 2))

/*
 * Of what |bio| has from |begin| on; |mode| is an OTLS_AGE_ARMOR_*.
 * OTLS_E_AGE_ARMOR where the beginning or the end of the armor is malformed;
 * OTLS_E_UNSUPPORTED where the bio has no places, or lines end in LF here and
 * CRLF there.
 */
int otls__age_source_open(struct otls__age_source *s, struct otls__bio *bio,
    int64_t begin, int mode);

/*
 * |len| bytes from |at| on, all of which the file must have; |text| has room
 * for OTLS__AGE_SOURCE_TEXT(len) characters, or is NULL where the file isn't
 * armored. OTLS_E_AGE_PAYLOAD where the file has become shorter,
 * OTLS_E_AGE_ARMOR where one of the lines is malformed.
 */
int otls__age_source_read(const struct otls__age_source *s, int64_t at,
    void *buf, size_t len, char *text);

/* The same for threads that share a run: |n| is |len|, or 0 where the file has
 * become shorter. */
int otls__age_source_share(const struct otls__age_source *s, int64_t at,
    void *buf, size_t len, char *text, size_t *n,
    otls__bio_interrupted *interrupted, void *user);

/* How many characters of the bio stand before the line that has |at|. */
int64_t otls__age_source_text(const struct otls__age_source *s, int64_t at);

/* Reads the header, which the caller has initialised and ends. */
int otls__age_source_header(
    const struct otls__age_source *s, struct otls__age_header *h);

#endif
