/* SPDX-License-Identifier: ISC */
#include "age/inspect.h"

#include <string.h>

#include <otls/age_decryptor.h>

#include "age/armor.h"
#include "age/stanza.h"
#include "age/stream.h"
#include "base/error.h"
#include "base/mem.h"
#include "bio/bio.h"

#define TEXT ((size_t)4096)
#define MUCH ((size_t)65536)

/* What reading it needs. */
struct reading {
    struct otls__bio *bio;
    struct otls__age_header *header;
    struct otls__age_unarmor unarmor;
    int64_t size;   /* of all there is, or -1 */
    int64_t read;   /* of it */
    int64_t binary; /* bytes that came out of the armor */
    unsigned char text[MUCH];
    unsigned char bytes[MUCH];
};

void
otls__age_inspection_free(void *inspection)
{
    struct otls__age_inspection *x = inspection;

    otls__age_header_end(&x->header);
    otls__free(x);
}

/* A regular file has a size, and what has a place but none is memory. */
static int64_t
find_size(struct otls__bio *bio)
{
    int64_t size, offset, pending;

    if (otls__bio_tell(bio, &offset) != OTLS_OK)
        return -1;
    if (otls__bio_size(bio, &size) == OTLS_OK)
        return offset <= size ? size - offset : -1;
    return otls__bio_pending(bio, &pending) == OTLS_OK ? pending : -1;
}

static int
take(struct reading *r, const unsigned char *p, size_t len)
{
    size_t used;

    r->binary += (int64_t)len;
    if (otls__age_header_complete(r->header))
        return OTLS_OK;
    return otls__age_header_feed(r->header, p, len, &used);
}

/* Reads once; |ended| where nothing was there. */
static int
step(struct reading *r, size_t cap, int *ended)
{
    size_t len, pos, used, n;
    int rv, decoded;

    if ((rv = otls__bio_read(r->bio, r->text, cap, &len)) != OTLS_OK)
        return rv;
    *ended = len == 0;
    r->read += (int64_t)len;
    for (pos = 0; pos < len; pos += used) {
        decoded = otls__age_unarmor_feed(&r->unarmor, r->text + pos, len - pos,
            &used, r->bytes, sizeof(r->bytes), &n);
        rv = take(r, r->bytes, n);
        if (rv != OTLS_OK || decoded != OTLS_OK)
            return rv != OTLS_OK ? rv : decoded;
    }
    return OTLS_OK;
}

static int
read_header(struct reading *r)
{
    int rv, ended = 0;

    while (!otls__age_header_complete(r->header)) {
        if ((rv = step(r, TEXT, &ended)) != OTLS_OK)
            return rv;
        if (!ended)
            continue;
        if ((rv = otls__age_unarmor_finish(&r->unarmor)) == OTLS_OK)
            rv = otls__age_header_truncated(r->header);
        return rv;
    }
    return OTLS_OK;
}

static int
read_rest(struct reading *r)
{
    int rv, ended = 0;

    while (!ended)
        if ((rv = step(r, MUCH, &ended)) != OTLS_OK)
            return rv;
    return otls__age_unarmor_finish(&r->unarmor);
}

/* What the length of the payload says, if it can be one. */
static void
find_overhead(struct otls__age_inspection *x, int64_t len)
{
    const int64_t sealed = (int64_t)OTLS__AGE_SEALED;
    const int64_t tag = (int64_t)OTLS__AGE_TAG;
    int64_t chunks, last;

    len -= OTLS__AGE_NONCE;
    if (len < tag)
        return;
    chunks = (len + sealed - 1) / sealed;
    last = len - (chunks - 1) * sealed;
    if (last < tag || (last == tag && chunks > 1))
        return;
    x->overhead = OTLS__AGE_NONCE + chunks * tag;
    x->payload = len - chunks * tag;
}

static int
inspect(struct reading *r, struct otls__age_inspection *x)
{
    int rv;

    if ((rv = read_header(r)) != OTLS_OK)
        return rv;
    x->armored = otls__age_unarmor_is_armored(&r->unarmor);
    x->armor = x->armored ? -1 : 0;
    x->overhead = x->payload = -1;
    if (r->size < 0)
        return OTLS_OK;
    if (!x->armored) {
        r->binary = r->size;
    } else {
        if ((rv = read_rest(r)) != OTLS_OK)
            return rv;
        x->armor = r->read - r->binary;
    }
    find_overhead(x, r->binary - (int64_t)x->header.len);
    return OTLS_OK;
}

int
otls__age_inspection_read(
    struct otls__bio *bio, struct otls__age_inspection **inspection)
{
    struct otls__age_inspection *x = otls__calloc(1, sizeof(*x));
    struct reading *r = otls__malloc(sizeof(*r));
    int rv;

    if (x == NULL || r == NULL) {
        otls__free(x);
        otls__free(r);
        return otls__error_memory();
    }
    otls__age_header_init(&x->header);
    otls__age_unarmor_init(&r->unarmor, OTLS_AGE_ARMOR_AUTO);
    r->bio = bio;
    r->header = &x->header;
    r->read = r->binary = 0;
    r->size = find_size(bio);
    if ((rv = inspect(r, x)) == OTLS_OK)
        *inspection = x;
    else
        otls__age_inspection_free(x);
    otls__free(r);
    return rv;
}

int
otls__age_inspection_type(const struct otls__age_inspection *x, int64_t index,
    void *buf, size_t cap, size_t *len)
{
    const char *text = "";
    char *copy;
    size_t n = 0;
    int rv;

    if (index < 0 || (uint64_t)index >= x->header.count)
        return otls__error(OTLS_E_INVALID,
            "index is %lld, and the header has %zu stanzas", (long long)index,
            x->header.count);
    (void)otls__age_stanza_arg(
        &x->header, &x->header.stanzas[index], 0, &text, &n);
    if ((copy = otls__malloc(n + 1)) == NULL)
        return otls__error_memory();
    memcpy(copy, text, n);
    copy[n] = '\0';
    rv = otls__copy_text(copy, buf, cap, len);
    otls__free(copy);
    return rv;
}
