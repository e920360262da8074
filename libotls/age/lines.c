/* SPDX-License-Identifier: ISC */
#include "age/lines.h"

#include <pthread.h>
#include <string.h>

#include "age/base64.h"
#include "base/error.h"
#include "base/mem.h"

#define CHARS OTLS__AGE_BASE64_LINE
#define BYTES OTLS__AGE_BASE64_LINE_BYTES

/* What is there of a line that lies across two pieces. */
struct seam {
    int64_t line;
    size_t len; /* bytes that are there; 0: nobody uses it */
    unsigned char bytes[BYTES];
};

/*
 * Places count from the first byte of the first line. A seam is in use while
 * one of its two pieces was written and the other not, which is then in the
 * work, or the next to be begun: so there are at most two a thread, and one.
 */
struct otls__age_lines {
    struct otls__bio *output;
    int64_t to;
    int64_t begun; /* bytes of the first line that come before the payload */
    int64_t end;
    pthread_mutex_t lock;
    size_t count;
    struct seam seams[];
};

static int64_t
line_size(const struct otls__age_lines *l, int64_t line)
{
    const int64_t left = l->end - line * BYTES;

    return left < BYTES ? left : BYTES;
}

/* With the lock held: the one for |line|, or else a free one. */
static struct seam *
find(struct otls__age_lines *l, int64_t line)
{
    struct seam *idle = NULL;
    size_t i;

    for (i = 0; i < l->count; i++) {
        if (l->seams[i].len == 0)
            idle = &l->seams[i];
        else if (l->seams[i].line == line)
            return &l->seams[i];
    }
    return idle;
}

/* A part of a line: 1 where |whole| has all of it now. */
static int
join(struct otls__age_lines *l, int64_t place, const unsigned char *data,
    size_t len, unsigned char whole[BYTES])
{
    const int64_t line = place / BYTES;
    struct seam *seam;
    int is_whole;

    (void)pthread_mutex_lock(&l->lock);
    seam = find(l, line);
    seam->line = line;
    memcpy(seam->bytes + place % BYTES, data, len);
    seam->len += len;
    is_whole = (int64_t)seam->len == line_size(l, line);
    if (is_whole) {
        memcpy(whole, seam->bytes, seam->len);
        seam->len = 0;
    }
    (void)pthread_mutex_unlock(&l->lock);
    return is_whole;
}

int
otls__age_lines_new(struct otls__bio *output, int64_t to,
    const struct otls__age_armor *begun, int64_t size, int threads,
    struct otls__age_lines **lines)
{
    const size_t count = 2 * (size_t)threads + 1;
    unsigned char whole[BYTES];
    struct otls__age_lines *l;

    l = otls__calloc(1, sizeof(*l) + count * sizeof(l->seams[0]));
    if (l == NULL)
        return otls__error_memory();
    (void)pthread_mutex_init(&l->lock, NULL);
    l->output = output;
    l->to = to;
    l->begun = (int64_t)begun->len;
    l->end = l->begun + size;
    l->count = count;
    if (begun->len > 0)
        (void)join(l, 0, begun->bytes, begun->len, whole);
    *lines = l;
    return OTLS_OK;
}

void
otls__age_lines_free(struct otls__age_lines *l)
{
    if (l == NULL)
        return;
    (void)pthread_mutex_destroy(&l->lock);
    otls__free(l);
}

static int
put(const struct otls__age_lines *l, int64_t line, const char *text,
    size_t len, otls__bio_interrupted *interrupted, void *user)
{
    return otls__bio_write_at(
        l->output, l->to + line * (CHARS + 1), text, len, interrupted, user);
}

static int
write_part(struct otls__age_lines *l, int64_t place, const unsigned char *data,
    size_t len, otls__bio_interrupted *interrupted, void *user)
{
    const int64_t line = place / BYTES;
    unsigned char whole[BYTES];
    char text[CHARS + 1];
    size_t n;

    if (!join(l, place, data, len, whole))
        return OTLS_OK;
    n = otls__age_base64_padded_encode(
        whole, (size_t)line_size(l, line), text);
    text[n++] = '\n';
    return put(l, line, text, n, interrupted, user);
}

static int
write_lines(const struct otls__age_lines *l, int64_t line,
    const unsigned char *data, size_t count, char *text,
    otls__bio_interrupted *interrupted, void *user)
{
    char *p = text;
    size_t i;

    for (i = 0; i < count; i++, data += BYTES, p += CHARS + 1) {
        otls__age_base64_line_encode(data, p);
        p[CHARS] = '\n';
    }
    return put(l, line, text, (size_t)(p - text), interrupted, user);
}

int
otls__age_lines_write(struct otls__age_lines *l, int64_t at, const void *data,
    size_t len, char *text, otls__bio_interrupted *interrupted, void *user)
{
    const unsigned char *p = data;
    int64_t place = l->begun + at;
    size_t n;
    int rv = OTLS_OK;

    if (place % BYTES != 0) {
        n = (size_t)(BYTES - place % BYTES);
        if (n > len)
            n = len;
        rv = write_part(l, place, p, n, interrupted, user);
        p += n;
        place += (int64_t)n;
        len -= n;
    }
    n = len / BYTES;
    if (rv == OTLS_OK && n > 0)
        rv = write_lines(l, place / BYTES, p, n, text, interrupted, user);
    n *= BYTES;
    if (rv == OTLS_OK && len > n)
        rv = write_part(
            l, place + (int64_t)n, p + n, len - n, interrupted, user);
    return rv;
}

int64_t
otls__age_lines_size(const struct otls__age_lines *l)
{
    const int64_t lines = (l->end + BYTES - 1) / BYTES;
    const int64_t last = l->end - (lines - 1) * BYTES;

    return lines == 0 ? 0 : (lines - 1) * (CHARS + 1) + (last + 2) / 3 * 4 + 1;
}
