/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_INSIDE_H
#define OTLS_TLS_INSIDE_H

#include <stdatomic.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "base/limit.h"
#include "base/lock.h"
#include "tls/connection.h"
#include "tls/context.h"
#include "tls/psk.h"
#include "tls/resume.h"
#include "tls/wire.h"

/*
 * What a connection is made of, for the files of tls/ that are about
 * connections. docs/internals/tls.rst tells how the locks work together.
 */

/* Whose turn it is to wait for the wire; each is held through a wait. */
enum { TURN_HANDSHAKE, TURN_READ, TURN_WRITE, TURNS };

#define OTLS__WHY_SIZE 400
/* Lines of keylog that wait to be drained; then the oldest go. */
#define OTLS__KEYLOG_MAX 64

/* How far the answer to the client's server name is. */
enum otls__name_state {
    NAME_NEW,
    NAME_TABLE, /* the table has |reply|, which must be frozen */
    NAME_ASKED,
    NAME_REPLIED,
    NAME_REFUSED,
    NAME_SETTLED
};

/* How far the caller's verdict on the certificate is. */
enum otls__verify_state {
    VERIFY_NEW,
    VERIFY_ASKED,
    VERIFY_ACCEPTED,
    VERIFY_REFUSED
};

struct otls__message;

struct otls__keylog_line {
    struct otls__keylog_line *next;
    int filed;
    char text[];
};

struct otls__connection {
    struct otls__lock lock; /* around OpenSSL, never held through a wait */
    struct otls__lock turns[TURNS];
    _Atomic int64_t timeout_ms;
    /* the thread that runs a callback, by its state; with |unlocked| it does
     * so between two steps, without the lock */
    _Atomic(void *) owner;
    int unlocked;
    atomic_int open; /* the handshake is done */
    int started;
    unsigned generation; /* the process's, once started */

    struct otls__context *context; /* NULL over a bare SSL_CTX */
    struct otls__frozen *frozen;
    struct otls__frozen *switched; /* for the server name, or NULL */
    int64_t self;                  /* what callbacks get */

    int server;
    int check_host; /* in the certificate */
    int needs_host; /* or there is no handshake */
    int port;
    char *host; /* the server name or IP address to reach, or NULL */
    char *name; /* the server name that the client sent, or NULL */
    enum otls__name_state name_state;
    int name_alert; /* by which a name is refused */
    struct otls__context *reply;

    struct otls__psk psk;
    struct otls__resume resume;

    enum otls__verify_state verify_state;
    long verdict; /* X509_V_* of OpenSSL's own verification */
    X509 *leaf;   /* these three are of the handshake, not of a session */
    STACK_OF(X509) * sent;
    STACK_OF(X509) * chain;
    X509 *culprit; /* which certificate the verdict is about */

    struct otls__session *offered; /* what to resume with, or NULL */
    const char *not_offered;       /* why it wasn't after all, or NULL */
    SSL_SESSION *got;              /* the newest that the server gave */
    int client_offered;            /* OTLS__OFFERED_* */

    struct otls__keylog_line *keylog, **keylog_end;
    int keylog_count;
    struct otls__message *messages, **messages_end;
    int messages_count;
    SSL *ssl;
    struct otls__wire wire;

    int shaking;    /* the handshake has begun */
    int requesting; /* a request for a certificate isn't flushed yet */
    size_t owed;    /* bytes that a write took and hasn't reported */

    int hooked; /* the code that a hook ended it with, and |why| */
    int failed; /* the code of what ended it, else OTLS_OK */
    int number;
    int64_t packed; /* what OpenSSL said of it, or 0 */
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

#define OTLS__OFFERED_NOTHING 0
#define OTLS__OFFERED_TICKET 1
#define OTLS__OFFERED_ID 2

/* The specification that the connection follows now, or NULL. */
const struct otls__spec *otls__connection_spec(
    const struct otls__connection *c);

/* Whether a session was resumed: OpenSSL says so of pre-shared keys too. */
static inline int
otls__connection_reused(const struct otls__connection *c)
{
    return SSL_session_reused(c->ssl) == 1 && !c->psk.used;
}

/* A hook says why it ends the handshake; answers |code|. */
int otls__connection_hooked(struct otls__connection *c, int code,
    const char *format, ...) OTLS__PRINTF(3, 4);

/* Runs a callback with the thread marked as the owner: 1 where it accepts. */
int otls__connection_callback(struct otls__connection *c,
    const struct otls__spec_callback *callback, int *accepted);

/* tls/name.c, tls/verify.c: answers OTLS__AGAIN where the answer that a step
 * waits for is there already, or a C callback has given it. */
int otls__connection_find_name(struct otls__connection *c);
int otls__connection_find_verdict(struct otls__connection *c);
/* Inside: the failure by a certificate. */
int otls__connection_fail_cert(struct otls__connection *c);

/* tls/session.c. Inside, before the first step: offers what was set. */
int otls__connection_offer(struct otls__connection *c);

/* tls/keylog.c. Inside: writes to the context's file. */
void otls__keylog_file(struct otls__connection *c);
void otls__keylog_clear(struct otls__connection *c);

/* tls/message.c */
void otls__messages_clear(struct otls__connection *c);

/* Outside: the handshake, where it isn't done. */
int otls__connection_open(
    struct otls__connection *c, const struct otls__limit *limit);
/* otls__connection_write() with a limit that has begun. */
int otls__connection_write_within(struct otls__connection *c, const void *data,
    size_t len, size_t *written, const struct otls__limit *limit);

/* Outside, once the handshake is done: steps until it is OTLS_OK, with that
 * turn. */
typedef int otls__step(struct otls__connection *c);
int otls__connection_run(struct otls__connection *c, int turn,
    otls__step *step, const struct otls__limit *limit);

#endif
