/* SPDX-License-Identifier: ISC */
#include "store/redis_ask.h"

#ifdef HAVE_HIREDIS

#include <string.h>

#include "base/error.h"
#include "bio/wait.h"

#define MOVES_MAX 5

static int ask_guides(struct otls__redis_ask *a, int rv);

/* |node|'s reference goes to |a|. */
static void
turn_to(struct otls__redis_ask *a, struct otls__redis_node *node, int guided)
{
    otls__redis_node_unref(a->node);
    a->node = node;
    a->guided = guided;
}

static int
over(struct otls__redis_ask *a, int rv)
{
    otls__redis_node_unref(a->node);
    a->node = NULL;
    return rv;
}

static const char *
where(const struct otls__redis_ask *a)
{
    return otls__redis_node_server(a->node)->where;
}

/* The node was of no use, which |rv| is the reason of: somebody else may be
 * the one. */
static int
look_elsewhere(struct otls__redis_ask *a, int rv)
{
    (void)otls__redis_node_doubt(a->node, 1);
    if (a->stays || rv == OTLS_E_NO_MEMORY || a->moves++ >= MOVES_MAX)
        return rv;
    a->guides = 0;
    return ask_guides(a, rv);
}

static int
is_usable(
    const struct otls__redis_ask *a, struct otls__redis_node *node, int *due)
{
    *due = 0;
    return !otls__redis_route_is_cluster(a->route) ||
           otls__redis_node_is_usable(node, due);
}

static int
skip(struct otls__redis_ask *a)
{
    a->skipped = 1;
    return otls__error(OTLS_E_STORE,
        "%s has failed a few times in a row and isn't asked for a moment",
        where(a));
}

static int
go_to(struct otls__redis_ask *a, struct otls__redis_node *node, int asking)
{
    int due, rv;

    turn_to(a, node, 0);
    if (!is_usable(a, node, &due))
        return skip(a);
    rv = otls__redis_node_ask(node, a->command, asking, &a->turn);
    return rv == OTLS_OK ? rv : look_elsewhere(a, rv);
}

static int
nobody(const struct otls__redis_ask *a)
{
    if (otls__redis_route_is_cluster(a->route))
        return otls__error(OTLS_E_STORE,
            "no node of the Redis cluster is known to have "
            "the key's slot");
    return otls__error(OTLS_E_STORE,
        "no Sentinel has named a master of Redis that is called %.100s",
        a->route->name);
}

/* No guide answers, the last of them because of |rv|: what was known before
 * may still be so. */
static int
go_by_memory(struct otls__redis_ask *a, int rv)
{
    struct otls__redis_node *const node =
        otls__redis_route_node(a->route, a->key, a->key_len);

    if (node == NULL || a->moves >= MOVES_MAX) {
        otls__redis_node_unref(node);
        return rv == OTLS_OK ? nobody(a) : rv;
    }
    a->moves = MOVES_MAX;
    return go_to(a, node, 0);
}

/* The next of them; |rv| is what went wrong before. */
static int
ask_guides(struct otls__redis_ask *a, int rv)
{
    struct otls__redis_node *guide;
    int due;

    while ((guide = otls__redis_route_guide(a->route, a->guides)) != NULL) {
        a->guides++;
        turn_to(a, guide, 1);
        if (!is_usable(a, guide, &due)) {
            rv = skip(a);
            continue;
        }
        rv = otls__redis_node_ask(guide, &a->route->question, 0, &a->turn);
        if (rv == OTLS_OK || rv == OTLS_E_NO_MEMORY)
            return rv;
    }
    return a->route->kind == NULL ? rv : go_by_memory(a, rv);
}

static int
go(struct otls__redis_ask *a)
{
    struct otls__redis_node *const node =
        otls__redis_route_node(a->route, a->key, a->key_len);
    int due;

    /* what has failed for a while may have been replaced */
    if (node != NULL && !is_usable(a, node, &due) && !due) {
        turn_to(a, node, 0);
        return skip(a);
    }
    if (node != NULL &&
        (!otls__redis_node_doubt(node, 0) || a->route->kind == NULL))
        return go_to(a, node, 0);
    otls__redis_node_unref(node);
    return ask_guides(a, OTLS_OK);
}

