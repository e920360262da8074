/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_HEADER_H
#define OTLS_AGE_HEADER_H

#include <stddef.h>

/*
 * The header of an age file, read or being written. It keeps the bytes as
 * they came, which is what its MAC is over.
 */
#define OTLS__AGE_HEADER_MAX ((size_t)1 << 20)
#define OTLS__AGE_LINE_MAX ((size_t)1 << 16)

#define OTLS__AGE_FILE_KEY 16
#define OTLS__AGE_MAC 32

struct otls__age_stanza;

struct otls__age_header {
    char *raw;
    size_t len;
    size_t cap;
    size_t line;
    size_t lines;
    int state;
    struct otls__age_stanza *stanzas;
    size_t count;
    size_t stanzas_cap;
    size_t mac_at;
    unsigned char mac[OTLS__AGE_MAC];
};

void otls__age_header_init(struct otls__age_header *h);
void otls__age_header_end(struct otls__age_header *h);

/*
 * Takes bytes of a file, any number at a time, until the header is complete:
 * |used| says how many, fewer than |len| only at its end. OTLS_E_AGE_HEADER
 * as soon as a line breaks the grammar or a limit.
 */
int otls__age_header_feed(
    struct otls__age_header *h, const void *data, size_t len, size_t *used);
int otls__age_header_complete(const struct otls__age_header *h);

/* What to answer where the input ends before the header does. */
int otls__age_header_truncated(const struct otls__age_header *h);

/* OTLS_E_AGE_MAC where the header isn't the one that the file key made. */
int otls__age_header_verify(const struct otls__age_header *h,
    const unsigned char file_key[OTLS__AGE_FILE_KEY]);

/* Writing: begin, stanzas (age/stanza.h), seal; then |raw| is the header. */
int otls__age_header_begin(struct otls__age_header *h);
int otls__age_header_seal(struct otls__age_header *h,
    const unsigned char file_key[OTLS__AGE_FILE_KEY]);

/* Appends to |raw|. */
int otls__age_header_append(
    struct otls__age_header *h, const void *data, size_t len);

#endif
