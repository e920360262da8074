/* SPDX-License-Identifier: ISC */
#include "age/opener.h"

#include <string.h>

#include "age/failure.h"
#include "age/unwrap.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

/* Of plaintext, one chunk that waits for the caller and one that may follow */
#define SIZE (OTLS__AGE_SEALED + 2 * OTLS__AGE_CHUNK)

/* what comes next */
enum { HEADER, NONCE, CHUNKS, NOTHING };

void
otls__age_opener_begin(struct otls__age_opener *o,
    struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits, int armor)
{
    memset(o, 0, sizeof(*o));
    o->identities = *identities;
    memset(identities, 0, sizeof(*identities));
    o->limits = *limits;
    otls__age_unarmor_init(&o->unarmor, armor);
    otls__age_header_init(&o->header);
    o->state = HEADER;
}

int
otls__age_opener_header(
    struct otls__age_opener *o, const void *data, size_t len)
{
    size_t used;

    return otls__age_header_feed(&o->header, data, len, &used);
}

void
otls__age_opener_end(struct otls__age_opener *o, int rv)
{
    otls__age_list_end(&o->identities, otls__age_identity_unref);
    otls__age_header_end(&o->header);
    otls__age_stream_end(&o->stream, rv);
    if (o->buf != NULL)
        otls__wipe(o->plain, o->touched);
    otls__free(o->buf);
    otls__wipe(o, sizeof(*o));
}

int
otls__age_opener_in_payload(const struct otls__age_opener *o)
{
    return o->state >= CHUNKS;
}

/* What was known only to get here is let go at once. */
static int
header_is_complete(struct otls__age_opener *o)
{
    int rv;

    rv = otls__age_unwrap_header(
        &o->header, &o->identities, &o->limits, o->file_key);
    if (rv != OTLS_OK)
        return rv;
    otls__age_list_end(&o->identities, otls__age_identity_unref);
    o->payload = o->header.len + OTLS__AGE_NONCE;
    otls__age_header_end(&o->header);
    if ((o->buf = otls__malloc(SIZE)) == NULL)
        return otls__error_memory();
    o->sealed = o->buf;
    o->plain = o->buf + OTLS__AGE_SEALED;
    o->state = NONCE;
    return OTLS_OK;
}

/* The nonce waits where the first chunk will be. */
static int
nonce_is_complete(struct otls__age_opener *o)
{
    int rv;

    rv = otls__age_stream_init(&o->stream, o->file_key, o->sealed);
    otls__wipe(o->file_key, sizeof(o->file_key));
    o->sealed_len = 0;
    o->state = CHUNKS;
    return rv;
}

static int
open_chunk(struct otls__age_opener *o)
{
    int rv, last = 0;

    if (o->touched < o->out_end + OTLS__AGE_CHUNK)
        o->touched = o->out_end + OTLS__AGE_CHUNK;
    rv = otls__age_stream_open(&o->stream, o->index, o->sealed, o->sealed_len,
        o->plain + o->out_end, &last);
    if (rv != OTLS_OK)
        return rv;
    o->out_end += o->sealed_len - OTLS__AGE_TAG;
    o->sealed_len = 0;
    o->index++;
    if (last)
        o->state = NOTHING;
    return OTLS_OK;
}

/* Of the file's own bytes, no longer armored; all of them are taken where the
 * output has room for the chunk that they may complete. */
static int
take(struct otls__age_opener *o, const unsigned char *p, size_t len,
    size_t *used)
{
    const size_t full =
        o->state == CHUNKS ? OTLS__AGE_SEALED : OTLS__AGE_NONCE;
    int rv;

    *used = 0;
    if (o->state == HEADER) {
        rv = otls__age_header_feed(&o->header, p, len, used);
        if (rv == OTLS_OK && otls__age_header_complete(&o->header))
            rv = header_is_complete(o);
        return rv;
    }
    if (o->state == NOTHING)
        return otls__age_stream_goes_on();
    *used = len < full - o->sealed_len ? len : full - o->sealed_len;
    memcpy(o->sealed + o->sealed_len, p, *used);
    o->sealed_len += *used;
    if (o->sealed_len < full)
        return OTLS_OK;
    return o->state == NONCE ? nonce_is_complete(o) : open_chunk(o);
}

