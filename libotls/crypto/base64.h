/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_BASE64_H
#define OTLS_CRYPTO_BASE64_H

#include <stddef.h>

/* A key of 32 bytes as base64 (RFC 4648, section 4): 44 characters, the last
 * a '='. */
#define OTLS__BASE64_KEY 32
#define OTLS__BASE64_KEY_TEXT 44

/* 1 where |text| is exactly that, else 0; |key| is wiped then. */
int otls__base64_key_read(const char text[OTLS__BASE64_KEY_TEXT],
    unsigned char key[OTLS__BASE64_KEY]);

/* 1 where |text| is exactly |out_len| bytes, at most 96, in base64 with its
 * padding; else 0, and |out| is wiped. */
int otls__base64_read(
    const char *text, size_t len, unsigned char *out, size_t out_len);

/* Writes the characters, with no NUL. */
void otls__base64_key_write(const unsigned char key[OTLS__BASE64_KEY],
    char text[OTLS__BASE64_KEY_TEXT]);

#endif
