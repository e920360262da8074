/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "certs.h"
#include "ends.h"

#define KEY "0123456789abcdef"
#define OTHER_KEY "0123456789abcdeX"

/* What both ends are to answer, and what they were asked. */
struct plan {
    const char *identity; /* the client's; NULL: it refuses */
    const char *key;      /* the server's; NULL: it refuses */
    char hint[300], seen[300];
    int asked[2]; /* the client, the server */
};

static void
answer_client(struct ends *e, struct plan *p)
{
    size_t n;

    ck_assert_ok(
        otls_connection_wanted_psk(e->client, p->hint, sizeof(p->hint), &n));
    p->asked[0]++;
    if (p->identity == NULL)
        ck_assert_ok(otls_connection_refuse_psk(e->client));
    else
        ck_assert_ok(otls_connection_reply_psk(
            e->client, p->identity, KEY, strlen(KEY)));
}

static void
answer_server(struct ends *e, struct plan *p)
{
    size_t n;

    ck_assert_ok(
        otls_connection_wanted_psk(e->server, p->seen, sizeof(p->seen), &n));
    p->asked[1]++;
    if (p->key == NULL)
        ck_assert_ok(otls_connection_refuse_psk(e->server));
    else
        ck_assert_ok(otls_connection_reply_psk(
            e->server, NULL, p->key, strlen(p->key)));
}

static void
shake(struct ends *e, struct plan *p, int *client, int *server)
{
    int i;

    *client = *server = OTLS_E_WANT_READ;
    for (i = 0; i < 100; i++) {
        if (ends_is_want(*client) || *client == OTLS_E_WANT_PSK)
            *client = otls_connection_handshake(e->client);
        if (*client == OTLS_E_WANT_PSK)
            answer_client(e, p);
        if (ends_is_want(*server) || *server == OTLS_E_WANT_PSK)
            *server = otls_connection_handshake(e->server);
        if (*server == OTLS_E_WANT_PSK)
            answer_server(e, p);
    }
}

static void
open_psk(struct ends *e, int way)
{
    ends_contexts(e, way, "server");
    ck_assert_ok(otls_context_set_credential(e->server_context, 0));
    ck_assert_ok(otls_context_set_ask_psk(e->client_context, 1, NULL));
    ck_assert_ok(otls_context_set_ask_psk(e->server_context, 1, "which?"));
    ends_connect(e);
}

START_TEST(both_ends_go_on_with_the_same_key)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    otls_handle cert;
    char text[200];
    int client, server;
    size_t n;

    open_psk(&e, _i);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_str_eq(p.seen, "me");
    ck_assert_str_eq(p.hint, (_i & ENDS_1_2) != 0 ? "which?" : "");
    ck_assert_int_eq(p.asked[0], 1);
    ck_assert_int_eq(p.asked[1], 1);
    ends_say(e.client, e.server, "ping");
    ends_say(e.server, e.client, "pong");
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    ck_assert_ok(
        otls_connection_info_explain(e.server, text, sizeof(text), &n));
    ck_assert_str_eq(text, "full handshake: with a pre-shared key");
    ck_assert_otls(
        otls_connection_info_peer_cert(e.client, &cert), OTLS_E_CERT_MISSING);
    ck_assert_otls(
        otls_connection_reply_psk(e.server, NULL, KEY, 16), OTLS_E_TLS_STATE);
    ends_close(&e);
}
END_TEST

START_TEST(another_key_does_not_open)
{
    struct plan p = {.identity = "me", .key = OTHER_KEY};
    struct ends e;
    int client, server;

    open_psk(&e, _i);
    shake(&e, &p, &client, &server);
    ck_assert_int_lt(client, 0);
    ck_assert_int_lt(server, 0);
    ck_assert_int_ne(client, OTLS_E_WANT_PSK);
    ck_assert_int_ne(server, OTLS_E_WANT_PSK);
    ends_close(&e);
}
END_TEST

START_TEST(nobody_gets_in_without_a_key)
{
    struct plan p = {.identity = "me", .key = NULL};
    struct plan q = {.identity = NULL, .key = KEY};
    struct ends e;
    int client, server;

    open_psk(&e, _i);
    shake(&e, &p, &client, &server);
    ck_assert_int_lt(client, 0);
    ck_assert_int_lt(server, 0);
    ends_disconnect(&e);
    ends_connect(&e);
    shake(&e, &q, &client, &server);
    ck_assert_int_lt(client, 0);
    ck_assert_int_lt(server, 0);
    ck_assert_int_eq(q.asked[1], 0);
    ends_close(&e);
}
END_TEST