static int
has_room(const struct otls__age_opener *o)
{
    return o->out_end <= OTLS__AGE_CHUNK;
}

/* Bytes that were armored; no more than a line's can be left over where there
 * is no room, since no more were decoded than the chunk wants. */
static int
take_decoded(struct otls__age_opener *o)
{
    size_t used;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && o->bytes_pos < o->bytes_len && has_room(o)) {
        rv = take(
            o, o->bytes + o->bytes_pos, o->bytes_len - o->bytes_pos, &used);
        o->bytes_pos += used;
    }
    return rv;
}

static int
decode(struct otls__age_opener *o, const unsigned char *p, size_t len,
    size_t *used)
{
    struct otls__age_failure failure;
    size_t cap = sizeof(o->bytes);
    int rv, decoded;

    if (o->state == CHUNKS && OTLS__AGE_SEALED - o->sealed_len < cap)
        cap = OTLS__AGE_SEALED - o->sealed_len;
    if (cap < OTLS__AGE_UNARMOR_ROOM)
        cap = OTLS__AGE_UNARMOR_ROOM;
    o->bytes_pos = 0;
    decoded = otls__age_unarmor_feed(
        &o->unarmor, p, len, used, o->bytes, cap, &o->bytes_len);
    /* what stands before the wrong line is judged before it */
    if (decoded != OTLS_OK)
        otls__age_failure_keep(&failure, decoded);
    if ((rv = take_decoded(o)) == OTLS_OK && decoded != OTLS_OK)
        rv = otls__age_failure_again(&failure);
    return rv;
}

int
otls__age_opener_feed(
    struct otls__age_opener *o, const void *data, size_t len, size_t *used)
{
    const unsigned char *p = data;
    size_t n;
    int rv;

    *used = 0;
    rv = take_decoded(o);
    while (rv == OTLS_OK && *used < len && has_room(o)) {
        if (otls__age_unarmor_is_plain(&o->unarmor))
            rv = take(o, p + *used, len - *used, &n);
        else
            rv = decode(o, p + *used, len - *used, &n);
        *used += n;
    }
    return rv;
}

size_t
otls__age_opener_room(struct otls__age_opener *o, void **room)
{
    if (o->state != CHUNKS || !has_room(o) ||
        !otls__age_unarmor_is_plain(&o->unarmor))
        return 0;
    *room = o->sealed + o->sealed_len;
    return OTLS__AGE_SEALED - o->sealed_len;
}

int
otls__age_opener_commit(struct otls__age_opener *o, size_t len)
{
    o->sealed_len += len;
    return o->sealed_len == OTLS__AGE_SEALED ? open_chunk(o) : OTLS_OK;
}

int
otls__age_opener_finish(struct otls__age_opener *o)
{
    int rv;

    /* a line that waited for room was taken before the one that ends it all,
     * and what stands in |sealed| was let in since there is room for it */
    if ((rv = otls__age_unarmor_finish(&o->unarmor)) != OTLS_OK)
        return rv;
    if (o->state == HEADER && !otls__age_header_complete(&o->header))
        return otls__age_header_truncated(&o->header);
    if (o->state <= NONCE)
        return otls__error(OTLS_E_AGE_HEADER,
            "the input ends before the nonce that follows the header");
    return o->state == CHUNKS ? open_chunk(o) : OTLS_OK;
}

size_t
otls__age_opener_ready(const struct otls__age_opener *o, const void **out)
{
    *out = o->plain + o->out;
    return o->out_end - o->out;
}

/* What is left moves to the front once for each chunk at most. */
void
otls__age_opener_consume(struct otls__age_opener *o, size_t len)
{
    o->out += len;
    len = o->out_end - o->out;
    if (len > 0 && (o->out < OTLS__AGE_CHUNK || len > OTLS__AGE_CHUNK))
        return;
    if (len > 0)
        memmove(o->plain, o->plain + o->out, len);
    o->out = 0;
    o->out_end = len;
}
