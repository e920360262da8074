/* SPDX-License-Identifier: ISC */
#include "store/redis_route.h"

#ifdef HAVE_HIREDIS

#include <stdlib.h>
#include <string.h>

#include "store/gate.h"

/* One master, which the Sentinels know. */

static int
read_port(const struct otls__redis_reply *reply)
{
    return reply->len > 0 && reply->len < 6 &&
                   strspn(reply->text, "0123456789") == reply->len
               ? atoi(reply->text)
               : 0;
}

static int
is_address(const struct otls__redis_reply *reply)
{
    return reply->type == OTLS__REDIS_ARRAY && reply->count == 2 &&
           reply->element[0]->type == OTLS__REDIS_BULK &&
           reply->element[0]->len > 0 &&
           reply->element[1]->type == OTLS__REDIS_BULK;
}

static int
learn(struct otls__redis_route *r, struct otls__redis_node *guide,
    const struct otls__redis_reply *reply)
{
    const struct otls__redis_server *const from =
        otls__redis_node_server(guide);
    struct otls__redis_node *before;
    struct otls__redis_server server;
    int which, rv;

    if (reply->type == OTLS__REDIS_NIL)
        return otls__error(OTLS_E_STORE,
            "%s: the Sentinel knows no master called %.100s", from->where,
            r->name);
    if (!is_address(reply))
        return otls__error(OTLS_E_STORE,
            "%s: what answers isn't a Sentinel: its answer is of another kind",
            from->where);
    rv = otls__redis_server_told(&r->base, from, reply->element[0]->text,
        reply->element[0]->len, read_port(reply->element[1]), &server);
    if (rv != OTLS_OK ||
        (rv = otls__redis_route_master_at(r, &server, &which)) != OTLS_OK)
        return rv;
    (void)otls__redis_node_doubt(r->masters[which], 0);
    if (which == 0)
        return OTLS_OK;
    before = r->masters[0];
    r->masters[0] = r->masters[1];
    r->master_count = 1;
    otls__redis_node_unref(before);
    return OTLS_OK;
}

static int
find(const struct otls__redis_route *r, const char *key, size_t len)
{
    (void)key;
    (void)len;
    return r->master_count - 1;
}

/* A replica doesn't say who its master is: the Sentinels do. */
static int
redirect(struct otls__redis_route *r, struct otls__redis_node *from,
    const struct otls__redis_reply *reply, int *node)
{
    (void)r;
    (void)from;
    (void)reply;
    (void)node;
    return 0;
}

const struct otls__redis_route_kind otls__redis_sentinel = {
    .learn = learn,
    .find = find,
    .redirect = redirect,
};

#endif
