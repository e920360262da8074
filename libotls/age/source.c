/* SPDX-License-Identifier: ISC */
#include "age/source.h"

#include <string.h>

#include <otls/age_decryptor.h>

#include "age/armor.h"
#include "age/header.h"
#include "base/error.h"
#include "base/mem.h"

#define BEGIN OTLS__AGE_ARMOR_BEGIN
#define BEGIN_LEN (sizeof(BEGIN) - 1)
#define END OTLS__AGE_ARMOR_END
#define END_LEN (sizeof(END) - 1)
#define CHARS OTLS__AGE_BASE64_LINE
#define BYTES OTLS__AGE_BASE64_LINE_BYTES
/* what may stand before the first line, and the line with its end */
#define HEAD (1024 + BEGIN_LEN + 2)
/* how much is read at once, looking for the end or the header */
#define BLOCK 4096

static int
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The caller begins again by itself: no place has changed. */
static int
stop(void *user)
{
    (void)user;
    return OTLS_E_INTERRUPTED;
}

/* As much of |cap| as is there, of what stands in the bio itself. */
static int
fetch(const struct otls__age_source *s, int64_t place, void *buf, size_t cap,
    size_t *len)
{
    return otls__bio_read_at(s->bio, place, buf, cap, len, stop, NULL);
}

static int
misshapen(const char *reason)
{
    return otls__error(OTLS_E_AGE_ARMOR, "the ASCII armor %s", reason);
}

/* The first line, where there is one: |armored| and |body| say so. */
static int
find_begin(struct otls__age_source *s, int mode)
{
    char head[HEAD];
    size_t len, space = 0, at;
    int rv;

    if (mode == OTLS_AGE_ARMOR_NO)
        return OTLS_OK;
    if ((rv = fetch(s, s->begin, head, sizeof(head), &len)) != OTLS_OK)
        return rv;
    while (space < len && space < 1024 && is_space(head[space]))
        space++;
    at = space + BEGIN_LEN;
    if (len < at || memcmp(head + space, BEGIN, BEGIN_LEN) != 0)
        return mode == OTLS_AGE_ARMOR_YES
                   ? misshapen("is missing: the input does not begin with "
                               "'" BEGIN "'")
                   : OTLS_OK;
    if (space > 0 && head[space - 1] != '\n')
        return misshapen("has white space before '" BEGIN "'");
    at += at < len && head[at] == '\r';
    if (at == len)
        return misshapen("is cut short: the input ends before '" END "'");
    if (head[at] != '\n')
        return misshapen("goes on after '" BEGIN "'");
    s->armored = 1;
    s->body = s->begin + (int64_t)at + 1;
    return OTLS_OK;
}

/* Where the last character that isn't white space ends. */
static int
find_last(const struct otls__age_source *s, int64_t *end)
{
    char block[BLOCK];
    size_t len, want;
    int rv;

    while (*end > s->body) {
        want = *end - s->body < BLOCK ? (size_t)(*end - s->body) : BLOCK;
        rv = fetch(s, *end - (int64_t)want, block, want, &len);
        if (rv != OTLS_OK)
            return rv;
        if (len < want)
            return misshapen("became shorter while it was read");
        while (len > 0 && is_space(block[len - 1]))
            len--;
        *end -= (int64_t)(want - len);
        if (len > 0)
            return OTLS_OK;
    }
    return OTLS_OK;
}

/* The last line: |end| moves to where it begins. */
static int
find_end(const struct otls__age_source *s, int64_t *end)
{
    char line[1 + END_LEN + 2];
    size_t len;
    int rv;

    if ((rv = find_last(s, end)) != OTLS_OK)
        return rv;
    *end -= (int64_t)END_LEN;
    if (*end < s->body)
        return misshapen("is cut short: the input ends before '" END "'");
    if ((rv = fetch(s, *end - 1, line, sizeof(line), &len)) != OTLS_OK)
        return rv;
    if (len < 1 + END_LEN || line[0] != '\n' ||
        memcmp(line + 1, END, END_LEN) != 0)
        return misshapen("does not end with the line '" END "'");
    if (len > 1 + END_LEN && line[1 + END_LEN] != '\n' &&
        (line[1 + END_LEN] != '\r' ||
            (len > 2 + END_LEN && line[2 + END_LEN] != '\n')))
        return misshapen("goes on after '" END "'");
    return OTLS_OK;
}

