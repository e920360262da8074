/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <otls/connection_info.h>

#include "base/mem.h"
#include "tls/inside.h"

/* Between look and leave: most answers are there once the handshake is. */
static int
look_open(struct otls__connection *c)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK ||
        SSL_is_init_finished(c->ssl))
        return rv;
    return otls__connection_leave(
        c, otls__error(
               OTLS_E_TLS_STATE, "there is no answer before the handshake"));
}

int
otls__connection_version(struct otls__connection *c, int64_t *version)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    *version = SSL_version(c->ssl);
    return otls__connection_leave(c, OTLS_OK);
}

int
otls__connection_version_name(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(
        c, otls__copy_text(SSL_get_version(c->ssl), buf, cap, len));
}

int
otls__connection_cipher(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(
        c, otls__copy_text(SSL_get_cipher_name(c->ssl), buf, cap, len));
}

int
otls__connection_cipher_bits(struct otls__connection *c, int64_t *bits)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    *bits = SSL_get_cipher_bits(c->ssl, NULL);
    return otls__connection_leave(c, OTLS_OK);
}

int
otls__connection_group(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    const char *name = NULL;
    int id, rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    otls__openssl_begin();
    if ((id = (int)SSL_get_negotiated_group(c->ssl)) != 0)
        name = SSL_group_to_name(c->ssl, id);
    otls__openssl_end();
    rv = otls__copy_text(name == NULL ? "" : name, buf, cap, len);
    return otls__connection_leave(c, rv);
}

int
otls__connection_alpn(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    const unsigned char *p;
    char name[256];
    unsigned n;
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    SSL_get0_alpn_selected(c->ssl, &p, &n);
    n = n < sizeof(name) ? n : sizeof(name) - 1;
    if (n > 0)
        memcpy(name, p, n);
    name[n] = '\0';
    return otls__connection_leave(c, otls__copy_text(name, buf, cap, len));
}

int
otls__connection_servername(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    const char *name;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    name = c->server ? c->name : c->host;
    rv = otls__copy_text(name == NULL ? "" : name, buf, cap, len);
    return otls__connection_leave(c, rv);
}

int
otls__connection_is_resumed(struct otls__connection *c)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(c, otls__connection_reused(c));
}

int
otls__connection_resumed_by(struct otls__connection *c)
{
    int by = OTLS_RESUMED_NOT, rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    if (otls__connection_reused(c))
        by = c->resume.given ? OTLS_RESUMED_STORE
             : c->server     ? OTLS_RESUMED_TICKET
                             : OTLS_RESUMED_SESSION;
    return otls__connection_leave(c, by);
}

int
otls__connection_is_server(struct otls__connection *c)
{
    return c->server;
}

int
otls__connection_ocsp_response(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    unsigned char *p = NULL;
    long n;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    n = SSL_get_tlsext_status_ocsp_resp(c->ssl, &p);
    rv = otls__copy_bytes(p, n > 0 ? (size_t)n : 0, buf, cap, len);
    return otls__connection_leave(c, rv);
}

/* Those of the client that the server has as well, in the client's order. */
static char *
join_shared(SSL *ssl)
{
    STACK_OF(SSL_CIPHER) *const theirs = SSL_get_client_ciphers(ssl);
    STACK_OF(SSL_CIPHER) *const ours = SSL_get_ciphers(ssl);
    const SSL_CIPHER *cipher;
    size_t size = 1, len = 0, n;
    char *text;
    int i, count = theirs == NULL ? 0 : sk_SSL_CIPHER_num(theirs);

    for (i = 0; i < count; i++)
        size +=
            strlen(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(theirs, i))) + 1;
    if ((text = otls__calloc(1, size)) == NULL)
        return NULL;
    for (i = 0; i < count; i++) {
        cipher = sk_SSL_CIPHER_value(theirs, i);
        if (sk_SSL_CIPHER_find(ours, cipher) < 0)
            continue;
        if (len > 0)
            text[len++] = ':';
        n = strlen(SSL_CIPHER_get_name(cipher));
        memcpy(text + len, SSL_CIPHER_get_name(cipher), n);
        len += n;
    }
    return text;
}

int
otls__connection_shared_ciphers(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    char *text;
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    if (!c->server) {
        rv = otls__error(OTLS_E_UNSUPPORTED,
            "only a server knows which ciphers both ends have");
    } else if ((text = join_shared(c->ssl)) == NULL) {
        rv = otls__error_memory();
    } else {
        rv = otls__copy_text(text, buf, cap, len);
        otls__free(text);
    }
    return otls__connection_leave(c, rv);
}

static const char *
explain_client(const struct otls__connection *c)
{
    if (c->offered == NULL)
        return "full handshake: no session was set to resume";
    if (c->not_offered == NULL)
        return "full handshake: the server didn't take the session that was "
               "offered";
    return NULL;
}

static const char *
explain_server(const struct otls__connection *c)
{
    switch (c->client_offered) {
    case OTLS__OFFERED_TICKET:
        return "full handshake: the client's ticket was not accepted: it has "
               "expired, was sealed with a key that isn't there, or is for "
               "another policy";
    case OTLS__OFFERED_ID:
        return "full handshake: the client's session isn't kept here";
    default:
        return "full handshake: the client offered no session";
    }
}

static int
explain(struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    char text[240];
    const char *why;

    if (!c->psk.used && otls__resume_explain(c, text, sizeof(text)))
        return otls__copy_text(text, buf, cap, len);
    if (c->psk.used)
        why = "full handshake: with a pre-shared key";
    else if (otls__connection_reused(c))
        why = c->client_offered == OTLS__OFFERED_ID ? "resumed by a session id"
              : c->server ? "resumed by the client's ticket"
                          : "resumed with the session that was set";
    else
        why = c->server ? explain_server(c) : explain_client(c);
    if (why != NULL)
        return otls__copy_text(why, buf, cap, len);
    (void)snprintf(text, sizeof(text),
        "full handshake: the session that was set was not offered: %s",
        c->not_offered);
    return otls__copy_text(text, buf, cap, len);
}

int
otls__connection_explain(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = look_open(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(c, explain(c, buf, cap, len));
}
