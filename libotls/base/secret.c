/* SPDX-License-Identifier: ISC */
#include "base/secret.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/mem.h"

/*
 * Keys and passphrases are small and few, and a page each would be waste:
 * they are cut from regions of 64-byte granules, first fit. A secret's first
 * granule holds its size. Larger ones get a region of their own.
 */
#define GRANULE 64
#define REGION_GRANULES 512

struct region {
    struct region *next;
    unsigned char *map;
    unsigned char *base;
    size_t map_size;
    size_t granules;
    size_t used;
    unsigned char *taken;
};

struct head {
    size_t granules;
    struct region *region;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct region *regions;

static struct region *
region_new(size_t granules)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (granules * GRANULE + page - 1) / page * page;
    struct region *r = otls__calloc(1, sizeof(*r));

    if (r == NULL)
        return NULL;
    r->granules = size / GRANULE;
    r->map_size = size + 2 * page;
    r->taken = otls__calloc(r->granules, 1);
    r->map =
        mmap(NULL, r->map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (r->taken == NULL || r->map == MAP_FAILED ||
        mprotect(r->map + page, size, PROT_READ | PROT_WRITE) != 0) {
        if (r->map != MAP_FAILED)
            (void)munmap(r->map, r->map_size);
        otls__free(r->taken);
        otls__free(r);
        return NULL;
    }
    r->base = r->map + page;
    /* best effort: a small RLIMIT_MEMLOCK must not stop a program */
    (void)mlock(r->base, size);
#ifdef MADV_DONTDUMP
    (void)madvise(r->base, size, MADV_DONTDUMP);
#endif
    r->next = regions;
    regions = r;
    return r;
}

static void
region_free(struct region *r)
{
    struct region **link = &regions;

    while (*link != r)
        link = &(*link)->next;
    *link = r->next;
    (void)munmap(r->map, r->map_size);
    otls__free(r->taken);
    otls__free(r);
}

/* The first of |count| free granules in a row, or the region's end. */
static size_t
first_fit(const struct region *r, size_t count)
{
    size_t i, run = 0;

    for (i = 0; i < r->granules; i++) {
        run = r->taken[i] ? 0 : run + 1;
        if (run == count)
            return i + 1 - count;
    }
    return r->granules;
}

void *
otls__secret_new(size_t size)
{
    struct region *r;
    struct head *head = NULL;
    size_t count, at = 0;

    if (size > SIZE_MAX / 4)
        return NULL;
    count = 1 + (size + GRANULE - 1) / GRANULE;
    (void)pthread_mutex_lock(&lock);
    for (r = regions; r != NULL; r = r->next)
        if (r->granules - r->used >= count &&
            (at = first_fit(r, count)) < r->granules)
            break;
    if (r == NULL) {
        r = region_new(count > REGION_GRANULES ? count : REGION_GRANULES);
        at = 0;
    }
    if (r != NULL) {
        memset(r->taken + at, 1, count);
        r->used += count;
        head = (struct head *)(void *)(r->base + at * GRANULE);
        head->granules = count;
        head->region = r;
    }
    (void)pthread_mutex_unlock(&lock);
    return head == NULL ? NULL : (unsigned char *)head + GRANULE;
}

void *
otls__secret_copy(const void *data, size_t len)
{
    void *secret = otls__secret_new(len);

    if (secret != NULL && len > 0)
        memcpy(secret, data, len);
    return secret;
}

void
otls__secret_free(void *secret)
{
    struct head *head;
    struct region *r;
    size_t count;

    if (secret == NULL)
        return;
    head = (struct head *)(void *)((unsigned char *)secret - GRANULE);
    count = head->granules;
    r = head->region;
    OPENSSL_cleanse(head, count * GRANULE);
    (void)pthread_mutex_lock(&lock);
    memset(r->taken + ((unsigned char *)head - r->base) / GRANULE, 0, count);
    r->used -= count;
    /* one empty region stays for the next secret */
    if (r->used == 0 && (r != regions || r->next != NULL))
        region_free(r);
    (void)pthread_mutex_unlock(&lock);
}

void
otls__wipe(void *p, size_t len)
{
    OPENSSL_cleanse(p, len);
}

int
otls__equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}
