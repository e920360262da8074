/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_NODE_H
#define OTLS_STORE_REDIS_NODE_H

#include "store/redis_link.h"

/*
 * A server and the connections to it. Each command that is waited for has a
 * connection to itself while it lasts, so that its descriptor tells of nothing
 * else; what is posted goes by the first. They stay open. Counted references:
 * the one with which it is made goes to the caller. |store| counts what gets
 * lost.
 */
struct otls__redis_node;
struct otls__store;

/* A command whose answer is outstanding. */
struct otls__redis_turn {
    int link;
    unsigned owner, ticket;
};

/* Takes what |server| has over, also where it fails. */
int otls__redis_node_new(struct otls__store *store,
    struct otls__redis_server *server, struct otls__redis_node **node);
void otls__redis_node_ref(struct otls__redis_node *node);
void otls__redis_node_unref(struct otls__redis_node *node);

const struct otls__redis_server *otls__redis_node_server(
    const struct otls__redis_node *node);

/* Something speaks against it, or 0 against that: who needs it next asks
 * first whether it still is what it was. Answers what it was before. */
int otls__redis_node_doubt(struct otls__redis_node *node, int doubtful);

int otls__redis_node_is_doubtful(const struct otls__redis_node *node);

/* For a cluster, whose nodes fail one by one: 0 where it has failed a few
 * times in a row. It is asked every half second, without waiting, whether it
 * is back; |*due| becomes 1 when that begins. */
int otls__redis_node_is_usable(struct otls__redis_node *node, int *due);

int otls__redis_node_connect(struct otls__redis_node *node);
int otls__redis_node_post(struct otls__redis_node *node,
    const struct otls__redis_command *command, int64_t patience_ms);
int otls__redis_node_pump(struct otls__redis_node *node);
int otls__redis_node_fd(struct otls__redis_node *node);

/* After OTLS_OK, one of the last two ends |turn|. */
int otls__redis_node_ask(struct otls__redis_node *node,
    const struct otls__redis_command *command, int asking,
    struct otls__redis_turn *turn);
/* OTLS_E_WANT_STORE until there is an answer, or a failure. */
int otls__redis_node_answer(struct otls__redis_node *node,
    const struct otls__redis_turn *turn, struct otls__redis_reply **reply);
void otls__redis_node_poll(struct otls__redis_node *node,
    const struct otls__redis_turn *turn, int *fd, short *events);
void otls__redis_node_end(
    struct otls__redis_node *node, const struct otls__redis_turn *turn);
void otls__redis_node_give_up(
    struct otls__redis_node *node, const struct otls__redis_turn *turn);

#endif
