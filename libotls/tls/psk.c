/* SPDX-License-Identifier: ISC */
#include "tls/psk.h"

#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "tls/inside.h"
#include "tls/tap.h"

/* A hello may have over a thousand; nobody needs that many. */
#define IDENTITIES_MAX 4
#define SUITES_SIZE 512

static int
asks(const struct otls__connection *c)
{
    const struct otls__spec *spec = otls__connection_spec(c);

    return spec != NULL && spec->ask_psk;
}

static int
may_be_1_3(const struct otls__connection *c)
{
    const struct otls__spec *spec = otls__connection_spec(c);

    return spec->max_version == 0 || spec->max_version >= TLS1_3_VERSION;
}

static void
ask(struct otls__psk *psk, const char *text)
{
    if (psk->asked != text)
        strcpy(psk->asked, text);
    psk->state = PSK_ASKED;
}

/* Two bytes of length and a text that OpenSSL's callbacks could tell: 0 where
 * it isn't one. */
static int
read_text(const unsigned char *p, size_t len, char *text)
{
    const size_t n = len < 2 ? 0 : (size_t)p[0] << 8 | p[1];

    if (len < 2 || n > len - 2 || n > PSK_MAX_IDENTITY_LEN ||
        memchr(p + 2, 0, n) != NULL)
        return 0;
    memcpy(text, p + 2, n);
    text[n] = '\0';
    return 1;
}

static int
has_psk(const SSL_CIPHER *cipher)
{
    const int nid = cipher == NULL ? NID_undef : SSL_CIPHER_get_kx_nid(cipher);

    return nid == NID_kx_psk || nid == NID_kx_ecdhe_psk ||
           nid == NID_kx_dhe_psk || nid == NID_kx_rsa_psk;
}

/* Version, random, session id, and then the suite. */
static void
look_at_hello(struct otls__connection *c, const unsigned char *p, size_t len)
{
    const size_t at = len > 34 ? 35 + (size_t)p[34] : len;

    c->psk.hint[0] = '\0';
    c->psk.suite = at + 2 <= len && has_psk(SSL_CIPHER_find(c->ssl, p + at));
}

/* Asked again with a hint, once where there is none. */
static int
look_at_server(void *user, int type, const unsigned char *p, size_t len)
{
    struct otls__connection *c = user;
    struct otls__psk *psk = &c->psk;

    if (type == SSL3_MT_SERVER_HELLO)
        look_at_hello(c, p, len);
    else if (type == SSL3_MT_SERVER_KEY_EXCHANGE && psk->suite)
        (void)read_text(p, len, psk->hint);
    else if (type == SSL3_MT_SERVER_DONE) {
        if (!psk->suite || (psk->begun && psk->hint[0] == '\0'))
            return OTLS__TAP_END;
        ask(psk, psk->hint);
        return OTLS__TAP_HOLD;
    }
    return OTLS__TAP_PASS;
}

/* One that was asked about in the hello needs no second answer. */
static int
look_at_client(void *user, int type, const unsigned char *p, size_t len)
{
    struct otls__connection *c = user;
    char identity[PSK_MAX_IDENTITY_LEN + 1];

    if (type != SSL3_MT_CLIENT_KEY_EXCHANGE)
        return OTLS__TAP_PASS;
    if (!asks(c) || !has_psk(SSL_get_pending_cipher(c->ssl)) ||
        !read_text(p, len, identity) ||
        (c->psk.state == PSK_REPLIED && strcmp(identity, c->psk.asked) == 0))
        return OTLS__TAP_END;
    ask(&c->psk, identity);
    return OTLS__TAP_HOLD;
}

/* OpenSSL's callbacks: 0 is no key. */
static unsigned
give(struct otls__connection *c, unsigned char *key, unsigned max)
{
    struct otls__psk *psk = &c->psk;

    if (psk->state != PSK_REPLIED || psk->key_len > max)
        return 0;
    memcpy(key, psk->key, psk->key_len);
    psk->given = 1;
    return (unsigned)psk->key_len;
}

static unsigned
give_to_client(SSL *ssl, const char *hint, char *identity, unsigned max,
    unsigned char *key, unsigned key_max)
{
    struct otls__connection *c = SSL_get_app_data(ssl);

    (void)hint;
    if (c == NULL || strlen(c->psk.identity) >= max)
        return 0;
    strcpy(identity, c->psk.identity);
    return give(c, key, key_max);
}