/* 1 where |line|, |len| characters with its end, is one of base64. */
static int
decode_line(const struct otls__age_source *s, const char *line, size_t len,
    unsigned char *out, size_t *n)
{
    const size_t eol = s->stride - CHARS;

    if (len <= eol || line[len - 1] != '\n' ||
        (eol == 2 && line[len - 2] != '\r'))
        return 0;
    return otls__age_base64_padded_decode(line, len - eol, out, n);
}

/* Computes the size from the length of the text and of its last line: 1, or
 * 0 where the lines can't all have the length of the first. */
static int
measure(struct otls__age_source *s, int64_t end, int *rv)
{
    unsigned char bytes[BYTES];
    char line[CHARS + 3];
    const int64_t text = end - s->body;
    int64_t last;
    size_t len, want, n;
    const char *lf;

    *rv = fetch(s, s->body, line, CHARS + 2, &len);
    if (*rv != OTLS_OK || (lf = memchr(line, '\n', len)) == NULL)
        return 0;
    s->stride = CHARS + (lf > line && lf[-1] == '\r' ? 2 : 1);
    s->lines = (text + (int64_t)s->stride - 1) / (int64_t)s->stride;
    last = (s->lines - 1) * (int64_t)s->stride;
    want = (size_t)(text - last);
    *rv = fetch(s, s->body + last - 1, line, 1 + want, &len);
    if (*rv != OTLS_OK || len < 1 + want || line[0] != '\n' ||
        !decode_line(s, line + 1, want, bytes, &n))
        return 0;
    s->size = (s->lines - 1) * BYTES + (int64_t)n;
    return 1;
}

/* What is wrong with an armor that can't be measured: all of it is read. */
static int
find_fault(const struct otls__age_source *s, int mode)
{
    struct otls__age_unarmor u;
    unsigned char bytes[BLOCK];
    char text[BLOCK];
    int64_t place = s->begin;
    size_t len, pos, used, n;
    int rv;

    otls__age_unarmor_init(&u, mode);
    do {
        if ((rv = fetch(s, place, text, sizeof(text), &len)) != OTLS_OK)
            return rv;
        place += (int64_t)len;
        for (pos = 0; pos < len; pos += used)
            if ((rv = otls__age_unarmor_feed(&u, text + pos, len - pos, &used,
                     bytes, sizeof(bytes), &n)) != OTLS_OK)
                return rv;
    } while (len > 0);
    if ((rv = otls__age_unarmor_finish(&u)) != OTLS_OK)
        return rv;
    return otls__error(OTLS_E_UNSUPPORTED,
        "the lines of the ASCII armor end in LF here and in CRLF there, so "
        "that places in it can't be computed: decrypt all of it, or make "
        "them alike");
}

int
otls__age_source_open(
    struct otls__age_source *s, struct otls__bio *bio, int64_t begin, int mode)
{
    int64_t end;
    int rv;

    memset(s, 0, sizeof(*s));
    s->bio = bio;
    s->begin = begin;
    if ((rv = otls__bio_end(bio, &end)) != OTLS_OK ||
        (rv = find_begin(s, mode)) != OTLS_OK)
        return rv;
    s->end = end;
    if (!s->armored) {
        s->size = end > s->begin ? end - s->begin : 0;
        return OTLS_OK;
    }
    if ((rv = find_end(s, &end)) != OTLS_OK || end == s->body)
        return rv;
    if (measure(s, end, &rv) || rv != OTLS_OK)
        return rv;
    return find_fault(s, mode);
}

/* A full line, or the last one; |n| bytes. */
static int
take_line(const struct otls__age_source *s, int64_t number, const char *line,
    size_t len, unsigned char *out, size_t *n)
{
    size_t want = BYTES;

    if (number == s->lines - 1)
        want = (size_t)(s->size - number * BYTES);
    if (decode_line(s, line, len, out, n) && *n == want)
        return OTLS_OK;
    return otls__error(OTLS_E_AGE_ARMOR,
        "line %lld of the base64 in the ASCII armor is not canonical, or not "
        "as long as the first",
        (long long)number + 1);
}

