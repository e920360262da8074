/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "ends.h"

#include "certs.h"

#define STRICT "example.com"

/* The same server with a policy of its own for one name: whoever asks for it
 * must show a certificate. */
static void
add_strict(otls_handle server_context)
{
    otls_handle strict;

    ck_assert_ok(otls_context_copy(server_context, &strict));
    ends_trust(strict, "root.crt");
    ck_assert_ok(otls_context_set_verify(strict, OTLS_VERIFY_REQUIRED));
    ck_assert_ok(otls_context_add_name(server_context, STRICT, strict));
    ck_assert_ok(otls_context_free(strict));
}

static void
ask_for(struct ends *e, const char *name)
{
    ends_connect(e);
    ck_assert_ok(otls_connection_set_servername(e->client, name));
}

START_TEST(a_name_of_the_table_brings_its_own_certificate)
{
    struct ends e;
    otls_handle other;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_copy(e.server_context, &other));
    ends_use(other, "other");
    ck_assert_ok(
        otls_context_add_name(e.server_context, "other.example", other));
    ck_assert_ok(otls_context_free(other));
    ask_for(&e, "other.example");
    ends_shake_well(&e);
    ends_disconnect(&e);
    ask_for(&e, "localhost");
    ends_shake_well(&e);
    ends_close(&e);
}
END_TEST

START_TEST(a_stricter_name_refuses_who_shows_nothing)
{
    struct ends e;
    int client, server;

    ends_contexts(&e, _i, "server");
    add_strict(e.server_context);
    ask_for(&e, STRICT);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_CERT_MISSING);
    ends_disconnect(&e);
    ask_for(&e, "localhost");
    ends_shake_well(&e);
    ends_close(&e);
}
END_TEST

static otls_handle
session_of(struct ends *e)
{
    otls_handle session;

    ends_say(e->server, e->client, "x");
    ck_assert_ok(otls_connection_session(e->client, &session));
    return session;
}

/* A client that offers any session to any name, and one that it got with the
 * laxer name, which the laxer name resumes. */
static otls_handle
get_lax_session(struct ends *e, int way)
{
    otls_handle session, second;

    ends_contexts(e, way, "server");
    add_strict(e->server_context);
    ck_assert_ok(
        otls_context_insecure_set_hostname_check(e->client_context, 0));
    ask_for(e, "localhost");
    ends_shake_well(e);
    session = session_of(e);
    ends_disconnect(e);
    ask_for(e, "localhost");
    ck_assert_ok(otls_connection_set_session(e->client, session));
    ends_shake_well(e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e->server), 1);
    second = session_of(e);
    ends_disconnect(e);
    ck_assert_ok(otls_session_free(session));
    return second;
}

START_TEST(a_stricter_name_is_not_passed_by_resuming)
{
    struct ends e;
    otls_handle session = get_lax_session(&e, _i);
    int client, server;

    ask_for(&e, STRICT);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_CERT_MISSING);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(a_stricter_name_looks_at_the_certificate_of_who_offers_a_session)
{
    struct ends e;
    otls_handle session = get_lax_session(&e, _i), chain;

    ends_use(e.client_context, "client");
    ask_for(&e, STRICT);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    ck_assert_ok(otls_connection_info_verified_chain(e.server, &chain));
    ck_assert_ok(otls_cert_list_free(chain));
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(a_question_that_nobody_answers_lets_nobody_through)
{
    struct ends e;
    char byte;
    size_t len;
    int i, rv = OTLS_E_WANT_READ;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_ask_name(e.server_context, 1));
    ask_for(&e, "localhost");
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, 0));
    ck_assert_ok(otls_connection_set_timeout_ms(e.server, 0));
    for (i = 0; i < 20 && rv == OTLS_E_WANT_READ; i++) {
        ck_assert_otls(
            otls_connection_handshake(e.client), OTLS_E_WANT_READ);
        rv = otls_connection_handshake(e.server);
    }
    ck_assert_otls(rv, OTLS_E_WANT_NAME);
    for (i = 0; i < 3; i++) {
        ck_assert_otls(
            otls_connection_handshake(e.server), OTLS_E_WANT_NAME);
        ck_assert_otls(otls_connection_read(e.server, &byte, 1, &len),
            OTLS_E_WANT_NAME);
        ck_assert_otls(otls_connection_write(e.server, "x", 1, &len),
            OTLS_E_WANT_NAME);
        ck_assert_otls(
            otls_connection_handshake(e.client), OTLS_E_WANT_READ);
    }
    ck_assert_ok(otls_connection_refuse_name(e.server));
    ck_assert_otls(otls_connection_handshake(e.server), OTLS_E_TLS_NAME);
    ends_close(&e);
}
END_TEST

/* OpenSSL's client, which asks for another name once it is told to try again
 * with another group. */
struct fickle {
    SSL_CTX *ctx;
    SSL *ssl;
    int fds[2];
    const char *second;
    int retried;
};

static void
on_message(int write, int version, int type, const void *buf, size_t len,
    SSL *ssl, void *user)
{
    struct fickle *f = user;

    (void)version;
    if (write == 0 && type == SSL3_RT_HANDSHAKE && len > 0 &&
        *(const unsigned char *)buf == SSL3_MT_SERVER_HELLO && !f->retried) {
        f->retried = 1;
        ck_assert_int_eq(SSL_set_tlsext_host_name(ssl, f->second), 1);
    }
}