static unsigned
give_to_server(
    SSL *ssl, const char *identity, unsigned char *key, unsigned max)
{
    struct otls__connection *c = SSL_get_app_data(ssl);

    if (c == NULL || identity == NULL || strcmp(identity, c->psk.asked) != 0)
        return 0;
    return give(c, key, max);
}

int
otls__psk_begin(struct otls__connection *c)
{
    const int on = asks(c);

    if (c->server)
        SSL_set_psk_server_callback(c->ssl, on ? give_to_server : NULL);
    else
        SSL_set_psk_client_callback(c->ssl, on ? give_to_client : NULL);
    if (!on || c->wire.tap != NULL)
        return OTLS_OK;
    c->wire.tap =
        otls__tap_new(c->server ? look_at_client : look_at_server, c);
    return c->wire.tap == NULL ? otls__error_memory() : OTLS_OK;
}

static void
wipe(struct otls__psk *psk)
{
    otls__secret_free(psk->key);
    psk->key = NULL;
    psk->key_len = 0;
}

void
otls__psk_end(struct otls__connection *c)
{
    wipe(&c->psk);
}

int
otls__psk_before(struct otls__connection *c)
{
    struct otls__psk *psk = &c->psk;

    if (!psk->begun && !c->server && asks(c) && may_be_1_3(c)) {
        psk->begun = 1;
        ask(psk, "");
    }
    return psk->state == PSK_ASKED ? OTLS_E_WANT_PSK : OTLS_OK;
}

/* The |n|th identity that can be asked about, of those in the extension. */
static int
find_identity(SSL *ssl, int n, char *identity)
{
    const unsigned char *p, *end;
    size_t len, size;

    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &p, &len) != 1 ||
        len < 2)
        return 0;
    size = (size_t)p[0] << 8 | p[1];
    p += 2;
    end = p + (size < len - 2 ? size : len - 2);
    while (end - p > 2) {
        size = (size_t)p[0] << 8 | p[1];
        if (size > 0 && read_text(p, (size_t)(end - p), identity) && n-- == 0)
            return 1;
        if (size + 6 > (size_t)(end - p))
            return 0;
        p += size + 6; /* and the ticket's age */
    }
    return 0;
}

/* A pre-shared key goes with SHA-256, and only suites with SHA-256 can use
 * it: they go first. */
static int
prefer_sha256(SSL *ssl)
{
    const STACK_OF(SSL_CIPHER) *const list = SSL_get_ciphers(ssl);
    char text[SUITES_SIZE] = "";
    size_t at = 0, n;
    const char *name;
    int i, pass;

    for (pass = 0; pass < 2; pass++)
        for (i = 0; i < sk_SSL_CIPHER_num(list); i++) {
            name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i));
            n = strlen(name);
            if (strncmp(name, "TLS_", 4) != 0 || at + n + 2 > sizeof(text) ||
                (strstr(name, "SHA256") != NULL) == (pass == 1))
                continue;
            if (at > 0)
                text[at++] = ':';
            strcpy(text + at, name);
            at += n;
        }
    return at == 0 || SSL_set_ciphersuites(ssl, text) == 1;
}

static int
fail(struct otls__connection *c, int *alert)
{
    *alert = SSL_AD_INTERNAL_ERROR;
    (void)otls__connection_hooked(
        c, OTLS_E_NO_MEMORY, "memory could not be allocated");
    return SSL_CLIENT_HELLO_ERROR;
}

int
otls__psk_hello(struct otls__connection *c, SSL *ssl, int *alert)
{
    struct otls__psk *psk = &c->psk;

    if (psk->state == PSK_ASKED)
        return SSL_CLIENT_HELLO_RETRY;
    if (psk->settled)
        return SSL_CLIENT_HELLO_SUCCESS;
    if (psk->seen == 0 && otls__psk_begin(c) != OTLS_OK)
        return fail(c, alert);
    if (asks(c) && may_be_1_3(c) && psk->state != PSK_REPLIED &&
        psk->seen < IDENTITIES_MAX &&
        find_identity(ssl, psk->seen, psk->asked)) {
        psk->seen++;
        psk->state = PSK_ASKED;
        return SSL_CLIENT_HELLO_RETRY;
    }
    psk->settled = 1;
    if (psk->state == PSK_REPLIED && !prefer_sha256(ssl))
        return fail(c, alert);
    return SSL_CLIENT_HELLO_SUCCESS;
}

