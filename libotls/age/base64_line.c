/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include "age/base64.h"

/*
 * A full line of armor, which is all that a large file has of it: by a table
 * everywhere, and with 16 characters at a time where the processor can
 * shuffle bytes.
 */

/* The two characters of each 12 bits: a look-up and a store for both. */
#define ROW(a)                                                                \
    a, 'A', a, 'B', a, 'C', a, 'D', a, 'E', a, 'F', a, 'G', a, 'H', a, 'I',   \
        a, 'J', a, 'K', a, 'L', a, 'M', a, 'N', a, 'O', a, 'P', a, 'Q', a,    \
        'R', a, 'S', a, 'T', a, 'U', a, 'V', a, 'W', a, 'X', a, 'Y', a, 'Z',  \
        a, 'a', a, 'b', a, 'c', a, 'd', a, 'e', a, 'f', a, 'g', a, 'h', a,    \
        'i', a, 'j', a, 'k', a, 'l', a, 'm', a, 'n', a, 'o', a, 'p', a, 'q',  \
        a, 'r', a, 's', a, 't', a, 'u', a, 'v', a, 'w', a, 'x', a, 'y', a,    \
        'z', a, '0', a, '1', a, '2', a, '3', a, '4', a, '5', a, '6', a, '7',  \
        a, '8', a, '9', a, '+', a, '/'
static const char pairs[2 * 4096] = {ROW('A'), ROW('B'), ROW('C'), ROW('D'),
    ROW('E'), ROW('F'), ROW('G'), ROW('H'), ROW('I'), ROW('J'), ROW('K'),
    ROW('L'), ROW('M'), ROW('N'), ROW('O'), ROW('P'), ROW('Q'), ROW('R'),
    ROW('S'), ROW('T'), ROW('U'), ROW('V'), ROW('W'), ROW('X'), ROW('Y'),
    ROW('Z'), ROW('a'), ROW('b'), ROW('c'), ROW('d'), ROW('e'), ROW('f'),
    ROW('g'), ROW('h'), ROW('i'), ROW('j'), ROW('k'), ROW('l'), ROW('m'),
    ROW('n'), ROW('o'), ROW('p'), ROW('q'), ROW('r'), ROW('s'), ROW('t'),
    ROW('u'), ROW('v'), ROW('w'), ROW('x'), ROW('y'), ROW('z'), ROW('0'),
    ROW('1'), ROW('2'), ROW('3'), ROW('4'), ROW('5'), ROW('6'), ROW('7'),
    ROW('8'), ROW('9'), ROW('+'), ROW('/')};

void
otls__age_base64_line_by_table(const void *data, char *out)
{
    const unsigned char *p = data;
    const char *end = out + OTLS__AGE_BASE64_LINE;
    uint32_t bits;

    for (; out < end; out += 4, p += 3) {
        bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        memcpy(out, pairs + 2 * (bits >> 12), 2);
        memcpy(out + 2, pairs + 2 * (bits & 0xfff), 2);
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <tmmintrin.h>

#define SSSE3 __attribute__((target("ssse3")))

/* Three bytes in each lane of four become four values of six bits, in the
 * order of the text. */
static inline SSSE3 __m128i
split(__m128i lanes)
{
    const __m128i odd = _mm_and_si128(lanes, _mm_set1_epi32(0x0fc0fc00));
    const __m128i even = _mm_and_si128(lanes, _mm_set1_epi32(0x003f03f0));

    /* shifts of the halves by 10 and 6 to the right, 4 and 8 to the left */
    return _mm_or_si128(_mm_mulhi_epu16(odd, _mm_set1_epi32(0x04000040)),
        _mm_mullo_epi16(even, _mm_set1_epi32(0x01000010)));
}

/* What to add to a value: 0 to 25, 26 to 51, each digit, '+' and '/' have a
 * place of their own in a table of sixteen. */
static inline SSSE3 __m128i
letters(__m128i values)
{
    const __m128i add = _mm_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52,
        '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
        '+' - 62, '/' - 63, 'A', 0, 0);
    const __m128i is_upper = _mm_cmpgt_epi8(_mm_set1_epi8(26), values);
    const __m128i place =
        _mm_or_si128(_mm_subs_epu8(values, _mm_set1_epi8(51)),
            _mm_and_si128(is_upper, _mm_set1_epi8(13)));

    return _mm_add_epi8(values, _mm_shuffle_epi8(add, place));
}

static SSSE3 void
by_shuffles(const unsigned char *p, char *out)
{
    const __m128i order =
        _mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    const __m128i later = _mm_add_epi8(order, _mm_set1_epi8(4));
    __m128i bytes;
    int i;

    for (i = 0; i < 4; i++) {
        /* sixteen are read for twelve: the last ones from where they end */
        bytes = _mm_loadu_si128(
            (const __m128i *)(const void *)(p + 12 * i - (i == 3 ? 4 : 0)));
        bytes = _mm_shuffle_epi8(bytes, i == 3 ? later : order);
        _mm_storeu_si128(
            (__m128i *)(void *)(out + 16 * i), letters(split(bytes)));
    }
}

void
otls__age_base64_line_encode(const void *data, char *out)
{
    if (__builtin_cpu_supports("ssse3"))
        by_shuffles(data, out);
    else
        otls__age_base64_line_by_table(data, out);
}

#else

void
otls__age_base64_line_encode(const void *data, char *out)
{
    otls__age_base64_line_by_table(data, out);
}

#endif
