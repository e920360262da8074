/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SERVE_H
#define OTLS_SERVE_H

#include <otls.h>
#include <stdint.h>

#include "address.h"
#include "endpoint.h"

#define SERVE_LISTENERS 16
#define SERVE_WORKERS 512

/* Values of ticket_keys. */
enum { SERVE_KEYS_DERIVED, SERVE_KEYS_STORED, SERVE_KEYS_FILE };

/* What the command line says. */
struct serve_options {
    struct endpoint end;
    const char *listen;
    struct address address;
    const char *client_ca;
    const char *root;
    int require_client_cert;
    int resumption;
    int ticket_keys;
    const char *ticket_key_file;
    int workers;
    /* seconds */
    int handshake_limit;
    int request_limit;
    int idle_limit;
    int stop_limit;
};

/* What workers serve: made by the supervisor, and made anew by SIGHUP. */
struct serve_content {
    otls_handle context;
    /* 0 where there is none */
    otls_handle store;
    int root;
};

/* Where workers listen. */
struct serve_listeners {
    int fds[SERVE_LISTENERS];
    int count;
};

/* Each answers with an exit code, and prints a message if it isn't 0. */

/* |again| is as in endpoint_context(). */
int serve_content_load(
    struct serve_options *options, int again, struct serve_content *content);
void serve_content_free(struct serve_content *content);

/* From here on a signal waits for serve_supervise(). */
int serve_hold_signals(void);

/* Opens them, and prints a line for each. */
int serve_listen(
    const struct address *where, struct serve_listeners *listeners);
void serve_unlisten(struct serve_listeners *listeners);

/* Starts workers and keeps them up until a signal ends the service. A worker
 * comes back from it too, when it has served its last client. */
int serve_supervise(struct serve_options *options,
    struct serve_content *content, struct serve_listeners *listeners);

/* Serves clients until the end of |leash|: a socket to the supervisor, who
 * writes SERVE_RETIRE there, which is answered by SERVE_RETIRED, or closes
 * it. */
#define SERVE_RETIRE 'r'
#define SERVE_RETIRED 'R'
int serve_work(const struct serve_options *options,
    const struct serve_content *content, struct serve_listeners *listeners,
    int leash);

/* Milliseconds by a clock that nobody sets. */
int64_t serve_now(void);

#endif
