/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_ROUTE_H
#define OTLS_STORE_REDIS_ROUTE_H

#include <pthread.h>

#include "store/redis_node.h"

/*
 * Which server has a key. Where the URL names one server it is that. Otherwise
 * the URL names guides, Sentinels or nodes of a cluster, which are asked who
 * the master is, or who has which slots; and again when something speaks
 * against what they said (otls__redis_node_doubt()). Nothing here waits: the
 * question is a command as any other is (redis_ask.h).
 */
#define OTLS__REDIS_GUIDES 16
#define OTLS__REDIS_MASTERS 250
#define OTLS__REDIS_SLOTS 16384

struct otls__redis_route;

struct otls__redis_route_kind {
    /* What |guide| answered to the question. With the lock. */
    int (*learn)(struct otls__redis_route *route,
        struct otls__redis_node *guide, const struct otls__redis_reply *reply);
    /* Which of the masters has it, or -1. With the lock. */
    int (*find)(
        const struct otls__redis_route *route, const char *key, size_t len);
    /* Whether |reply| says that another node has it, which becomes |*node|;
     * 1 for good, 2 for this time alone. With the lock. */
    int (*redirect)(struct otls__redis_route *route,
        struct otls__redis_node *from, const struct otls__redis_reply *reply,
        int *node);
};

struct otls__redis_route {
    const struct otls__redis_route_kind *kind; /* NULL for one server */
    struct otls__store *store;
    struct otls__redis_server base; /* who asks */
    struct otls__redis_command question;
    const char *words[3]; /* of the question */
    size_t words_len[3];
    char *name; /* of the master */
    struct otls__redis_server guide_base;
    struct otls__redis_node *guides[OTLS__REDIS_GUIDES];
    int guide_count;
    pthread_mutex_t lock; /* of what follows */
    int guide;            /* who answered last */
    struct otls__redis_node *masters[OTLS__REDIS_MASTERS];
    int master_count;
    unsigned char slots[OTLS__REDIS_SLOTS]; /* a master's index + 1, or 0 */
};

/* What is looked up here may wait as otls__redis_server_resolve() does. */
int otls__redis_route_open(struct otls__store *store,
    const struct otls__store_url *url, const struct otls__store_tls *tls,
    struct otls__redis_route **route);
void otls__redis_route_free(struct otls__redis_route *route);

/* Who has |key|, or where that is NULL anybody, those that are in doubt
 * first; it has a reference for the caller. NULL where nobody is known. */
struct otls__redis_node *otls__redis_route_node(
    struct otls__redis_route *route, const char *key, size_t len);
/* One after the other, NULL behind the last, with a reference each. */
struct otls__redis_node *otls__redis_route_master(
    struct otls__redis_route *route, int which);
int otls__redis_route_is_cluster(const struct otls__redis_route *route);

/* The guide to ask where |tries| had no answer, beginning with the one that
 * answered last, with a reference. NULL where there is none (any more). */
struct otls__redis_node *otls__redis_route_guide(
    struct otls__redis_route *route, int tries);
void otls__redis_route_guide_failed(
    struct otls__redis_route *route, const struct otls__redis_node *guide);
int otls__redis_route_learn(struct otls__redis_route *route,
    struct otls__redis_node *guide, const struct otls__redis_reply *reply);

/* Whether |reply| of |from| says that |*next| has it, which gets a reference:
 * 1, or 2 where it must be told that it is asked. */
int otls__redis_route_redirect(struct otls__redis_route *route,
    struct otls__redis_node *from, const struct otls__redis_reply *reply,
    struct otls__redis_node **next);

/* For the kinds: the index of the master that |server| is, which is taken
 * over; a new one, where there is room, if there was none. */
int otls__redis_route_master_at(struct otls__redis_route *route,
    struct otls__redis_server *server, int *which);

extern const struct otls__redis_route_kind otls__redis_sentinel;
extern const struct otls__redis_route_kind otls__redis_cluster;

/* The slot of a key: of what stands between the first '{' and the next '}',
 * where there is something, or of all of it. */
int otls__redis_slot(const char *key, size_t len);

#endif
