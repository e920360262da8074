/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "certs.h"
#include "kept.h"
#include "shelf.h"

/* Clients that keep what servers give them in a store, "shelf:", whose entries
 * a test can count, read, move and spoil (tests/support/shelf.h). */

static int64_t
counted(otls_handle context, int counter)
{
    int64_t n;

    ck_assert_ok(otls_context_counter(context, counter, &n));
    return n;
}

/* A context that has only the store in common with the one before. */
static void
begin_anew(struct ends *e)
{
    struct ends other;

    ends_contexts(&other, e->way, "server");
    ck_assert_ok(otls_context_free(other.server_context));
    ck_assert_ok(otls_context_free(e->client_context));
    e->client_context = other.client_context;
    kept_by_shelf(e->client_context);
}

START_TEST(another_context_resumes)
{
    struct ends e;
    int i;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    for (i = 0; i < 4; i++) {
        begin_anew(&e);
        ends_connect(&e);
        ck_assert_int_eq(kept_shake(&e), 1);
        kept_explain(e.client, "resumed with a session from the store");
        ck_assert_int_eq(
            otls_connection_info_resumed_by(e.client), OTLS_RESUMED_STORE);
        ck_assert_int_eq(
            otls_connection_info_resumed_by(e.server), OTLS_RESUMED_TICKET);
        ck_assert_int_eq(counted(e.client_context, OTLS_COUNTER_RESUMED), 1);
        ends_disconnect(&e);
    }
    ends_close(&e);
}
END_TEST

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

/* With nothing of an earlier process but the database. */
static void
visit_and_exit(int way, const char *url)
{
    otls_handle keys, store;
    struct ends e;
    int resumed;

    ends_contexts(&e, way, "server");
    ck_assert_ok(otls_ticket_keys_derived(SECRET, strlen(SECRET), 0, &keys));
    ck_assert_ok(otls_context_set_ticket_keys(e.server_context, keys));
    ck_assert_ok(otls_store_open(url, SECRET, strlen(SECRET), &store));
    ck_assert_ok(otls_context_set_store(e.client_context, store));
    resumed = kept_visit(&e);
    ck_assert_ok(otls_store_free(store));
    _exit(resumed);
}

START_TEST(another_process_resumes)
{
    char url[300], name[20];
    int i, status;
    pid_t pid;

    certs_standard();
    (void)snprintf(name, sizeof(name), "client%d.db", _i);
    (void)snprintf(
        url, sizeof(url), "sqlite:%s?deadline_ms=10000", support_path(name));
    for (i = 0; i < 3; i++) {
        ck_assert_int_ge(pid = fork(), 0);
        if (pid == 0)
            visit_and_exit(_i, url);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert(WIFEXITED(status));
        ck_assert_int_eq(WEXITSTATUS(status), i > 0);
    }
}
END_TEST

