/* SPDX-License-Identifier: ISC */

/*
 * What it costs a server that its sessions outlive it: resumed handshakes
 * through a store and with shared ticket keys, beside OpenSSL's own cache and
 * its own tickets, in turns. The client is OpenSSL's both times, so that only
 * the servers differ; both ends are in one thread, over a socket pair, and the
 * time is the process's.
 */
#include <otls.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "bench.h"

#define ROUNDS 11
#define HANDSHAKES 100

static char secret[45];
static char directory[] = "/tmp/bench-session-XXXXXX";
static SSL_CTX *client;

/* Ours or theirs: one of the two is set. */
struct server {
    otls_handle ours;
    SSL_CTX *plain;
};

/* What becomes of sessions: tickets by derived keys, a store, or tickets by
 * keys that OpenSSL makes. */
enum { DERIVED, STORED, OWN };

static void
make_ours(struct server *s, int version, int how)
{
    otls_handle credential, store, keys;
    char url[128];

    MUST(otls_credential_load_bytes(leaf_pem, strlen(leaf_pem), key_pem,
        strlen(key_pem), NULL, 0, &credential));
    MUST(otls_context_new(OTLS_ROLE_SERVER, &s->ours));
    MUST(otls_context_set_credential(s->ours, credential));
    MUST(otls_context_set_versions(s->ours, version, version));
    MUST(otls_context_set_tickets(s->ours, 1));
    if (how == STORED) {
        (void)snprintf(url, sizeof(url), "sqlite:%s/db", directory);
        MUST(otls_store_open(url, secret, strlen(secret), &store));
        MUST(otls_context_set_store(s->ours, store));
        MUST(otls_context_set_resumption(s->ours, OTLS_RESUMPTION_STORE));
        MUST(otls_store_free(store));
    } else if (how == DERIVED) {
        MUST(otls_ticket_keys_derived(secret, strlen(secret), 43200, &keys));
        MUST(otls_context_set_ticket_keys(s->ours, keys));
        MUST(otls_ticket_keys_free(keys));
    }
    MUST(otls_credential_free(credential));
}

static SSL_CTX *
new_plain(const SSL_METHOD *method, int version)
{
    SSL_CTX *ctx = SSL_CTX_new(method);

    must(ctx != NULL, "SSL_CTX_new");
    (void)SSL_CTX_set_min_proto_version(ctx, version);
    (void)SSL_CTX_set_max_proto_version(ctx, version);
    (void)SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");
    /* an idle connection has no buffers, as with us, Apache and CPython */
    (void)SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    return ctx;
}

static void
make_plain(struct server *s, int version, int how)
{
    BIO *cert = BIO_new_mem_buf(leaf_pem, -1);
    BIO *key = BIO_new_mem_buf(key_pem, -1);

    s->plain = new_plain(TLS_server_method(), version);
    must(SSL_CTX_use_certificate(
             s->plain, PEM_read_bio_X509(cert, NULL, NULL, NULL)) == 1 &&
             SSL_CTX_use_PrivateKey(s->plain,
                 PEM_read_bio_PrivateKey(key, NULL, NULL, NULL)) == 1,
        "plain");
    (void)SSL_CTX_set_session_id_context(
        s->plain, (const unsigned char *)"bench", 5);
    (void)SSL_CTX_set_num_tickets(s->plain, 1);
    if (how == STORED)
        (void)SSL_CTX_set_options(s->plain, SSL_OP_NO_TICKET);
    BIO_free(cert);
    BIO_free(key);
}

/* The newest session of the client: TLS 1.3 sends one after the handshake. */
static SSL_SESSION *newest;

static int
keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(newest);
    newest = session;
    return 1;
}

static void
make_client(int version)
{
    BIO *root = BIO_new_mem_buf(root_pem, -1);

    client = new_plain(TLS_client_method(), version);
    SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
    (void)X509_STORE_add_cert(SSL_CTX_get_cert_store(client),
        PEM_read_bio_X509(root, NULL, NULL, NULL));
    (void)SSL_CTX_set_session_cache_mode(
        client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(client, keep);
    BIO_free(root);
}

static void
sockets(int fds[2])
{
    int i;

    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0,
        "socketpair");
    for (i = 0; i < 2; i++)
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
}

/* One step of the server's handshake, and after it the byte that brings the
 * client its ticket: 1 where both are done. */
