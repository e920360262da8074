/* SPDX-License-Identifier: ISC */
#include "tls/session.h"

#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "pki/trust.h"
#include "tls/hooks.h"
#include "tls/inside.h"
#include "tls/openssl.h"
#include "tls/session_part.h"

#define WITH_PSK 0x100

void
otls__session_ref(void *session)
{
    otls__ref_take(&((struct otls__session *)session)->ref);
}

void
otls__session_unref(void *session)
{
    struct otls__session *s = session;

    if (s == NULL || !otls__ref_drop(&s->ref))
        return;
    otls__openssl_begin();
    SSL_SESSION_free(s->session);
    otls__openssl_end();
    otls__free(s->name);
    otls__free(s->host);
    otls__free(s);
}

static int
equal_bytes(
    const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len)
{
    return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

/* With a ticket that the server has renewed, as TLS 1.2 does in the handshake
 * itself. */
static int
is_renewed(const struct otls__connection *c)
{
    const unsigned char *before, *now;
    size_t before_len, now_len;

    if (SSL_version(c->ssl) >= TLS1_3_VERSION)
        return 0;
    SSL_SESSION_get0_ticket(c->offered->session, &before, &before_len);
    SSL_SESSION_get0_ticket(SSL_get0_session(c->ssl), &now, &now_len);
    return now_len > 0 && !equal_bytes(before, before_len, now, now_len);
}

/* One of its own for each SSL: OpenSSL writes into what it uses, and marks
 * what it has used. NULL where memory has run out. */
static SSL_SESSION *
copy(SSL_SESSION *from)
{
    const int len = i2d_SSL_SESSION(from, NULL);
    unsigned char *der, *end;
    const unsigned char *begin;
    SSL_SESSION *to = NULL;

    if (len <= 0 || (der = otls__secret_new((size_t)len)) == NULL)
        return NULL;
    end = der;
    begin = der;
    if (i2d_SSL_SESSION(from, &end) == len)
        to = d2i_SSL_SESSION(NULL, &begin, len);
    otls__secret_free(der);
    return to;
}

/* What the verification was about. Where there was none it is nothing; where
 * a key that both ends have may have stood in for it, that is another mode. */
static void
describe(const struct otls__connection *c, int *verify, const char **host,
    const unsigned char **trust)
{
    static const unsigned char none[32];
    const struct otls__spec *spec = otls__connection_spec(c);

    *verify = spec == NULL    ? 0
              : spec->ask_psk ? spec->verify | WITH_PSK
                              : spec->verify;
    *host = c->check_host && c->host != NULL ? c->host : "";
    *trust = spec == NULL || spec->trust == NULL
                 ? none
                 : otls__trust_digest(spec->trust);
}

static int
make(struct otls__connection *c, SSL_SESSION *from,
    struct otls__session **session)
{
    struct otls__session *s = otls__calloc(1, sizeof(*s));
    const unsigned char *trust;
    const char *host;

    if (s == NULL)
        return otls__error_memory();
    otls__ref_init(&s->ref);
    describe(c, &s->verify, &host, &trust);
    memcpy(s->trust, trust, sizeof(s->trust));
    otls__openssl_begin();
    s->session = copy(from);
    otls__openssl_end();
    s->name = otls__strdup(c->host == NULL ? "" : c->host);
    s->host = otls__strdup(host);
    if (s->session == NULL || s->name == NULL || s->host == NULL) {
        otls__session_unref(s);
        return otls__error_memory();
    }
    *session = s;
    return OTLS_OK;
}

unsigned char *
otls__session_pack_of(
    const struct otls__connection *c, SSL_SESSION *session, size_t *len)
{
    char none[] = "";
    struct otls__session s = {.session = session, .name = none, .host = none};
    const unsigned char *trust;
    const char *host;

    describe(c, &s.verify, &host, &trust);
    memcpy(s.trust, trust, sizeof(s.trust));
    if (c->host != NULL)
        s.name = c->host;
    if (host[0] != '\0')
        s.host = c->host;
    return otls__session_write(&s, len);
}

int
otls__hook_new_session(SSL *ssl, SSL_SESSION *session)
{
    struct otls__connection *c = SSL_get_app_data(ssl);

    if (c == NULL || SSL_is_server(ssl))
        return 0;
    SSL_SESSION_free(c->got);
    c->got = session;
    otls__resume_client_keep(c, session);
    return 1;
}

int
otls__connection_session(
    struct otls__connection *c, struct otls__session **session)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->server)
        rv = otls__error(OTLS_E_TLS_STATE,
            "sessions are the client's; servers give them out");
    else if (c->got != NULL)
        rv = make(c, c->got, session);
    else if (c->offered != NULL && otls__connection_reused(c) && is_renewed(c))
        rv = make(c, SSL_get0_session(c->ssl), session);
    else if (c->offered != NULL && otls__connection_reused(c)) {
        otls__session_ref(c->offered);
        *session = c->offered;
    } else if (c->resume.given && otls__connection_reused(c) &&
               SSL_version(c->ssl) < TLS1_3_VERSION)
        rv = make(c, SSL_get0_session(c->ssl), session);
    else
        rv = otls__error(OTLS_E_TLS_STATE,
            "%s has given no session yet: with TLS 1.3 it comes after the "
            "handshake, when the connection is read from",
            otls__connection_peer(c));
    return otls__connection_leave(c, rv);
}

