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
struct otls__cert;
struct otls__cert_list;
struct otls__context;
struct otls__session;

int otls__connection_new_bio(struct otls__context *context,
    struct otls__bio *in, struct otls__bio *out,
    struct otls__connection **connection);
/* |fd| stays the caller's until otls__connection_own_fd(). */
int otls__connection_new_socket(struct otls__context *context, int fd,
    struct otls__connection **connection);
void otls__connection_own_fd(struct otls__connection *c);
int otls__connection_connect(struct otls__context *context, const char *host,
    int port, int64_t timeout_ms, struct otls__connection **connection);
/* The handle that callbacks get. */
void otls__connection_set_self(struct otls__connection *c, int64_t self);

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
int otls__connection_send_file(struct otls__connection *c, const char *path,
    int64_t offset, int64_t length, int64_t *sent);
int otls__connection_send_fd(struct otls__connection *c, int fd,
    int64_t offset, int64_t length, int64_t *sent);
int otls__connection_request_certificate(struct otls__connection *c);
int otls__connection_key_update(struct otls__connection *c, int ask_peer);
int otls__connection_fd(struct otls__connection *c, int64_t *fd);

/* What the handshake waits for. |context| NULL: stay. */
int otls__connection_wanted_name(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_reply_name(
    struct otls__connection *c, struct otls__context *context);
int otls__connection_refuse_name(struct otls__connection *c);
int otls__connection_reply_verify(struct otls__connection *c, int accept);
int otls__connection_wanted_psk(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_reply_psk(struct otls__connection *c,
    const char *identity, const void *key, size_t key_len);
int otls__connection_refuse_psk(struct otls__connection *c);

/* otls/connection_store.h */
int otls__connection_store_poll(struct otls__connection *c, int64_t *fd,
    int64_t *events, int64_t *wait_ms);
int otls__connection_store_wanted(struct otls__connection *c,
    int64_t *operation, void *buf, size_t cap, size_t *len);
int otls__connection_store_reply(
    struct otls__connection *c, const void *value, size_t len);

int otls__connection_session(
    struct otls__connection *c, struct otls__session **session);
int otls__connection_set_session(
    struct otls__connection *c, struct otls__session *session);

/* otls/connection_info.h */
int otls__connection_version(struct otls__connection *c, int64_t *version);
int otls__connection_version_name(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_cipher(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_cipher_bits(struct otls__connection *c, int64_t *bits);
int otls__connection_group(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_alpn(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_servername(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_is_resumed(struct otls__connection *c);
int otls__connection_resumed_by(struct otls__connection *c);
int otls__connection_is_server(struct otls__connection *c);
int otls__connection_peer_cert(
    struct otls__connection *c, struct otls__cert **cert);
int otls__connection_peer_certs(
    struct otls__connection *c, struct otls__cert_list **list);
int otls__connection_verified_chain(
    struct otls__connection *c, struct otls__cert_list **list);
int otls__connection_verify_error(struct otls__connection *c, int64_t *verdict,
    void *buf, size_t cap, size_t *len);
int otls__connection_exporter(struct otls__connection *c, const char *label,
    const void *context, size_t context_len, int has_context, void *buf,
    size_t cap, size_t *len);
int otls__connection_channel_binding(struct otls__connection *c,
    const char *type, void *buf, size_t cap, size_t *len);
int otls__connection_ocsp_response(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_next_keylog(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_shared_ciphers(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
int otls__connection_explain(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);

#endif
