/* SPDX-License-Identifier: ISC */
#include "age/reader.h"

#include <pthread.h>
#include <string.h>

#include "age/decrypt.h"
#include "age/header.h"
#include "age/source.h"
#include "age/stream.h"
#include "age/unwrap.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"

/* Desks that wait: each has some 130 KiB, or 220 with armor. */
#define IDLE_MAX 4

struct desk {
    struct desk *next;
    struct otls__age_stream stream;
    uint64_t index;       /* of the chunk that |plain| has, */
    size_t len;           /* where this isn't 0 */
    unsigned char *plain; /* secret memory */
    unsigned char *sealed;
    char *text;
};

struct otls__age_reader {
    struct otls__bio *bio;
    struct otls__age_source source;
    struct otls__age_stream stream; /* only copied */
    int64_t payload;                /* where the first chunk begins */
    uint64_t last;                  /* the last chunk, */
    size_t last_len;                /* sealed */
    int64_t size;
    pthread_mutex_t lock; /* guards what follows */
    struct desk *idle;    /* the one used last comes first */
    unsigned count;
    int rv; /* OTLS_E_SHUTDOWN once OpenSSL may be gone */
};

static void
desk_free(struct desk *d, int rv)
{
    otls__age_stream_end(&d->stream, rv);
    otls__secret_free(d->plain);
    otls__free(d->sealed);
    otls__free(d->text);
    otls__free(d);
}

static int
desk_new(const struct otls__age_reader *r, struct desk **desk)
{
    struct desk *d = otls__calloc(1, sizeof(*d));
    int rv;

    if (d == NULL)
        return otls__error_memory();
    d->plain = otls__secret_new(OTLS__AGE_CHUNK);
    d->sealed = otls__malloc(OTLS__AGE_SEALED);
    if (r->source.armored)
        d->text = otls__malloc(OTLS__AGE_SOURCE_TEXT(OTLS__AGE_SEALED));
    if (d->plain == NULL || d->sealed == NULL ||
        (r->source.armored && d->text == NULL))
        rv = otls__error_memory();
    else
        rv = otls__age_stream_copy(&d->stream, &r->stream);
    if (rv == OTLS_OK)
        *desk = d;
    else
        desk_free(d, rv);
    return rv;
}

