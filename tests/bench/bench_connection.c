/* SPDX-License-Identifier: ISC */

/*
 * What connections cost through the ABI, beside a plain OpenSSL program that
 * does the same, in turns: handshakes in full and resumed, small and large
 * records. Both ends are in one thread, over a socket pair; the time is the
 * process's, and each ratio the median of the rounds' own.
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

#define ROUNDS 9
#define HANDSHAKES 60
#define SMALL 64
#define SMALL_COUNT 20000
#define LARGE 16384
#define LARGE_COUNT 2000

static otls_handle ours[2];
static SSL_CTX *plain[2];
static int version;

static void
make_ours(void)
{
    otls_handle trust, credential;

    MUST(otls_trust_load_bytes(root_pem, strlen(root_pem), &trust));
    MUST(otls_credential_load_bytes(leaf_pem, strlen(leaf_pem), key_pem,
        strlen(key_pem), NULL, 0, &credential));
    MUST(otls_context_new(OTLS_ROLE_CLIENT, &ours[0]));
    MUST(otls_context_new(OTLS_ROLE_SERVER, &ours[1]));
    MUST(otls_context_set_trust(ours[0], trust));
    MUST(otls_context_set_credential(ours[1], credential));
    MUST(otls_context_set_tickets(ours[1], 2));
    MUST(otls_context_set_versions(ours[0], version, version));
    MUST(otls_context_set_versions(ours[1], version, version));
    MUST(otls_trust_free(trust));
    MUST(otls_credential_free(credential));
}

static void
make_plain(void)
{
    BIO *cert = BIO_new_mem_buf(leaf_pem, -1);
    BIO *key = BIO_new_mem_buf(key_pem, -1);
    BIO *root = BIO_new_mem_buf(root_pem, -1);
    int i;

    plain[0] = SSL_CTX_new(TLS_client_method());
    plain[1] = SSL_CTX_new(TLS_server_method());
    for (i = 0; i < 2; i++) {
        (void)SSL_CTX_set_min_proto_version(plain[i], version);
        (void)SSL_CTX_set_max_proto_version(plain[i], version);
        (void)SSL_CTX_set_cipher_list(plain[i], "ECDHE+AESGCM:ECDHE+CHACHA20");
        (void)SSL_CTX_set_mode(plain[i], SSL_MODE_RELEASE_BUFFERS);
    }
    SSL_CTX_set_verify(plain[0], SSL_VERIFY_PEER, NULL);
    (void)X509_STORE_add_cert(SSL_CTX_get_cert_store(plain[0]),
        PEM_read_bio_X509(root, NULL, NULL, NULL));
    must(SSL_CTX_use_certificate(
             plain[1], PEM_read_bio_X509(cert, NULL, NULL, NULL)) == 1 &&
             SSL_CTX_use_PrivateKey(plain[1],
                 PEM_read_bio_PrivateKey(key, NULL, NULL, NULL)) == 1,
        "plain");
    (void)SSL_CTX_set_session_id_context(
        plain[1], (const unsigned char *)"bench", 5);
    BIO_free(cert);
    BIO_free(key);
    BIO_free(root);
}

static void
sockets(int fds[2])
{
    int i;

    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0,
        "socketpair");
    for (i = 0; i < 2; i++) {
        (void)setsockopt(
            fds[i], SOL_SOCKET, SO_SNDBUF, &(int){1 << 20}, sizeof(int));
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
}

struct our_pair {
    otls_handle end[2];
};

static void
our_open(struct our_pair *p, otls_handle session)
{
    int fds[2], i, rv[2] = {OTLS_E_WANT_READ, OTLS_E_WANT_READ};

    sockets(fds);
    for (i = 0; i < 2; i++) {
        MUST(otls_connection_new_socket(ours[i], fds[i], 1, &p->end[i]));
        MUST(otls_connection_set_timeout_ms(p->end[i], 0));
    }
    MUST(otls_connection_set_servername(p->end[0], "localhost"));
    if (session != 0)
        MUST(otls_connection_set_session(p->end[0], session));
    while (rv[0] != OTLS_OK || rv[1] != OTLS_OK)
        for (i = 0; i < 2; i++)
            if (rv[i] != OTLS_OK) {
                rv[i] = otls_connection_handshake(p->end[i]);
                must(rv[i] == OTLS_OK || rv[i] == OTLS_E_WANT_READ, "shake");
            }
}

static void
our_close(struct our_pair *p)
{
    MUST(otls_connection_free(p->end[0]));
    MUST(otls_connection_free(p->end[1]));
}

static void
our_carry(struct our_pair *p, size_t size)
{
    static char buf[LARGE];
    size_t n, at;

    MUST(otls_connection_write(p->end[1], buf, size, &n));
    must(n == size, "a whole record");
    for (at = 0; at < size; at += n)
        MUST(otls_connection_read(p->end[0], buf, sizeof(buf), &n));
}

struct plain_pair {
    SSL *end[2];
    int fds[2];
};

static void
plain_open(struct plain_pair *p, SSL_SESSION *session)
{
    int i, done[2] = {0, 0};

    sockets(p->fds);
    for (i = 0; i < 2; i++) {
        p->end[i] = SSL_new(plain[i]);
        (void)SSL_set_fd(p->end[i], p->fds[i]);
    }
    (void)SSL_set1_host(p->end[0], "localhost");
    (void)SSL_set_tlsext_host_name(p->end[0], "localhost");
    if (session != NULL)
        (void)SSL_set_session(p->end[0], session);
    while (!done[0] || !done[1])
        for (i = 0; i < 2; i++)
            if (!done[i])
                done[i] = (i == 0 ? SSL_connect(p->end[0])
                                  : SSL_accept(p->end[1])) == 1;
}

static void
plain_close(struct plain_pair *p)
{
    int i;

    for (i = 0; i < 2; i++) {
        /* as one that ended well, whose session stays good */
        SSL_set_shutdown(p->end[i], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(p->end[i]);
        (void)close(p->fds[i]);
    }
}

