/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_CONTEXT_H
#define OTLS_TLS_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "tls/frozen.h"

/*
 * A context is a specification that its owner may change at any time. Each
 * setter answers as its twin in otls/context.h does and sets the last error;
 * this header says only what the twin doesn't.
 */
struct otls__context;

int otls__context_new(int role, struct otls__context **context);
int otls__context_copy(
    struct otls__context *context, struct otls__context **copy);
void otls__context_ref(void *context);
/* A handle's destructor; NULL is fine. */
void otls__context_unref(void *context);

int otls__context_role(const struct otls__context *context);

/*
 * What connections of this context begin with from now on: the same until a
 * setter changes the specification. The caller has a reference to it. May
 * read the system's trust from disk, or ask for newer ticket keys, and pauses
 * the call then.
 */
int otls__context_freeze(
    struct otls__context *context, struct otls__frozen **frozen);

/* Whom the table of names has for a server name as a client sent it: a
 * reference, or NULL where no entry matches. */
void otls__context_pick(struct otls__context *context, const char *name,
    size_t len, struct otls__context **picked);

/* Appends a line of OpenSSL's keylog callback to the context's file, where
 * there is one. May pause the call: not from inside OpenSSL. */
int otls__context_keylog(struct otls__context *context, const char *line);

/* Counts for otls_context_counter(): OTLS_COUNTER_*. */
void otls__context_count(struct otls__context *context, int counter);

int otls__context_set_versions(
    struct otls__context *context, int min, int max);
int otls__context_set_ciphers(
    struct otls__context *context, const char *ciphers);
int otls__context_set_ciphersuites(
    struct otls__context *context, const char *ciphersuites);
/* Freed by the caller: names with colons between them. */
int otls__context_ciphers(struct otls__context *context, char **names);
int otls__context_set_groups(
    struct otls__context *context, const char *groups);
int otls__context_set_signature_algorithms(
    struct otls__context *context, const char *algorithms);
int otls__context_set_security_level(struct otls__context *context, int level);
/* |trust| NULL: the system's; |credential| NULL: none. */
void otls__context_set_trust(
    struct otls__context *context, struct otls__trust *trust);
void otls__context_set_credential(
    struct otls__context *context, struct otls__credential *credential);
int otls__context_add_credential(
    struct otls__context *context, struct otls__credential *credential);
int otls__context_set_verify(struct otls__context *context, int mode);
int otls__context_insecure_set_verify_none(struct otls__context *context);
int otls__context_insecure_set_hostname_check(
    struct otls__context *context, int on);
int otls__context_set_verify_depth(struct otls__context *context, int depth);
int otls__context_set_verify_flags(
    struct otls__context *context, int64_t flags);
int otls__context_set_alpn(
    struct otls__context *context, const void *data, size_t len);
/* |other| NULL takes the pattern out. */
int otls__context_add_name(struct otls__context *context, const char *pattern,
    struct otls__context *other);
int otls__context_set_ask_name(struct otls__context *context, int on);
int otls__context_on_name(struct otls__context *context,
    int (*callback)(void *user, int64_t connection), void *user);
int otls__context_set_ask_verify(struct otls__context *context, int on);
void otls__context_on_verify(struct otls__context *context,
    int (*callback)(void *user, int64_t connection), void *user);
int otls__context_set_tickets(struct otls__context *context, int count);
int otls__context_set_resumption(struct otls__context *context, int mode);
/* |keys| NULL: OpenSSL's own. */
int otls__context_set_ticket_keys(
    struct otls__context *context, struct otls__ticket_keys *keys);
/* |store| NULL: none. */
int otls__context_set_store(
    struct otls__context *context, struct otls__store *store);
int otls__context_set_session_life_s(
    struct otls__context *context, int64_t seconds);
int otls__context_set_keylog(struct otls__context *context, int on);
/* |path| NULL: no file. */
int otls__context_set_keylog_file(
    struct otls__context *context, const char *path);
int otls__context_set_post_handshake_auth(
    struct otls__context *context, int on);
int otls__context_set_ocsp_stapling(struct otls__context *context, int on);
int otls__context_set_record_size(struct otls__context *context, int bytes);
int otls__context_set_ask_psk(
    struct otls__context *context, int on, const char *hint);
int otls__context_counter(
    struct otls__context *context, int counter, int64_t *value);

#endif
