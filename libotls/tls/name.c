/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <otls/context.h>

#include "base/mem.h"
#include "tls/hooks.h"
#include "tls/inside.h"
#include "tls/openssl.h"
#include "tls/servername.h"

#define HOST_NAME 0

/* A host name as it stands in the extension: a list with one entry. */
static int
parse(const unsigned char *p, size_t len, const char **name, size_t *name_len)
{
    if (len < 5 || ((size_t)p[0] << 8 | p[1]) != len - 2 ||
        p[2] != HOST_NAME || ((size_t)p[3] << 8 | p[4]) != len - 5)
        return 0;
    *name = (const char *)p + 5;
    *name_len = len - 5;
    if (*name_len > 1 && p[len - 1] == '.')
        --*name_len;
    return 1;
}

static int
refuse(struct otls__connection *c, int *alert, int which, const char *why)
{
    *alert = which;
    (void)otls__connection_hooked(
        c, OTLS_E_TLS_NAME, "%s %s", otls__connection_peer(c), why);
    return SSL_CLIENT_HELLO_ERROR;
}

static int
out_of_memory(struct otls__connection *c, int *alert)
{
    *alert = SSL_AD_INTERNAL_ERROR;
    (void)otls__connection_hooked(
        c, OTLS_E_NO_MEMORY, "memory could not be allocated");
    return SSL_CLIENT_HELLO_ERROR;
}

static void
note_offer(struct otls__connection *c, SSL *ssl)
{
    const unsigned char *p;
    size_t len;

    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &p, &len) == 1 ||
        (SSL_client_hello_get0_ext(
             ssl, TLSEXT_TYPE_session_ticket, &p, &len) == 1 &&
            len > 0))
        c->client_offered = OTLS__OFFERED_TICKET;
    else if (SSL_client_hello_get0_ext(
                 ssl, TLSEXT_TYPE_supported_versions, &p, &len) != 1 &&
             SSL_client_hello_get0_session_id(ssl, &p) > 0)
        c->client_offered = OTLS__OFFERED_ID;
}

/* Where the name is settled the hello is the second one, after a
 * HelloRetryRequest. */
static int
compare(struct otls__connection *c, int *alert, const char *name, size_t len)
{
    const size_t before = c->name == NULL ? 0 : strlen(c->name);

    if (before == len && (len == 0 || memcmp(c->name, name, len) == 0))
        return SSL_CLIENT_HELLO_SUCCESS;
    return refuse(c, alert, SSL_AD_ILLEGAL_PARAMETER,
        "asked for another server name in its second hello");
}

static int
begin(struct otls__connection *c, SSL *ssl, int *alert, const char *name,
    size_t len)
{
    const struct otls__spec *spec = otls__connection_spec(c);

    note_offer(c, ssl);
    c->name_state = NAME_SETTLED;
    if (len > 0 && (c->name = otls__calloc(1, len + 1)) == NULL)
        return out_of_memory(c, alert);
    if (len > 0)
        memcpy(c->name, name, len);
    if (spec == NULL)
        return SSL_CLIENT_HELLO_SUCCESS;
    if (spec->ask_name || spec->on_name.call != NULL) {
        c->name_state = NAME_ASKED;
        return SSL_CLIENT_HELLO_RETRY;
    }
    if (len > 0)
        otls__context_pick(c->context, name, len, &c->reply);
    if (c->reply == NULL)
        return SSL_CLIENT_HELLO_SUCCESS;
    c->name_state = NAME_TABLE;
    return SSL_CLIENT_HELLO_RETRY;
}

static int
settle(struct otls__connection *c, SSL *ssl, int *alert)
{
    int rv;

    c->name_state = NAME_SETTLED;
    if (c->switched == NULL)
        return SSL_CLIENT_HELLO_SUCCESS;
    if ((rv = otls__frozen_apply(c->switched, ssl)) == OTLS_OK)
        return SSL_CLIENT_HELLO_SUCCESS;
    *alert = SSL_AD_INTERNAL_ERROR;
    (void)otls__connection_hooked(
        c, rv, "the context for the client's server name can't be used");
    return SSL_CLIENT_HELLO_ERROR;
}

static int
hear_name(struct otls__connection *c, SSL *ssl, int *alert)
{
    const unsigned char *p;
    const char *name = NULL;
    size_t len = 0, n;

    if (c->name_state == NAME_ASKED || c->name_state == NAME_TABLE)
        return SSL_CLIENT_HELLO_RETRY;
    if (c->name_state == NAME_REFUSED)
        return refuse(c, alert, c->name_alert,
            "asked for a server name that was refused");
    if (c->name_state == NAME_REPLIED)
        return settle(c, ssl, alert);
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &n) == 1 &&
        n > 0) {
        if (!parse(p, n, &name, &len))
            return refuse(
                c, alert, SSL_AD_DECODE_ERROR, "sent a malformed server name");
        if (!otls__servername_is_valid(name, len))
            return refuse(c, alert, SSL_AD_ILLEGAL_PARAMETER,
                "asked for a server name that is no host name");
    }
    if (c->name_state == NAME_SETTLED)
        return compare(c, alert, name, len);
    return begin(c, ssl, alert, name, len);
}

