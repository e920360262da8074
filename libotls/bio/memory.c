/* SPDX-License-Identifier: ISC */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mremap() */
#endif
#include "bio/bio.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/method.h"

/* As much as OpenSSL's own memory BIO holds at most. */
#define LIMIT ((size_t)0x5ffffffc)

/* From this size on the bytes have pages of their own, which move without
 * being copied: most of the time of a large buffer that grows goes into
 * touching new pages. */
#define MAPPED ((size_t)4 << 20)
#define SMALLEST 512

struct memory {
    struct otls__bio bio;
    unsigned char *data;
    size_t length;
    size_t cap; /* MAPPED or more: of a mapping */
    size_t pos;
    size_t initial;
};

static size_t
left(const struct memory *m)
{
    return m->length - m->pos;
}

static void
give_back(struct memory *m)
{
    if (m->data == NULL)
        return;
    otls__wipe(m->data, m->length);
    if (m->cap >= MAPPED)
        (void)munmap(m->data, m->cap);
    else
        otls__free(m->data);
}

static unsigned char *
map(struct memory *m, size_t cap)
{
    void *p;

#ifdef MREMAP_MAYMOVE
    if (m->cap >= MAPPED)
        p = mremap(m->data, m->cap, cap, MREMAP_MAYMOVE);
    else
#endif
        p = mmap(NULL, cap, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(p, cap, MADV_HUGEPAGE);
#endif
    return p;
}

static size_t
whole_pages(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (size + page - 1) / page * page;
}

/* Room for |need| bytes, and for half as many again as there were. */
static int
reserve(struct memory *m, size_t need)
{
    unsigned char *data;
    size_t cap = m->cap + m->cap / 2;
    int moved = 0;

    if (need <= m->cap)
        return OTLS_OK;
    cap = cap < need ? need : cap;
    cap = cap < SMALLEST ? SMALLEST : cap;
    if (cap >= MAPPED) {
        cap = whole_pages(cap);
#ifdef MREMAP_MAYMOVE
        moved = m->cap >= MAPPED;
#endif
        data = map(m, cap);
    } else {
        data = otls__malloc(cap);
    }
    if (data == NULL)
        return otls__error_memory();
    if (!moved) {
        if (m->length > 0)
            memcpy(data, m->data, m->length);
        give_back(m);
    }
    m->data = data;
    m->cap = cap;
    return OTLS_OK;
}

static void
take(struct memory *m, void *buf, size_t n, size_t *len)
{
    if (n > 0)
        memcpy(buf, m->data + m->pos, n);
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
    if ((uint64_t)offset < m->length)
        there = m->length - (size_t)offset;
    *len = cap < there ? cap : there;
    if (*len > 0)
        memcpy(buf, m->data + offset, *len);
    otls__lock_give(bio->lock);
    return OTLS_OK;
}

static int
memory_gets(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct memory *m = (struct memory *)bio;
    size_t n = cap - 1 < left(m) ? cap - 1 : left(m);
    const unsigned char *newline;

    if (n > 0 && (newline = memchr(m->data + m->pos, '\n', n)) != NULL)
        n = (size_t)(newline - (m->data + m->pos)) + 1;
    take(m, buf, n, len);
    return OTLS_OK;
}

static int
memory_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct memory *m = (struct memory *)bio;
    int rv;

    if (len > LIMIT - m->length)
        return otls__error(OTLS_E_LIMIT,
            "a memory bio holds at most %zu bytes: use a file", LIMIT);
    if ((rv = reserve(m, m->length + len)) != OTLS_OK)
        return rv;
    if (len > 0)
        memcpy(m->data + m->length, data, len);
    m->length += len;
    *written = len;
    return OTLS_OK;
}

/* Where there is no room now, the writes will say so. */
static void
memory_expect(struct otls__bio *bio, int64_t bytes)
{
    struct memory *m = (struct memory *)bio;

    if ((uint64_t)bytes <= LIMIT - m->length)
        (void)reserve(m, m->length + (size_t)bytes);
}

static int
memory_seek(struct otls__bio *bio, int64_t offset)
{
    struct memory *m = (struct memory *)bio;

    if ((uint64_t)offset > m->length)
        return otls__error(OTLS_E_INVALID,
            "offset is %lld, and the memory bio holds %zu bytes",
            (long long)offset, m->length);
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

static int
memory_reset(struct otls__bio *bio)
{
    struct memory *m = (struct memory *)bio;

    if (m->length > m->initial)
        otls__wipe(m->data + m->initial, m->length - m->initial);
    m->length = m->initial;
    m->pos = 0;
    return OTLS_OK;
}

static void
memory_free(struct otls__bio *bio, int intact)
{
    struct memory *m = (struct memory *)bio;

    (void)intact;
    give_back(m);
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
    .expect = memory_expect,
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
