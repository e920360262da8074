/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/call.h"
#include "base/mem.h"
#include "certs.h"
#include "tls/connection.h"

/* Two ends over a pair of sockets, or a pair of bios: bit 0 of a loop test's
 * number says which, bit 1 the version. */
#define WAYS 4

struct ends {
    struct otls__connection *client, *server;
    SSL_CTX *client_ctx, *server_ctx;
    int fds[2];
};

static SSL_CTX *
context(const SSL_METHOD *method, int way)
{
    SSL_CTX *ctx = SSL_CTX_new(method);
    const int version = (way & 2) != 0 ? TLS1_2_VERSION : TLS1_3_VERSION;

    ck_assert_ptr_nonnull(ctx);
    ck_assert_int_eq(SSL_CTX_set_min_proto_version(ctx, version), 1);
    ck_assert_int_eq(SSL_CTX_set_max_proto_version(ctx, version), 1);
    return ctx;
}

static void
open_contexts(struct ends *e, int way)
{
    certs_standard();
    e->client_ctx = context(TLS_client_method(), way);
    SSL_CTX_set_verify(e->client_ctx, SSL_VERIFY_PEER, NULL);
    ck_assert_int_eq(SSL_CTX_load_verify_locations(
                         e->client_ctx, certs_path("root.crt"), NULL),
        1);
    e->server_ctx = context(TLS_server_method(), way);
    ck_assert_int_eq(SSL_CTX_use_certificate_chain_file(
                         e->server_ctx, certs_path("server.pem")),
        1);
    ck_assert_int_eq(SSL_CTX_use_PrivateKey_file(e->server_ctx,
                         certs_path("server.key"), SSL_FILETYPE_PEM),
        1);
}

static void
open_ends(struct ends *e, int way)
{
    struct otls__bio *a, *b;

    open_contexts(e, way);
    e->fds[0] = e->fds[1] = -1;
    if ((way & 1) != 0) {
        ck_assert_ok(otls__bio_pair_new(20000, &a, &b));
    } else {
        ck_assert_int_eq(
            socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->fds), 0);
        ck_assert_ok(otls__bio_socket_new(e->fds[0], 1, &a));
        ck_assert_ok(otls__bio_socket_new(e->fds[1], 1, &b));
    }
    ck_assert_ok(otls__connection_make(e->client_ctx, 0, a, a, &e->client));
    ck_assert_ok(otls__connection_make(e->server_ctx, 1, b, b, &e->server));
    otls__bio_unref(a);
    otls__bio_unref(b);
    ck_assert_ok(otls__connection_set_servername(e->client, "localhost"));
}

static void
close_ends(struct ends *e)
{
    otls__connection_free(e->client);
    otls__connection_free(e->server);
    SSL_CTX_free(e->client_ctx);
    SSL_CTX_free(e->server_ctx);
}

static int
is_want(int rv)
{
    return rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE;
}

static void
set_timeouts(struct ends *e, int64_t ms)
{
    ck_assert_ok(otls__connection_set_timeout_ms(e->client, ms));
    ck_assert_ok(otls__connection_set_timeout_ms(e->server, ms));
}

/* Both in one thread, in turn; |rv| gets what each came to. */
static void
shake(struct ends *e, int rv[2])
{
    int i;

    set_timeouts(e, 0);
    rv[0] = rv[1] = OTLS_E_WANT_READ;
    for (i = 0; i < 100 && (is_want(rv[0]) || is_want(rv[1])); i++) {
        if (is_want(rv[0]))
            rv[0] = otls__connection_handshake(e->client);
        if (is_want(rv[1]))
            rv[1] = otls__connection_handshake(e->server);
    }
}

static void
shake_well(struct ends *e)
{
    int rv[2];

    shake(e, rv);
    ck_assert_ok(rv[0]);
    ck_assert_ok(rv[1]);
}

START_TEST(two_ends_shake_hands_talk_and_close)
{
    struct ends e;
    char buf[100];
    size_t n;

    open_ends(&e, _i);
    shake_well(&e);
    ck_assert_otls(otls__connection_read(e.server, buf, sizeof(buf), &n),
        OTLS_E_WANT_READ);
    ck_assert_ok(otls__connection_write(e.client, "hello", 5, &n));
    ck_assert_uint_eq(n, 5);
    ck_assert_ok(otls__connection_read(e.server, buf, 2, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_ok(otls__connection_read(e.server, buf + 2, 98, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "hello", 5);
    ck_assert_otls(otls__connection_shutdown(e.client), OTLS_E_WANT_READ);
    ck_assert_otls(
        otls__connection_write(e.client, "x", 1, &n), OTLS_E_TLS_STATE);
    ck_assert_ok(otls__connection_write(e.server, "bye", 3, &n));
    ck_assert_otls(otls__connection_shutdown(e.client), OTLS_E_TLS_STATE);
    ck_assert_ok(otls__connection_read(e.client, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_ok(otls__connection_read(e.server, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls__connection_shutdown(e.server));
    ck_assert_ok(otls__connection_shutdown(e.client));
    ck_assert_ok(otls__connection_read(e.client, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    close_ends(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection");
    TCase *c = tcase_create("connection");

    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, two_ends_shake_hands_talk_and_close, 0, WAYS);
    suite_add_tcase(s, c);
    return s;
}