int
otls__hook_client_hello(SSL *ssl, int *alert, void *user)
{
    struct otls__connection *c = SSL_get_app_data(ssl);
    int rv;

    (void)user;
    if (c == NULL)
        return SSL_CLIENT_HELLO_SUCCESS;
    if ((rv = hear_name(c, ssl, alert)) == SSL_CLIENT_HELLO_SUCCESS &&
        (rv = otls__psk_hello(c, ssl, alert)) == SSL_CLIENT_HELLO_SUCCESS)
        rv = otls__resume_hello(c, ssl);
    return rv;
}

/* Outside OpenSSL, since it may read files. */
static int
freeze(struct otls__connection *c)
{
    struct otls__context *context;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    context = c->reply;
    c->reply = NULL;
    if (c->switched == NULL)
        rv = otls__context_freeze(context, &c->switched);
    otls__context_unref(context);
    if (rv == OTLS_OK)
        c->name_state = NAME_REPLIED;
    return otls__connection_leave(c, rv == OTLS_OK ? OTLS__AGAIN : rv);
}

static int
reply(struct otls__connection *c, enum otls__name_state state,
    struct otls__context *context)
{
    struct otls__frozen *frozen = NULL;
    int rv;

    if (context != NULL &&
        (rv = otls__context_freeze(context, &frozen)) != OTLS_OK)
        return rv;
    if ((rv = otls__connection_look(c)) != OTLS_OK) {
        otls__frozen_unref(frozen);
        return rv;
    }
    if (c->name_state == NAME_ASKED) {
        c->switched = frozen;
        c->name_state = state;
        return otls__connection_leave(c, OTLS_OK);
    }
    otls__frozen_unref(frozen);
    return otls__connection_leave(
        c, otls__error(OTLS_E_TLS_STATE,
               "nobody waits for an answer to a server name"));
}

int
otls__connection_reply_name(
    struct otls__connection *c, struct otls__context *context)
{
    if (context != NULL && otls__context_role(context) != OTLS_ROLE_SERVER)
        return otls__error(OTLS_E_INVALID,
            "the context is a client's: a server answers with another "
            "server's");
    return reply(c, NAME_REPLIED, context);
}

int
otls__connection_refuse_name(struct otls__connection *c)
{
    return reply(c, NAME_REFUSED, NULL);
}

int
otls__connection_refuse_name_with(struct otls__connection *c, int alert)
{
    int rv;

    if (alert < 0 || alert > 255)
        return otls__error(OTLS_E_INVALID,
            "alert is %d: use one of SSL_AD_*, from 0 to 255", alert);
    if ((rv = reply(c, NAME_REFUSED, NULL)) != OTLS_OK ||
        (rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    c->name_alert = alert;
    return otls__connection_leave(c, OTLS_OK);
}

/* The callback may have replied by itself. */
static int
ask(struct otls__connection *c, const struct otls__spec_callback *callback)
{
    int accepted, rv;

    c->unlocked = 1;
    rv = otls__connection_callback(c, callback, &accepted);
    c->unlocked = 0;
    if (rv != OTLS_OK || (rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (!accepted)
        c->name_state = NAME_REFUSED;
    else if (c->name_state == NAME_ASKED)
        c->name_state = NAME_REPLIED;
    return otls__connection_leave(c, OTLS__AGAIN);
}

int
otls__connection_find_name(struct otls__connection *c)
{
    const struct otls__spec *spec = otls__connection_spec(c);

    if (c->name_state == NAME_TABLE)
        return freeze(c);
    if (c->name_state != NAME_ASKED)
        return OTLS__AGAIN;
    if (spec != NULL && spec->on_name.call != NULL)
        return ask(c, &spec->on_name);
    return otls__error(OTLS_E_WANT_NAME,
        "the client's server name waits for otls_connection_reply_name or "
        "otls_connection_refuse_name");
}

int
otls__connection_wanted_name(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->name_state == NAME_ASKED)
        rv = otls__copy_text(c->name == NULL ? "" : c->name, buf, cap, len);
    else
        rv = otls__error(
            OTLS_E_TLS_STATE, "nobody waits for an answer to a server name");
    return otls__connection_leave(c, rv);
}
