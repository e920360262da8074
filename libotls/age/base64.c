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

/* A character's value with the bit VALID, 0 for what is no character of the
 * alphabet. */
#define VALID 0x80u
#define V(c, n) [c] = VALID | (n)
static const unsigned char values[256] = {
    V('A', 0),
    V('B', 1),
    V('C', 2),
    V('D', 3),
    V('E', 4),
    V('F', 5),
    V('G', 6),
    V('H', 7),
    V('I', 8),
    V('J', 9),
    V('K', 10),
    V('L', 11),
    V('M', 12),
    V('N', 13),
    V('O', 14),
    V('P', 15),
    V('Q', 16),
    V('R', 17),
    V('S', 18),
    V('T', 19),
    V('U', 20),
    V('V', 21),
    V('W', 22),
    V('X', 23),
    V('Y', 24),
    V('Z', 25),
    V('a', 26),
    V('b', 27),
    V('c', 28),
    V('d', 29),
    V('e', 30),
    V('f', 31),
    V('g', 32),
    V('h', 33),
    V('i', 34),
    V('j', 35),
    V('k', 36),
    V('l', 37),
    V('m', 38),
    V('n', 39),
    V('o', 40),
    V('p', 41),
    V('q', 42),
    V('r', 43),
    V('s', 44),
    V('t', 45),
    V('u', 46),
    V('v', 47),
    V('w', 48),
    V('x', 49),
    V('y', 50),
    V('z', 51),
    V('0', 52),
    V('1', 53),
    V('2', 54),
    V('3', 55),
    V('4', 56),
    V('5', 57),
    V('6', 58),
    V('7', 59),
    V('8', 60),
    V('9', 61),
    V('+', 62),
    V('/', 63),
};

int
otls__age_base64_decode(
    const char *text, size_t text_len, void *out, size_t cap, size_t *len)
{
    unsigned char *p = out;
    uint32_t bits = 0;
    size_t i, n = 0;
    unsigned have = 0, value;

    *len = 0;
    if (text_len % 4 == 1)
        return 0;
    for (i = 0; i < text_len; i++) {
        if ((value = values[(unsigned char)text[i]]) == 0)
            return 0;
        bits = bits << 6 | (value & ~VALID);
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

size_t
otls__age_base64_padded_encode(const void *data, size_t len, char *out)
{
    size_t n = otls__age_base64_encode(data, len, out);

    while (n % 4 != 0)
        out[n++] = '=';
    return n;
}

int
otls__age_base64_padded_decode(
    const char *text, size_t text_len, void *out, size_t *len)
{
    size_t n = text_len;

    *len = 0;
    if (n == 0 || n % 4 != 0)
        return 0;
    if (text[n - 1] == '=')
        n -= text[n - 2] == '=' ? 2 : 1;
    return otls__age_base64_decode(
        text, n, out, OTLS__AGE_BASE64_LINE_BYTES, len);
}

/* No branch depends on the text: a wrong character is noticed at the end. */
int
otls__age_base64_line_decode(const char *text, void *out)
{
    const uint32_t valid = VALID << 18 | VALID << 12 | VALID << 6 | VALID;
    const unsigned char *t = (const unsigned char *)text;
    const unsigned char *end = t + OTLS__AGE_BASE64_LINE;
    unsigned char *p = out;
    uint32_t a, b, c, d, bits, all = VALID;

    for (; t < end; t += 4, p += 3) {
        a = values[t[0]];
        b = values[t[1]];
        c = values[t[2]];
        d = values[t[3]];
        all &= a & b & c & d;
        bits = (a << 18) + (b << 12) + (c << 6) + d - valid;
        p[0] = (unsigned char)(bits >> 16);
        p[1] = (unsigned char)(bits >> 8);
        p[2] = (unsigned char)bits;
    }
    return all != 0;
}
