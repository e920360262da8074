/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_RESUME_H
#define OTLS_TLS_RESUME_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "base/limit.h"

struct otls__connection;
struct otls__frozen;
struct otls__store;
struct otls__store_lookup;

/*
 * Sessions that a server keeps in a store. Whom the client wants to resume
 * stands in its hello, where a handshake can wait: what the store has is
 * fetched then, and OpenSSL's callback finds it. A client's are fetched before
 * its hello. docs/internals/tls.rst.
 */

/* A hello may offer over a thousand sessions. */
#define OTLS__RESUME_LOOKUPS 4
#define OTLS__RESUME_ID 32
/* policy, version, id */
#define OTLS__RESUME_NAME (32 + 2 + OTLS__RESUME_ID)
/* A client's sessions are named by the hash of policy and server, and a
 * place. */
#define OTLS__RESUME_SERVER 32
/* Of these a connection keeps so many until they are written; then the
 * newest go. */
#define OTLS__RESUME_WRITES 16

enum otls__resume_outcome {
    RESUME_NOTHING, /* nothing was looked up */
    RESUME_HIT,
    RESUME_MISS,
    RESUME_TIMEOUT,
    RESUME_FAILED,
    RESUME_REFUSED /* it was there, and |why| it can't be resumed */
};

struct otls__resume_write {
    struct otls__resume_write *next;
    struct otls__store *store;
    unsigned char name[OTLS__RESUME_NAME];
    size_t name_len;
    int64_t ttl_ms;
    unsigned char *value; /* secret memory; NULL: to be removed */
    size_t len;
};

struct otls__resume {
    enum { RESUME_NEW, RESUME_ASKED, RESUME_SETTLED } state;
    int version; /* that the hello comes to */
    int count;   /* of |ids|, or of a client's places */
    int at;      /* which is looked up */
    int capped;  /* there were more */
    unsigned char ids[OTLS__RESUME_LOOKUPS][OTLS__RESUME_ID];
    enum otls__resume_outcome outcome;
    const char *why;
    struct otls__store_lookup *lookup; /* that goes on, or NULL */
    struct otls__limit limit;          /* of all of them */
    int stepping;                      /* a thread is at it */
    SSL_SESSION *found;
    int given;    /* OpenSSL has it */
    int stateful; /* OpenSSL is told so for this handshake alone */

    /* a client's: which of the |count| places are for tickets of TLS 1.3,
     * the first of them that the next ticket goes to, and how many went */
    unsigned char server[OTLS__RESUME_SERVER];
    int known; /* |server| is */
    int tickets;
    int place;
    int kept;

    struct otls__resume_write *writes, **writes_end;
    int writes_count;
    atomic_int pending; /* whether there are any */
};

void otls__resume_init(struct otls__connection *c);
void otls__resume_clear(struct otls__connection *c);

/* Inside. In the client hello callback, once the name and the pre-shared key
 * are settled: one of SSL_CLIENT_HELLO_*. */
int otls__resume_hello(struct otls__connection *c, SSL *ssl);
/* The handshake is done. */
void otls__resume_finish(struct otls__connection *c);
/* A fatal alert ended a connection that was open. */
void otls__resume_spoiled(struct otls__connection *c);

/* Inside: OpenSSL's option for tickets is the context's again. */
void otls__resume_usual_kind(struct otls__connection *c, SSL *ssl);

/* tls/resume_client.c. Inside, before each step of the handshake: OTLS_OK,
 * or OTLS_E_WANT_STORE. */
int otls__resume_before(struct otls__connection *c);
/* Inside: the |at|th place, whether what is there is taken, and its name, of
 * which the length is answered. */
int otls__resume_client_takes(const struct otls__resume *r, int at);
size_t otls__resume_client_name(
    const struct otls__resume *r, int at, unsigned char *name);
/* Inside: what the store had there, or NULL and |why|. */
SSL_SESSION *otls__resume_client_open(
    struct otls__connection *c, const unsigned char *data, size_t len);
/* Inside: the server gave |session|. */
void otls__resume_client_keep(
    struct otls__connection *c, SSL_SESSION *session);
/* Inside: the handshake is done. */
void otls__resume_client_finish(struct otls__connection *c);
/* Inside: a session of TLS 1.2 is none to come back with. */
void otls__resume_client_spoiled(struct otls__connection *c);
/* Inside: what it had to do with the store, or NULL. */
const char *otls__resume_client_explain(const struct otls__connection *c);

/* Whether this process has taken a ticket with that id before; from now on
 * it has. */
int otls__resume_used_before(const unsigned char id[OTLS__RESUME_ID]);

/* tls/resume_write.c. Inside: a write for |store|, or NULL where memory has
 * run out, which add takes. */
struct otls__resume_write *otls__resume_write_new(
    struct otls__store *store, const unsigned char *name, size_t name_len);
void otls__resume_write_free(struct otls__resume_write *write);
void otls__resume_write_add(
    struct otls__connection *c, struct otls__resume_write *write);

/* By what a session is found in a store. */
void otls__resume_name(const struct otls__frozen *f, int version,
    const unsigned char *id, unsigned char name[OTLS__RESUME_NAME]);
/* The store that sessions are kept in, or NULL. */
struct otls__store *otls__resume_store(const struct otls__frozen *f);
/* Inside: |session| waits to be written to the store, if memory allows. */
void otls__resume_keep(struct otls__connection *c,
    const struct otls__frozen *f, SSL_SESSION *session);

/* Outside, after OTLS_E_WANT_STORE: that, or OTLS__AGAIN. */
int otls__connection_find_session(
    struct otls__connection *c, const struct otls__limit *limit);

/* Outside, after each step: what it left for the store is written. Answers
 * |rv|, with the error that the step has set. */
int otls__resume_write_all(struct otls__connection *c, int rv);

/* Inside: how a handshake came to be resumed or not, in |text|; 0 where no
 * store had to do with it. */
int otls__resume_explain(
    const struct otls__connection *c, char *text, size_t size);

/* tls/session_state.c: what a session has to be, and to say, so that a
 * server resumes it. */

/* Notes since when there was no full handshake, and shortens how long the
 * session lasts accordingly; 0 where memory has run out. */
int otls__session_stamp(const struct otls__frozen *f, SSL_SESSION *session);
int otls__session_is_stamped(SSL_SESSION *session);
/* NULL where it may be resumed. */
const char *otls__session_objection(
    const struct otls__frozen *f, SSL *ssl, SSL_SESSION *session);
/* Until when; 0 where it is over. */
int64_t otls__session_left_s(
    const struct otls__frozen *f, SSL_SESSION *session);
/* In secret memory; NULL where memory has run out. */
unsigned char *otls__session_pack(SSL_SESSION *session, size_t *len);
SSL_SESSION *otls__session_unpack(const unsigned char *data, size_t len);

#endif
