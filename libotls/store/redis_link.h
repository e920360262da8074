/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_LINK_H
#define OTLS_STORE_REDIS_LINK_H

#include "store/redis_server.h"
#include "store/redis_wire.h"

/*
 * One connection to a Redis, which is made when something is first sent, and
 * anew after whatever went wrong: an answer that comes too late would be taken
 * for that to the next command. Nothing here waits. A link has a lock, so one
 * command may be asked, by its owner, while others are posted.
 *
 * After a fork the child's link is a new one; it closes what it inherited and
 * sends nothing on it.
 */
struct otls__redis_link;

struct otls__redis_events {
    /* |count| commands that were posted won't have the effect they should;
     * |why| is NULL where the link's failure says that. */
    void (*lost)(void *user, int count, const char *why);
    /* The server says that what was posted belongs elsewhere. */
    void (*elsewhere)(void *user);
    void *user;
};

int otls__redis_link_new(const struct otls__redis_server *server,
    const struct otls__redis_events *events, size_t most,
    struct otls__redis_link **link);
void otls__redis_link_free(struct otls__redis_link *link);

/* Begins to connect where it isn't connected. */
int otls__redis_link_connect(struct otls__redis_link *link);

/* Sends |command| when it can; its answer only matters where it is an error.
 * OTLS_E_LIMIT where no more can wait to be sent. |patience_ms| is how long
 * Redis may have been silent about what was posted before. */
int otls__redis_link_post(struct otls__redis_link *link,
    const struct otls__redis_command *command, int64_t patience_ms);

/* Asks one |command|, whose |ticket| then stands for its answer. With
 * |asking| that is said before: a slot is about to move there. */
int otls__redis_link_ask(struct otls__redis_link *link,
    const struct otls__redis_command *command, int asking, unsigned *ticket);
/* OTLS_E_WANT_STORE until the answer is there, which the caller frees. */
int otls__redis_link_answer(struct otls__redis_link *link, unsigned ticket,
    struct otls__redis_reply **reply);
/* Nobody waits for it any more: the connection is closed. */
void otls__redis_link_give_up(struct otls__redis_link *link, unsigned ticket);

/* What to wait for: -1 and 0 where nothing is outstanding. */
void otls__redis_link_poll(
    struct otls__redis_link *link, int *fd, short *events);

/* OTLS_OK where nothing posted is outstanding, OTLS_E_WANT_READ or
 * OTLS_E_WANT_WRITE, or what went wrong. */
int otls__redis_link_pump(struct otls__redis_link *link);

/* An error that says so: MOVED, ASK or READONLY. */
int otls__redis_is_elsewhere(const struct otls__redis_reply *reply);

/* OTLS_E_STORE, in words, where |reply| is an error. What answers AUTH may
 * show the password, so only its first word is heard. */
int otls__redis_judge(
    const struct otls__redis_reply *reply, const char *where);
int otls__redis_judge_hello(
    const struct otls__redis_reply *reply, const char *where);
/* OTLS_E_STORE unless |reply| is what a master answers to ROLE. */
int otls__redis_judge_role(
    const struct otls__redis_reply *reply, const char *where);

#endif
