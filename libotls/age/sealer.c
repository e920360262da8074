/* SPDX-License-Identifier: ISC */
#include "age/sealer.h"

#include <string.h>

#include "age/wrap.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "crypto/rand.h"

#define TEXT (OTLS__AGE_ARMOR_SIZE(OTLS__AGE_SEALED) + OTLS__AGE_ARMOR_ENDS)
#define SIZE (2 * OTLS__AGE_CHUNK + OTLS__AGE_SEALED)

/* what comes next */
enum { HEADER, CHUNKS, ARMOR_END, NOTHING };

static int
allocate(struct otls__age_sealer *s)
{
    if ((s->buf = otls__malloc(SIZE)) == NULL)
        return otls__error_memory();
    s->plain = s->buf;
    s->next = s->plain + OTLS__AGE_CHUNK;
    s->sealed = s->next + OTLS__AGE_CHUNK;
    if (s->armored && (s->text = otls__malloc(TEXT)) == NULL)
        return otls__error_memory();
    return OTLS_OK;
}

static int
seal_chunk(struct otls__age_sealer *s)
{
    const int last = s->next_len == 0;
    unsigned char *swap = s->plain;
    int rv;

    rv = otls__age_stream_seal(
        &s->stream, s->index, last, s->plain, s->plain_len, s->sealed);
    if (rv != OTLS_OK)
        return rv;
    s->from = s->sealed;
    s->from_len = s->plain_len + OTLS__AGE_TAG;
    s->plain = s->next;
    s->plain_len = s->next_len;
    s->next = swap;
    s->next_len = 0;
    s->index++;
    if (last)
        s->state = ARMOR_END;
    return OTLS_OK;
}

/* Gives out a part of |from|, as it is or as text. */
static void
give(struct otls__age_sealer *s)
{
    size_t n = s->from_len;

    if (!s->armored) {
        s->out = s->from;
        s->out_len = n;
    } else {
        if (n > OTLS__AGE_SEALED)
            n = OTLS__AGE_SEALED;
        s->out = s->text;
        s->out_len +=
            otls__age_armor_feed(&s->armor, s->from, n, s->text + s->out_len);
    }
    s->from = (const unsigned char *)s->from + n;
    s->from_len -= n;
}

/* Makes something ready where nothing is, and can be. */
static int
advance(struct otls__age_sealer *s)
{
    int rv = OTLS_OK;

    while (rv == OTLS_OK && s->out_len == 0 && s->state != NOTHING) {
        if (s->from_len > 0) {
            give(s);
        } else if (s->state == HEADER) {
            s->from = s->sealed;
            s->from_len = OTLS__AGE_NONCE;
            s->state = CHUNKS;
        } else if (s->state == CHUNKS) {
            /* only what comes after it tells that a chunk isn't the last */
            if (!s->finished && s->next_len == 0)
                break;
            rv = seal_chunk(s);
        } else {
            s->out = s->text;
            s->out_len =
                s->armored ? otls__age_armor_end(&s->armor, s->text) : 0;
            s->state = NOTHING;
        }
    }
    return rv;
}

int
otls__age_sealer_begin(struct otls__age_sealer *s,
    const struct otls__age_list *recipients, int armored)
{
    /* its own for each file: two must never share one */
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    int rv;

    memset(s, 0, sizeof(*s));
    s->armored = armored;
    otls__age_header_init(&s->header);
    /* the nonce waits where the first chunk will be */
    if ((rv = allocate(s)) == OTLS_OK &&
        (rv = otls__rand_private_bytes(file_key, sizeof(file_key))) ==
            OTLS_OK &&
        (rv = otls__rand_bytes(s->sealed, OTLS__AGE_NONCE)) == OTLS_OK &&
        (rv = otls__age_stream_init(&s->stream, file_key, s->sealed)) ==
            OTLS_OK)
        rv = otls__age_wrap_header(&s->header, recipients, file_key);
    otls__wipe(file_key, sizeof(file_key));
    if (rv != OTLS_OK)
        return rv;
    s->from = s->header.raw;
    s->from_len = s->header.len;
    if (armored) {
        s->out = s->text;
        s->out_len = otls__age_armor_begin(&s->armor, s->text);
        give(s);
    }
    return advance(s);
}

void
otls__age_sealer_end(struct otls__age_sealer *s, int rv)
{
    otls__age_stream_end(&s->stream, rv);
    otls__age_header_end(&s->header);
    if (s->buf != NULL)
        otls__wipe(s->buf, s->touched);
    otls__free(s->buf);
    otls__free(s->text);
    otls__wipe(s, sizeof(*s));
}

/* To wipe more would be most of the work on a short text. */
static void
touch(struct otls__age_sealer *s, const unsigned char *chunk)
{
    const size_t end = (size_t)(chunk - s->buf) + OTLS__AGE_CHUNK;

    if (end > s->touched)
        s->touched = end;
}

size_t
otls__age_sealer_room(struct otls__age_sealer *s, void **room)
{
    if (s->finished)
        return 0;
    touch(s, s->plain_len < OTLS__AGE_CHUNK ? s->plain : s->next);
    if (s->plain_len < OTLS__AGE_CHUNK) {
        *room = s->plain + s->plain_len;
        return OTLS__AGE_CHUNK - s->plain_len;
    }
    *room = s->next + s->next_len;
    return OTLS__AGE_CHUNK - s->next_len;
}

int
otls__age_sealer_commit(struct otls__age_sealer *s, size_t len)
{
    if (s->plain_len < OTLS__AGE_CHUNK)
        s->plain_len += len;
    else
        s->next_len += len;
    return advance(s);
}

int
otls__age_sealer_feed(
    struct otls__age_sealer *s, const void *data, size_t len, size_t *used)
{
    const unsigned char *p = data;
    void *room;
    size_t n;
    int rv = OTLS_OK;

    *used = 0;
    while (rv == OTLS_OK && *used < len &&
           (n = otls__age_sealer_room(s, &room)) > 0) {
        if (n > len - *used)
            n = len - *used;
        memcpy(room, p + *used, n);
        *used += n;
        rv = otls__age_sealer_commit(s, n);
    }
    return rv;
}

int
otls__age_sealer_finish(struct otls__age_sealer *s)
{
    s->finished = 1;
    return advance(s);
}

int
otls__age_sealer_pass(
    struct otls__age_sealer *s, const void *sealed, size_t len, int last)
{
    s->from = sealed;
    s->from_len = len;
    if (last) {
        s->finished = 1;
        s->state = ARMOR_END;
    }
    return advance(s);
}

int
otls__age_sealer_passed(struct otls__age_sealer *s)
{
    s->armor.len = 0;
    return otls__age_sealer_pass(s, NULL, 0, 1);
}

size_t
otls__age_sealer_ready(const struct otls__age_sealer *s, const void **out)
{
    *out = s->out;
    return s->out_len;
}

int
otls__age_sealer_consume(struct otls__age_sealer *s, size_t len)
{
    s->out = (const unsigned char *)s->out + len;
    s->out_len -= len;
    return s->out_len == 0 ? advance(s) : OTLS_OK;
}
