/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include <otls/context.h>

#include "base/error.h"
#include "base/secret.h"
#include "tls/inside.h"
#include "tls/policy.h"
#include "tls/session.h"
#include "tls/session_part.h"

/*
 * A client's sessions in a store. Each server has a few places there: one for
 * a session of TLS 1.2, which resumes any number of times, and the others for
 * tickets of TLS 1.3, each of which is taken by one connection.
 */
#define LASTING 255

/* Those that the program judges, or that a key stands in for, would let in
 * whoever another program or key has let in. */
static int
is_on(const struct otls__connection *c)
{
    const struct otls__spec *const spec =
        c->frozen == NULL ? NULL : &c->frozen->spec;

    return !c->server && spec != NULL && spec->store != NULL &&
           spec->resumption != OTLS_RESUMPTION_OFF && c->host != NULL &&
           !spec->ask_verify && spec->on_verify.call == NULL && !spec->ask_psk;
}

int
otls__resume_client_takes(const struct otls__resume *r, int at)
{
    return at < r->tickets;
}

size_t
otls__resume_client_name(
    const struct otls__resume *r, int at, unsigned char *name)
{
    memcpy(name, r->server, OTLS__RESUME_SERVER);
    name[OTLS__RESUME_SERVER] =
        (unsigned char)(otls__resume_client_takes(r, at) ? at : LASTING);
    return OTLS__RESUME_SERVER + 1;
}

/* Full handshakes that go on at once leave their tickets at places of their
 * own, where they can. */
static int
first_place(int tickets)
{
    static atomic_uint turns;

    return (int)(atomic_fetch_add(&turns, 2) % (unsigned)tickets);
}

static void
begin(struct otls__connection *c)
{
    struct otls__resume *const r = &c->resume;
    const struct otls__spec *spec;
    struct otls__policy_server server;

    r->state = RESUME_SETTLED;
    if (!is_on(c))
        return;
    spec = &c->frozen->spec;
    server.name = c->host;
    server.port = c->port;
    server.check_host = c->check_host;
    if (otls__policy_client_digest(spec, &server, r->server) != OTLS_OK) {
        r->outcome = RESUME_FAILED;
        return;
    }
    r->known = 1;
    r->count = OTLS__RESUME_LOOKUPS;
    if (spec->max_version != 0 && spec->max_version < TLS1_3_VERSION)
        r->count = 1;
    else
        r->tickets = r->count - (spec->min_version < TLS1_3_VERSION);
    if (r->tickets > 0)
        r->place = first_place(r->tickets);
    /* the program knows better */
    if (c->offered == NULL)
        r->state = RESUME_ASKED;
}

static void
offer(struct otls__connection *c)
{
    struct otls__resume *const r = &c->resume;

    otls__openssl_begin();
    r->given = SSL_set_session(c->ssl, r->found) == 1;
    otls__openssl_end();
    if (!r->given) {
        r->outcome = RESUME_REFUSED;
        r->why = "its version is not allowed any more";
    } else if (otls__resume_client_takes(r, r->at)) {
        r->place = r->at;
    }
    SSL_SESSION_free(r->found);
    r->found = NULL;
}

int
otls__resume_before(struct otls__connection *c)
{
    struct otls__resume *const r = &c->resume;

    if (c->server)
        return OTLS_OK;
    if (r->state == RESUME_NEW)
        begin(c);
    if (r->state == RESUME_ASKED)
        return OTLS_E_WANT_STORE;
    if (r->found != NULL)
        offer(c);
    return OTLS_OK;
}

/* Until when, in seconds from now. */
static int64_t
left_s(const struct otls__connection *c, SSL_SESSION *session)
{
    const int64_t left = otls__session_left_s(c->frozen, session);
    const int64_t hint =
        (int64_t)SSL_SESSION_get_ticket_lifetime_hint(session);
    const int64_t by_ticket =
        (int64_t)SSL_SESSION_get_time(session) + hint - (int64_t)time(NULL);

    /* up to TLS 1.2, 0 says nothing */
    if (!SSL_SESSION_has_ticket(session) || left < by_ticket ||
        (hint == 0 &&
            SSL_SESSION_get_protocol_version(session) < TLS1_3_VERSION))
        return left;
    return by_ticket > 0 ? by_ticket : 0;
}

/* The envelope has said already that it was put here by somebody with our
 * secret. */
static const char *
object(struct otls__connection *c, const struct otls__session *s)
{
    const struct otls__resume *const r = &c->resume;
    const SSL_CIPHER *const cipher = SSL_SESSION_get0_cipher(s->session);
    const int is_ticket =
        SSL_SESSION_get_protocol_version(s->session) >= TLS1_3_VERSION;
    const unsigned char *id;
    const char *why;
    unsigned len;