/* One that has the chunk |index|, or else the one that waited longest. */
static int
desk_take(struct otls__age_reader *r, uint64_t index, struct desk **desk)
{
    struct desk **at = NULL, **other, *d;

    (void)pthread_mutex_lock(&r->lock);
    for (other = &r->idle; *other != NULL; other = &(*other)->next) {
        at = other;
        if ((*at)->len > 0 && (*at)->index == index)
            break;
    }
    if (at != NULL) {
        d = *at;
        *at = d->next;
        r->count--;
        *desk = d;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return at != NULL ? OTLS_OK : desk_new(r, desk);
}

static void
desk_give(struct otls__age_reader *r, struct desk *d, int rv)
{
    int keep;

    (void)pthread_mutex_lock(&r->lock);
    if (rv == OTLS_E_SHUTDOWN)
        r->rv = rv;
    keep = r->count < IDLE_MAX;
    if (keep) {
        d->next = r->idle;
        r->idle = d;
        r->count++;
    }
    (void)pthread_mutex_unlock(&r->lock);
    if (!keep)
        desk_free(d, rv);
}

static int
load(const struct otls__age_reader *r, struct desk *d, uint64_t index)
{
    const size_t len = index == r->last ? r->last_len : OTLS__AGE_SEALED;
    const int64_t at = r->payload + (int64_t)index * (int64_t)OTLS__AGE_SEALED;
    int rv, last;

    d->len = 0;
    if ((rv = otls__age_source_read(
             &r->source, at, d->sealed, len, d->text)) != OTLS_OK ||
        (rv = otls__age_stream_open(
             &d->stream, index, d->sealed, len, d->plain, &last)) != OTLS_OK)
        return rv;
    if (last != (index == r->last)) {
        otls__wipe(d->plain, OTLS__AGE_CHUNK);
        return last ? otls__age_stream_goes_on()
                    : otls__error(OTLS_E_AGE_PAYLOAD,
                          "chunk %llu of the age payload is not the last one: "
                          "the file was cut short",
                          (unsigned long long)index + 1);
    }
    d->index = index;
    d->len = len - OTLS__AGE_TAG;
    return OTLS_OK;
}

/* From the length of the payload where its chunks are. The last is opened,
 * since only that proves the length. */
static int
prove(struct otls__age_reader *r, int64_t len)
{
    const int64_t sealed = (int64_t)OTLS__AGE_SEALED;
    struct desk *d;
    int rv;

    r->last = len == 0 ? 0 : (uint64_t)((len - 1) / sealed);
    r->last_len = (size_t)(len - (int64_t)r->last * sealed);
    if ((rv = desk_new(r, &d)) != OTLS_OK)
        return rv;
    rv = load(r, d, r->last);
    r->size = (int64_t)(r->last * OTLS__AGE_CHUNK) + (int64_t)d->len;
    desk_give(r, d, rv);
    return rv;
}

static int
open_payload(struct otls__age_reader *r, int64_t at,
    const unsigned char file_key[OTLS__AGE_FILE_KEY])
{
    char text[OTLS__AGE_SOURCE_TEXT(OTLS__AGE_NONCE)];
    unsigned char nonce[OTLS__AGE_NONCE];
    int rv;

    if (r->source.size - at < OTLS__AGE_NONCE)
        return otls__error(OTLS_E_AGE_HEADER,
            "the input ends before the nonce that follows the header");
    if ((rv = otls__age_source_read(
             &r->source, at, nonce, sizeof(nonce), text)) != OTLS_OK ||
        (rv = otls__age_stream_init(&r->stream, file_key, nonce)) != OTLS_OK)
        return rv;
    r->payload = at + OTLS__AGE_NONCE;
    return prove(r, r->source.size - r->payload);
}

/* |at| is where the nonce stands. */
static int
read_header(const struct otls__age_reader *r, const struct otls__age_means *m,
    struct otls__age_header *h, int64_t *at)
{
    size_t used;
    int rv;

    if (m->header != NULL) {
        *at = 0;
        return otls__age_header_feed(
            h, m->header->bytes, m->header->len, &used);
    }
    if ((rv = otls__age_source_header(&r->source, h)) == OTLS_OK)
        *at = (int64_t)h->len;
    return rv;
}

static int
open_source(struct otls__age_reader *r, const struct otls__age_means *m)
{
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    struct otls__age_header h;
    int64_t begin, at;
    int rv;

    otls__age_header_init(&h);
    if ((rv = otls__bio_tell(r->bio, &begin)) == OTLS_OK &&
        (rv = otls__age_source_open(&r->source, r->bio, begin, m->armor)) ==
            OTLS_OK &&
        (rv = read_header(r, m, &h, &at)) == OTLS_OK &&
        (rv = otls__age_unwrap_header(
             &h, &m->identities, &m->limits, file_key)) == OTLS_OK)
        rv = open_payload(r, at, file_key);
    otls__wipe(file_key, sizeof(file_key));
    otls__age_header_end(&h);
    return rv;
}

void
otls__age_reader_free(void *reader)
{
    struct otls__age_reader *r = reader;
    struct desk *d;

    while ((d = r->idle) != NULL) {
        r->idle = d->next;
        desk_free(d, r->rv);
    }
    otls__age_stream_end(&r->stream, r->rv);
    otls__bio_unref(r->bio);
    (void)pthread_mutex_destroy(&r->lock);
    otls__free(r);
}

int
otls__age_reader_open(struct otls__age_decryptor *d, struct otls__bio *bio,
    struct otls__age_reader **reader)
{
    struct otls__age_reader *r = otls__calloc(1, sizeof(*r));
    struct otls__age_means m;
    int rv;

    if (r == NULL || pthread_mutex_init(&r->lock, NULL) != 0) {
        otls__free(r);
        return otls__error_memory();
    }
    r->bio = bio;
    otls__bio_ref(bio);
    if ((rv = otls__age_decryptor_means(d, &m)) == OTLS_OK)
        rv = open_source(r, &m);
    otls__age_means_end(&m);
    if (rv == OTLS_E_SHUTDOWN)
        r->rv = rv;
    if (rv == OTLS_OK)
        *reader = r;
    else
        otls__age_reader_free(r);
    return rv;
}

int
otls__age_reader_open_file(struct otls__age_decryptor *d, const char *path,
    struct otls__age_reader **reader)
{
    struct otls__bio *bio;
    int rv;

    if ((rv = otls__bio_file_open(path, "r", &bio)) != OTLS_OK)
        return rv;
    rv = otls__age_reader_open(d, bio, reader);
    otls__bio_unref(bio);
    return rv;
}

int64_t
otls__age_reader_size(const struct otls__age_reader *r)
{
    return r->size;
}

static int
copy(struct otls__age_reader *r, struct desk *d, int64_t offset,
    unsigned char *out, size_t len)
{
    uint64_t index;
    size_t skip, n;
    int rv;

    for (; len > 0; len -= n, out += n, offset += (int64_t)n) {
        index = (uint64_t)offset / OTLS__AGE_CHUNK;
        skip = (size_t)((uint64_t)offset % OTLS__AGE_CHUNK);
        if ((d->len == 0 || d->index != index) &&
            (rv = load(r, d, index)) != OTLS_OK)
            return rv;
        n = d->len - skip < len ? d->len - skip : len;
        memcpy(out, d->plain + skip, n);
    }
    return OTLS_OK;
}

int
otls__age_reader_read_at(struct otls__age_reader *r, int64_t offset, void *buf,
    size_t cap, size_t *len)
{
    struct desk *d;
    int rv;

    *len = 0;
    if (offset < 0)
        return otls__error(OTLS_E_INVALID,
            "offset is %lld: it counts from the start and can't be negative",
            (long long)offset);
    if (offset >= r->size || cap == 0)
        return OTLS_OK;
    if (cap > (uint64_t)(r->size - offset))
        cap = (size_t)(r->size - offset);
    rv = desk_take(r, (uint64_t)offset / OTLS__AGE_CHUNK, &d);
    if (rv != OTLS_OK)
        return rv;
    if ((rv = copy(r, d, offset, buf, cap)) == OTLS_OK)
        *len = cap;
    desk_give(r, d, rv);
    return rv;
}
