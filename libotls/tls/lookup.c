/* SPDX-License-Identifier: ISC */
#include <poll.h>
#include <pthread.h>
#include <string.h>

#include <otls/connection_store.h>
#include <otls/context.h>

#include "bio/wait.h"
#include "store/keys.h"
#include "store/pulled.h"
#include "store/store.h"
#include "tls/inside.h"

#define USED 8192
#define USED_ID 16

/* The look-up of sessions that the hello is about, between two steps of
 * OpenSSL's. */

/* A store may bring back what was taken from it: a process remembers the
 * newest of the tickets that it took, each at the place that its random part
 * says. */
int
otls__resume_used_before(const unsigned char id[OTLS__RESUME_ID])
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned char used[USED][USED_ID];
    unsigned char *const place = used[(id[0] << 8 | id[1]) % USED];
    int before;

    (void)pthread_mutex_lock(&lock);
    before = memcmp(place, id, USED_ID) == 0;
    memcpy(place, id, USED_ID);
    (void)pthread_mutex_unlock(&lock);
    return before;
}

/* A server's, or NULL and |why|. */
static SSL_SESSION *
open_found(struct otls__connection *c, const unsigned char *data, size_t len)
{
    struct otls__resume *const r = &c->resume;
    SSL_SESSION *const session = otls__session_unpack(data, len);
    const unsigned char *id;
    unsigned id_len;

    if (session == NULL) {
        r->why = "it can't be read";
        return NULL;
    }
    id = SSL_SESSION_get_id(session, &id_len);
    if (id == NULL || id_len != OTLS__RESUME_ID ||
        memcmp(id, r->ids[r->at], id_len) != 0 ||
        SSL_SESSION_get_protocol_version(session) != r->version)
        r->why = "it is another one";
    else if ((r->why = otls__session_objection(
                  otls__frozen_of(c->ssl), c->ssl, session)) == NULL &&
             r->version >= TLS1_3_VERSION &&
             otls__resume_used_before(r->ids[r->at]))
        r->why = "it has resumed before";
    if (r->why == NULL)
        return session;
    SSL_SESSION_free(session);
    return NULL;
}

/* What the store answered for the id that it was asked about. */
static void
note_answer(
    struct otls__connection *c, int rv, const unsigned char *value, size_t len)
{
    struct otls__resume *const r = &c->resume;

    if (rv != OTLS_OK) {
        r->outcome = rv == OTLS_E_STORE_MISS ? RESUME_MISS
                     : rv == OTLS_E_TIMEOUT  ? RESUME_TIMEOUT
                                             : RESUME_FAILED;
        return;
    }
    otls__openssl_begin();
    r->found = c->server ? open_found(c, value, len)
                         : otls__resume_client_open(c, value, len);
    r->outcome = r->found != NULL ? RESUME_HIT : RESUME_REFUSED;
    otls__openssl_end();
}

/* One that was there goes on; else the next one is asked about. */
static void
take_answer(
    struct otls__connection *c, int rv, const unsigned char *value, size_t len)
{
    struct otls__resume *const r = &c->resume;

    if (r->state != RESUME_ASKED)
        return;
    note_answer(c, rv, value, len);
    /* a store that doesn't answer isn't asked four times, nor a slow one */
    if (r->found != NULL || r->outcome == RESUME_TIMEOUT ||
        r->outcome == RESUME_FAILED || ++r->at == r->count ||
        otls__limit_left_ms(&r->limit) < r->limit.timeout_ms / 2)
        r->state = RESUME_SETTLED;
}

/* With TLS 1.3 a session resumes once, so it is taken. */
static int
ask(struct otls__connection *c)
{
    const struct otls__frozen *const f = otls__frozen_of(c->ssl);
    unsigned char name[OTLS__RESUME_NAME];
    struct otls__resume *const r = &c->resume;
    size_t len = sizeof(name);
    int rv, take;

    if (c->server) {
        otls__resume_name(f, r->version, r->ids[r->at], name);
        take = r->version >= TLS1_3_VERSION;
    } else {
        len = otls__resume_client_name(r, r->at, name);
        take = otls__resume_client_takes(r, r->at);
    }
    if ((rv = otls__store_lookup_begin(
             f->spec.store, name, len, take, &r->lookup)) != OTLS_OK)
        return rv;
    if (r->at == 0)
        r->limit = otls__store_lookup_limit(r->lookup);
    else
        otls__store_lookup_set_limit(r->lookup, &r->limit);
    return OTLS_OK;
}

/* The look-up that goes on, or a new one, or NULL where nothing is asked for.
 * Only who has the handshake's turn comes here. */
