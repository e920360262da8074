/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"

#include "certs.h"

/* A server whose certificate is not what the client wants. */
static const struct {
    const char *name;
    int code;
    const char *part;
} servers[] = {
    {"expired", OTLS_E_CERT_EXPIRED, "expired"},
    {"future", OTLS_E_CERT_NOT_YET_VALID, "before"},
    {"stranger", OTLS_E_CERT_UNTRUSTED, "localhost"},
    {"other", OTLS_E_CERT_HOST, "localhost"},
};
#define SERVERS ((int)(sizeof(servers) / sizeof(servers[0])))

START_TEST(each_bad_certificate_has_its_code_and_the_server_hears_of_it)
{
    const int fds = support_open_fds();
    struct ends e;
    int client, server;
    int64_t handles;

    ends_contexts(&e, _i / SERVERS, servers[_i % SERVERS].name);
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(client, servers[_i % SERVERS].code);
    ck_assert_otls(
        otls_connection_handshake(e.client), servers[_i % SERVERS].code);
    support_assert_message("localhost");
    support_assert_message(servers[_i % SERVERS].part);
    if (server == OTLS_OK)
        server = otls_connection_read(e.server, &handles, 1, &(size_t){0});
    ck_assert_otls(server, OTLS_E_TLS_ALERT);
    ck_assert_otls(otls_connection_handshake(e.server),
        (_i / SERVERS & ENDS_1_2) != 0 ? OTLS_E_TLS_ALERT : server);
    support_assert_message("alert");
    ends_close(&e);
    ck_assert_int_eq(support_open_fds(), fds);
    ck_assert_ok(otls_handle_count(0, &handles));
    ck_assert_int_eq(handles, 0);
}
END_TEST

START_TEST(a_revoked_certificate_is_refused)
{
    struct ends e;
    otls_handle trust, crls;
    int client, server;

    ends_contexts(&e, _i, "revoked");
    ck_assert_ok(otls_trust_load_file(certs_path("root.crt"), &trust));
    ck_assert_ok(
        otls_trust_with_crls_file(trust, certs_path("all.crl"), &crls));
    ck_assert_ok(otls_context_set_trust(e.client_context, crls));
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_trust_free(crls));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(client, OTLS_E_CERT_REVOKED);
    ends_close(&e);
}
END_TEST

START_TEST(without_a_name_to_check_there_is_no_handshake)
{
    struct ends e;
    otls_handle a, b;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_bio_pair_new(20000, &a, &b));
    ck_assert_ok(otls_connection_new_bio(e.client_context, a, a, &e.client));
    ck_assert_otls(
        otls_connection_handshake(e.client), OTLS_E_TLS_STATE);
    ck_assert_ok(otls_connection_set_servername(e.client, "localhost"));
    ck_assert_otls(
        otls_connection_handshake(e.client), OTLS_E_WANT_READ);
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    ends_close(&e);
}
END_TEST

START_TEST(a_client_may_not_come_without_certificate_where_one_is_required)
{
    struct ends e;
    char buf[10];
    size_t n;
    int client, server;

    ends_contexts(&e, _i, "server");
    ends_trust(e.server_context, "root.crt");
    ck_assert_ok(
        otls_context_set_verify(e.server_context, OTLS_VERIFY_REQUIRED));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_CERT_MISSING);
    if (client == OTLS_OK)
        client = otls_connection_read(e.client, buf, sizeof(buf), &n);
    ck_assert_otls(client, OTLS_E_TLS_ALERT);
    ends_disconnect(&e);
    ends_use(e.client_context, "stranger-client");
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_CERT_UNTRUSTED);
    ends_disconnect(&e);
    ends_use(e.client_context, "client");
    ends_connect(&e);
    ends_shake_well(&e);
    ends_close(&e);
}
END_TEST

/* Runs the handshake with a verdict for what it waits for. */
static void
shake_with_verdict(struct ends *e, int accept, int *client, int *server)
{
    char text[200];
    otls_handle cert, list;
    int64_t verdict;
    size_t n;

    ends_shake(e, client, server);
    ck_assert_otls(*client, OTLS_E_WANT_VERIFY);
    ck_assert_otls(
        otls_connection_handshake(e->client), OTLS_E_WANT_VERIFY);
    ck_assert_ok(otls_connection_info_peer_cert(e->client, &cert));
    ck_assert_ok(otls_connection_info_peer_certs(e->client, &list));
    ck_assert_ok(otls_handle_free(cert));
    ck_assert_ok(otls_handle_free(list));
    ck_assert_ok(otls_connection_info_verify_error(
        e->client, &verdict, text, sizeof(text), &n));
    ck_assert_int_ne(verdict, 0);
    ck_assert_ok(otls_connection_reply_verify(e->client, accept));
    ck_assert_otls(
        otls_connection_reply_verify(e->client, 1), OTLS_E_TLS_STATE);
    ends_shake(e, client, server);
}

