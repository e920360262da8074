/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_ASK_H
#define OTLS_STORE_REDIS_ASK_H

#include "base/limit.h"
#include "store/redis_route.h"

/*
 * A command that is waited for, by whoever has its key. Where that isn't
 * known, or in doubt, or was wrong, the guides are asked first, or what
 * answered is followed to where it says; a few times, then it fails. Nothing
 * here waits but otls__redis_ask_wait().
 */
struct otls__redis_ask {
    struct otls__redis_route *route;
    const struct otls__redis_command *command;
    const char *key; /* NULL for any node */
    size_t key_len;
    struct otls__redis_node *node; /* whom it is outstanding with */
    struct otls__redis_turn turn;
    int stays;  /* with that node, whatever it says */
    int guided; /* it is a guide that is asked */
    int guides, moves;
    int skipped; /* what failed wasn't asked, since it had failed before */
    int verdict; /* on the answer, with the message where it is an error */
};

/* Begins, of |key| or of |node| alone where that isn't NULL. The caller keeps
 * |command| and |key| until it is over, which it is at once after a failure.
 */
int otls__redis_ask_begin(struct otls__redis_ask *ask,
    struct otls__redis_route *route, struct otls__redis_node *node,
    const struct otls__redis_command *command, const char *key,
    size_t key_len);
/* OTLS_E_WANT_STORE, else it is over. The caller frees the reply. */
int otls__redis_ask_answer(
    struct otls__redis_ask *ask, struct otls__redis_reply **reply);
void otls__redis_ask_poll(
    const struct otls__redis_ask *ask, int *fd, short *events);
/* Nobody waits for it any more. */
void otls__redis_ask_give_up(struct otls__redis_ask *ask);

/* Waits for the answer until it is over. */
int otls__redis_ask_wait(struct otls__redis_ask *ask,
    const struct otls__limit *limit, struct otls__redis_reply **reply);

#endif
