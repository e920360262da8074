/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_TLS_H
#define OTLS_TESTS_TLS_H

#include <openssl/ssl.h>

#include "pki/credential.h"
#include "pki/trust.h"
#include "tls/context.h"

/* What tests of contexts have in common: two ends of a connection in memory,
 * as OpenSSL alone makes them of frozen contexts. */

struct otls__credential *tls_credential(const char *name);
struct otls__trust *tls_trust(const char *file);

/* A server's context with the credential |name|, a client's that trusts the
 * root of the test certificates. */
struct otls__context *tls_server(const char *name);
struct otls__context *tls_client(void);

struct otls__frozen *tls_freeze(struct otls__context *context);

/* A connection of one client and one server. */
struct tls_pair {
    struct otls__frozen *frozen[2]; /* the client's, the server's */
    SSL *client;
    SSL *server;
    SSL_SESSION *session; /* what the client was given last */
    int sessions;         /* how many it was given */
    int client_rv;        /* SSL_get_error() of the ends' last step */
    int server_rv;
};

/* Both take what the contexts say now. |name| NULL: none is sent. */
void tls_pair_begin(struct tls_pair *p, struct otls__context *client,
    struct otls__context *server, const char *name);
/* Runs the handshake, and reads what comes after it; 1 where both ends are
 * done, and the client has read a byte of the server's. */
int tls_pair_run(struct tls_pair *p);
void tls_pair_end(struct tls_pair *p);
struct tls_pair *tls_pair_of(const SSL *ssl);

/* The three steps in one: answers what the second does. A |session| that isn't
 * NULL is offered, and replaced by the one that the client was given. */
int tls_connect(struct otls__context *client, struct otls__context *server,
    const char *name, SSL_SESSION **session, int *resumed);

#endif