START_TEST(the_program_decides_where_it_asked_to)
{
    struct ends e;
    int client, server;

    ends_contexts(&e, _i, "stranger");
    ck_assert_ok(otls_context_set_ask_verify(e.client_context, 1));
    ends_connect(&e);
    shake_with_verdict(&e, 0, &client, &server);
    ck_assert_otls(client, OTLS_E_CERT_INVALID);
    ends_disconnect(&e);
    ends_connect(&e);
    shake_with_verdict(&e, 1, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ends_say(e.client, e.server, "trusted");
    ends_close(&e);
}
END_TEST

/* Asks what a callback may ask, and is refused what it may not do. */
static int seen, answer;

static int
decide(void *user, int64_t connection)
{
    char text[200];
    otls_handle cert;
    int64_t verdict;
    size_t n;

    seen++;
    if (otls_connection_info_peer_cert(connection, &cert) != OTLS_OK ||
        otls_handle_free(cert) != OTLS_OK ||
        otls_connection_info_verify_error(
            connection, &verdict, text, sizeof(text), &n) != OTLS_OK ||
        otls_connection_read(connection, text, 1, &n) != OTLS_E_TLS_STATE ||
        otls_connection_write(connection, text, 1, &n) != OTLS_E_TLS_STATE ||
        otls_connection_handshake(connection) != OTLS_E_TLS_STATE)
        return -1;
    return *(int *)user;
}

START_TEST(only_accept_means_yes_in_a_clients_callback)
{
    const int answers[] = {OTLS_CALLBACK_ACCEPT, 1, 0, -1};
    struct ends e;
    int client, server, i;

    ends_contexts(&e, _i, "stranger");
    ck_assert_ok(
        otls_context_on_verify(e.client_context, decide, &answer));
    for (i = 0; i < 4; i++) {
        answer = answers[i];
        seen = 0;
        ends_connect(&e);
        ends_shake(&e, &client, &server);
        ck_assert_int_eq(seen, 1);
        ck_assert_otls(client, i == 0 ? OTLS_OK : OTLS_E_CERT_INVALID);
        ends_disconnect(&e);
    }
    ends_close(&e);
}
END_TEST

START_TEST(only_accept_means_yes_in_a_servers_callback)
{
    const int answers[] = {OTLS_CALLBACK_ACCEPT, 1, 0, -1};
    struct ends e;
    int client, server, i;

    ends_contexts(&e, _i, "server");
    ends_trust(e.server_context, "root.crt");
    ck_assert_ok(
        otls_context_set_verify(e.server_context, OTLS_VERIFY_REQUIRED));
    ck_assert_ok(
        otls_context_on_verify(e.server_context, decide, &answer));
    ends_use(e.client_context, "client");
    for (i = 0; i < 4; i++) {
        answer = answers[i];
        seen = 0;
        ends_connect(&e);
        ends_shake(&e, &client, &server);
        ck_assert_int_eq(seen, 1);
        ck_assert_otls(server, i == 0 ? OTLS_OK : OTLS_E_CERT_INVALID);
        ends_disconnect(&e);
    }
    ends_close(&e);
}
END_TEST

/* What a peer that speaks no TLS says first. */
static const struct {
    const char *bytes;
    size_t len;
    int closes;
    int code;
    const char *part;
} strangers[] = {
    {"HTTP/1.1 400 Bad Request\r\n\r\n", 28, 0, OTLS_E_TLS_NOT_TLS, "HTTP"},
    {"GET / HTTP/1.1\r\n\r\n", 18, 0, OTLS_E_TLS_NOT_TLS, "HTTP"},
    {"220 mail.example ESMTP\r\n", 24, 0, OTLS_E_TLS_NOT_TLS, "TLS"},
    {"\x91\x02\xfe\x00\x7c\x11\x09\xf8\x33\x27\x5e\xb1", 12, 0,
        OTLS_E_TLS_NOT_TLS, "TLS"},
    {"", 0, 1, OTLS_E_TLS_EOF, "without a word"},
    {"\x16\x03\x03", 3, 1, OTLS_E_TLS_EOF, "closed"},
    {"\x15\x03\x03\x00\x02\x02\x28", 7, 0, OTLS_E_TLS_ALERT, "(40)"},
    {"\x15\x03\x03\x00\x02\x02\x46", 7, 0, OTLS_E_TLS_VERSION, "(70)"},
};
#define STRANGERS ((int)(sizeof(strangers) / sizeof(strangers[0])))

START_TEST(a_peer_that_speaks_no_tls_is_told_from_one_that_does)
{
    const int fds = support_open_fds();
    const int n = _i % STRANGERS, server = _i / STRANGERS;
    struct ends e;
    otls_handle *const ours = server ? &e.server : &e.client;

    ends_open(&e, 0);
    ck_assert_ok(otls_connection_free(server ? e.client : e.server));
    *(server ? &e.client : &e.server) = 0;
    ck_assert_ok(otls_connection_free(*ours));
    ck_assert_int_eq(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e.fds), 0);
    ck_assert_ok(otls_connection_new_socket(
        server ? e.server_context : e.client_context, e.fds[0], 1, ours));
    if (!server)
        ck_assert_ok(otls_connection_set_servername(*ours, "localhost"));
    ck_assert_int_eq(
        send(e.fds[1], strangers[n].bytes, strangers[n].len, 0),
        (ssize_t)strangers[n].len);
    if (strangers[n].closes)
        (void)shutdown(e.fds[1], SHUT_WR);
    ck_assert_otls(otls_connection_handshake(*ours), strangers[n].code);
    support_assert_message(strangers[n].part);
    (void)close(e.fds[1]);
    ends_close(&e);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(an_unclean_end_is_told_from_a_clean_one)
{
    struct ends e;
    char buf[10];
    size_t n;

    ends_open(&e, _i);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_free(e.server));
    e.server = 0;
    ck_assert_otls(otls_connection_read(e.client, buf, sizeof(buf), &n),
        OTLS_E_TLS_EOF);
    ck_assert_otls(otls_connection_read(e.client, buf, sizeof(buf), &n),
        OTLS_E_TLS_EOF);
    ends_close(&e);
}
END_TEST

