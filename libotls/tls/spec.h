/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_SPEC_H
#define OTLS_TLS_SPEC_H

#include <stddef.h>
#include <stdint.h>

#include "tls/names.h"

struct otls__credential;
struct otls__ticket_keys;
struct otls__store;
struct otls__trust;

/* An RSA certificate, an ECDSA one, and so on: OpenSSL has a place for each
 * type of key. */
#define OTLS__SPEC_MAX_CREDENTIALS 8

/* How long sessions that follow each other may go on without a full handshake,
 * by default and at most. */
#define OTLS__SESSION_LIFE_S ((int64_t)7 * 24 * 3600)

struct otls__spec_bytes {
    unsigned char *data;
    size_t len;
};

struct otls__spec_callback {
    int (*call)(void *user, int64_t connection);
    void *user;
};

struct otls__spec_credentials {
    struct otls__credential *item[OTLS__SPEC_MAX_CREDENTIALS];
    size_t count;
};

#define OTLS__SPEC_INT int
#define OTLS__SPEC_WIDE int64_t
#define OTLS__SPEC_TEXT char *
#define OTLS__SPEC_BYTES struct otls__spec_bytes
#define OTLS__SPEC_CALLBACK struct otls__spec_callback
#define OTLS__SPEC_TRUST struct otls__trust *
#define OTLS__SPEC_CREDENTIALS struct otls__spec_credentials
#define OTLS__SPEC_TICKET_KEYS struct otls__ticket_keys *
#define OTLS__SPEC_NAMES struct otls__names
#define OTLS__SPEC_STORE struct otls__store *

/* What a context says. */
struct otls__spec {
#define OTLS_SPEC(kind, name) OTLS__SPEC_##kind name;
#include "tls/spec.def"
#undef OTLS_SPEC
};

/* The defaults of a role; owns nothing yet. */
void otls__spec_init(struct otls__spec *spec, int role);
/* A copy with references of its own; of the table of names only an image,
 * which holds no contexts. Where it fails, |to| owns nothing. */
int otls__spec_copy(struct otls__spec *to, const struct otls__spec *from);
void otls__spec_clear(struct otls__spec *spec);

/* The same for equal ones, in one process. */
uint64_t otls__spec_hash(const struct otls__spec *spec);
int otls__spec_equal(const struct otls__spec *a, const struct otls__spec *b);

/* What setters do with the kinds that own something. A failure changes
 * nothing. NULL instead of a trust, of
 * ticket keys or of a text is fine. */
int otls__spec_set_text(char **field, const char *text);
int otls__spec_set_bytes(
    struct otls__spec_bytes *field, const void *data, size_t len);
void otls__spec_set_trust(
    struct otls__trust **field, struct otls__trust *trust);
void otls__spec_set_ticket_keys(
    struct otls__ticket_keys **field, struct otls__ticket_keys *keys);
/* |store| NULL is fine. */
void otls__spec_set_store(
    struct otls__store **field, struct otls__store *store);
/* |credential| alone, or none. */
void otls__spec_set_credential(
    struct otls__spec_credentials *field, struct otls__credential *credential);
/* In place of one whose key has the same type. */
int otls__spec_add_credential(
    struct otls__spec_credentials *field, struct otls__credential *credential);

#endif