    if ((why = otls__session_not_for(s, c)) != NULL)
        return why;
    id = SSL_SESSION_get_id(s->session, &len);
    if (is_ticket != otls__resume_client_takes(r, r->at) ||
        strcmp(s->name, c->host) != 0 || (is_ticket && len != OTLS__RESUME_ID))
        return "it is another one";
    if (left_s(c, s->session) == 0)
        return "it has expired";
    if (cipher == NULL ||
        sk_SSL_CIPHER_find(SSL_get_ciphers(c->ssl), cipher) < 0)
        return "its cipher is not allowed any more";
    if (is_ticket && otls__resume_used_before(id))
        return "it has resumed before";
    return NULL;
}

SSL_SESSION *
otls__resume_client_open(
    struct otls__connection *c, const unsigned char *data, size_t len)
{
    struct otls__resume *const r = &c->resume;
    SSL_SESSION *session = NULL;
    struct otls__session *s;

    if (otls__session_read(data, len, &s) != OTLS_OK) {
        r->why = "it can't be read";
        return NULL;
    }
    r->why = object(c, s);
    if (r->why == NULL && SSL_SESSION_up_ref(s->session) == 1)
        session = s->session;
    otls__session_unref(s);
    return session;
}

/* Where the next one goes. Tickets go on from the place that the connection
 * has taken one from, which is free. */
static int
find_place(struct otls__resume *r, int is_ticket)
{
    if (!is_ticket)
        return r->tickets;
    return (r->place + r->kept++) % r->tickets;
}

void
otls__resume_client_keep(struct otls__connection *c, SSL_SESSION *session)
{
    const int is_ticket =
        SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION;
    struct otls__resume *const r = &c->resume;
    unsigned char name[OTLS__RESUME_NAME];
    struct otls__resume_write *w;
    int64_t left;
    size_t len;

    if (!r->known || (is_ticket && r->tickets == 0) ||
        SSL_SESSION_is_resumable(session) != 1)
        return;
    /* since when it goes on nobody knows of a session of the program's own */
    if (otls__connection_reused(c) && !otls__session_is_stamped(session))
        return;
    if (!otls__session_stamp(c->frozen, session) ||
        (left = left_s(c, session)) == 0)
        return;
    len = otls__resume_client_name(r, find_place(r, is_ticket), name);
    w = otls__resume_write_new(c->frozen->spec.store, name, len);
    if (w == NULL)
        return;
    w->ttl_ms = left * 1000;
    if ((w->value = otls__session_pack_of(c, session, &w->len)) == NULL)
        otls__resume_write_free(w);
    else
        otls__resume_write_add(c, w);
}

/* Tickets of TLS 1.3 come later, and have the note from here. */
void
otls__resume_client_finish(struct otls__connection *c)
{
    SSL_SESSION *const session = SSL_get_session(c->ssl);

    if (c->resume.known && session != NULL && !otls__connection_reused(c))
        (void)otls__session_stamp(c->frozen, session);
}

void
otls__resume_client_spoiled(struct otls__connection *c)
{
    struct otls__resume *const r = &c->resume;
    unsigned char name[OTLS__RESUME_NAME];
    struct otls__resume_write *w;
    size_t len;

    if (!r->known || r->tickets == r->count ||
        (r->given && otls__resume_client_takes(r, r->at)) ||
        (!r->given && SSL_version(c->ssl) >= TLS1_3_VERSION))
        return;
    len = otls__resume_client_name(r, r->tickets, name);
    w = otls__resume_write_new(c->frozen->spec.store, name, len);
    if (w != NULL)
        otls__resume_write_add(c, w);
}

const char *
otls__resume_client_explain(const struct otls__connection *c)
{
    const struct otls__resume *const r = &c->resume;

    if (c->frozen == NULL || c->frozen->spec.store == NULL ||
        c->offered != NULL)
        return NULL;
    if (!r->known && r->outcome == RESUME_NOTHING)
        return c->host == NULL
                   ? "full handshake: without a server name no session is "
                     "kept in the store"
                   : "full handshake: the context keeps no session in the "
                     "store, since it resumes none, or the program or a "
                     "pre-shared key decides whom it trusts";
    if (r->given)
        return otls__connection_reused(c)
                   ? "resumed with a session from the store"
                   : "full handshake: the server didn't take the session "
                     "from the store";
    if (r->outcome == RESUME_MISS)
        return "full handshake: the store has no session of this server and "
               "policy";
    return NULL;
}