/* The lines, of which |skip| bytes at the beginning aren't wanted. */
static int
take_lines(const struct otls__age_source *s, int64_t number, const char *text,
    size_t text_len, size_t skip, unsigned char *out, size_t len)
{
    unsigned char bytes[BYTES];
    const size_t eol = s->stride - CHARS;
    size_t n, part;
    int rv;

    for (; len > 0; number++, skip = 0, out += n, len -= n) {
        if (skip == 0 && len >= BYTES && text_len > s->stride &&
            text[s->stride - 1] == '\n' && (eol == 1 || text[CHARS] == '\r') &&
            otls__age_base64_line_decode(text, out)) {
            n = BYTES;
        } else {
            part = text_len < s->stride ? text_len : s->stride;
            rv = take_line(s, number, text, part, bytes, &n);
            if (rv != OTLS_OK)
                return rv;
            n -= skip;
            if (n > len)
                n = len;
            memcpy(out, bytes + skip, n);
        }
        text += s->stride;
        text_len -= text_len < s->stride ? text_len : s->stride;
    }
    return OTLS_OK;
}

/* How many characters the |lines| from |first| on have. */
static size_t
text_size(const struct otls__age_source *s, int64_t first, int64_t lines)
{
    size_t size = (size_t)lines * s->stride, last;

    if (first + lines == s->lines) {
        last = (size_t)(s->size - (s->lines - 1) * BYTES);
        size -= CHARS - (last + 2) / 3 * 4;
    }
    return size;
}

int
otls__age_source_share(const struct otls__age_source *s, int64_t at, void *buf,
    size_t len, char *text, size_t *n, otls__bio_interrupted *interrupted,
    void *user)
{
    const int64_t first = at / BYTES;
    const int64_t lines = (at + (int64_t)len + BYTES - 1) / BYTES - first;
    const size_t want = s->armored ? text_size(s, first, lines) : len;
    const int64_t place =
        s->armored ? s->body + first * (int64_t)s->stride : s->begin + at;
    size_t got;
    int rv;

    *n = 0;
    rv = otls__bio_read_at(
        s->bio, place, s->armored ? text : buf, want, &got, interrupted, user);
    if (rv != OTLS_OK || got < want)
        return rv;
    if (s->armored)
        rv = take_lines(
            s, first, text, want, (size_t)(at - first * BYTES), buf, len);
    *n = len;
    return rv;
}

int
otls__age_source_read(const struct otls__age_source *s, int64_t at, void *buf,
    size_t len, char *text)
{
    size_t n;
    int rv;

    if (len == 0)
        return OTLS_OK;
    rv = otls__age_source_share(s, at, buf, len, text, &n, stop, NULL);
    if (rv != OTLS_OK || n == len)
        return rv;
    return otls__error(OTLS_E_AGE_PAYLOAD,
        "the age file is shorter than it was when it was opened");
}

int64_t
otls__age_source_text(const struct otls__age_source *s, int64_t at)
{
    return s->armored ? s->body - s->begin + at / BYTES * (int64_t)s->stride
                      : at;
}

int
otls__age_source_header(
    const struct otls__age_source *s, struct otls__age_header *h)
{
    char text[OTLS__AGE_SOURCE_TEXT(BLOCK)];
    unsigned char bytes[BLOCK];
    int64_t at = 0;
    size_t n, used;
    int rv;

    while (!otls__age_header_complete(h)) {
        n = s->size - at < BLOCK ? (size_t)(s->size - at) : BLOCK;
        if (n == 0)
            return otls__age_header_truncated(h);
        if ((rv = otls__age_source_read(s, at, bytes, n, text)) != OTLS_OK ||
            (rv = otls__age_header_feed(h, bytes, n, &used)) != OTLS_OK)
            return rv;
        at += (int64_t)used;
    }
    return OTLS_OK;
}
