/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_SESSION_H
#define OTLS_TLS_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

/*
 * What a client resumes with: immutable, shared by whoever has a reference.
 * Otherwise each function answers as its twin in otls/session.h does.
 */
struct otls__session;

void otls__session_ref(void *session);
/* NULL is fine. */
void otls__session_unref(void *session);

int otls__session_id(
    const struct otls__session *session, void *buf, size_t cap, size_t *len);
int otls__session_created_s(
    const struct otls__session *session, int64_t *seconds);
int otls__session_lifetime_s(
    const struct otls__session *session, int64_t *seconds);
int otls__session_has_ticket(const struct otls__session *session);
int otls__session_ticket_lifetime_s(
    const struct otls__session *session, int64_t *seconds);
int otls__session_is_resumable(const struct otls__session *session);
int otls__session_version(
    const struct otls__session *session, int64_t *version);
int otls__session_servername(
    const struct otls__session *session, void *buf, size_t cap, size_t *len);
/* |secret| is text, as otls__store_keys_parse() wants it. */
int otls__session_export(const struct otls__session *session,
    const char *secret, size_t secret_len, void *buf, size_t cap, size_t *len);
int otls__session_import(const void *data, size_t len, const char *secret,
    size_t secret_len, struct otls__session **session);
int otls__session_equal(
    const struct otls__session *a, const struct otls__session *b);

#endif
