/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <otls/context.h>

#include "base/call.h"
#include "base/mem.h"
#include "base/secret.h"
#include "store/store.h"
#include "tls/hooks.h"
#include "tls/inside.h"

void
otls__resume_init(struct otls__connection *c)
{
    c->resume.writes_end = &c->resume.writes;
    atomic_init(&c->resume.pending, 0);
}

struct otls__resume_write *
otls__resume_write_new(
    struct otls__store *store, const unsigned char *name, size_t name_len)
{
    struct otls__resume_write *w = otls__calloc(1, sizeof(*w));

    if (w == NULL)
        return NULL;
    memcpy(w->name, name, name_len);
    w->name_len = name_len;
    w->store = store;
    otls__store_ref(store);
    return w;
}

void
otls__resume_write_free(struct otls__resume_write *w)
{
    otls__secret_free(w->value);
    otls__store_unref(w->store);
    otls__free(w);
}

static struct otls__resume_write *
first(struct otls__resume *r)
{
    struct otls__resume_write *const w = r->writes;

    if (w == NULL)
        return NULL;
    r->writes = w->next;
    if (r->writes == NULL)
        r->writes_end = &r->writes;
    r->writes_count--;
    atomic_store(&r->pending, r->writes != NULL);
    return w;
}

void
otls__resume_clear(struct otls__connection *c)
{
    struct otls__resume_write *w;

    otls__store_lookup_free(c->resume.lookup);
    while ((w = first(&c->resume)) != NULL)
        otls__resume_write_free(w);
}

void
otls__resume_write_add(
    struct otls__connection *c, struct otls__resume_write *w)
{
    struct otls__resume *const r = &c->resume;

    if (r->writes_count == OTLS__RESUME_WRITES) {
        otls__resume_write_free(w);
        return;
    }
    *r->writes_end = w;
    r->writes_end = &w->next;
    r->writes_count++;
    atomic_store(&r->pending, 1);
}

/* A write for the store of |f| about |session|, or NULL. */
static struct otls__resume_write *
make(const struct otls__frozen *f, SSL_SESSION *session)
{
    unsigned char name[OTLS__RESUME_NAME];
    const unsigned char *id;
    unsigned len;

    id = SSL_SESSION_get_id(session, &len);
    if (len != OTLS__RESUME_ID)
        return NULL;
    otls__resume_name(f, SSL_SESSION_get_protocol_version(session), id, name);
    return otls__resume_write_new(f->spec.store, name, sizeof(name));
}

void
otls__resume_keep(struct otls__connection *c, const struct otls__frozen *f,
    SSL_SESSION *session)
{
    const int64_t left = otls__session_left_s(f, session);
    struct otls__resume_write *w;

    if (left <= 0 || (w = make(f, session)) == NULL)
        return;
    w->ttl_ms = left * 1000;
    if ((w->value = otls__session_pack(session, &w->len)) == NULL)
        otls__resume_write_free(w);
    else
        otls__resume_write_add(c, w);
}

/* OpenSSL's callbacks for tickets of either kind. */
int
otls__hook_make_ticket(SSL *ssl, void *user)
{
    struct otls__connection *const c = SSL_get_app_data(ssl);
    const struct otls__frozen *const f = otls__frozen_of(ssl);
    SSL_SESSION *const session = SSL_get_session(ssl);

    (void)user;
    /* one without the note resumes nowhere */
    if (f == NULL || !otls__session_stamp(f, session) || c == NULL)
        return 1;
    otls__resume_usual_kind(c, ssl);
    if (SSL_version(ssl) >= TLS1_3_VERSION &&
        (SSL_get_options(ssl) & SSL_OP_NO_TICKET) != 0 &&
        otls__resume_store(f) != NULL)
        otls__resume_keep(c, f, session);
    return 1;
}

SSL_TICKET_RETURN
otls__hook_open_ticket(SSL *ssl, SSL_SESSION *session,
    const unsigned char *key_name, size_t key_name_len,
    SSL_TICKET_STATUS status, void *user)
{
    const struct otls__frozen *const f = otls__frozen_of(ssl);

    (void)key_name;
    (void)key_name_len;
    (void)user;
    if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    if (f != NULL && otls__session_objection(f, ssl, session) != NULL)
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE
                                        : SSL_TICKET_RETURN_USE_RENEW;
}

void
otls__resume_spoiled(struct otls__connection *c)
{
    const struct otls__frozen *const f = otls__frozen_of(c->ssl);
    SSL_SESSION *const session = SSL_get_session(c->ssl);
    struct otls__resume_write *w;

    if (!c->server)
        otls__resume_client_spoiled(c);
    if (!c->server || session == NULL || otls__resume_store(f) == NULL ||
        SSL_version(c->ssl) >= TLS1_3_VERSION)
        return;
    if ((w = make(f, session)) != NULL)
        otls__resume_write_add(c, w);
}

/* the queue */

static struct otls__resume_write *
next(struct otls__connection *c)
{
    struct otls__resume_write *w;

    if (otls__connection_look(c) != OTLS_OK)
        return NULL;
    w = first(&c->resume);
    (void)otls__connection_leave(c, OTLS_OK);
    return w;
}

/* What the store can't keep is lost, and the connection none the worse. */
static int
write_one(struct otls__resume_write *w)
{
    const int rv = w->value != NULL
                       ? otls__store_put(w->store, w->name, w->name_len,
                             w->value, w->len, w->ttl_ms)
                       : otls__store_remove(w->store, w->name, w->name_len);

    otls__resume_write_free(w);
    return rv;
}

int
otls__resume_write_all(struct otls__connection *c, int rv)
{
    struct otls__error_state *const state = otls__call_error_state();
    struct otls__error_state kept;
    struct otls__resume_write *w;

    if (!atomic_load(&c->resume.pending))
        return rv;
    if (state != NULL)
        kept = *state;
    while ((w = next(c)) != NULL)
        if (write_one(w) == OTLS_E_SHUTDOWN)
            return OTLS_E_SHUTDOWN;
    if (state != NULL)
        *state = kept;
    return rv;
}
