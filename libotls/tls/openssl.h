/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_OPENSSL_H
#define OTLS_TLS_OPENSSL_H

#include <stddef.h>
#include <stdint.h>

struct otls__connection;
struct otls__context;
struct otls__session;

/* Each function answers as its twin in otls/openssl.h does and sets the last
 * error. */
int otls__openssl_constant(const char *name, int64_t *value);
int otls__openssl_reason_words(
    int64_t packed, void *buf, size_t cap, size_t *len);

/* Freed by the caller. */
int otls__context_cipher_table(struct otls__context *context, char **table);
int otls__context_set_options(struct otls__context *context, int64_t options);
int otls__context_set_x509_flags(struct otls__context *context, int64_t flags);
int otls__context_set_host_flags(struct otls__context *context, int64_t flags);
int otls__context_set_dh(
    struct otls__context *context, const void *data, size_t len);
int otls__context_set_alpn_fallback(struct otls__context *context, int on);
int otls__context_set_messages(struct otls__context *context, int on);
int otls__context_set_auto_chain(struct otls__context *context, int on);

int otls__connection_next_message(struct otls__connection *c,
    int64_t *outgoing, int64_t *version, int64_t *type, void *buf, size_t cap,
    size_t *len);
int otls__connection_finished(
    struct otls__connection *c, int peer, void *buf, size_t cap, size_t *len);
/* Of either end, resumable or not. */
int otls__connection_any_session(
    struct otls__connection *c, struct otls__session **session);
int otls__connection_refuse_name_with(struct otls__connection *c, int alert);

#endif
