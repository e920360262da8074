/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_BASE64_H
#define OTLS_AGE_BASE64_H

#include <stddef.h>

/* Base64 as the age header has it: the standard alphabet, no padding, and
 * only the one canonical form of each byte string (RFC 4648, 3.5). */

/* How many characters |len| bytes become. */
size_t otls__age_base64_size(size_t len);

/* Writes that many characters and no NUL; answers their number. */
size_t otls__age_base64_encode(const void *data, size_t len, char *out);

/* 1 where the text is canonical and its bytes fit |cap|, else 0. */
int otls__age_base64_decode(
    const char *text, size_t text_len, void *out, size_t cap, size_t *len);

/*
 * The same with '=' as padding, as armor has it: RFC 4648, 4. A line is 64
 * characters without padding, for 48 bytes.
 */
#define OTLS__AGE_BASE64_LINE 64
#define OTLS__AGE_BASE64_LINE_BYTES 48

/* 1 to |len|, at most 48, bytes; answers how many characters they became. */
size_t otls__age_base64_padded_encode(const void *data, size_t len, char *out);
/* A full line; by_table is the one for processors without instructions for
 * it. */
void otls__age_base64_line_encode(const void *data, char *out);
void otls__age_base64_line_by_table(const void *data, char *out);

/* |out| has room for a line's bytes, |text_len| is at most 64. 1 where the
 * text is canonical and not empty, else 0. */
int otls__age_base64_padded_decode(
    const char *text, size_t text_len, void *out, size_t *len);
/* A full line: 1, or 0 and |out| has anything. */
int otls__age_base64_line_decode(const char *text, void *out);

#endif
