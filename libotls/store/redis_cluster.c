/* SPDX-License-Identifier: ISC */
#include "store/redis_route.h"

#ifdef HAVE_HIREDIS

#include <stdlib.h>
#include <string.h>

#include "store/gate.h"

/* Masters with a part of the slots each. */

/* CRC-16 with the polynomial 0x1021, from 0, as XMODEM has it. */
static unsigned
crc16(const char *data, size_t len)
{
    unsigned crc = 0;
    size_t i;
    int bit;

    for (i = 0; i < len; i++) {
        crc ^= (unsigned)(unsigned char)data[i] << 8;
        for (bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
    }
    return crc & 0xffff;
}

int
otls__redis_slot(const char *key, size_t len)
{
    const char *open = memchr(key, '{', len), *close = NULL;

    if (open != NULL)
        close = memchr(open + 1, '}', len - (size_t)(open + 1 - key));
    if (close != NULL && close > open + 1)
        return (int)(crc16(open + 1, (size_t)(close - open) - 1) %
                     OTLS__REDIS_SLOTS);
    return (int)(crc16(key, len) % OTLS__REDIS_SLOTS);
}

static int
find(const struct otls__redis_route *r, const char *key, size_t len)
{
    return r->slots[otls__redis_slot(key, len)] - 1;
}

/* [first, last, [address, port, ..], ..], of which the rest are replicas. */
static int
is_range(const struct otls__redis_reply *range)
{
    const struct otls__redis_reply *node;

    if (range->type != OTLS__REDIS_ARRAY || range->count < 3 ||
        range->element[0]->type != OTLS__REDIS_INTEGER ||
        range->element[1]->type != OTLS__REDIS_INTEGER ||
        range->element[0]->integer < 0 ||
        range->element[1]->integer >= OTLS__REDIS_SLOTS)
        return 0;
    node = range->element[2];
    return node->type == OTLS__REDIS_ARRAY && node->count >= 2 &&
           (node->element[0]->type == OTLS__REDIS_BULK ||
               node->element[0]->type == OTLS__REDIS_NIL) &&
           node->element[1]->type == OTLS__REDIS_INTEGER;
}

static int
learn_range(struct otls__redis_route *r, const struct otls__redis_node *guide,
    const struct otls__redis_reply *range)
{
    const struct otls__redis_reply *const node = range->element[2];
    struct otls__redis_server server;
    int64_t i;
    int which, rv;

    rv = otls__redis_server_told(&r->base, otls__redis_node_server(guide),
        node->element[0]->text, node->element[0]->len,
        node->element[1]->integer, &server);
    if (rv != OTLS_OK ||
        (rv = otls__redis_route_master_at(r, &server, &which)) != OTLS_OK)
        return rv;
    for (i = range->element[0]->integer; i <= range->element[1]->integer; i++)
        r->slots[i] = (unsigned char)(which + 1);
    return OTLS_OK;
}

/* Masters without slots go; which is which changes. */
static void
forget_others(struct otls__redis_route *r)
{
    unsigned char has[OTLS__REDIS_MASTERS + 1] = {0};
    int i, kept = 0;

    for (i = 0; i < OTLS__REDIS_SLOTS; i++)
        has[r->slots[i]] = 1;
    for (i = 0; i < r->master_count; i++)
        if (has[i + 1]) {
            r->masters[kept] = r->masters[i];
            has[i + 1] = (unsigned char)++kept;
        } else {
            otls__redis_node_unref(r->masters[i]);
        }
    r->master_count = kept;
    for (i = 0; i < OTLS__REDIS_SLOTS; i++)
        if (r->slots[i] != 0)
            r->slots[i] = has[r->slots[i]];
}

static int
learn(struct otls__redis_route *r, struct otls__redis_node *guide,
    const struct otls__redis_reply *reply)
{
    size_t i;
    int rv;

    for (i = 0; reply->type == OTLS__REDIS_ARRAY && i < reply->count; i++)
        if (!is_range(reply->element[i]))
            break;
    if (i == 0 || i < reply->count)
        return otls__error(OTLS_E_STORE,
            "%s: Redis has no cluster's slots to tell of",
            otls__redis_node_server(guide)->where);
    memset(r->slots, 0, sizeof(r->slots));
    for (i = 0, rv = OTLS_OK; i < reply->count && rv == OTLS_OK; i++)
        rv = learn_range(r, guide, reply->element[i]);
    forget_others(r);
    for (i = 0; i < (size_t)r->master_count && rv == OTLS_OK; i++)
        (void)otls__redis_node_doubt(r->masters[i], 0);
    return rv;
}

/* "MOVED 3999 127.0.0.1:6381", of which the address may be missing. */
static int
parse(const struct otls__redis_reply *reply, const char **address, size_t *len,
    int64_t *slot, int64_t *port)
{
    const char *text = memchr(reply->text, ' ', reply->len), *colon;
    char *end;

    if (text == NULL || text[1] < '0' || text[1] > '9')
        return 0;
    *slot = strtoll(text + 1, &end, 10);
    if (*end != ' ' || *slot >= OTLS__REDIS_SLOTS)
        return 0;
    *address = end + 1;
    if ((colon = strrchr(*address, ':')) == NULL || colon[1] < '0' ||
        colon[1] > '9')
        return 0;
    *len = (size_t)(colon - *address);
    *port = strtoll(colon + 1, &end, 10);
    return *end == '\0';
}

static int
redirect(struct otls__redis_route *r, struct otls__redis_node *from,
    const struct otls__redis_reply *reply, int *node)
{
    const int moved = strncmp(reply->text, "MOVED ", 6) == 0;
    const char *address;
    struct otls__redis_server server;
    size_t len;
    int64_t slot, port;

    if ((!moved && strncmp(reply->text, "ASK ", 4) != 0) ||
        !parse(reply, &address, &len, &slot, &port) ||
        otls__redis_server_told(&r->base, otls__redis_node_server(from),
            address, len, port, &server) != OTLS_OK ||
        otls__redis_route_master_at(r, &server, node) != OTLS_OK)
        return 0;
    if (!moved)
        return 2;
    r->slots[slot] = (unsigned char)(*node + 1);
    return 1;
}

const struct otls__redis_route_kind otls__redis_cluster = {
    .learn = learn,
    .find = find,
    .redirect = redirect,
};

#endif