/* With TLS 1.3 OpenSSL calls it resumed. A session that a ticket brought has
 * the ticket, at a client; a server asks for the key before it looks at
 * tickets. */
void
otls__psk_finish(struct otls__connection *c)
{
    struct otls__psk *psk = &c->psk;

    if (psk->given && SSL_version(c->ssl) >= TLS1_3_VERSION)
        psk->used =
            SSL_session_reused(c->ssl) == 1 &&
            (c->server || !SSL_SESSION_has_ticket(SSL_get_session(c->ssl)));
    else
        psk->used = psk->given && SSL_session_reused(c->ssl) != 1;
    wipe(psk);
    if (c->wire.tap == NULL)
        return;
    c->wire.tap->ended = 1;
    if (otls__tap_is_over(c->wire.tap)) {
        otls__tap_free(c->wire.tap);
        c->wire.tap = NULL;
    }
}

int
otls__connection_find_psk(struct otls__connection *c)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->psk.state != PSK_ASKED)
        rv = OTLS__AGAIN;
    else if (c->server)
        rv = otls__error(OTLS_E_WANT_PSK,
            "the client's identity waits for otls_connection_reply_psk or "
            "otls_connection_refuse_psk");
    else
        rv = otls__error(OTLS_E_WANT_PSK,
            "the handshake with %s waits for otls_connection_reply_psk or "
            "otls_connection_refuse_psk",
            otls__connection_peer(c));
    return otls__connection_leave(c, rv);
}

static int
nobody_waits(void)
{
    return otls__error(OTLS_E_TLS_STATE, "nobody waits for a pre-shared key");
}

int
otls__connection_wanted_psk(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    rv = c->psk.state == PSK_ASKED
             ? otls__copy_text(c->psk.asked, buf, cap, len)
             : nobody_waits();
    return otls__connection_leave(c, rv);
}

/* Takes |key| over. */
static int
answer(struct otls__connection *c, const char *identity, void *key, size_t len)
{
    struct otls__psk *psk = &c->psk;

    if (psk->state != PSK_ASKED) {
        otls__secret_free(key);
        return nobody_waits();
    }
    wipe(psk);
    psk->key = key;
    psk->key_len = len;
    psk->state = key == NULL ? PSK_REFUSED : PSK_REPLIED;
    strcpy(psk->identity, identity == NULL ? "" : identity);
    if (c->wire.tap != NULL && c->wire.tap->held) {
        c->wire.tap->held = 0;
        c->wire.tap->ended = 1;
    }
    return OTLS_OK;
}

static int
check(const struct otls__connection *c, const char *identity, size_t len)
{
    if (len == 0 || len > PSK_MAX_PSK_LEN)
        return otls__error(OTLS_E_INVALID,
            "the key has %zu bytes: it must have 1 to %d", len,
            PSK_MAX_PSK_LEN);
    if (c->server)
        return identity == NULL
                   ? OTLS_OK
                   : otls__error(OTLS_E_INVALID,
                         "the identity is the client's to say: pass NULL");
    if (identity == NULL || identity[0] == '\0' ||
        strlen(identity) >= PSK_MAX_IDENTITY_LEN)
        return otls__error(OTLS_E_INVALID,
            "a client needs an identity of 1 to %d bytes",
            PSK_MAX_IDENTITY_LEN - 1);
    return OTLS_OK;
}

int
otls__connection_reply_psk(struct otls__connection *c, const char *identity,
    const void *key, size_t key_len)
{
    void *copy;
    int rv;

    if ((rv = check(c, identity, key_len)) != OTLS_OK)
        return rv;
    if ((copy = otls__secret_copy(key, key_len)) == NULL)
        return otls__error_memory();
    if ((rv = otls__connection_look(c)) != OTLS_OK) {
        otls__secret_free(copy);
        return rv;
    }
    return otls__connection_leave(c, answer(c, identity, copy, key_len));
}

int
otls__connection_refuse_psk(struct otls__connection *c)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(c, answer(c, NULL, NULL, 0));
}
