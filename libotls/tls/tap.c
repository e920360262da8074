/* SPDX-License-Identifier: ISC */
#include "tls/tap.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define HEADER 5
#define HANDSHAKE 22

struct otls__tap *
otls__tap_new(otls__tap_looker *look, void *user)
{
    struct otls__tap *tap = otls__calloc(1, sizeof(*tap));

    if (tap == NULL)
        return NULL;
    tap->look = look;
    tap->user = user;
    return tap;
}

void
otls__tap_free(struct otls__tap *tap)
{
    otls__free(tap);
}

int
otls__tap_is_over(const struct otls__tap *tap)
{
    return tap->ended && !tap->held && tap->served == tap->have;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void
show(struct otls__tap *tap)
{
    switch (tap->look(tap->user, tap->head[0], tap->body, tap->body_len)) {
    case OTLS__TAP_HOLD:
        tap->held = 1;
        break;
    case OTLS__TAP_END:
        tap->ended = 1;
        break;
    default:
        break;
    }
    tap->head_len = 0;
}

/* Messages end anywhere in records, and records anywhere in messages. */
static void
gather(struct otls__tap *tap, const unsigned char *p, size_t len)
{
    size_t n;

    while (len > 0 && !tap->ended) {
        if (tap->head_len < sizeof(tap->head)) {
            tap->head[tap->head_len++] = *p++;
            len--;
            if (tap->head_len < sizeof(tap->head))
                continue;
            tap->body_len = 0;
            tap->body_left = (size_t)tap->head[1] << 16 |
                             (size_t)tap->head[2] << 8 | tap->head[3];
        }
        n = least(len, tap->body_left);
        if (n > 0)
            memcpy(tap->body + tap->body_len, p,
                least(n, sizeof(tap->body) - tap->body_len));
        tap->body_len = least(tap->body_len + n, sizeof(tap->body));
        tap->body_left -= n;
        p += n;
        len -= n;
        if (tap->body_left == 0)
            show(tap);
    }
}

static size_t
size_of(const struct otls__tap *tap)
{
    return tap->have < HEADER
               ? HEADER
               : HEADER + ((size_t)tap->record[3] << 8 | tap->record[4]);
}

/* Reads on until the record is whole, or isn't one. */
static int
fill(struct otls__tap *tap, struct otls__bio *in)
{
    size_t n;
    int rv;

    for (;;) {
        if (tap->have == HEADER && (tap->record[0] != HANDSHAKE ||
                                       size_of(tap) > sizeof(tap->record)))
            tap->ended = 1;
        tap->ready =
            tap->ended || (tap->have >= HEADER && tap->have == size_of(tap));
        if (tap->ready)
            return OTLS_OK;
        rv = otls__bio_read(
            in, tap->record + tap->have, size_of(tap) - tap->have, &n);
        if (rv != OTLS_OK)
            return rv;
        tap->have += n;
        if (n == 0) {
            tap->ended = tap->ready = 1;
            return OTLS_OK;
        }
    }
}

int
otls__tap_read(struct otls__tap *tap, struct otls__bio *in, void *buf,
    size_t cap, size_t *len)
{
    int rv;

    *len = 0;
    if (!tap->ready) {
        if ((rv = fill(tap, in)) != OTLS_OK)
            return rv;
        if (!tap->ended)
            gather(tap, tap->record + HEADER, tap->have - HEADER);
    }
    if (tap->held)
        return otls__error(
            OTLS_E_WANT_READ, "a message of the handshake is held back");
    *len = least(cap, tap->have - tap->served);
    memcpy(buf, tap->record + tap->served, *len);
    tap->served += *len;
    if (*len == 0)
        return otls__bio_read(in, buf, cap, len);
    if (tap->served == tap->have && !tap->ended)
        tap->ready = 0, tap->have = tap->served = 0;
    return OTLS_OK;
}