static void
plain_carry(struct plain_pair *p, size_t size)
{
    static char buf[LARGE];
    size_t n, at;

    must(SSL_write_ex(p->end[1], buf, size, &n) == 1 && n == size, "write");
    for (at = 0; at < size; at += n)
        must(SSL_read_ex(p->end[0], buf, sizeof(buf), &n) == 1, "read");
}

static void
report(const char *what, double *mine, double *theirs, int count)
{
    double ratio[ROUNDS];
    int i;

    for (i = 0; i < ROUNDS; i++)
        ratio[i] = theirs[i] / mine[i];
    printf("%-24s %9.2f us, OpenSSL %9.2f us, speed %.3f of it\n", what,
        median(mine, ROUNDS) / count, median(theirs, ROUNDS) / count,
        median(ratio, ROUNDS));
}

static void
bench_handshakes(const char *what, otls_handle session, SSL_SESSION *other)
{
    double mine[ROUNDS], theirs[ROUNDS], began;
    struct plain_pair q;
    struct our_pair p;
    int round, i;

    for (round = 0; round < ROUNDS; round++) {
        began = cpu_us();
        for (i = 0; i < HANDSHAKES; i++) {
            our_open(&p, session);
            must(otls_connection_info_is_resumed(p.end[0]) == (session != 0),
                "resumed");
            our_close(&p);
        }
        mine[round] = cpu_us() - began;
        began = cpu_us();
        for (i = 0; i < HANDSHAKES; i++) {
            plain_open(&q, other);
            must(SSL_session_reused(q.end[0]) == (other != NULL), "resumed");
            plain_close(&q);
        }
        theirs[round] = cpu_us() - began;
    }
    report(what, mine, theirs, HANDSHAKES);
}

static void
bench_records(const char *what, size_t size, int count)
{
    double mine[ROUNDS], theirs[ROUNDS], began;
    struct plain_pair q;
    struct our_pair p;
    int round, i;

    our_open(&p, 0);
    plain_open(&q, NULL);
    for (round = 0; round < ROUNDS; round++) {
        began = cpu_us();
        for (i = 0; i < count; i++)
            our_carry(&p, size);
        mine[round] = cpu_us() - began;
        began = cpu_us();
        for (i = 0; i < count; i++)
            plain_carry(&q, size);
        theirs[round] = cpu_us() - began;
    }
    report(what, mine, theirs, count);
    our_close(&p);
    plain_close(&q);
}

static void
bench_version(int which)
{
    struct plain_pair q;
    struct our_pair p;
    otls_handle session;
    SSL_SESSION *other;

    version = which;
    printf("TLS 1.%d\n", which - OTLS_TLS_1_0);
    make_ours();
    make_plain();
    our_open(&p, 0);
    our_carry(&p, SMALL);
    MUST(otls_connection_session(p.end[0], &session));
    plain_open(&q, NULL);
    plain_carry(&q, SMALL);
    other = SSL_get1_session(q.end[0]);
    bench_handshakes("full handshake", 0, NULL);
    bench_handshakes("resumed handshake", session, other);
    bench_records("64 bytes", SMALL, SMALL_COUNT);
    bench_records("16 KiB", LARGE, LARGE_COUNT);
    our_close(&p);
    plain_close(&q);
    SSL_SESSION_free(other);
    MUST(otls_session_free(session));
    MUST(otls_context_free(ours[0]));
    MUST(otls_context_free(ours[1]));
    SSL_CTX_free(plain[0]);
    SSL_CTX_free(plain[1]);
}

int
main(void)
{
    make_certs();
    bench_version(OTLS_TLS_1_3);
    bench_version(OTLS_TLS_1_2);
    return 0;
}
