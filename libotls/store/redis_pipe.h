/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_PIPE_H
#define OTLS_STORE_REDIS_PIPE_H

#include <stddef.h>

#include "bio/bio.h"
#include "store/redis_server.h"

/*
 * The bytes of one connection to a Redis, over TLS where the server has it.
 * Nothing here waits: what can't go on is gone on with by the next call. The
 * addresses of the server are tried in turn, beginning with the one that
 * answered last.
 */
struct otls__redis_pipe {
    const struct otls__redis_server *server;
    enum {
        OTLS__PIPE_CLOSED,
        OTLS__PIPE_CONNECTING,
        OTLS__PIPE_SHAKING,
        OTLS__PIPE_OPEN
    } state;
    int fd; /* while it connects, then the bio's */
    struct otls__bio *bio;
    void *tls;      /* over the bio's descriptor */
    int wants;      /* what the TLS waits for, where not OTLS_OK */
    size_t address; /* the last that was tried */
    size_t tries;   /* addresses since it began to connect */
};

void otls__redis_pipe_init(
    struct otls__redis_pipe *pipe, const struct otls__redis_server *server);
void otls__redis_pipe_close(struct otls__redis_pipe *pipe);

/* Begins to connect. */
int otls__redis_pipe_open(struct otls__redis_pipe *pipe);
/* OTLS_OK where it is open, or not yet. */
int otls__redis_pipe_step(struct otls__redis_pipe *pipe);
/* The address isn't the first to try again. */
void otls__redis_pipe_blame(struct otls__redis_pipe *pipe);

/* Where it is open; |*n| is 0 where nothing goes for now. At the end of what
 * there is to read, otls__redis_pipe_read() fails. */
int otls__redis_pipe_write(
    struct otls__redis_pipe *pipe, const void *data, size_t len, size_t *n);
int otls__redis_pipe_read(
    struct otls__redis_pipe *pipe, void *buf, size_t cap, size_t *n);

/* What to poll for; |outgoing| where something is to be sent. */
short otls__redis_pipe_events(
    const struct otls__redis_pipe *pipe, int outgoing);

#endif
