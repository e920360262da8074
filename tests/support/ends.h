/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_ENDS_H
#define OTLS_TESTS_ENDS_H

#include "support.h"

/*
 * Two ends of a connection in one thread. A loop test's number says how: bit 0
 * takes a pair of bios in place of sockets, bit 1 TLS 1.2 in place of 1.3.
 */
#define ENDS_WAYS 4
#define ENDS_BIOS 1
#define ENDS_1_2 2

struct ends {
    otls_handle client_context, server_context;
    otls_handle client, server;
    int fds[2];
    int way;
};

/* A server's context with the certificate |name| of certs.h, and a client's
 * that trusts root. */
void ends_contexts(struct ends *e, int way, const char *name);
/* Two connections of them; the client wants "localhost". */
void ends_connect(struct ends *e);
/* Both. */
void ends_open(struct ends *e, int way);
/* Frees the connections, and then the contexts too. */
void ends_disconnect(struct ends *e);
void ends_close(struct ends *e);

/* Lets both do the handshake in turn, without waiting; what each came to is
 * in |client| and |server|, which is OTLS_E_WANT_READ where the other one
 * gave up before. */
void ends_shake(struct ends *e, int *client, int *server);
/* The same, and both succeed. */
void ends_shake_well(struct ends *e);

/* One sends |text|, the other reads it, and what came before it. */
void ends_say(otls_handle from, otls_handle to, const char *text);

void ends_trust(otls_handle context, const char *file);
void ends_use(otls_handle context, const char *name);

int ends_is_want(int rv);

#endif
