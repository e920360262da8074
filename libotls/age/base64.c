/* SPDX-License-Identifier: ISC */
#include "age/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789+/";

size_t
otls__age_base64_size(size_t len)
{
    return len / 3 * 4 + (len % 3 == 0 ? 0 : len % 3 + 1);
}

size_t
otls__age_base64_encode(const void *data, size_t len, char *out)
{
    const unsigned char *p = data;
    const size_t size = otls__age_base64_size(len);
    uint32_t bits = 0;
    size_t i, n = 0;
    unsigned have = 0;

    for (i = 0; i < len; i++) {
        bits = bits << 8 | p[i];
        for (have += 8; have >= 6; have -= 6)
            out[n++] = alphabet[bits >> (have - 6) & 63];
    }
    if (n < size)
        out[n++] = alphabet[bits << (6 - have) & 63];
    return n;
}

static int
value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

int
otls__age_base64_decode(
    const char *text, size_t text_len, void *out, size_t cap, size_t *len)
{
    unsigned char *p = out;
    uint32_t bits = 0;
    size_t i, n = 0;
    unsigned have = 0;
    int value;

    *len = 0;
    if (text_len % 4 == 1)
        return 0;
    for (i = 0; i < text_len; i++) {
        if ((value = value_of(text[i])) < 0)
            return 0;
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            if (n == cap)
                return 0;
            have -= 8;
            p[n++] = (unsigned char)(bits >> have);
        }
    }
    if ((bits & ((1u << have) - 1)) != 0)
        return 0;
    *len = n;
    return 1;
}
