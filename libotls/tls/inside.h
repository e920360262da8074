/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_INSIDE_H
#define OTLS_TLS_INSIDE_H

#include <stdatomic.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "base/limit.h"
#include "base/lock.h"
#include "tls/connection.h"
#include "tls/wire.h"

/*
 * What a connection is made of, for the files of tls/ that are about
 * connections. docs/internals/tls.rst tells how the locks work together.
 */

/* Whose turn it is to wait for the wire; each is held through a wait. */
enum { TURN_HANDSHAKE, TURN_READ, TURN_WRITE, TURNS };

#define OTLS__WHY_SIZE 400

struct otls__connection {
    struct otls__lock lock; /* around OpenSSL, never held through a wait */
    struct otls__lock turns[TURNS];
    _Atomic int64_t timeout_ms;
    /* the thread that runs a callback from inside OpenSSL, by its state */
    _Atomic(void *) owner;
    atomic_int open; /* the handshake is done */
    int started;
    unsigned generation; /* the process's, once started */

    int server;
    int check_host;
    int port;
    char *host; /* the server name or IP address to reach, or NULL */
    char *name; /* the server name that the client sent, or NULL */
    SSL *ssl;
    struct otls__wire wire;

    size_t owed; /* bytes that a write took and hasn't reported */

    int failed; /* the code of what ended it, else OTLS_OK */
    int number;
    char why[OTLS__WHY_SIZE];
};

/* Answered by a step that is to be made again at once. */
#define OTLS__AGAIN 1

/* Around OpenSSL: enter refuses in a child what the parent uses. A thread that
 * runs a callback of this connection is inside already. */
int otls__connection_enter(struct otls__connection *c);
int otls__connection_leave(struct otls__connection *c, int rv);
/* The same for a question about what is in memory. */
int otls__connection_look(struct otls__connection *c);

/* Inside: whom messages speak of. */
const char *otls__connection_peer(const struct otls__connection *c);
/* Inside: ends the connection with a code and a message that all later calls
 * get; answers |code|. */
int otls__connection_fail(struct otls__connection *c, int code, int number,
    const char *format, ...) OTLS__PRINTF(4, 5);
int otls__connection_failed(const struct otls__connection *c);

/*
 * Inside, between otls__openssl_begin_step() and otls__openssl_end(), after a
 * step of OpenSSL's that answered |n|: OTLS_OK where it is done, a WANT code,
 * OTLS_E_INTERRUPTED, or the failure, by which the connection ended. Where the
 * peer closed properly: OTLS__CLOSED.
 */
#define OTLS__CLOSED 2
int otls__connection_judge(struct otls__connection *c, int n);

/* One waits with a turn and without the lock: OTLS_OK to go on. */
int otls__connection_take_turn(
    struct otls__connection *c, int turn, const struct otls__limit *limit);
void otls__connection_give_turn(struct otls__connection *c, int turn);
int otls__connection_wait(
    struct otls__connection *c, int want, const struct otls__limit *limit);

/* Outside: the handshake, where it isn't done. */
int otls__connection_open(
    struct otls__connection *c, const struct otls__limit *limit);

#endif
