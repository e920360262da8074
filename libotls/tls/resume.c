/* SPDX-License-Identifier: ISC */
#include "tls/resume.h"

#include <stdio.h>
#include <string.h>

#include <otls/context.h>

#include "base/mem.h"
#include "base/secret.h"
#include "crypto/rand.h"
#include "store/mark.h"
#include "tls/hooks.h"
#include "tls/inside.h"

#define SCOPE (OTLS__RESUME_NAME - OTLS__RESUME_ID)

/* What the names and the ids of sessions in the store begin with, and what
 * none of another policy or version does. */
static void
scope(const struct otls__frozen *f, int version, unsigned char out[SCOPE])
{
    const size_t n = sizeof(f->session_id_context);

    memcpy(out, f->session_id_context, n);
    out[n] = (unsigned char)(version >> 8);
    out[n + 1] = (unsigned char)version;
}

void
otls__resume_name(const struct otls__frozen *f, int version,
    const unsigned char *id, unsigned char name[OTLS__RESUME_NAME])
{
    scope(f, version, name);
    memcpy(name + SCOPE, id, OTLS__RESUME_ID);
}

struct otls__store *
otls__resume_store(const struct otls__frozen *f)
{
    return f != NULL && (f->spec.resumption == OTLS_RESUMPTION_STORE ||
                            f->spec.resumption == OTLS_RESUMPTION_BOTH)
               ? f->spec.store
               : NULL;
}

/* OpenSSL's callback: ids that are known again when a client comes back. */
int
otls__hook_session_id(SSL *ssl, unsigned char *id, unsigned *len)
{
    const struct otls__frozen *const f = otls__frozen_of(ssl);
    struct otls__store *const store = otls__resume_store(f);
    unsigned char s[SCOPE];

    if (store == NULL || *len != OTLS__RESUME_ID)
        return otls__rand_bytes(id, *len) == OTLS_OK;
    scope(f, SSL_version(ssl), s);
    /* without its mark it is never found */
    return otls__store_mark(store, s, SCOPE, id) == OTLS_OK ||
           otls__rand_bytes(id, *len) == OTLS_OK;
}

/* what the hello offers */

/* The version that OpenSSL will come to, where it comes to one. */
static int
find_version(const struct otls__spec *spec, SSL *ssl)
{
    const int most =
        spec->max_version == 0 ? TLS1_3_VERSION : spec->max_version;
    const unsigned char *p;
    int version, best = 0;
    size_t len, i;

    if (SSL_client_hello_get0_ext(
            ssl, TLSEXT_TYPE_supported_versions, &p, &len) != 1) {
        version = (int)SSL_client_hello_get0_legacy_version(ssl);
        best = version < most ? version : most;
        return best > TLS1_2_VERSION ? TLS1_2_VERSION : best;
    }
    for (i = 1; i + 1 < len; i += 2) {
        version = p[i] << 8 | p[i + 1];
        if (version <= most && version > best)
            best = version;
    }
    return best;
}

static void
offer(struct otls__resume *r, struct otls__store *store,
    const struct otls__frozen *f, const unsigned char *id)
{
    unsigned char s[SCOPE];

    scope(f, r->version, s);
    if (otls__store_marked(store, s, SCOPE, id) >= 0)
        memcpy(r->ids[r->count++], id, OTLS__RESUME_ID);
}

/* Those that could be ours; more than a few are not even looked at. */
static void
offer_identities(struct otls__resume *r, struct otls__store *store,
    const struct otls__frozen *f, SSL *ssl)
{
    const unsigned char *p, *end;
    size_t len, size;
    int looked = 0;

    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &p, &len) != 1 ||
        len < 2)
        return;
    size = (size_t)p[0] << 8 | p[1];
    p += 2;
    end = p + (size < len - 2 ? size : len - 2);
    while (end - p > 2) {
        size = (size_t)p[0] << 8 | p[1];
        if (size + 6 > (size_t)(end - p))
            return;
        if (size == OTLS__RESUME_ID && looked++ == OTLS__RESUME_LOOKUPS) {
            r->capped = 1;
            return;
        }
        if (size == OTLS__RESUME_ID)
            offer(r, store, f, p + 2);
        p += size + 6; /* and the ticket's age */
    }
}

static void
offer_id(struct otls__resume *r, struct otls__store *store,
    const struct otls__frozen *f, SSL *ssl)
{
    const unsigned char *id, *ticket;
    size_t len;

    /* a client that has a ticket is answered by that */
    if (f->spec.resumption == OTLS_RESUMPTION_BOTH &&
        SSL_client_hello_get0_ext(
            ssl, TLSEXT_TYPE_session_ticket, &ticket, &len) == 1 &&
        len > 0)
        return;
    if (SSL_client_hello_get0_session_id(ssl, &id) == OTLS__RESUME_ID)
        offer(r, store, f, id);
}

