/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <string.h>

#include <openssl/buffer.h>

#include "base/error.h"
#include "bio/method.h"

/*
 * OpenSSL's BIO_s_mem moves what is left to the front on a write, so that
 * its offsets change their meaning. Its buffer is right: it grows by a third
 * and wipes what it lets go of. The place in it is kept here.
 */
#define LIMIT ((size_t)0x5ffffffc)

struct memory {
    struct otls__bio bio;
    BUF_MEM *bytes;
    size_t pos;
    size_t initial;
};

static size_t
left(const struct memory *m)
{
    return m->bytes->length - m->pos;
}

static void
take(struct memory *m, void *buf, size_t n, size_t *len)
{
    if (n > 0)
        memcpy(buf, m->bytes->data + m->pos, n);
    m->pos += n;
    *len = n;
}

static int
memory_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct memory *m = (struct memory *)bio;

    take(m, buf, cap < left(m) ? cap : left(m), len);
    return OTLS_OK;
}

static int
memory_read_at(
    struct otls__bio *bio, int64_t offset, void *buf, size_t cap, size_t *len)
{
    const struct memory *m = (struct memory *)bio;
    size_t there = 0;
    int rv;

    if ((rv = otls__lock_take(bio->lock)) != OTLS_OK)
        return rv;
    if ((uint64_t)offset < m->bytes->length)
        there = m->bytes->length - (size_t)offset;
    *len = cap < there ? cap : there;
    if (*len > 0)
        memcpy(buf, m->bytes->data + offset, *len);
    otls__lock_give(bio->lock);
    return OTLS_OK;
}

static int
memory_gets(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct memory *m = (struct memory *)bio;
    size_t n = cap - 1 < left(m) ? cap - 1 : left(m);
    const char *start = m->bytes->data + m->pos, *newline;

    if (n > 0 && (newline = memchr(start, '\n', n)) != NULL)
        n = (size_t)(newline - start) + 1;
    take(m, buf, n, len);
    return OTLS_OK;
}

static int
memory_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct memory *m = (struct memory *)bio;
    const size_t before = m->bytes->length;
    size_t grown;

    if (len > LIMIT - before)
        return otls__error(OTLS_E_LIMIT,
            "a memory bio holds at most %zu bytes: use a file", LIMIT);
    otls__openssl_begin();
    grown = BUF_MEM_grow_clean(m->bytes, before + len);
    otls__openssl_end();
    if (grown == 0)
        return otls__error_memory();
    memcpy(m->bytes->data + before, data, len);
    *written = len;
    return OTLS_OK;
}

static int
memory_seek(struct otls__bio *bio, int64_t offset)
{
    struct memory *m = (struct memory *)bio;

    if ((uint64_t)offset > m->bytes->length)
        return otls__error(OTLS_E_INVALID,
            "offset is %lld, and the memory bio holds %zu bytes",
            (long long)offset, m->bytes->length);
    m->pos = (size_t)offset;
    return OTLS_OK;
}

static int
memory_tell(struct otls__bio *bio, int64_t *offset)
{
    *offset = (int64_t)((struct memory *)bio)->pos;
    return OTLS_OK;
}

static int
memory_eof(struct otls__bio *bio)
{
    return left((struct memory *)bio) == 0;
}

static int
memory_pending(struct otls__bio *bio, int64_t *bytes)
{
    *bytes = (int64_t)left((struct memory *)bio);
    return OTLS_OK;
}

static int
memory_flush(struct otls__bio *bio)
{
    (void)bio;
    return OTLS_OK;
}

/* Shrinking wipes and can't fail. */
static int
memory_reset(struct otls__bio *bio)
{
    struct memory *m = (struct memory *)bio;

    (void)BUF_MEM_grow_clean(m->bytes, m->initial);
    m->pos = 0;
    return OTLS_OK;
}

static void
memory_free(struct otls__bio *bio, int intact)
{
    struct memory *m = (struct memory *)bio;

    (void)intact;
    BUF_MEM_free(m->bytes);
    otls__free(m);
}

static const struct otls__bio_method memory_method = {
    .name = "memory",
    .free = memory_free,
    .read = memory_read,
    .write = memory_write,
    .gets = memory_gets,
    .read_at = memory_read_at,
    .seek = memory_seek,
    .tell = memory_tell,
    .eof = memory_eof,
    .flush = memory_flush,
    .reset = memory_reset,
    .pending = memory_pending,
};

int
otls__bio_memory_new(struct otls__bio **bio)
{
    struct memory *m = otls__calloc(1, sizeof(*m));

    if (m == NULL)
        return otls__error_memory();
    otls__openssl_begin();
    m->bytes = BUF_MEM_new();
    otls__openssl_end();
    if (m->bytes == NULL) {
        otls__free(m);
        return otls__error_memory();
    }
    otls__bio_init(&m->bio, &memory_method);
    *bio = &m->bio;
    return OTLS_OK;
}

int
otls__bio_memory_from(const void *data, size_t len, struct otls__bio **bio)
{
    struct otls__bio *made;
    size_t written;
    int rv;

    if ((rv = otls__bio_memory_new(&made)) != OTLS_OK)
        return rv;
    if ((rv = otls__bio_write(made, data, len, &written)) != OTLS_OK) {
        otls__bio_unref(made);
        return rv;
    }
    ((struct memory *)made)->initial = len;
    *bio = made;
    return OTLS_OK;
}