int
otls__redis_ask_begin(struct otls__redis_ask *a,
    struct otls__redis_route *route, struct otls__redis_node *node,
    const struct otls__redis_command *command, const char *key, size_t key_len)
{
    int rv;

    memset(a, 0, sizeof(*a));
    a->route = route;
    a->command = command;
    a->key = key;
    a->key_len = key_len;
    a->stays = node != NULL;
    if (node != NULL)
        otls__redis_node_ref(node);
    rv = node != NULL ? go_to(a, node, 0) : go(a);
    return rv == OTLS_OK ? rv : over(a, rv);
}

/* A guide has answered, or failed as |rv| says. */
static int
be_guided(struct otls__redis_ask *a, int rv, struct otls__redis_reply *reply)
{
    struct otls__redis_node *node;

    if (rv == OTLS_OK) {
        rv = otls__redis_route_learn(a->route, a->node, reply);
        otls__redis_reply_free(reply);
    }
    if (rv == OTLS_E_NO_MEMORY)
        return rv;
    if (rv != OTLS_OK)
        return ask_guides(a, rv);
    node = otls__redis_route_node(a->route, a->key, a->key_len);
    return node == NULL ? nobody(a) : go_to(a, node, 0);
}

/* OTLS_E_STORE_MISS stands for: the reply is the answer. */
static int
follow(struct otls__redis_ask *a, struct otls__redis_reply *reply)
{
    struct otls__redis_node *next;
    int way, rv;

    if (a->stays || a->route->kind == NULL ||
        reply->type != OTLS__REDIS_ERROR || a->moves >= MOVES_MAX)
        return OTLS_E_STORE_MISS;
    way = otls__redis_route_redirect(a->route, a->node, reply, &next);
    if (way == 0 && !otls__redis_is_elsewhere(reply))
        return OTLS_E_STORE_MISS;
    rv = otls__redis_judge(reply, where(a));
    otls__redis_reply_free(reply);
    if (way == 0)
        return look_elsewhere(a, rv);
    if (way == 1)
        (void)otls__redis_node_doubt(a->node, 1);
    a->moves++;
    return go_to(a, next, way == 2);
}

int
otls__redis_ask_answer(
    struct otls__redis_ask *a, struct otls__redis_reply **reply)
{
    int rv;

    do {
        rv = otls__redis_node_answer(a->node, &a->turn, reply);
        if (rv == OTLS_E_WANT_STORE)
            return rv;
        otls__redis_node_end(a->node, &a->turn);
        if (a->guided)
            rv = be_guided(a, rv, *reply);
        else if (rv != OTLS_OK)
            rv = look_elsewhere(a, rv);
        else if ((rv = follow(a, *reply)) == OTLS_E_STORE_MISS) {
            a->verdict = otls__redis_judge(*reply, where(a));
            return over(a, OTLS_OK);
        }
    } while (rv == OTLS_OK);
    return over(a, rv);
}

void
otls__redis_ask_poll(const struct otls__redis_ask *a, int *fd, short *events)
{
    otls__redis_node_poll(a->node, &a->turn, fd, events);
}

void
otls__redis_ask_give_up(struct otls__redis_ask *a)
{
    otls__redis_node_give_up(a->node, &a->turn);
    if (a->guided)
        otls__redis_route_guide_failed(a->route, a->node);
    else
        (void)otls__redis_node_doubt(a->node, 1);
    (void)over(a, OTLS_OK);
}

int
otls__redis_ask_wait(struct otls__redis_ask *a,
    const struct otls__limit *limit, struct otls__redis_reply **reply)
{
    short events;
    int fd, rv;

    while ((rv = otls__redis_ask_answer(a, reply)) == OTLS_E_WANT_STORE &&
           otls__limit_left_ms(limit) > 0) {
        otls__redis_ask_poll(a, &fd, &events);
        rv = otls__wait(fd, events, limit);
        if (rv != OTLS_OK && rv != OTLS_E_TIMEOUT && rv != OTLS_E_INTERRUPTED)
            break;
    }
    if (a->node == NULL)
        return rv;
    if (rv == OTLS_E_WANT_STORE)
        rv = otls__error(OTLS_E_TIMEOUT, "%s had no answer within %lld ms",
            where(a), (long long)limit->timeout_ms);
    otls__redis_ask_give_up(a);
    return rv;
}

#endif
