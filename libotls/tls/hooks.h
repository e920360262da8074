/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_HOOKS_H
#define OTLS_TLS_HOOKS_H

#include <openssl/ssl.h>

/*
 * OpenSSL's callbacks. tls/frozen.c installs them in each SSL_CTX. They find
 * the connection by the SSL, and answer as if they weren't there for an SSL
 * that no connection made.
 */

/* Servers: the table of names, the callback for names, the wish for an answer
 * to the name; changes over with otls__frozen_apply(). */
int otls__hook_client_hello(SSL *ssl, int *alert, void *user);

/* In place of X509_verify_cert(). */
int otls__hook_verify(X509_STORE_CTX *store_ctx, void *user);

/* Contexts with a keylog. */
void otls__hook_keylog(const SSL *ssl, const char *line);

/* Contexts with messages. */
void otls__hook_message(int outgoing, int version, int type, const void *data,
    size_t len, SSL *ssl, void *user);

/* Clients: what the server gave to resume with. */
int otls__hook_new_session(SSL *ssl, SSL_SESSION *session);

/* Servers: what the store gave for the client's session, the ids that they
 * are kept by, and tickets. They stay with the first SSL_CTX. */
SSL_SESSION *otls__hook_get_session(
    SSL *ssl, const unsigned char *id, int len, int *owned);
int otls__hook_session_id(SSL *ssl, unsigned char *id, unsigned *len);
int otls__hook_make_ticket(SSL *ssl, void *user);
SSL_TICKET_RETURN otls__hook_open_ticket(SSL *ssl, SSL_SESSION *session,
    const unsigned char *key_name, size_t key_name_len,
    SSL_TICKET_STATUS status, void *user);

/* Those that need no connection, by the specification that the SSL follows
 * now (tls/offer.c): servers with ALPN, and whoever staples. */
int otls__hook_alpn(SSL *ssl, const unsigned char **out,
    unsigned char *out_len, const unsigned char *in, unsigned in_len,
    void *user);
int otls__hook_ocsp(SSL *ssl, void *user);

#endif
