/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/secret.h"
#include "crypto/base64.h"
#include "pki/source.h"
#include "tls/ticket_part.h"

#define FILE_MAX ((size_t)16 << 10)
#define LOOK_S 1
/* The characters of a key in base64. */
#define LINE_KEY 108
#define LINE_OLD 64

struct file {
    char *path;
    int known;
    unsigned char digest[OTLS__SOURCE_DIGEST];
};

static int
malformed(const char *path)
{
    return otls__error(OTLS_E_KEY_FORMAT,
        "%s has no ticket keys, which have 80 bytes each, or 48, or are such "
        "bytes in base64 a line: \"openssl rand 80\" makes one",
        path);
}

static int
too_many(const char *path)
{
    return otls__error(OTLS_E_LIMIT,
        "%s has more than %d ticket keys: leave out the oldest", path,
        OTLS__TICKET_MAX);
}

/* As nginx has them: one after the other, the first seals. A file of 240
 * bytes has three keys of the new form. */
static int
parse_bytes(const struct otls__source *source, struct otls__ticket_set *set)
{
    const size_t size = source->len % OTLS__TICKET_KEY == 0 ? OTLS__TICKET_KEY
                                                            : OTLS__TICKET_OLD;
    size_t at;

    if (source->len == 0 || source->len % size != 0)
        return malformed(source->name);
    for (at = 0; at < source->len; at += size)
        if (!otls__ticket_set_add(set, source->data + at, size, at > 0))
            return too_many(source->name);
    set->seal = 0;
    return OTLS_OK;
}

static int
parse_line(const struct otls__source *source, const unsigned char *line,
    size_t len, struct otls__ticket_set *set)
{
    unsigned char bytes[OTLS__TICKET_KEY];
    const size_t size = len == LINE_KEY ? OTLS__TICKET_KEY : OTLS__TICKET_OLD;
    int rv = OTLS_OK;

    if ((len != LINE_KEY && len != LINE_OLD) ||
        !otls__base64_read((const char *)line, len, bytes, size))
        return malformed(source->name);
    if (!otls__ticket_set_add(set, bytes, size, 1))
        rv = too_many(source->name);
    otls__wipe(bytes, sizeof(bytes));
    return rv;
}

/* As HAProxy has them: the last is the next one, that before it seals. */
static int
parse_lines(const struct otls__source *source, struct otls__ticket_set *set)
{
    const unsigned char *p = source->data, *const end = p + source->len, *eol;
    size_t len;
    int rv;

    for (; p < end; p = eol + 1) {
        if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
            eol = end;
        len = (size_t)(eol - p);
        if (len > 0 && p[len - 1] == '\r')
            len--;
        if (len > 0 && (rv = parse_line(source, p, len, set)) != OTLS_OK)
            return rv;
    }
    if (set->count == 0)
        return malformed(source->name);
    set->seal = set->count > 1 ? set->count - 2 : 0;
    set->keys[set->seal].renew = 0;
    set->keys[set->count - 1].renew = 0;
    return OTLS_OK;
}

static int
is_text(const struct otls__source *source)
{
    size_t i;

    for (i = 0; i < source->len; i++)
        if ((source->data[i] < ' ' && source->data[i] != '\n' &&
                source->data[i] != '\r') ||
            source->data[i] > '~')
            return 0;
    return source->len > 0;
}

static int
read_keys(
    struct file *f, struct otls__source *source, struct otls__ticket_set *set)
{
    int rv;

    if ((rv = otls__source_need(source)) == OTLS_OK)
        rv = is_text(source) ? parse_lines(source, set)
                             : parse_bytes(source, set);
    if (rv == OTLS_OK) {
        memcpy(f->digest, source->digest, sizeof(f->digest));
        f->known = 1;
    }
    return rv;
}

static int
refresh(void *state, int64_t now, struct otls__ticket_set *set, int64_t *due,
    int *ready)
{
    struct otls__source source;
    struct file *f = state;
    int rv;

    *due = now + LOOK_S;
    if ((rv = otls__source_file(&source, f->path, FILE_MAX, 1)) == OTLS_OK &&
        (!f->known ||
            memcmp(source.digest, f->digest, sizeof(f->digest)) != 0)) {
        rv = read_keys(f, &source, set);
        *ready = rv == OTLS_OK;
    }
    otls__source_end(&source);
    return rv;
}

static void
finish(void *state)
{
    struct file *f = state;

    otls__free(f->path);
    otls__free(f);
}

static const struct otls__ticket_source file = {refresh, finish};

int
otls__ticket_keys_file(const char *path, struct otls__ticket_keys **keys)
{
    struct file *f = otls__calloc(1, sizeof(*f));

    if (f == NULL || (f->path = otls__strdup(path)) == NULL) {
        otls__free(f);
        return otls__error_memory();
    }
    return otls__ticket_keys_new(&file, f, keys);
}
