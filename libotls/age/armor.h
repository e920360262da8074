/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_ARMOR_H
#define OTLS_AGE_ARMOR_H

#include <stddef.h>

#include "age/base64.h"

/* ASCII armor: the strict form of RFC 7468, 3, under age's label. */
#define OTLS__AGE_ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define OTLS__AGE_ARMOR_END "-----END AGE ENCRYPTED FILE-----"

/* Room for the text that |n| more bytes may become, its two ends not
 * counted. */
#define OTLS__AGE_ARMOR_SIZE(n)                                               \
    (((n) / OTLS__AGE_BASE64_LINE_BYTES + 1) * (OTLS__AGE_BASE64_LINE + 1))
/* Room for the first line, and for what the end adds. */
#define OTLS__AGE_ARMOR_ENDS 128

/* Writing. Each function answers how many characters it wrote. */
struct otls__age_armor {
    unsigned char bytes[OTLS__AGE_BASE64_LINE_BYTES];
    size_t len;
};

size_t otls__age_armor_begin(struct otls__age_armor *a, char *out);
size_t otls__age_armor_feed(
    struct otls__age_armor *a, const void *data, size_t len, char *out);
size_t otls__age_armor_end(struct otls__age_armor *a, char *out);

/*
 * Reading, of what may be armored: |mode| is an OTLS_AGE_ARMOR_*. What isn't
 * armored comes out as it went in.
 *
 * LF or CRLF ends a line, the last may do without. Before the first and after
 * the last lines there may be lines of white space, 1024 bytes of them before.
 */
struct otls__age_unarmor {
    int mode;
    int state;
    size_t lines;
    size_t space; /* bytes of white space before the first line */
    size_t len;
    char line[OTLS__AGE_BASE64_LINE + 2];
};

/* The least |cap| that is room for anything. */
#define OTLS__AGE_UNARMOR_ROOM OTLS__AGE_BASE64_LINE_BYTES

void otls__age_unarmor_init(struct otls__age_unarmor *u, int mode);

/* Takes text as long as |out| has room for a line's bytes: |used| and |n| say
 * how much was taken and given. OTLS_E_AGE_ARMOR where the armor is malformed;
 * |n| counts what came before, then too. */
int otls__age_unarmor_feed(struct otls__age_unarmor *u, const void *text,
    size_t len, size_t *used, void *out, size_t cap, size_t *n);

/* OTLS_E_AGE_ARMOR where armor has begun and not ended, OTLS_E_AGE_HEADER
 * where all that was fed could have become armor. */
int otls__age_unarmor_finish(const struct otls__age_unarmor *u);

/* Each is 1 once it is sure, 0 before. */
int otls__age_unarmor_is_plain(const struct otls__age_unarmor *u);
int otls__age_unarmor_is_armored(const struct otls__age_unarmor *u);

#endif
