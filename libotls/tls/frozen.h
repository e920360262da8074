/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_FROZEN_H
#define OTLS_TLS_FROZEN_H

#include <openssl/ssl.h>

#include "tls/spec.h"

/*
 * A specification and the SSL_CTX that was made of it, neither of which
 * changes any more. Contexts with equal specifications share one; a bounded
 * number is kept after the last context that used it has gone, so that a
 * program which makes a context per connection still resumes.
 */
struct otls__frozen {
    SSL_CTX *ctx;
    struct otls__spec spec; /* trust is set where there is verification */
    unsigned char session_id_context[32]; /* of servers */
    uint64_t hash;
    unsigned refs;
    struct otls__frozen *next;  /* in its bucket */
    struct otls__frozen *newer; /* among those that are kept */
    struct otls__frozen *older;
    int kept;
};

/*
 * The frozen one for |spec|, with a reference for the caller: one that is
 * there, or a new one. OTLS_E_INVALID where the specification can't work,
 * OTLS_E_CERT_WEAK where a credential is below the security level.
 */
int otls__frozen_get(
    const struct otls__spec *spec, struct otls__frozen **frozen);
void otls__frozen_ref(struct otls__frozen *frozen);
/* NULL is fine. */
void otls__frozen_unref(struct otls__frozen *frozen);

/* The frozen one whose SSL_CTX a connection has now, borrowed, or NULL. */
const struct otls__frozen *otls__frozen_of(const SSL *ssl);

/*
 * Makes |ssl|, a server's that was made for another SSL_CTX, follow |frozen|
 * in all: credential, verification, trust, authorities that are named,
 * session id context, versions, ciphers, groups, ALPN, tickets, options,
 * record size. To be called in the client hello callback, before OpenSSL
 * decides whether a session resumes; SSL_set_SSL_CTX() alone moves only
 * certificates. Ticket keys stay with the first SSL_CTX, and the session id
 * context keeps the sessions of different policies apart. The caller holds a
 * reference for as long as |ssl| lives.
 */
int otls__frozen_apply(const struct otls__frozen *frozen, SSL *ssl);

/* Lets go of those kept for later that have this credential; NULL: of all. */
void otls__frozen_forget(const struct otls__credential *credential);

/* The same for those whose store or ticket keys are retired: nobody can ask
 * for their like any more. */
void otls__frozen_forget_retired(void);

/* For tests: how many there are, and how many at most are kept. */
size_t otls__frozen_count(void);
#define OTLS__FROZEN_KEPT 64

#endif
