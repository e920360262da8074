/* SPDX-License-Identifier: ISC */
#include "age/bech32.h"

#include <stdint.h>
#include <string.h>

#define CHECKSUM_SIZE 6

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char
upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static uint32_t
step(uint32_t sum, unsigned value)
{
    static const uint32_t generator[5] = {
        0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const uint32_t top = sum >> 25;
    unsigned i;

    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (i = 0; i < 5; i++)
        if ((top >> i & 1) != 0)
            sum ^= generator[i];
    return sum;
}

static uint32_t
sum_prefix(const char *prefix, size_t len)
{
    uint32_t sum = 1;
    size_t i;

    for (i = 0; i < len; i++)
        sum = step(sum, (unsigned)lower(prefix[i]) >> 5);
    sum = step(sum, 0);
    for (i = 0; i < len; i++)
        sum = step(sum, (unsigned)lower(prefix[i]) & 31);
    return sum;
}

size_t
otls__age_bech32_size(size_t prefix_len, size_t len)
{
    return prefix_len + 1 + (len * 8 + 4) / 5 + CHECKSUM_SIZE + 1;
}

/* The data in groups of five bits; answers how many. */
static size_t
regroup(const unsigned char *data, size_t len, char *out)
{
    uint32_t bits = 0;
    unsigned have = 0;
    size_t i, n = 0;

    for (i = 0; i < len; i++) {
        bits = bits << 8 | data[i];
        for (have += 8; have >= 5; have -= 5)
            out[n++] = (char)(bits >> (have - 5) & 31);
    }
    if (have > 0)
        out[n++] = (char)(bits << (5 - have) & 31);
    return n;
}

size_t
otls__age_bech32_encode(
    const char *prefix, const void *data, size_t len, char *out)
{
    const size_t start = strlen(prefix) + 1;
    uint32_t sum = sum_prefix(prefix, start - 1);
    size_t i, n;
    int capitals = 0;

    for (i = 0; i < start - 1; i++)
        capitals |= lower(prefix[i]) != prefix[i];
    memcpy(out, prefix, start - 1);
    out[start - 1] = '1';
    n = start + regroup(data, len, out + start);
    memset(out + n, 0, CHECKSUM_SIZE);
    n += CHECKSUM_SIZE;
    for (i = start; i < n; i++)
        sum = step(sum, (unsigned)out[i]);
    sum ^= 1;
    for (i = 0; i < CHECKSUM_SIZE; i++)
        out[n - 1 - i] = (char)(sum >> 5 * i & 31);
    for (i = start; i < n; i++)
        out[i] = charset[(unsigned)out[i]];
    for (i = start; capitals && i < n; i++)
        out[i] = upper(out[i]);
    out[n] = '\0';
    return n;
}

/* The length of the prefix, or 0 with the reason. */
static size_t
find_prefix(const char *text, size_t len, const char **reason)
{
    size_t i, end = 0;
    int lowers = 0, capitals = 0;

    for (i = 0; i < len; i++) {
        if (text[i] < 33 || text[i] > 126) {
            *reason = "it has white space, a control character or a letter "
                      "that is not ASCII";
            return 0;
        }
        lowers |= upper(text[i]) != text[i];
        capitals |= lower(text[i]) != text[i];
        if (text[i] == '1')
            end = i;
    }
    if (lowers && capitals)
        *reason = "it mixes capitals and small letters";
    else if (end == 0)
        *reason = "it has no prefix that ends with a '1'";
    else if (len - end - 1 < CHECKSUM_SIZE)
        *reason = "it is cut short";
    else
        return end;
    return 0;
}

const char *
otls__age_bech32_decode(const char *text, size_t text_len, size_t *prefix_len,
    void *out, size_t cap, size_t *len)
{
    const char *reason = NULL, *found;
    unsigned char *p = out;
    uint32_t sum, bits = 0;
    unsigned have = 0, value;
    size_t i, n = 0;

    *len = 0;
    *prefix_len = find_prefix(text, text_len, &reason);
    if (reason != NULL)
        return reason;
    sum = sum_prefix(text, *prefix_len);
    for (i = *prefix_len + 1; i < text_len; i++) {
        if ((found = strchr(charset, lower(text[i]))) == NULL)
            return "it has a character that Bech32 does not use";
        value = (unsigned)(found - charset);
        sum = step(sum, value);
        if (i >= text_len - CHECKSUM_SIZE)
            continue;
        bits = bits << 5 | value;
        have += 5;
        if (have >= 8) {
            if (n == cap)
                return "it is too long";
            have -= 8;
            p[n++] = (unsigned char)(bits >> have);
        }
    }
    if (sum != 1)
        return "its checksum does not match: it was mistyped or cut short";
    if (have >= 5 || (bits & ((1u << have) - 1)) != 0)
        return "its last character has bits that belong to no byte";
    *len = n;
    return NULL;
}
