/* SPDX-License-Identifier: ISC */
#include "pki/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"
#include "crypto/identity.h"
#include "pki/cache.h"

/*
 * A file whose times are this recent may change again without their showing
 * it: clocks of file systems tick in milliseconds, some in seconds. Such a
 * file is read each time.
 */
#define SETTLED_S 3

#define FILES 512
#define KEY_MAX 1024

struct known {
    struct otls__ref ref;
    unsigned char digest[OTLS__SOURCE_DIGEST];
};

static void
known_ref(void *object)
{
    otls__ref_take(&((struct known *)object)->ref);
}

static void
known_unref(void *object)
{
    if (otls__ref_drop(&((struct known *)object)->ref))
        otls__free(object);
}

/* From path, device, inode, times and size to the digest of the content. */
static struct otls__cache files =
    OTLS__CACHE_INIT(known_ref, known_unref, FILES);

static size_t
put(unsigned char *key, size_t at, const void *field, size_t len)
{
    memcpy(key + at, field, len);
    return at + len;
}

/* 0 where there is none: not a regular file, or a path that is very long. */
static size_t
key_of(const char *path, const struct stat *st, unsigned char key[KEY_MAX])
{
    const size_t len = strlen(path);
    size_t at = 0;

    if (!S_ISREG(st->st_mode) || len > KEY_MAX / 2)
        return 0;
    at = put(key, at, &st->st_dev, sizeof(st->st_dev));
    at = put(key, at, &st->st_ino, sizeof(st->st_ino));
    at = put(key, at, &st->st_mtim.tv_sec, sizeof(st->st_mtim.tv_sec));
    at = put(key, at, &st->st_mtim.tv_nsec, sizeof(st->st_mtim.tv_nsec));
    at = put(key, at, &st->st_ctim.tv_sec, sizeof(st->st_ctim.tv_sec));
    at = put(key, at, &st->st_ctim.tv_nsec, sizeof(st->st_ctim.tv_nsec));
    at = put(key, at, &st->st_size, sizeof(st->st_size));
    return put(key, at, path, len);
}

static int
is_settled(const struct stat *st)
{
    const time_t now = time(NULL) - SETTLED_S;

    return st->st_mtim.tv_sec < now && st->st_ctim.tv_sec < now;
}

static int
examine(struct otls__source *source, struct stat *st)
{
    int64_t fd;
    int rv;

    if ((rv = otls__bio_fd(source->bio, &fd)) != OTLS_OK)
        return rv;
    if (fstat((int)fd, st) != 0)
        return otls__error_errno(
            OTLS_E_IO, errno, "examining %s", source->name);
    return OTLS_OK;
}

static void *
allocate(const struct otls__source *source, size_t size)
{
    return source->secret ? otls__secret_new(size) : otls__malloc(size);
}

static void
release(const struct otls__source *source, void *p)
{
    if (source->secret)
        otls__secret_free(p);
    else
        otls__free(p);
}

/* Another buffer of |cap| bytes that holds what is there. */
static int
grow(struct otls__source *source, size_t cap)
{
    void *larger = allocate(source, cap);

    if (larger == NULL)
        return otls__error_memory();
    if (source->len > 0)
        memcpy(larger, source->owned, source->len);
    release(source, source->owned);
    source->owned = larger;
    return OTLS_OK;
}

static int
too_large(const struct otls__source *source, size_t limit)
{
    return otls__error(OTLS_E_LIMIT,
        "%s: there are more than %zu bytes, which no certificates or keys "
        "have",
        source->name, limit);
}

/* Reads to the end of file, beginning with room for |expected| bytes. */
static int
read_all(struct otls__source *source, size_t expected)
{
    size_t cap = expected + 1, n;
    int rv;

    source->len = 0;
    for (;;) {
        if (cap > source->limit + 1)
            cap = source->limit + 1;
        if ((rv = grow(source, cap)) != OTLS_OK ||
            (rv = otls__bio_read_full(source->bio,
                 (unsigned char *)source->owned + source->len,
                 cap - source->len, &n, NULL, NULL)) != OTLS_OK)
            return rv;
        source->len += n;
        if (source->len > source->limit)
            return too_large(source, source->limit);
        if (source->len < cap)
            return OTLS_OK;
        cap *= 2;
    }
}

static void
remember(const struct otls__source *source, const struct stat *st)
{
    unsigned char key[KEY_MAX];
    struct known *k;
    size_t len;

    if ((len = key_of(source->name, st, key)) == 0 || !is_settled(st) ||
        (k = otls__malloc(sizeof(*k))) == NULL)
        return;
    otls__ref_init(&k->ref);
    memcpy(k->digest, source->digest, sizeof(k->digest));
    otls__cache_put(&files, key, len, k);
    known_unref(k);
}

int
otls__source_need(struct otls__source *source)
{
    struct stat before, after;
    int rv;

    if (source->data != NULL)
        return OTLS_OK;
    if ((rv = examine(source, &before)) != OTLS_OK ||
        (rv = read_all(source,
             S_ISREG(before.st_mode) && before.st_size > 0
                 ? (size_t)before.st_size
                 : 4096)) != OTLS_OK ||
        (rv = examine(source, &after)) != OTLS_OK ||
        (rv = otls__identity(source->owned, source->len, source->digest)) !=
            OTLS_OK)
        return rv;
    source->data = source->owned;
    if (before.st_size == after.st_size &&
        before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
        before.st_mtim.tv_nsec == after.st_mtim.tv_nsec &&
        before.st_ctim.tv_sec == after.st_ctim.tv_sec &&
        before.st_ctim.tv_nsec == after.st_ctim.tv_nsec)
        remember(source, &before);
    return OTLS_OK;
}

int
otls__source_file(
    struct otls__source *source, const char *path, size_t limit, int secret)
{
    unsigned char key[KEY_MAX];
    struct known *k;
    struct stat st;
    size_t len;
    int rv;

    memset(source, 0, sizeof(*source));
    source->name = path;
    source->limit = limit;
    source->secret = secret;
    if ((rv = otls__bio_file_open(path, "r", &source->bio)) != OTLS_OK ||
        (rv = examine(source, &st)) != OTLS_OK)
        return rv;
    if ((len = key_of(path, &st, key)) == 0 ||
        !otls__cache_get(&files, key, len, &k))
        return otls__source_need(source);
    memcpy(source->digest, k->digest, sizeof(k->digest));
    known_unref(k);
    return OTLS_OK;
}

int
otls__source_bytes(struct otls__source *source, const char *name,
    const void *data, size_t len, size_t limit)
{
    memset(source, 0, sizeof(*source));
    source->name = name;
    if (len > limit)
        return too_large(source, limit);
    source->data = len == 0 ? (const unsigned char *)"" : data;
    source->len = len;
    return otls__identity(source->data, len, source->digest);
}

void
otls__source_end(struct otls__source *source)
{
    release(source, source->owned);
    otls__bio_unref(source->bio);
    memset(source, 0, sizeof(*source));
}

void
otls__source_forget_all(void)
{
    otls__cache_drop(&files, NULL, NULL);
}