static int
begin(struct otls__connection *c, struct otls__store_lookup **lookup)
{
    struct otls__resume *const r = &c->resume;
    int rv;

    *lookup = NULL;
    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (r->state == RESUME_ASKED && r->lookup == NULL &&
        (rv = ask(c)) != OTLS_OK)
        take_answer(c, rv, NULL, 0);
    *lookup = r->lookup;
    r->stepping = r->lookup != NULL;
    return otls__connection_leave(c, OTLS_OK);
}

/* After a step that answered |found|. */
static int
end(struct otls__connection *c, struct otls__store_lookup *l, int found)
{
    struct otls__resume *const r = &c->resume;
    const void *value = NULL;
    size_t len = 0;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    r->stepping = 0;
    if (found == OTLS_E_WANT_STORE)
        return otls__connection_leave(c, found);
    if (found == OTLS_OK)
        otls__store_lookup_value(l, &value, &len);
    take_answer(c, found, value, len);
    r->lookup = NULL;
    rv = otls__connection_leave(c, OTLS__AGAIN);
    otls__store_lookup_free(l);
    return found == OTLS_E_SHUTDOWN ? found : rv;
}

static int
want(void)
{
    return otls__error(OTLS_E_WANT_STORE,
        "the handshake waits for what a store has of a session");
}

/* OTLS_OK to step again. A store of the program's own is the program's to ask.
 */
static int
wait_for(struct otls__store_lookup *l, const struct otls__limit *limit)
{
    const int left = otls__limit_left_ms(limit);
    const unsigned char *key;
    struct otls__limit near;
    short events;
    int fd, ms, take, rv;

    if (limit->timeout_ms == 0 ||
        otls__store_lookup_wanted(l, &take, &key) == OTLS_OK)
        return want();
    if (left == 0)
        return otls__error(OTLS_E_TIMEOUT,
            "a store had no answer yet after %lld ms",
            (long long)limit->timeout_ms);
    ms = otls__store_lookup_poll(l, &fd, &events);
    near = otls__limit_begin(left > 0 && left < ms ? left : ms);
    rv = otls__wait(fd, events, &near);
    return rv == OTLS_E_TIMEOUT ? OTLS_OK : rv;
}

int
otls__connection_find_session(
    struct otls__connection *c, const struct otls__limit *limit)
{
    struct otls__store_lookup *l;
    int rv;

    if ((rv = begin(c, &l)) != OTLS_OK)
        return rv;
    if (l == NULL)
        return OTLS__AGAIN;
    rv = end(c, l, otls__store_lookup_step(l));
    if (rv == OTLS_E_WANT_STORE && (rv = wait_for(l, limit)) == OTLS_OK)
        rv = OTLS__AGAIN;
    return rv;
}

static int
nobody_waits(void)
{
    return otls__error(
        OTLS_E_TLS_STATE, "nobody waits for an answer of a store");
}

/* Inside: the look-up that a step left, or NULL. */
static struct otls__store_lookup *
outstanding(const struct otls__connection *c)
{
    return c->resume.stepping ? NULL : c->resume.lookup;
}

int
otls__connection_store_poll(
    struct otls__connection *c, int64_t *fd, int64_t *events, int64_t *wait_ms)
{
    struct otls__store_lookup *l;
    short wanted;
    int n, rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if ((l = outstanding(c)) == NULL)
        return otls__connection_leave(c, nobody_waits());
    *wait_ms = otls__store_lookup_poll(l, &n, &wanted);
    *fd = n;
    *events = ((wanted & POLLIN) != 0 ? OTLS_CONNECTION_STORE_READABLE : 0) |
              ((wanted & POLLOUT) != 0 ? OTLS_CONNECTION_STORE_WRITABLE : 0);
    return otls__connection_leave(c, OTLS_OK);
}

int
otls__connection_store_wanted(struct otls__connection *c, int64_t *operation,
    void *buf, size_t cap, size_t *len)
{
    const unsigned char *key;
    struct otls__store_lookup *l;
    int take, rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if ((l = outstanding(c)) == NULL ||
        otls__store_lookup_wanted(l, &take, &key) != OTLS_OK)
        return otls__connection_leave(c, nobody_waits());
    *operation = take ? OTLS_CONNECTION_STORE_TAKE : OTLS_CONNECTION_STORE_GET;
    return otls__connection_leave(
        c, otls__copy_bytes(key, OTLS__STORE_KEY, buf, cap, len));
}

int
otls__connection_store_reply(
    struct otls__connection *c, const void *value, size_t len)
{
    struct otls__store_lookup *l;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    rv = (l = outstanding(c)) == NULL
             ? nobody_waits()
             : otls__store_lookup_reply(l, value, len);
    return otls__connection_leave(c, rv);
}
