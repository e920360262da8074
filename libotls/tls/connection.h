/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_CONNECTION_H
#define OTLS_TLS_CONNECTION_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "base/error.h"
#include "bio/bio.h"

/*
 * One end of a TLS connection. Each function answers as its twin in
 * otls/connection.h does and sets the last error; this header says only what
 * the twin doesn't.
 */
struct otls__connection;

/* Over any SSL_CTX, with references of its own to all: what the others come
 * to, and tests begin with. */
int otls__connection_make(SSL_CTX *ctx, int server, struct otls__bio *in,
    struct otls__bio *out, struct otls__connection **connection);

/* A handle's destructor; NULL is fine. Sends nothing. */
void otls__connection_free(void *connection);

int otls__connection_set_servername(
    struct otls__connection *c, const char *name);
int otls__connection_set_port(struct otls__connection *c, int port);
int otls__connection_set_timeout_ms(
    struct otls__connection *c, int64_t timeout_ms);

int otls__connection_handshake(struct otls__connection *c);
int otls__connection_read(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_write(
    struct otls__connection *c, const void *data, size_t len, size_t *written);
int otls__connection_pending(struct otls__connection *c, int64_t *bytes);
int otls__connection_shutdown(struct otls__connection *c);
int otls__connection_shutdown_write(struct otls__connection *c);
int otls__connection_key_update(struct otls__connection *c, int ask_peer);
int otls__connection_fd(struct otls__connection *c, int64_t *fd);

#endif
