/* SPDX-License-Identifier: ISC */
#include "age/stanza.h"

#include <string.h>

#include <otls/types.h>

#include "age/base64.h"

#define LINE_CHARS 64
#define LINE_BYTES 48

const char *
otls__age_stanza_begin(
    struct otls__age_stanza *s, const struct otls__age_header *h, size_t len)
{
    const char *line = h->raw + h->line;
    size_t i;

    if (len < 3 || memcmp(line, "-> ", 3) != 0)
        return "a stanza must begin with '-> ' and its type";
    memset(s, 0, sizeof(*s));
    s->args = h->line + 3;
    s->args_len = len - 3;
    s->argc = 1;
    for (i = 3; i < len; i++) {
        if (line[i] == ' ') {
            if (line[i - 1] == ' ')
                return "a stanza has an empty argument";
            s->argc++;
        } else if (line[i] < 0x21 || line[i] > 0x7e) {
            return "a stanza has a character that is not visible ASCII";
        }
    }
    if (line[len - 1] == ' ')
        return "a stanza has an empty argument";
    s->body = h->line + len + 1;
    return NULL;
}

const char *
otls__age_stanza_body_line(struct otls__age_stanza *s,
    const struct otls__age_header *h, size_t len, int *last)
{
    unsigned char bytes[LINE_BYTES];
    size_t n;

    if (len > LINE_CHARS)
        return "a line of a stanza's body is longer than 64 characters";
    if (!otls__age_base64_decode(
            h->raw + h->line, len, bytes, sizeof(bytes), &n))
        return "a stanza's body is not canonical base64, or its last line, "
               "shorter than 64 characters, is missing";
    s->body_len += len + 1;
    s->body_lines++;
    *last = len < LINE_CHARS;
    return NULL;
}

int
otls__age_stanza_arg(const struct otls__age_header *h,
    const struct otls__age_stanza *s, size_t n, const char **text, size_t *len)
{
    const char *p = h->raw + s->args, *end = p + s->args_len, *space;

    for (;; n--) {
        space = memchr(p, ' ', (size_t)(end - p));
        if (n == 0)
            break;
        if (space == NULL)
            return 0;
        p = space + 1;
    }
    *text = p;
    *len = (size_t)((space == NULL ? end : space) - p);
    return 1;
}

int
otls__age_stanza_is(const struct otls__age_header *h,
    const struct otls__age_stanza *s, const char *type)
{
    const char *text;
    size_t len;

    return otls__age_stanza_arg(h, s, 0, &text, &len) && len == strlen(type) &&
           memcmp(text, type, len) == 0;
}

int
otls__age_stanza_arg_bytes(const struct otls__age_header *h,
    const struct otls__age_stanza *s, size_t n, void *out, size_t size)
{
    const char *text;
    size_t len, got;

    return otls__age_stanza_arg(h, s, n, &text, &len) &&
           otls__age_base64_decode(text, len, out, size, &got) && got == size;
}

int
otls__age_stanza_body(const struct otls__age_header *h,
    const struct otls__age_stanza *s, void *out, size_t size)
{
    const size_t chars = s->body_len - s->body_lines;
    const char *line = h->raw + s->body;
    unsigned char *p = out;
    size_t i, len, n = 0, got;

    if (chars != otls__age_base64_size(size))
        return 0;
    for (i = 0; i < s->body_lines; i++) {
        len = i + 1 < s->body_lines ? LINE_CHARS : chars - i * LINE_CHARS;
        if (!otls__age_base64_decode(line, len, p + n, size - n, &got))
            return 0;
        n += got;
        line += len + 1;
    }
    return n == size;
}

static int
write_line(struct otls__age_header *h, const unsigned char *bytes, size_t len)
{
    char line[LINE_CHARS + 1];
    const size_t n = otls__age_base64_encode(bytes, len, line);

    line[n] = '\n';
    return otls__age_header_append(h, line, n + 1);
}

int
otls__age_stanza_write(struct otls__age_header *h, const char *const *args,
    const void *body, size_t body_len)
{
    const unsigned char *p = body;
    int rv;

    if ((rv = otls__age_header_append(h, "->", 2)) != OTLS_OK)
        return rv;
    for (; *args != NULL; args++)
        if ((rv = otls__age_header_append(h, " ", 1)) != OTLS_OK ||
            (rv = otls__age_header_append(h, *args, strlen(*args))) != OTLS_OK)
            return rv;
    if ((rv = otls__age_header_append(h, "\n", 1)) != OTLS_OK)
        return rv;
    for (; body_len >= LINE_BYTES; p += LINE_BYTES, body_len -= LINE_BYTES)
        if ((rv = write_line(h, p, LINE_BYTES)) != OTLS_OK)
            return rv;
    return write_line(h, p, body_len);
}