int
otls__connection_any_session(
    struct otls__connection *c, struct otls__session **session)
{
    SSL_SESSION *now;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    now = c->got != NULL ? c->got : SSL_get0_session(c->ssl);
    if (!atomic_load(&c->open) || now == NULL)
        rv = otls__error(OTLS_E_TLS_STATE,
            "there is no session before the handshake is done");
    else
        rv = make(c, now, session);
    return otls__connection_leave(c, rv);
}

static int
set(struct otls__connection *c, struct otls__session *session)
{
    if (c->server)
        return otls__error(OTLS_E_TLS_STATE,
            "a client sets the session to resume, not a server");
    if (c->shaking)
        return otls__error(OTLS_E_TLS_STATE,
            "the session to resume is set before the handshake");
    if (session != NULL)
        otls__session_ref(session);
    otls__session_unref(c->offered);
    c->offered = session;
    return OTLS_OK;
}

int
otls__connection_set_session(
    struct otls__connection *c, struct otls__session *session)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(c, set(c, session));
}

const char *
otls__session_not_for(
    const struct otls__session *s, const struct otls__connection *c)
{
    const unsigned char *trust;
    const char *host;
    int verify;

    describe(c, &verify, &host, &trust);
    if (strcmp(host, s->host) != 0)
        return "it was made with another server name";
    if (verify != s->verify)
        return "it was made with another mode of verification";
    if (memcmp(trust, s->trust, sizeof(s->trust)) != 0)
        return "it was made with other trusted certificates";
    if (SSL_SESSION_is_resumable(s->session) != 1)
        return "it can't be resumed";
    return NULL;
}

int
otls__connection_offer(struct otls__connection *c)
{
    SSL_SESSION *session;
    int rv = OTLS_OK;

    if (c->offered == NULL || c->server)
        return OTLS_OK;
    if ((c->not_offered = otls__session_not_for(c->offered, c)) != NULL)
        return OTLS_OK;
    otls__openssl_begin();
    /* a copy that shares the peer's certificate: parsing that again would cost
     * as much as the handshake */
    if ((session = SSL_SESSION_dup(c->offered->session)) == NULL)
        rv = otls__error_memory();
    else if (SSL_set_session(c->ssl, session) != 1)
        c->not_offered = "its version is not allowed any more";
    SSL_SESSION_free(session);
    otls__openssl_end();
    return rv;
}

int
otls__session_id(
    const struct otls__session *session, void *buf, size_t cap, size_t *len)
{
    unsigned int n;
    const unsigned char *id = SSL_SESSION_get_id(session->session, &n);

    return otls__copy_bytes(id, n, buf, cap, len);
}

int
otls__session_created_s(const struct otls__session *session, int64_t *seconds)
{
    *seconds = SSL_SESSION_get_time(session->session);
    return OTLS_OK;
}

int
otls__session_lifetime_s(const struct otls__session *session, int64_t *seconds)
{
    *seconds = SSL_SESSION_get_timeout(session->session);
    return OTLS_OK;
}

int
otls__session_has_ticket(const struct otls__session *session)
{
    return SSL_SESSION_has_ticket(session->session);
}

int
otls__session_ticket_lifetime_s(
    const struct otls__session *session, int64_t *seconds)
{
    *seconds = (int64_t)SSL_SESSION_get_ticket_lifetime_hint(session->session);
    return OTLS_OK;
}

int
otls__session_is_resumable(const struct otls__session *session)
{
    return SSL_SESSION_is_resumable(session->session) == 1;
}

int
otls__session_version(const struct otls__session *session, int64_t *version)
{
    *version = SSL_SESSION_get_protocol_version(session->session);
    return OTLS_OK;
}

int
otls__session_servername(
    const struct otls__session *session, void *buf, size_t cap, size_t *len)
{
    return otls__copy_text(session->name, buf, cap, len);
}

int
otls__session_equal(
    const struct otls__session *a, const struct otls__session *b)
{
    const unsigned char *one, *other;
    unsigned int one_len, other_len;
    size_t m, n;

    one = SSL_SESSION_get_id(a->session, &one_len);
    other = SSL_SESSION_get_id(b->session, &other_len);
    if (!equal_bytes(one, one_len, other, other_len))
        return 0;
    SSL_SESSION_get0_ticket(a->session, &one, &m);
    SSL_SESSION_get0_ticket(b->session, &other, &n);
    return equal_bytes(one, m, other, n);
}