static void
fickle_begin(struct fickle *f, const char *first, const char *second,
    const char *certificate)
{
    char path[300];

    (void)signal(SIGPIPE, SIG_IGN);
    memset(f, 0, sizeof(*f));
    f->second = second;
    ck_assert_ptr_nonnull(f->ctx = SSL_CTX_new(TLS_client_method()));
    ck_assert_int_eq(
        SSL_CTX_set1_groups_list(f->ctx, "X25519:P-384:P-256"), 1);
    if (certificate != NULL) {
        (void)snprintf(path, sizeof(path), "%s.pem", certificate);
        ck_assert_int_eq(SSL_CTX_use_certificate_chain_file(
                             f->ctx, certs_path(path)),
            1);
        (void)snprintf(path, sizeof(path), "%s.key", certificate);
        ck_assert_int_eq(SSL_CTX_use_PrivateKey_file(
                             f->ctx, certs_path(path), SSL_FILETYPE_PEM),
            1);
    }
    ck_assert_int_eq(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f->fds), 0);
    ck_assert_int_eq(fcntl(f->fds[0], F_SETFL, O_NONBLOCK), 0);
    ck_assert_ptr_nonnull(f->ssl = SSL_new(f->ctx));
    ck_assert_int_eq(SSL_set_fd(f->ssl, f->fds[0]), 1);
    ck_assert_int_eq(SSL_set_tlsext_host_name(f->ssl, first), 1);
    SSL_set_msg_callback(f->ssl, on_message);
    SSL_set_msg_callback_arg(f->ssl, f);
    SSL_set_connect_state(f->ssl);
}

static void
fickle_end(struct fickle *f)
{
    SSL_free(f->ssl);
    SSL_CTX_free(f->ctx);
    (void)close(f->fds[0]);
}

/* What the server came to; |reply|, where it isn't 0, is its answer to each
 * name. */
static int
meet(struct fickle *f, otls_handle server, otls_handle reply)
{
    int i, rv = OTLS_E_WANT_READ;

    ck_assert_ok(otls_connection_set_timeout_ms(server, 0));
    for (i = 0; i < 20; i++) {
        (void)SSL_do_handshake(f->ssl);
        rv = otls_connection_handshake(server);
        if (rv == OTLS_E_WANT_NAME)
            ck_assert_ok(otls_connection_reply_name(server, reply));
        else if (rv != OTLS_E_WANT_READ)
            break;
    }
    ck_assert_int_eq(f->retried, 1);
    return rv;
}

static otls_handle
server_that_retries(void)
{
    otls_handle context;

    certs_standard();
    ck_assert_ok(otls_context_new(OTLS_ROLE_SERVER, &context));
    ends_use(context, "server");
    ck_assert_ok(otls_context_set_groups(context, "P-384"));
    add_strict(context);
    return context;
}

START_TEST(a_name_that_changes_in_the_second_hello_is_fatal)
{
    static const struct {
        const char *first, *second;
        int code;
    } cases[] = {
        {"localhost", "localhost", OTLS_OK},
        {"localhost", STRICT, OTLS_E_TLS_NAME},
        {STRICT, "localhost", OTLS_E_TLS_NAME},
        {"localhost", "localhost.example", OTLS_E_TLS_NAME},
    };
    otls_handle context = server_that_retries(), server;
    struct fickle f;

    fickle_begin(&f, cases[_i].first, cases[_i].second, "client");
    ck_assert_ok(otls_connection_new_socket(context, f.fds[1], 1, &server));
    ck_assert_otls(meet(&f, server, 0), cases[_i].code);
    ck_assert_ok(otls_connection_free(server));
    ck_assert_ok(otls_context_free(context));
    fickle_end(&f);
}
END_TEST

/* A retry, the name's own context by question, and the certificate that it
 * demands: with one, and without. */
START_TEST(a_retry_a_name_and_a_certificate_go_together)
{
    otls_handle context = server_that_retries(), strict, server, chain = 0;
    struct fickle f;
    int rv;

    ck_assert_ok(otls_context_copy(context, &strict));
    ck_assert_ok(otls_context_add_name(strict, STRICT, 0));
    ends_use(strict, "other");
    ends_trust(strict, "root.crt");
    ck_assert_ok(otls_context_set_verify(strict, OTLS_VERIFY_REQUIRED));
    ck_assert_ok(otls_context_set_ask_name(context, 1));
    fickle_begin(
        &f, "other.example", "other.example", _i == 0 ? "client" : NULL);
    ck_assert_ok(otls_connection_new_socket(context, f.fds[1], 1, &server));
    rv = meet(&f, server, strict);
    ck_assert_otls(rv, _i == 0 ? OTLS_OK : OTLS_E_CERT_MISSING);
    if (_i == 0) {
        ck_assert_ok(otls_connection_info_verified_chain(server, &chain));
        ck_assert_ok(otls_cert_list_free(chain));
    }
    ck_assert_ok(otls_connection_free(server));
    ck_assert_ok(otls_context_free(strict));
    ck_assert_ok(otls_context_free(context));
    fickle_end(&f);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection name");
    TCase *c = tcase_create("policy of a name");

    tcase_add_loop_test(
        c, a_name_of_the_table_brings_its_own_certificate, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_stricter_name_refuses_who_shows_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_stricter_name_is_not_passed_by_resuming, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        a_stricter_name_looks_at_the_certificate_of_who_offers_a_session, 0,
        ENDS_WAYS);
    tcase_add_loop_test(
        c, a_question_that_nobody_answers_lets_nobody_through, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_name_that_changes_in_the_second_hello_is_fatal, 0, 4);
    tcase_add_loop_test(
        c, a_retry_a_name_and_a_certificate_go_together, 0, 2);
    suite_add_tcase(s, c);
    return s;
}
