/* SPDX-License-Identifier: ISC */
#include "wycheproof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define FIELDS 64

/* The names and values point into the file's text, cut up by NULs. */
struct wycheproof {
    size_t count;
    const char *names[FIELDS];
    const char *values[FIELDS];
};

static const char *
find(const struct wycheproof *t, const char *name)
{
    size_t i;

    for (i = t->count; i-- > 0;)
        if (strcmp(t->names[i], name) == 0)
            return t->values[i];
    return NULL;
}

const char *
wycheproof_text(const struct wycheproof *t, const char *name)
{
    const char *value = find(t, name);

    ck_assert_msg(value != NULL, "the test has no field '%s'", name);
    return value;
}

const unsigned char *
wycheproof_hex(const char *hex, size_t *len)
{
    static unsigned char buffers[8][65536];
    static unsigned next;
    unsigned char *bytes = buffers[next++ % 8];
    unsigned value;
    size_t i;

    *len = strlen(hex) / 2;
    ck_assert_uint_le(*len, sizeof(buffers[0]));
    for (i = 0; i < *len; i++) {
        ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &value), 1);
        bytes[i] = (unsigned char)value;
    }
    return bytes;
}

const unsigned char *
wycheproof_bytes(const struct wycheproof *t, const char *name, size_t *len)
{
    return wycheproof_hex(wycheproof_text(t, name), len);
}

static void
set(struct wycheproof *t, const char *name, const char *value)
{
    ck_assert_uint_lt(t->count, FIELDS);
    t->names[t->count] = name;
    t->values[t->count++] = value;
}

/* The string that begins at |p|, and what follows it. */
static char *
string(char *p, char **end)
{
    char *start = ++p;

    while (*p != '"' && *p != '\0')
        p += *p == '\\' && p[1] != '\0' ? 2 : 1;
    ck_assert_int_eq(*p, '"');
    *p++ = '\0';
    *end = p + strspn(p, " \n\r\t");
    return start;
}

struct reader {
    struct wycheproof fields;
    size_t marks[16];
    size_t depth;
    const char *name;
    int seen;
    int used;
    char words[FIELDS][24];
};

static void
leave(struct reader *r, int (*each)(const struct wycheproof *t))
{
    ck_assert_uint_gt(r->depth, 0);
    r->depth--;
    if (find(&r->fields, "tcId") != NULL) {
        r->seen++;
        r->used += each(&r->fields) != 0;
    }
    /* an object's fields end with it, the outermost one's are kept */
    if (r->depth > 0)
        r->fields.count = r->marks[r->depth];
}

/* A number, true, false or null. */
static char *
word(struct reader *r, char *p)
{
    const size_t n = strcspn(p, ",]} \n\r\t");
    char *copy = r->words[r->fields.count % FIELDS];

    ck_assert_uint_gt(n, 0);
    (void)snprintf(copy, sizeof(r->words[0]), "%.*s", (int)n, p);
    if (r->name != NULL)
        set(&r->fields, r->name, copy);
    r->name = NULL;
    return p + n;
}

static char *
name_or_text(struct reader *r, char *p)
{
    char *end, *text = string(p, &end);

    if (*end == ':') {
        r->name = text;
        return end + 1;
    }
    if (r->name != NULL)
        set(&r->fields, r->name, text);
    r->name = NULL;
    return end;
}

static void
scan(struct reader *r, char *p, int (*each)(const struct wycheproof *t))
{
    while (*p != '\0') {
        switch (*p) {
        case '{':
            ck_assert_uint_lt(r->depth, 16);
            r->marks[r->depth++] = r->fields.count;
            r->name = NULL;
            p++;
            break;
        case '}':
            leave(r, each);
            p++;
            break;
        case '[':
            r->name = NULL;
            p++;
            break;
        case ']':
        case ',':
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            p++;
            break;
        default:
            p = *p == '"' ? name_or_text(r, p) : word(r, p);
        }
    }
}

int
wycheproof_run(
    const char *file, int (*each)(const struct wycheproof *t), int least)
{
    struct reader r = {0};
    char name[128];
    const char *path;
    char *text;
    size_t len;

    (void)snprintf(name, sizeof(name), "wycheproof/%s", file);
    if ((path = support_vectors(name)) == NULL) {
        support_skip(file, "the vectors are not beside the source tree");
        return 0;
    }
    text = (char *)support_read_file(path, &len);
    scan(&r, text, each);
    ck_assert_int_eq(
        r.seen, atoi(wycheproof_text(&r.fields, "numberOfTests")));
    printf("# %s: %d of %d vectors\n", file, r.used, r.seen);
    (void)fflush(stdout);
    ck_assert_int_gt(r.used, 0);
    ck_assert_int_ge(r.used, least);
    free(text);
    return r.used;
}
