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

#endif
