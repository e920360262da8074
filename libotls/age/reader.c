/* SPDX-License-Identifier: ISC */
#include "age/reader.h"

#include <string.h>

#include <otls/code.h>
#include <otls/types.h>

#include "age/header.h"
#include "age/progress.h"
#include "bio/bio.h"

void
otls__age_reader_init(struct otls__age_reader *r, struct otls__bio *bio,
    struct otls__age_progress *progress)
{
    r->bio = bio;
    r->progress = progress;
    r->done = 0;
    r->pos = r->len = 0;
}

/* What the bio has at the moment: a header that is there must not wait for
 * a payload that isn't. */
static int
refill(struct otls__age_reader *r)
{
    int rv;

    r->pos = r->len = 0;
    do
        rv = otls__bio_read(r->bio, r->buf, sizeof(r->buf), &r->len);
    while (rv == OTLS_E_INTERRUPTED &&
           (rv = otls__age_progress_interrupted(r->progress)) == OTLS_OK &&
           r->len == 0);
    return rv;
}

int
otls__age_reader_header(struct otls__age_reader *r, struct otls__age_header *h)
{
    size_t used;
    int rv;

    while (!otls__age_header_complete(h)) {
        if (r->pos == r->len && (rv = refill(r)) != OTLS_OK)
            return rv;
        if (r->len == 0)
            return otls__age_header_truncated(h);
        rv = otls__age_header_feed(h, r->buf + r->pos, r->len - r->pos, &used);
        r->pos += used;
        r->done += (int64_t)used;
        if (rv != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

int
otls__age_reader_full(
    struct otls__age_reader *r, void *buf, size_t cap, size_t *len)
{
    size_t n = r->len - r->pos;
    int rv;

    if (n > cap)
        n = cap;
    if (n > 0)
        memcpy(buf, r->buf + r->pos, n);
    r->pos += n;
    *len = n;
    rv = n == cap
             ? OTLS_OK
             : otls__bio_read_full(r->bio, (unsigned char *)buf + n, cap - n,
                   len, otls__age_progress_interrupted, r->progress);
    if (n < cap)
        *len += n;
    r->done += (int64_t)*len;
    return rv;
}

int
otls__age_flush(struct otls__bio *bio, struct otls__age_progress *progress)
{
    int rv;

    while ((rv = otls__bio_flush(bio)) == OTLS_E_INTERRUPTED &&
           (rv = otls__age_progress_interrupted(progress)) == OTLS_OK)
        ;
    return rv;
}