/* With TLS 1.3 OpenSSL takes identities for tickets of one kind or the other,
 * by this option; tickets that it gives go by it too. */
static void
choose_kind(struct otls__connection *c, SSL *ssl)
{
    struct otls__resume *const r = &c->resume;
    const struct otls__spec *const spec = otls__connection_spec(c);

    if (r->found == NULL || r->version < TLS1_3_VERSION ||
        spec->resumption != OTLS_RESUMPTION_BOTH)
        return;
    (void)SSL_set_options(ssl, SSL_OP_NO_TICKET);
    r->stateful = 1;
}

void
otls__resume_usual_kind(struct otls__connection *c, SSL *ssl)
{
    if (c->resume.stateful)
        (void)SSL_clear_options(ssl, SSL_OP_NO_TICKET);
    c->resume.stateful = 0;
}

int
otls__resume_hello(struct otls__connection *c, SSL *ssl)
{
    const struct otls__frozen *const f = otls__frozen_of(ssl);
    struct otls__resume *const r = &c->resume;
    struct otls__store *const store = otls__resume_store(f);

    if (r->state == RESUME_ASKED)
        return SSL_CLIENT_HELLO_RETRY;
    if (r->state == RESUME_NEW && store != NULL &&
        c->psk.state != PSK_REPLIED) {
        r->version = find_version(&f->spec, ssl);
        if (r->version >= TLS1_3_VERSION)
            offer_identities(r, store, f, ssl);
        else
            offer_id(r, store, f, ssl);
        if (r->capped && c->context != NULL)
            otls__context_count(c->context, OTLS_COUNTER_CAPPED);
        if (r->count > 0) {
            r->state = RESUME_ASKED;
            return SSL_CLIENT_HELLO_RETRY;
        }
    }
    r->state = RESUME_SETTLED;
    choose_kind(c, ssl);
    return SSL_CLIENT_HELLO_SUCCESS;
}

/* OpenSSL's callback: it has been looked up already. The reference that
 * OpenSSL takes is its own. */
SSL_SESSION *
otls__hook_get_session(SSL *ssl, const unsigned char *id, int len, int *owned)
{
    struct otls__connection *c = SSL_get_app_data(ssl);
    struct otls__resume *r;

    *owned = 1;
    if (c == NULL || c->resume.found == NULL || len != OTLS__RESUME_ID)
        return NULL;
    r = &c->resume;
    if (memcmp(id, r->ids[r->at], OTLS__RESUME_ID) != 0)
        return NULL;
    r->given = 1;
    return r->found;
}

void
otls__resume_finish(struct otls__connection *c)
{
    SSL_SESSION *const session = SSL_get_session(c->ssl);
    const struct otls__frozen *const f = otls__frozen_of(c->ssl);

    SSL_SESSION_free(c->resume.found);
    c->resume.found = NULL;
    if (!c->server) {
        otls__resume_client_finish(c);
        return;
    }
    otls__resume_usual_kind(c, c->ssl);
    /* with TLS 1.3 they are kept as tickets are made */
    if (session == NULL || SSL_version(c->ssl) >= TLS1_3_VERSION ||
        SSL_session_reused(c->ssl) == 1)
        return;
    if (otls__resume_store(f) != NULL && otls__session_stamp(f, session))
        otls__resume_keep(c, f, session);
}

static const char *
explain_miss(const struct otls__resume *r)
{
    if (r->capped)
        return "full handshake: the client offered more sessions than are "
               "looked up, and the store has none of the first";
    return "full handshake: the store doesn't have the client's session any "
           "more";
}

static const char *
explain(const struct otls__connection *c)
{
    const struct otls__resume *const r = &c->resume;
    const char *why;

    if (!c->server && (why = otls__resume_client_explain(c)) != NULL)
        return why;
    if (c->server && r->given && otls__connection_reused(c))
        return r->version >= TLS1_3_VERSION
                   ? "resumed from the store, by the client's ticket"
                   : "resumed from the store, by a session id";
    switch (r->outcome) {
    case RESUME_MISS:
        return explain_miss(r);
    case RESUME_TIMEOUT:
        return "full handshake: the store had no answer within its deadline";
    case RESUME_FAILED:
        return "full handshake: the store failed: otls_store_warning says "
               "why";
    case RESUME_REFUSED:
        return "full handshake: the session in the store can't be resumed: ";
    case RESUME_NOTHING:
    case RESUME_HIT:
        break;
    }
    return r->capped ? explain_miss(r) : NULL;
}

int
otls__resume_explain(const struct otls__connection *c, char *text, size_t size)
{
    const char *const why = explain(c);

    if (why == NULL)
        return 0;
    (void)snprintf(text, size, "%s%s", why,
        c->resume.outcome == RESUME_REFUSED && !c->resume.given ? c->resume.why
                                                                : "");
    return 1;
}
