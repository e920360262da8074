/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_PSK_H
#define OTLS_TLS_PSK_H

#include <stddef.h>

#include <openssl/ssl.h>

struct otls__connection;

/*
 * Pre-shared keys, asked for where a handshake can wait: before a client's
 * first message, where TLS 1.3 may offer one; at the first message that
 * offers identities to a server; and with TLS 1.2 at the message of the other
 * end that ends in the question, which the tap holds back. By the time that
 * OpenSSL's callbacks ask, the answer is there. docs/internals/tls.rst.
 */
struct otls__psk {
    enum { PSK_NEW, PSK_ASKED, PSK_REPLIED, PSK_REFUSED } state;
    /* The identity that a client sent, or the hint of a server. */
    char asked[PSK_MAX_IDENTITY_LEN + 1];
    char hint[PSK_MAX_IDENTITY_LEN + 1];
    /* The reply: a client's own identity too. */
    char identity[PSK_MAX_IDENTITY_LEN + 1];
    unsigned char *key; /* secret memory, or NULL */
    size_t key_len;
    int begun;   /* a client was asked before its first message */
    int seen;    /* identities of the hello that were asked about */
    int settled; /* none of them is asked about any more */
    int suite;   /* the server has chosen a suite with PSK, TLS 1.2 */
    int given;   /* OpenSSL has the key */
    int used;    /* by the handshake, in place of a certificate */
};

/* Readies a connection whose context asks; for a server also after its name
 * has brought another context. */
int otls__psk_begin(struct otls__connection *c);
void otls__psk_end(struct otls__connection *c);

/* Inside. Before a client's first step: OTLS_OK or OTLS_E_WANT_PSK. */
int otls__psk_before(struct otls__connection *c);
/* In the client hello callback, once the name is settled: one of
 * SSL_CLIENT_HELLO_*. */
int otls__psk_hello(struct otls__connection *c, SSL *ssl, int *alert);
/* The handshake is done. */
void otls__psk_finish(struct otls__connection *c);

/* Outside, after OTLS_E_WANT_PSK: that, or OTLS__AGAIN where the reply is
 * there already. */
int otls__connection_find_psk(struct otls__connection *c);

#endif