START_TEST(tickets_that_come_late_are_kept)
{
    struct ends e;
    int i;

    kept_open(&e, _i);
    ends_connect(&e);
    ends_shake_well(&e);
    ck_assert_int_eq(shelf.puts, 0);
    ends_say(e.client, e.server, "x");
    ck_assert_int_eq(shelf.puts, 0);
    ends_say(e.server, e.client, "x");
    ck_assert_int_eq(shelf.puts, 2);
    ends_disconnect(&e);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

START_TEST(connections_at_once_each_find_a_ticket)
{
    struct ends e, more[4];
    int i;

    kept_open(&e, 0);
    ck_assert_ok(otls_context_set_tickets(e.server_context, 4));
    ck_assert_int_eq(kept_visit(&e), 0);
    for (i = 0; i < 4; i++) {
        more[i] = e;
        ends_connect(&more[i]);
        ends_shake_well(&more[i]);
        ck_assert_int_eq(otls_connection_info_is_resumed(more[i].client), 1);
    }
    ends_connect(&e);
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    kept_explain(e.client, "the store has no session of this server");
    for (i = 0; i < 4; i++)
        ends_disconnect(&more[i]);
    ends_close(&e);
}
END_TEST

#define VISITS 25

static void *
come_back(void *arg)
{
    struct ends e = *(struct ends *)arg;
    int i;

    for (i = 0; i < VISITS; i++)
        (void)kept_visit(&e);
    return NULL;
}

/* The server takes its own sessions, and would miss one that comes again. */
START_TEST(threads_offer_each_ticket_once)
{
    otls_handle kept, stored;
    pthread_t threads[2];
    struct ends e;
    int i;

    ends_contexts(&e, 0, "server");
    ck_assert_ok(otls_store_open("memory:", NULL, 0, &kept));
    ck_assert_ok(otls_store_open("memory:", NULL, 0, &stored));
    ck_assert_ok(otls_context_set_store(e.client_context, kept));
    ck_assert_ok(otls_context_set_store(e.server_context, stored));
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_STORE));
    ck_assert_int_eq(kept_visit(&e), 0);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, come_back, &e), 0);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(counted(e.server_context, OTLS_COUNTER_MISSED), 0);
    ck_assert_int_eq(counted(e.client_context, OTLS_COUNTER_MISSED), 0);
    ck_assert_int_ge(counted(e.client_context, OTLS_COUNTER_RESUMED), VISITS);
    ck_assert_int_eq(counted(e.client_context, OTLS_COUNTER_RESUMED),
        counted(e.server_context, OTLS_COUNTER_RESUMED));
    ck_assert_ok(otls_store_free(kept));
    ck_assert_ok(otls_store_free(stored));
    ck_assert_ok(otls_context_free(e.client_context));
    ck_assert_ok(otls_context_free(e.server_context));
}
END_TEST

START_TEST(four_look_ups_are_the_most)
{
    static const struct {
        int min, max, takes, gets;
    } ranges[] = {{OTLS_TLS_1_2, OTLS_TLS_1_2, 0, 1},
        {OTLS_TLS_1_3, OTLS_TLS_1_3, 4, 0}, {OTLS_TLS_1_2, 0, 3, 1}};
    struct ends e;
    size_t i;

    kept_open(&e, _i);
    for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        ck_assert_ok(otls_context_set_versions(
            e.client_context, ranges[i].min, ranges[i].max));
        ck_assert_ok(otls_context_set_versions(
            e.server_context, ranges[i].min, ranges[i].max));
        shelf.takes = shelf.gets = 0;
        ck_assert_int_eq(kept_visit(&e), 0);
        ck_assert_int_eq(shelf.takes, ranges[i].takes);
        ck_assert_int_eq(shelf.gets, ranges[i].gets);
        ck_assert_int_eq(kept_visit(&e), 1);
    }
    /* to a server that has the older version alone, with two tickets left */
    ck_assert_ok(otls_context_set_versions(
        e.server_context, OTLS_TLS_1_2, OTLS_TLS_1_2));
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_eq(kept_visit(&e), 1);
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

/* another server, or another policy */

static void
to_port(struct ends *e)
{
    ck_assert_ok(otls_connection_set_port(e->client, 8443));
}

static void
to_name(struct ends *e)
{
    ck_assert_ok(otls_connection_set_servername(e->client, "example.com"));
}

static void
to_ip(struct ends *e)
{
    ck_assert_ok(otls_connection_set_servername(e->client, "127.0.0.1"));
}

static void
to_alpn(struct ends *e)
{
    ck_assert_ok(otls_context_set_alpn(e->client_context, "\x02h2", 3));
}

static void
to_insecure(struct ends *e)
{
    ck_assert_ok(otls_context_insecure_set_verify_none(e->client_context));
}

static void
to_no_host(struct ends *e)
{
    ck_assert_ok(
        otls_context_insecure_set_hostname_check(e->client_context, 0));
}

static void
to_flags(struct ends *e)
{
    ck_assert_ok(otls_context_set_verify_flags(
        e->client_context, OTLS_VERIFY_FLAG_STRICT));
}

static void
to_depth(struct ends *e)
{
    ck_assert_ok(otls_context_set_verify_depth(e->client_context, 3));
}

