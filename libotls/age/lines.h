/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_LINES_H
#define OTLS_AGE_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "age/armor.h"
#include "bio/bio.h"

/*
 * The armored text of a payload, written into a regular file in pieces, by
 * any thread and in any order. A piece rarely ends where a line does: whoever
 * comes second to such a line has the rest of it, and writes it.
 */
struct otls__age_lines;

/* Room for the text of a piece of |n| bytes. */
#define OTLS__AGE_LINES_TEXT(n) OTLS__AGE_ARMOR_SIZE(n)

/* |size| bytes of a payload, whose text begins at |to| in |output| with the
 * bytes that |begun| had left over. At most |threads| write at once. */
int otls__age_lines_new(struct otls__bio *output, int64_t to,
    const struct otls__age_armor *begun, int64_t size, int threads,
    struct otls__age_lines **lines);
void otls__age_lines_free(struct otls__age_lines *l);

/* The |len| bytes from |at| on, one after another the pieces of a payload
 * with at least a line each, the last one may have less. |text| has room for
 * OTLS__AGE_LINES_TEXT(len). */
int otls__age_lines_write(struct otls__age_lines *l, int64_t at,
    const void *data, size_t len, char *text,
    otls__bio_interrupted *interrupted, void *user);

/* How many characters there are in all. */
int64_t otls__age_lines_size(const struct otls__age_lines *l);

#endif