START_TEST(versions_ciphers_and_protocols_in_common_are_missed)
{
    struct ends e;
    int client, server;

    ends_contexts(&e, 0, "server");
    ck_assert_ok(otls_context_set_versions(
        e.client_context, OTLS_TLS_1_2, OTLS_TLS_1_2));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(client, OTLS_E_TLS_VERSION);
    ck_assert_otls(server, OTLS_E_TLS_VERSION);
    ends_close(&e);
    ends_contexts(&e, ENDS_1_2, "server");
    ck_assert_ok(otls_context_set_ciphers(
        e.client_context, "ECDHE-ECDSA-AES128-GCM-SHA256"));
    ck_assert_ok(otls_context_set_ciphers(
        e.server_context, "ECDHE-ECDSA-AES256-GCM-SHA384"));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_TLS_CIPHER);
    ends_close(&e);
    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_alpn(e.client_context, "\x02h2", 3));
    ck_assert_ok(otls_context_set_alpn(e.server_context, "\x02h3", 3));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(client, OTLS_E_TLS_ALPN);
    ck_assert_otls(server, OTLS_E_TLS_ALPN);
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection");
    TCase *c = tcase_create("verify");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c,
        each_bad_certificate_has_its_code_and_the_server_hears_of_it, 0,
        ENDS_WAYS * SERVERS);
    tcase_add_loop_test(c, a_revoked_certificate_is_refused, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, without_a_name_to_check_there_is_no_handshake, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        a_client_may_not_come_without_certificate_where_one_is_required, 0,
        ENDS_WAYS);
    tcase_add_loop_test(
        c, the_program_decides_where_it_asked_to, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, only_accept_means_yes_in_a_clients_callback, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, only_accept_means_yes_in_a_servers_callback, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        a_peer_that_speaks_no_tls_is_told_from_one_that_does, 0,
        2 * STRANGERS - 2);
    tcase_add_loop_test(
        c, an_unclean_end_is_told_from_a_clean_one, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        versions_ciphers_and_protocols_in_common_are_missed, 0, ENDS_WAYS);
    suite_add_tcase(s, c);
    return s;
}