/* A server with both goes on with its certificate, a client verifies it. */
START_TEST(without_a_key_certificates_count_as_ever)
{
    struct plan p = {.identity = NULL, .key = NULL};
    struct plan q = {.identity = "me", .key = KEY};
    struct ends e;
    otls_handle cert;
    int client, server;

    open_psk(&e, _i);
    ends_disconnect(&e);
    ends_use(e.server_context, "server");
    ends_connect(&e);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_ok(otls_connection_info_peer_cert(e.client, &cert));
    ck_assert_ok(otls_cert_free(cert));
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_servername(e.client, "no.example"));
    shake(&e, &p, &client, &server);
    ck_assert_int_eq(client, OTLS_E_CERT_HOST);
    ends_disconnect(&e);
    /* with TLS 1.3 a key goes before the certificate */
    ends_connect(&e);
    shake(&e, &q, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_int_eq(otls_connection_info_peer_cert(e.client, &cert),
        (_i & ENDS_1_2) != 0 ? OTLS_OK : OTLS_E_CERT_MISSING);
    if ((_i & ENDS_1_2) != 0)
        ck_assert_ok(otls_cert_free(cert));
    ends_close(&e);
}
END_TEST

/* One that speaks both versions is asked before it knows which. */
START_TEST(a_client_of_both_versions_meets_either_server)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    int client, server;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_credential(e.server_context, 0));
    ck_assert_ok(otls_context_set_versions(e.client_context, 0, 0));
    ck_assert_ok(otls_context_set_ask_psk(e.client_context, 1, NULL));
    ck_assert_ok(otls_context_set_ask_psk(
        e.server_context, 1, (_i & ENDS_BIOS) != 0 ? "which?" : NULL));
    ends_connect(&e);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    /* again where there is a hint that the first answer didn't know */
    ck_assert_int_eq(p.asked[0], _i == (ENDS_1_2 | ENDS_BIOS) ? 2 : 1);
    ends_close(&e);
}
END_TEST

START_TEST(a_hello_that_is_retried_keeps_its_key)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    int client, server;

    open_psk(&e, 0);
    ends_disconnect(&e);
    ck_assert_ok(otls_context_set_groups(e.client_context, "P-256:X25519"));
    ck_assert_ok(otls_context_set_groups(e.server_context, "X25519"));
    ends_connect(&e);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_int_eq(p.asked[0], 1);
    ck_assert_int_eq(p.asked[1], 1);
    ends_close(&e);
}
END_TEST

START_TEST(the_policy_of_the_name_asks_too)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    otls_handle named;
    int client, server;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_copy(e.server_context, &named));
    ck_assert_ok(otls_context_set_credential(named, 0));
    ck_assert_ok(otls_context_set_ask_psk(named, 1, NULL));
    ck_assert_ok(otls_context_set_ask_psk(e.client_context, 1, NULL));
    ck_assert_ok(otls_context_add_name(e.server_context, "localhost", named));
    ends_connect(&e);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_int_eq(p.asked[1], 1);
    /* and where it doesn't, nobody is asked */
    ends_disconnect(&e);
    p.asked[1] = 0;
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_servername(e.client, "example.com"));
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_int_eq(p.asked[1], 0);
    ck_assert_ok(otls_context_free(named));
    ends_close(&e);
}
END_TEST

static void *
answer_from_thread(void *arg)
{
    struct ends *e = arg;

    if (otls_connection_reply_psk(e->client, "me", KEY, 16) != OTLS_OK)
        return NULL;
    return arg;
}

/* There is no job that belongs to a thread. */
START_TEST(any_thread_may_answer_and_go_on)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    pthread_t thread;
    void *result;
    int client, server, i;

    open_psk(&e, _i);
    client = server = OTLS_E_WANT_READ;
    for (i = 0; i < 20 && client != OTLS_E_WANT_PSK; i++) {
        client = otls_connection_handshake(e.client);
        if (client != OTLS_E_WANT_PSK)
            server = otls_connection_handshake(e.server);
    }
    ck_assert_int_eq(client, OTLS_E_WANT_PSK);
    ck_assert_int_eq(pthread_create(&thread, NULL, answer_from_thread, &e), 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_nonnull(result);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ends_close(&e);
}
END_TEST

/* Until the server waits for a key. */
static void
shake_to_question(struct ends *e, struct plan *p)
{
    int client, server = OTLS_E_WANT_READ, i;

    for (i = 0; i < 20 && server != OTLS_E_WANT_PSK; i++) {
        client = otls_connection_handshake(e->client);
        if (client == OTLS_E_WANT_PSK)
            answer_client(e, p);
        server = otls_connection_handshake(e->server);
    }
    ck_assert_int_eq(server, OTLS_E_WANT_PSK);
}

