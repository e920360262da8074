/* SPDX-License-Identifier: ISC */
#include "tls.h"

#include <pthread.h>
#include <string.h>

#include <openssl/bio.h>

#include <otls/context.h>

#include "certs.h"
#include "pki/passphrase.h"
#include "support.h"

struct otls__credential *
tls_credential(const char *name)
{
    struct otls__credential *c;
    struct otls__passphrase none = {0};
    char pem[64], key[64];

    certs_standard();
    (void)snprintf(pem, sizeof(pem), "%s.pem", name);
    (void)snprintf(key, sizeof(key), "%s.key", name);
    ck_assert_ok(otls__credential_load_file(
        certs_path(pem), certs_path(key), &none, &c));
    otls__passphrase_end(&none);
    return c;
}

struct otls__trust *
tls_trust(const char *file)
{
    struct otls__trust *t;

    certs_standard();
    ck_assert_ok(otls__trust_load_file(certs_path(file), &t));
    return t;
}

struct otls__context *
tls_server(const char *name)
{
    struct otls__context *c;
    struct otls__credential *credential = tls_credential(name);

    ck_assert_ok(otls__context_new(OTLS_ROLE_SERVER, &c));
    otls__context_set_credential(c, credential);
    otls__credential_unref(credential);
    return c;
}

struct otls__context *
tls_client(void)
{
    struct otls__context *c;
    struct otls__trust *trust = tls_trust("root.crt");

    ck_assert_ok(otls__context_new(OTLS_ROLE_CLIENT, &c));
    otls__context_set_trust(c, trust);
    otls__trust_unref(trust);
    return c;
}

struct otls__frozen *
tls_freeze(struct otls__context *context)
{
    struct otls__frozen *f;

    ck_assert_ok(otls__context_freeze(context, &f));
    return f;
}

/* Not OpenSSL's place for an application's data: connections are found
 * there. */
static int index_of_pairs = -1;

static void
find_index(void)
{
    index_of_pairs = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

static int
place(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, find_index);
    ck_assert_int_ge(index_of_pairs, 0);
    return index_of_pairs;
}

struct tls_pair *
tls_pair_of(const SSL *ssl)
{
    return SSL_get_ex_data(ssl, place());
}

static int
remember(SSL *ssl, SSL_SESSION *session)
{
    struct tls_pair *p = tls_pair_of(ssl);

    SSL_SESSION_free(p->session);
    p->session = session;
    p->sessions++;
    return 1;
}

void
tls_pair_begin(struct tls_pair *p, struct otls__context *client,
    struct otls__context *server, const char *name)
{
    BIO *a, *b;

    memset(p, 0, sizeof(*p));
    p->frozen[0] = tls_freeze(client);
    p->frozen[1] = tls_freeze(server);
    /* connections have a hook for that */
    SSL_CTX_sess_set_new_cb(p->frozen[0]->ctx, remember);
    p->client = SSL_new(p->frozen[0]->ctx);
    p->server = SSL_new(p->frozen[1]->ctx);
    ck_assert_int_eq(SSL_set_ex_data(p->client, place(), p), 1);
    ck_assert_int_eq(SSL_set_ex_data(p->server, place(), p), 1);
    ck_assert_int_eq(BIO_new_bio_pair(&a, 1 << 17, &b, 1 << 17), 1);
    SSL_set_bio(p->client, a, a);
    SSL_set_bio(p->server, b, b);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
    if (name == NULL)
        return;
    ck_assert_int_eq(SSL_set_tlsext_host_name(p->client, name), 1);
    if (p->frozen[0]->spec.hostname_check)
        ck_assert_int_eq(SSL_set1_host(p->client, name), 1);
}

int
tls_pair_run(struct tls_pair *p)
{
    unsigned char byte = 'x';
    int i, client = 0, server = 0, wrote = 0, got = 0;

    for (i = 0; i < 20 && !got; i++) {
        client = SSL_do_handshake(p->client);
        p->client_rv = SSL_get_error(p->client, client);
        if (server != 1 || client != 1)
            server = SSL_do_handshake(p->server);
        p->server_rv = SSL_get_error(p->server, server);
        if (server == 1 && !wrote)
            wrote = SSL_write(p->server, &byte, 1) == 1;
        if (client == 1 && server == 1)
            got = SSL_read(p->client, &byte, 1) == 1;
        if (p->server_rv == SSL_ERROR_SSL && client == 1)
            (void)SSL_read(p->client, &byte, 1);
    }
    return got;
}

void
tls_pair_end(struct tls_pair *p)
{
    /* without this an end that failed would take its session back */
    SSL_set_shutdown(p->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(p->client);
    SSL_free(p->server);
    SSL_SESSION_free(p->session);
    otls__frozen_unref(p->frozen[0]);
    otls__frozen_unref(p->frozen[1]);
}

int
tls_connect(struct otls__context *client, struct otls__context *server,
    const char *name, SSL_SESSION **session, int *resumed)
{
    struct tls_pair p;
    int done;

    tls_pair_begin(&p, client, server, name);
    if (session != NULL && *session != NULL)
        ck_assert_int_eq(SSL_set_session(p.client, *session), 1);
    done = tls_pair_run(&p);
    if (resumed != NULL)
        *resumed = done && SSL_session_reused(p.server);
    if (session != NULL && p.session != NULL) {
        SSL_SESSION_free(*session);
        *session = p.session;
        p.session = NULL;
    }
    tls_pair_end(&p);
    return done;
}