static int
serve_ours(otls_handle connection)
{
    const int rv = otls_connection_handshake(connection);
    size_t n;

    must(rv == OTLS_OK || rv == OTLS_E_WANT_READ, "handshake");
    if (rv == OTLS_OK)
        MUST(otls_connection_write(connection, "x", 1, &n));
    return rv == OTLS_OK;
}

static int
serve_plain(SSL *ssl)
{
    const int done = SSL_accept(ssl) == 1;

    must(!done || SSL_write(ssl, "x", 1) == 1, "SSL_write");
    return done;
}

/* One connection; whether it was resumed, with the newest session. */
static int
visit(const struct server *s)
{
    SSL *ssl = SSL_new(client), *other = NULL;
    otls_handle connection = 0;
    int fds[2], done = 0, shaken = 0, resumed;
    char byte;

    sockets(fds);
    (void)SSL_set_fd(ssl, fds[0]);
    (void)SSL_set_tlsext_host_name(ssl, "localhost");
    if (newest != NULL)
        (void)SSL_set_session(ssl, newest);
    if (s->plain != NULL) {
        other = SSL_new(s->plain);
        (void)SSL_set_fd(other, fds[1]);
    } else {
        MUST(otls_connection_new_socket(s->ours, fds[1], 1, &connection));
        MUST(otls_connection_set_timeout_ms(connection, 0));
    }
    while (!done || !shaken) {
        shaken = shaken || SSL_connect(ssl) == 1;
        if (!done)
            done = other != NULL ? serve_plain(other) : serve_ours(connection);
    }
    must(SSL_read(ssl, &byte, 1) == 1, "SSL_read");
    resumed = SSL_session_reused(ssl);
    /* as one that ended well, whose session stays good */
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
    if (other != NULL)
        SSL_set_shutdown(other, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    MUST(otls_connection_free(connection));
    (void)close(fds[0]);
    if (other != NULL)
        (void)close(fds[1]);
    SSL_free(other);
    return resumed;
}

static double
visits(const struct server *s)
{
    double began;
    int i;

    SSL_SESSION_free(newest);
    newest = NULL;
    must(!visit(s), "the first is in full");
    began = cpu_us();
    for (i = 0; i < HANDSHAKES; i++)
        must(visit(s), "resumed");
    return (cpu_us() - began) / HANDSHAKES;
}

static void
bench(const char *what, int version, int how, int beside_plain)
{
    struct server ours = {0, NULL}, other = {0, NULL};
    double mine[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    int round;

    make_client(version);
    make_ours(&ours, version, how);
    if (beside_plain)
        make_plain(&other, version, how);
    else
        make_ours(&other, version, OWN);
    (void)visits(&ours);
    (void)visits(&other);
    for (round = 0; round < ROUNDS; round++) {
        mine[round] = visits(&ours);
        theirs[round] = visits(&other);
        ratio[round] = theirs[round] / mine[round];
    }
    printf("%-60s %7.2f us to %7.2f us, speed %.3f of it\n", what,
        median(mine, ROUNDS), median(theirs, ROUNDS), median(ratio, ROUNDS));
    MUST(otls_context_free(ours.ours));
    MUST(otls_context_free(other.ours));
    SSL_CTX_free(other.plain);
    SSL_CTX_free(client);
}

int
main(void)
{
    char command[128];
    size_t n;

    must(mkdtemp(directory) != NULL, "mkdtemp");
    MUST(otls_store_make_secret(secret, sizeof(secret), &n));
    make_certs();
    puts("resumed handshakes, both ends");
    bench("TLS 1.2, sqlite: to OpenSSL's own cache (goal 0.7)", TLS1_2_VERSION,
        STORED, 1);
    bench(
        "TLS 1.3, sqlite: to OpenSSL's own cache", TLS1_3_VERSION, STORED, 1);
    bench("TLS 1.2, derived keys to OpenSSL's own (goal 0.95)", TLS1_2_VERSION,
        DERIVED, 0);
    bench("TLS 1.3, derived keys to OpenSSL's own (goal 0.95)", TLS1_3_VERSION,
        DERIVED, 0);
    bench("TLS 1.2, derived keys to a plain OpenSSL server", TLS1_2_VERSION,
        DERIVED, 1);
    bench("TLS 1.3, derived keys to a plain OpenSSL server", TLS1_3_VERSION,
        DERIVED, 1);
    SSL_SESSION_free(newest);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    return system(command) == 0 ? 0 : 1;
}
