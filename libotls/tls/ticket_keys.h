/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_TICKET_KEYS_H
#define OTLS_TLS_TICKET_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

struct otls__store;

/*
 * What a server seals tickets with and opens them. Otherwise each function
 * answers as its twin in otls/ticket_keys.h does.
 *
 * The keys of the moment are a set that is replaced as a whole. Whoever makes
 * a connection has it looked after by otls__ticket_keys_refresh(), which may
 * read a file or ask a store, outside OpenSSL; OpenSSL's callback takes what
 * is there.
 */
struct otls__ticket_keys;

/* |text| as otls__store_keys_parse() wants it; |rotation_s| 0: 12 hours. */
int otls__ticket_keys_derived(const char *text, size_t len,
    int64_t rotation_s, struct otls__ticket_keys **keys);
int otls__ticket_keys_derived_file(const char *path, int64_t rotation_s,
    struct otls__ticket_keys **keys);
int otls__ticket_keys_file(const char *path, struct otls__ticket_keys **keys);
int otls__ticket_keys_stored(struct otls__store *store, int64_t rotation_s,
    struct otls__ticket_keys **keys);

void otls__ticket_keys_ref(void *keys);
/* NULL is fine. */
void otls__ticket_keys_unref(void *keys);

/* The handle was freed: who only keeps the keys for later lets go of them. */
void otls__ticket_keys_retire(struct otls__ticket_keys *keys);
int otls__ticket_keys_is_retired(const struct otls__ticket_keys *keys);

/* Nothing that goes wrong here is a failure: the keys stay as they are, and
 * it is a warning. May pause the call. One thread at a time does it, others go
 * on with what there is. */
void otls__ticket_keys_refresh(struct otls__ticket_keys *keys);

int otls__ticket_keys_counter(
    struct otls__ticket_keys *keys, int counter, int64_t *value);
int otls__ticket_keys_warning(
    struct otls__ticket_keys *keys, void *buf, size_t cap, size_t *len);

/* Has OpenSSL use the keys of the specification that |ctx| was made of. */
int otls__ticket_keys_install(SSL_CTX *ctx);

#endif