START_TEST(a_connection_that_waits_can_be_freed)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;

    open_psk(&e, _i);
    shake_to_question(&e, &p);
    ck_assert_int_eq(otls_connection_handshake(e.server), OTLS_E_WANT_PSK);
    ends_close(&e);
}
END_TEST

/* Or two processes would send under the same keys. */
START_TEST(a_child_can_only_free_a_connection_that_waits)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    int client, server, bad;
    pid_t pid;

    open_psk(&e, _i);
    shake_to_question(&e, &p);
    pid = fork();
    if (pid == 0) {
        (void)otls_connection_reply_psk(e.server, NULL, KEY, strlen(KEY));
        bad = otls_connection_handshake(e.server) != OTLS_E_FORKED;
        bad |= otls_connection_free(e.server) != OTLS_OK;
        _exit(bad);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ends_say(e.client, e.server, "still here");
    ends_close(&e);
}
END_TEST

START_TEST(a_session_resumes_where_a_key_may_be_used)
{
    struct plan p = {.identity = "me", .key = KEY};
    struct ends e;
    otls_handle session;
    char text[200];
    int client, server;
    size_t n;

    open_psk(&e, _i);
    shake(&e, &p, &client, &server);
    ck_assert_ok(server);
    ends_say(e.server, e.client, "x");
    ck_assert_ok(otls_connection_session(e.client, &session));
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    p.identity = NULL;
    p.key = NULL;
    shake(&e, &p, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
    ends_disconnect(&e);
    /* and nowhere else: nobody verified a certificate */
    ck_assert_ok(otls_context_set_ask_psk(e.client_context, 0, NULL));
    ck_assert_ok(otls_context_set_ask_psk(e.server_context, 0, NULL));
    ends_use(e.server_context, "server");
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    ck_assert_ok(
        otls_connection_info_explain(e.client, text, sizeof(text), &n));
    ck_assert_ptr_nonnull(strstr(text, "mode of verification"));
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(bad_answers_are_refused)
{
    char text[300], small[1];
    struct ends e;
    size_t n;

    open_psk(&e, 0);
    ck_assert_otls(
        otls_connection_wanted_psk(e.client, text, 9, &n), OTLS_E_TLS_STATE);
    ck_assert_otls(otls_connection_refuse_psk(e.client), OTLS_E_TLS_STATE);
    ck_assert_otls(
        otls_connection_reply_psk(e.client, "me", KEY, 16), OTLS_E_TLS_STATE);
    ck_assert_int_eq(otls_connection_handshake(e.client), OTLS_E_WANT_PSK);
    ck_assert_ok(otls_connection_wanted_psk(e.client, small, 1, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_otls(
        otls_connection_reply_psk(e.client, "me", NULL, 0), OTLS_E_NULL);
    ck_assert_otls(
        otls_connection_reply_psk(e.client, "me", KEY, 0), OTLS_E_INVALID);
    ck_assert_otls(
        otls_connection_reply_psk(e.client, NULL, KEY, 16), OTLS_E_INVALID);
    ck_assert_otls(
        otls_connection_reply_psk(e.client, "", KEY, 16), OTLS_E_INVALID);
    memset(text, 'a', sizeof(text));
    text[256] = '\0';
    ck_assert_otls(
        otls_connection_reply_psk(e.client, text, KEY, 16), OTLS_E_INVALID);
    ck_assert_otls(
        otls_connection_reply_psk(e.server, "me", KEY, 16), OTLS_E_INVALID);
    ck_assert_ok(otls_connection_reply_psk(e.client, "me", KEY, 16));
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_psk");
    TCase *c = tcase_create("connection_psk");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, both_ends_go_on_with_the_same_key, 0, ENDS_WAYS);
    tcase_add_loop_test(c, another_key_does_not_open, 0, ENDS_WAYS);
    tcase_add_loop_test(c, nobody_gets_in_without_a_key, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, without_a_key_certificates_count_as_ever, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_client_of_both_versions_meets_either_server, 0, ENDS_WAYS);
    tcase_add_test(c, a_hello_that_is_retried_keeps_its_key);
    tcase_add_loop_test(c, the_policy_of_the_name_asks_too, 0, ENDS_WAYS);
    tcase_add_loop_test(c, any_thread_may_answer_and_go_on, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_connection_that_waits_can_be_freed, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_child_can_only_free_a_connection_that_waits, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_session_resumes_where_a_key_may_be_used, 0, ENDS_WAYS);
    tcase_add_test(c, bad_answers_are_refused);
    suite_add_tcase(s, c);
    return s;
}
