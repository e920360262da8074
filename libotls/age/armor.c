/* SPDX-License-Identifier: ISC */
#include "age/armor.h"

#include <string.h>

#include <otls/age_decryptor.h>

#include "base/error.h"

#define BEGIN OTLS__AGE_ARMOR_BEGIN
#define BEGIN_LEN (sizeof(BEGIN) - 1)
#define END OTLS__AGE_ARMOR_END
#define END_LEN (sizeof(END) - 1)
#define CHARS OTLS__AGE_BASE64_LINE
#define BYTES OTLS__AGE_BASE64_LINE_BYTES
#define SPACE_MAX 1024

/* before the first line, in it, no armor at all, lines of base64, after the
 * last of them, after the end */
enum { AT_SPACE, AT_BEGIN, PLAIN, AT_BODY, AT_END, AFTER };

size_t
otls__age_armor_begin(struct otls__age_armor *a, char *out)
{
    a->len = 0;
    memcpy(out, BEGIN "\n", BEGIN_LEN + 1);
    return BEGIN_LEN + 1;
}

size_t
otls__age_armor_feed(
    struct otls__age_armor *a, const void *data, size_t len, char *out)
{
    const unsigned char *p = data;
    size_t n = 0, part;

    while (a->len + len >= BYTES) {
        part = BYTES - a->len;
        if (a->len > 0)
            memcpy(a->bytes + a->len, p, part);
        otls__age_base64_line_encode(a->len > 0 ? a->bytes : p, out + n);
        n += CHARS;
        out[n++] = '\n';
        a->len = 0;
        p += part;
        len -= part;
    }
    if (len > 0)
        memcpy(a->bytes + a->len, p, len);
    a->len += len;
    return n;
}

size_t
otls__age_armor_end(struct otls__age_armor *a, char *out)
{
    size_t n = 0;

    if (a->len > 0) {
        n = otls__age_base64_padded_encode(a->bytes, a->len, out);
        out[n++] = '\n';
    }
    a->len = 0;
    memcpy(out + n, END "\n", END_LEN + 1);
    return n + END_LEN + 1;
}

void
otls__age_unarmor_init(struct otls__age_unarmor *u, int mode)
{
    memset(u, 0, sizeof(*u));
    u->mode = mode;
    u->state = mode == OTLS_AGE_ARMOR_NO ? PLAIN : AT_SPACE;
}

int
otls__age_unarmor_is_plain(const struct otls__age_unarmor *u)
{
    return u->state == PLAIN;
}

int
otls__age_unarmor_is_armored(const struct otls__age_unarmor *u)
{
    return u->state >= AT_BODY;
}

static int
malformed(const struct otls__age_unarmor *u, const char *reason)
{
    return otls__error(OTLS_E_AGE_ARMOR, "line %zu of the ASCII armor %s",
        u->lines + 1, reason);
}

static int
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* It isn't armor. What was held back for it is given out, as far as the
 * header's grammar needs it to refuse it. */
static int
give_up(struct otls__age_unarmor *u, char *out, size_t *n)
{
    if (u->mode == OTLS_AGE_ARMOR_YES)
        return malformed(u, "is not '" BEGIN "'");
    u->state = PLAIN;
    if (u->space > 0) {
        out[(*n)++] = '\n';
    } else {
        memcpy(out + *n, BEGIN, u->len);
        *n += u->len;
    }
    return OTLS_OK;
}

/* One character before the end of the first line, where it is one: |taken|
 * says so. */
static int
sniff(struct otls__age_unarmor *u, char c, int *taken, char *out, size_t *n)
{
    *taken = 1;
    if (u->state == AT_SPACE && is_space(c) && u->space < SPACE_MAX) {
        u->space++;
        u->line[0] = c;
        u->lines += c == '\n';
        return OTLS_OK;
    }
    if (u->len < BEGIN_LEN && c == BEGIN[u->len]) {
        u->state = AT_BEGIN;
        u->len++;
        return OTLS_OK;
    }
    *taken = 0;
    if (u->len < BEGIN_LEN)
        return give_up(u, out, n);
    *taken = 1;
    if (c == '\r' && u->len == BEGIN_LEN) {
        u->len++;
        return OTLS_OK;
    }
    if (c != '\n')
        return malformed(u, "goes on after '" BEGIN "'");
    if (u->space > 0 && u->line[0] != '\n')
        return malformed(u, "has white space before '" BEGIN "'");
    u->lines++;
    u->len = 0;
    u->state = AT_BODY;
    return OTLS_OK;
}

static int
is_end(const char *line, size_t len)
{
    return len == END_LEN && memcmp(line, END, len) == 0;
}