static void
to_level(struct ends *e)
{
    ck_assert_ok(otls_context_set_security_level(e->client_context, 1));
}

static void
to_more_trust(struct ends *e)
{
    size_t a_len, b_len;
    unsigned char *const a = support_read_file(certs_path("root.crt"), &a_len);
    unsigned char *const b =
        support_read_file(certs_path("stranger-root.crt"), &b_len);
    unsigned char *const both = malloc(a_len + b_len);

    ck_assert_ptr_nonnull(both);
    memcpy(both, a, a_len);
    memcpy(both + a_len, b, b_len);
    support_write_file(support_path("both.crt"), both, a_len + b_len);
    ends_trust(e->client_context, "both.crt");
    free(a);
    free(b);
    free(both);
}

static void
to_client(struct ends *e)
{
    ends_use(e->client_context, "client");
}

static void
to_versions(struct ends *e)
{
    ck_assert_ok(
        otls_context_set_versions(e->client_context, OTLS_TLS_1_2, 0));
    if ((e->way & ENDS_1_2) != 0)
        ck_assert_ok(otls_context_set_versions(
            e->client_context, OTLS_TLS_1_1, OTLS_TLS_1_2));
}

static void
to_ciphers(struct ends *e)
{
    ck_assert_ok(otls_context_set_ciphers(e->client_context, "ECDHE"));
}

static void
to_suites(struct ends *e)
{
    ck_assert_ok(otls_context_set_ciphersuites(
        e->client_context, "TLS_AES_128_GCM_SHA256"));
}

static void
to_later(struct ends *e)
{
    ck_assert_ok(otls_context_set_post_handshake_auth(e->client_context, 1));
}

static void
to_stapling(struct ends *e)
{
    ck_assert_ok(otls_context_set_ocsp_stapling(e->client_context, 1));
}

static const struct {
    void (*change)(struct ends *e);
    int of_connection;
} changes[] = {{to_port, 1}, {to_name, 1}, {to_ip, 1}, {to_alpn, 0},
    {to_insecure, 0}, {to_no_host, 0}, {to_flags, 0}, {to_depth, 0},
    {to_level, 0}, {to_more_trust, 0}, {to_client, 0}, {to_versions, 0},
    {to_ciphers, 0}, {to_suites, 0}, {to_later, 0}, {to_stapling, 0}};
#define CHANGES (sizeof(changes) / sizeof(changes[0]))

