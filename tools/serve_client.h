/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SERVE_CLIENT_H
#define OTLS_SERVE_CLIENT_H

#include <otls.h>
#include <stdint.h>

#include "http_request.h"
#include "serve_timer.h"

/* What a client is at, each with a time limit of its own. */
enum client_state {
    CLIENT_HANDSHAKE,
    /* between requests */
    CLIENT_IDLE,
    CLIENT_REQUEST,
    CLIENT_RESPONSE,
    /* ends are being said */
    CLIENT_CLOSING,
    /* what it still sends is read, or the last response could be lost */
    CLIENT_LINGER,
    CLIENT_STATES
};

enum client_answer {
    CLIENT_AGAIN,
    CLIENT_WAIT_READ,
    CLIENT_WAIT_WRITE,
    /* as otls_connection_store_poll() says */
    CLIENT_WAIT_STORE,
    CLIENT_GONE
};

/* A request and its response; an idle client has none. */
struct exchange {
    struct http_request request;
    char in[4096];
    size_t in_at;
    size_t in_len;
    char out[16384];
    size_t out_at;
    size_t out_len;
    /* the rest of a body, or -1 */
    int file;
    int64_t left;
};

struct client {
    struct timer timer;
    otls_handle connection;
    int fd;
    enum client_state state;
    /* the response under way is the last */
    int last;
    /* it was there in time to be served once more, though all is ending */
    int owed;
    int peer_closed;
    /* set by whatever gives it more time */
    int progress;
    int64_t lingered;
    struct exchange *exchange;

    /* the worker's own */
    struct client *next;
    struct client *previous;
    struct client *next_ready;
    int is_ready;
    uint32_t events;
    /* while it waits for the store */
    struct timer store_timer;
    int store_fd;
};

/* What clients see of their worker. */
struct client_site {
    otls_handle context;
    otls_handle store;
    int root;
    /* no response keeps the connection */
    int retired;
    /* idle ones end too */
    int stopping;
};

/* Takes |fd| over; NULL where memory has run out, |fd| being closed. */
struct client *client_new(const struct client_site *site, int fd);
void client_free(struct client *client);

/* Goes on until it must wait, is gone, or others should have their turn,
 * which is CLIENT_AGAIN. */
enum client_answer client_step(
    struct client *client, const struct client_site *site);

/* Its time is up: CLIENT_AGAIN where a word of farewell is left to say. */
enum client_answer client_expire(struct client *client);

#endif