/* A whole line, without what ended it. */
static int
take_line(struct otls__age_unarmor *u, const char *line, size_t len,
    unsigned char *out, size_t *n)
{
    size_t bytes = 0;

    if (is_end(line, len)) {
        u->state = AFTER;
    } else if (u->state == AT_END) {
        return malformed(u, "is not '" END "', though the one before was the "
                            "last of its base64");
    } else if (!otls__age_base64_padded_decode(line, len, out, &bytes)) {
        return malformed(u, len == 0 ? "is empty"
                                     : "is neither '" END
                                       "' nor canonical base64 with its "
                                       "padding");
    } else if (bytes < BYTES) {
        u->state = AT_END;
    }
    u->lines++;
    *n += bytes;
    return OTLS_OK;
}

/* Collects a line, as much of it as is there. */
static int
slow_line(struct otls__age_unarmor *u, const char *text, size_t len,
    size_t *used, unsigned char *out, size_t *n)
{
    const size_t room = sizeof(u->line) - u->len;
    const char *lf;

    if (len > room)
        len = room;
    lf = memchr(text, '\n', len);
    if (lf != NULL)
        len = (size_t)(lf - text) + 1;
    memcpy(u->line + u->len, text, len);
    u->len += len;
    *used += len;
    if (lf == NULL)
        return u->len < sizeof(u->line)
                   ? OTLS_OK
                   : malformed(u, "is longer than 64 characters");
    len = u->len - 1;
    u->len = 0;
    if (len > 0 && u->line[len - 1] == '\r')
        len--;
    if (len > CHARS)
        return malformed(u, "is longer than 64 characters");
    return take_line(u, u->line, len, out, n);
}

/* As many full lines as there are, each in one piece, until something needs
 * a closer look. */
static size_t
fast_lines(struct otls__age_unarmor *u, const char *text, size_t len,
    unsigned char *out, size_t cap, size_t *n)
{
    const char *p = text, *end = text + len;
    size_t eol;

    while (end - p >= CHARS + 2 && cap - *n >= BYTES) {
        eol = p[CHARS] == '\n' ? 1 : 2;
        if (eol == 2 && (p[CHARS] != '\r' || p[CHARS + 1] != '\n'))
            break;
        if (!otls__age_base64_line_decode(p, out + *n))
            break;
        p += CHARS + eol;
        *n += BYTES;
        u->lines++;
    }
    return (size_t)(p - text);
}

static int
check_after(struct otls__age_unarmor *u, const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        if (!is_space(text[i]))
            return malformed(
                u, "is neither empty nor white space, after '" END "'");
        u->lines += text[i] == '\n';
    }
    return OTLS_OK;
}

int
otls__age_unarmor_feed(struct otls__age_unarmor *u, const void *text,
    size_t len, size_t *used, void *out, size_t cap, size_t *n)
{
    const char *p = text;
    size_t part;
    int rv = OTLS_OK, taken;

    *used = *n = 0;
    while (rv == OTLS_OK && *used < len && cap - *n >= BYTES) {
        part = len - *used;
        if (u->state <= AT_BEGIN) {
            rv = sniff(u, p[*used], &taken, out, n);
            *used += (size_t)taken;
        } else if (u->state == PLAIN) {
            if (part > cap - *n)
                part = cap - *n;
            memcpy((char *)out + *n, p + *used, part);
            *used += part;
            *n += part;
        } else if (u->state == AFTER) {
            rv = check_after(u, p + *used, part);
            *used = len;
        } else {
            if (u->state == AT_BODY && u->len == 0)
                *used += fast_lines(u, p + *used, part, out, cap, n);
            if (*used < len && cap - *n >= BYTES)
                rv = slow_line(u, p + *used, len - *used, used,
                    (unsigned char *)out + *n, n);
        }
    }
    return rv;
}

int
otls__age_unarmor_finish(const struct otls__age_unarmor *u)
{
    size_t len = u->len;

    if (u->state == PLAIN || u->state == AFTER)
        return OTLS_OK;
    if (u->len < BEGIN_LEN && u->state <= AT_BEGIN &&
        u->mode == OTLS_AGE_ARMOR_YES)
        return malformed(u, "is missing: the input ends before '" BEGIN "'");
    if (u->len < BEGIN_LEN && u->state <= AT_BEGIN)
        return otls__error(OTLS_E_AGE_HEADER,
            u->space + len == 0
                ? "the input is empty: it is not an age file"
                : "the input is not an age file: it ends before it could "
                  "become one");
    if (len > 0 && u->line[len - 1] == '\r')
        len--;
    if (u->state > AT_BEGIN && is_end(u->line, len))
        return OTLS_OK;
    return malformed(u, "is cut short: the input ends before '" END "'");
}