START_TEST(another_server_or_policy_is_offered_nothing)
{
    otls_handle first, changed;
    struct ends e;
    size_t i;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    first = e.client_context;
    for (i = 0; i < CHANGES; i++) {
        ck_assert_ok(otls_context_copy(first, &changed));
        e.client_context = changed;
        if (!changes[i].of_connection)
            changes[i].change(&e);
        ends_connect(&e);
        if (changes[i].of_connection)
            changes[i].change(&e);
        ck_assert_msg(kept_shake(&e) == 0, "change %zu resumed", i);
        kept_explain(e.server, "offered no session");
        ends_disconnect(&e);
        ck_assert_ok(otls_context_free(changed));
        e.client_context = first;
    }
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

START_TEST(a_server_that_is_trusted_no_more_is_offered_nothing)
{
    int client, server;
    struct ends e;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    ends_trust(e.client_context, "stranger-root.crt");
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_int_eq(client, OTLS_E_CERT_UNTRUSTED);
    ends_disconnect(&e);
    ends_trust(e.client_context, "root.crt");
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

START_TEST(the_programs_session_goes_first)
{
    otls_handle session, again;
    struct ends e;

    kept_open(&e, _i);
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    ck_assert_int_eq(
        otls_connection_info_resumed_by(e.client), OTLS_RESUMED_NOT);
    ck_assert_ok(otls_connection_session(e.client, &session));
    ends_disconnect(&e);
    shelf.gets = shelf.takes = 0;
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ck_assert_int_eq(kept_shake(&e), 1);
    ck_assert_int_eq(
        otls_connection_info_resumed_by(e.client), OTLS_RESUMED_SESSION);
    kept_explain(e.client, "resumed with the session that was set");
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    /* and what came from the store is to be had, where it goes on */
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 1);
    ck_assert_ok(otls_connection_session(e.client, &again));
    ck_assert_ok(otls_session_free(again));
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

/* what is not kept */

static int
accept_all(void *user, otls_handle connection)
{
    (void)user;
    (void)connection;
    return OTLS_CALLBACK_ACCEPT;
}

static void
with_callback(otls_handle context)
{
    ck_assert_ok(otls_context_on_verify(context, accept_all, NULL));
}

static void
with_no_resumption(otls_handle context)
{
    ck_assert_ok(otls_context_set_resumption(context, OTLS_RESUMPTION_OFF));
}

static void
with_psk(otls_handle context)
{
    ck_assert_ok(otls_context_set_ask_psk(context, 1, NULL));
}

static void
shake_with_answers(struct ends *e)
{
    int client = OTLS_E_WANT_READ, server = OTLS_E_WANT_READ, i;

    for (i = 0; i < 100 && (client != OTLS_OK || server != OTLS_OK); i++) {
        if (client == OTLS_E_WANT_PSK)
            ck_assert_ok(otls_connection_refuse_psk(e->client));
        if (client == OTLS_E_WANT_VERIFY)
            ck_assert_ok(otls_connection_reply_verify(e->client, 1));
        if (client != OTLS_OK)
            client = otls_connection_handshake(e->client);
        if (server != OTLS_OK)
            server = otls_connection_handshake(e->server);
    }
    ck_assert_ok(client);
    ck_assert_ok(server);
}

static void
with_question(otls_handle context)
{
    ck_assert_ok(otls_context_set_ask_verify(context, 1));
}

START_TEST(what_the_program_decides_is_not_kept)
{
    static void (*const with[])(otls_handle context) = {
        with_callback, with_question, with_psk, with_no_resumption};
    struct ends e;
    size_t i;

    for (i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
        kept_open(&e, _i);
        with[i](e.client_context);
        ends_connect(&e);
        shake_with_answers(&e);
        ends_say(e.server, e.client, "x");
        ck_assert_int_eq(shelf.puts + shelf.gets + shelf.takes, 0);
        kept_explain(e.client, "keeps no session in the store");
        ends_close(&e);
    }
}
END_TEST

START_TEST(without_a_server_name_nothing_is_kept)
{
    otls_handle a, b;
    struct ends e;

    kept_open(&e, _i);
    ck_assert_ok(
        otls_context_insecure_set_hostname_check(e.client_context, 0));
    ck_assert_ok(otls_bio_pair_new(20000, &a, &b));
    ck_assert_ok(otls_connection_new_bio(e.client_context, a, a, &e.client));
    ck_assert_ok(otls_connection_new_bio(e.server_context, b, b, &e.server));
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, 0));
    ck_assert_ok(otls_connection_set_timeout_ms(e.server, 0));
    ck_assert_int_eq(kept_shake(&e), 0);
    ck_assert_int_eq(shelf.puts + shelf.gets + shelf.takes, 0);
    kept_explain(e.client, "without a server name");
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_client");
    TCase *c = tcase_create("connection_client");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, another_context_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(c, another_process_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(c, tickets_that_come_late_are_kept, 0, 2);
    tcase_add_test(c, connections_at_once_each_find_a_ticket);
    tcase_add_test(c, threads_offer_each_ticket_once);
    tcase_add_loop_test(c, four_look_ups_are_the_most, 0, 2);
    tcase_add_loop_test(
        c, another_server_or_policy_is_offered_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_server_that_is_trusted_no_more_is_offered_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(c, the_programs_session_goes_first, 0, ENDS_WAYS);
    tcase_add_loop_test(c, what_the_program_decides_is_not_kept, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, without_a_server_name_nothing_is_kept, 0, ENDS_WAYS);
    suite_add_tcase(s, c);
    return s;
}
