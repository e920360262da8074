/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONNECT_STORE_H
#define OTLS_CONNECT_STORE_H

#include <otls.h>

#include "endpoint.h"

/* The session that a later run may resume, in a store. */
struct connect_store {
    otls_handle store;
    /* what sessions are exported with */
    char *secret;
    size_t secret_len;
    /* by which this server's is found */
    char name[1024];
};

/* Opens the endpoint's store, if it has one. |what| names the server and how
 * it is spoken to. Answers with an exit code, and prints a message if it
 * isn't 0. */
int connect_store_open(struct connect_store *store,
    const struct endpoint *endpoint, const char *what);
void connect_store_close(struct connect_store *store);

/* Takes the session out, so that nobody else resumes it as well: 0 where
 * there is none. |same| receives a second handle of it. What goes wrong with
 * it here and below is a warning. */
otls_handle connect_store_take(struct connect_store *store, otls_handle *same);
/* Keeps |session|, unless it is |used|, and good for one time alone. */
void connect_store_keep(
    struct connect_store *store, otls_handle session, otls_handle used);

#endif
