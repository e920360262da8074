/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certs.h"
#include "ends.h"
#include "shelf.h"
#include "stored.h"

/* Servers that keep their sessions in a store, "shelf:", whose entries a test
 * can count, read, move and spoil (tests/support/shelf.h). */

START_TEST(a_session_in_the_store_resumes)
{
    otls_handle session = 0;
    struct ends e;
    int i;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    stored_explain(&e, "offered no session");
    ck_assert_int_eq(otls_session_has_ticket(session), (_i & ENDS_1_2) == 0);
    ends_disconnect(&e);
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(stored_visit(&e, &session), 1);
        stored_explain(&e, (_i & ENDS_1_2) != 0
                               ? "from the store, by a session id"
                               : "from the store, by the client's ticket");
        ends_disconnect(&e);
    }
    stored_close(&e, session);
}
END_TEST

START_TEST(another_server_of_the_store_resumes)
{
    otls_handle session = 0;
    struct ends e;
    int i;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(stored_visit(&e, &session), i > 0);
        ends_disconnect(&e);
        stored_restart(&e);
    }
    stored_close(&e, session);
}
END_TEST

START_TEST(a_session_of_1_3_resumes_once)
{
    otls_handle first = 0, again;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &first), 0);
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, first));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 1);
    ends_disconnect(&e);
    /* on another host too, and 1.2 has no such rule */
    stored_restart(&e);
    again = first;
    ck_assert_int_eq(stored_visit(&e, &again), (_i & ENDS_1_2) != 0);
    if ((_i & ENDS_1_2) == 0)
        stored_explain(&e, "doesn't have the client's session");
    ends_disconnect(&e);
    stored_close(&e, again);
}
END_TEST

START_TEST(each_session_costs_a_write_and_each_return_one_look_up)
{
    const int is_1_2 = (_i & ENDS_1_2) != 0;
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_int_eq(shelf.puts, is_1_2 ? 1 : 2);
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ck_assert_int_eq(shelf.puts, is_1_2 ? 1 : 3);
    ck_assert_int_eq(shelf.gets, is_1_2);
    ck_assert_int_eq(shelf.takes, !is_1_2);
    ends_disconnect(&e);
    /* neither closing nor going without a word removes anything (d8) */
    ck_assert_int_eq(shelf.removes, 0);
    stored_close(&e, session);
    ck_assert_int_eq(shelf.removes, 0);
}
END_TEST

START_TEST(stateless_tickets_cost_the_store_nothing)
{
    otls_handle session = 0;
    struct ends e;
    int i;

    stored_open(&e, _i, OTLS_RESUMPTION_BOTH);
    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(stored_visit(&e, &session), i > 0);
        ck_assert_int_eq(otls_session_has_ticket(session), 1);
        ends_disconnect(&e);
    }
    ck_assert_int_eq(shelf.puts + shelf.gets + shelf.takes, 0);
    stored_close(&e, session);
}
END_TEST

START_TEST(both_takes_what_the_store_has_and_gives_tickets)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_BOTH));
    shelf.puts = 0;
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    stored_explain(&e, "from the store");
    ends_disconnect(&e);
    ck_assert_int_eq(shelf.puts, 0);
    if ((_i & ENDS_1_2) != 0) {
        stored_close(&e, session);
        return;
    }
    shelf.gets = shelf.takes = 0;
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    stored_explain(&e, "resumed by the client's ticket");
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

/* A client with compatibility mode sends a random id to a 1.2 server (d4). */
START_TEST(a_foreign_id_costs_no_look_up)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i | ENDS_1_2, OTLS_RESUMPTION_STORE);
    ck_assert_ok(otls_context_set_versions(e.client_context, 0, 0));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

/* OpenSSL keeps nothing of its own beside it. */
START_TEST(what_the_store_has_lost_resumes_nowhere)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    shelf.count = 0;
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    stored_explain(&e, "doesn't have the client's session");
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

/* Tickets resume whatever the cache's mode is (d16). */
START_TEST(nothing_resumes_where_that_is_off)
{
    otls_handle keys, session = 0, none;
    struct ends e;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_ticket_keys_derived(
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 44, 0, &keys));
    ck_assert_ok(otls_context_set_ticket_keys(e.server_context, keys));
    ck_assert_ok(otls_ticket_keys_free(keys));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_OFF));
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ends_say(e.server, e.client, "x");
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    ck_assert_otls(otls_connection_session(e.client, &none), OTLS_E_TLS_STATE);
    ends_disconnect(&e);
    /* and where it is on, the same session does */
    ck_assert_ok(otls_context_set_resumption(
        e.server_context, OTLS_RESUMPTION_TICKETS));
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

START_TEST(a_mode_with_a_store_needs_one)
{
    otls_handle connection, bio, store;
    struct ends e;

    ends_contexts(&e, ENDS_BIOS, "server");
    shelf_open(&store);
    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(
        otls_context_set_resumption(e.client_context, OTLS_RESUMPTION_STORE),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_set_store(e.server_context, bio), OTLS_E_HANDLE_KIND);
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_BOTH));
    ck_assert_otls(
        otls_connection_new_bio(e.server_context, bio, bio, &connection),
        OTLS_E_INVALID);
    ck_assert_ok(otls_context_set_store(e.server_context, store));
    ck_assert_ok(
        otls_connection_new_bio(e.server_context, bio, bio, &connection));
    ck_assert_ok(otls_connection_free(connection));
    ck_assert_ok(otls_context_set_store(e.server_context, 0));
    ck_assert_otls(
        otls_connection_new_bio(e.server_context, bio, bio, &connection),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_set_session_life_s(e.server_context, 0), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_session_life_s(e.server_context, 604801),
        OTLS_E_INVALID);
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_ok(otls_store_free(store));
    ends_close(&e);
}
END_TEST

/* The store of the name is asked, whatever the first context does. */
START_TEST(the_name_has_a_store_of_its_own)
{
    otls_handle session = 0, named, store;
    struct ends e;
    int i;

    ends_contexts(&e, _i, "server");
    shelf_open(&store);
    ck_assert_ok(otls_context_copy(e.server_context, &named));
    ck_assert_ok(otls_context_set_store(named, store));
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_context_set_resumption(named, OTLS_RESUMPTION_STORE));
    ck_assert_ok(otls_context_add_name(e.server_context, "localhost", named));
    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(stored_visit(&e, &session), i > 0);
        ck_assert_int_gt(shelf.puts, 0);
        ends_disconnect(&e);
    }
    /* and the other way round */
    ck_assert_ok(otls_context_set_resumption(named, OTLS_RESUMPTION_OFF));
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    ends_disconnect(&e);
    ck_assert_ok(otls_context_free(named));
    stored_close(&e, session);
}
END_TEST

/* A hello that is answered by another one is looked up once. */
START_TEST(a_hello_that_is_retried_resumes_with_one_look_up)
{
    const int mode = _i == 0 ? OTLS_RESUMPTION_STORE : OTLS_RESUMPTION_BOTH;
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, 0, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_ok(otls_context_set_resumption(e.server_context, mode));
    ck_assert_ok(otls_context_set_groups(e.client_context, "P-256:X25519"));
    ck_assert_ok(otls_context_set_groups(e.server_context, "X25519"));
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ck_assert_int_eq(shelf.takes, 1);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

#define THREADS 4
#define VISITS 10

/* A client of its own, with the contexts of all. */
static void *
come_back(void *arg)
{
    struct ends e = *(struct ends *)arg;
    otls_handle session = 0;
    int i, *const resumed = calloc(1, sizeof(*resumed));

    for (i = 0; i < VISITS; i++) {
        *resumed += stored_visit(&e, &session);
        ends_disconnect(&e);
    }
    ck_assert_ok(otls_session_free(session));
    return resumed;
}

START_TEST(threads_resume_through_one_store)
{
    pthread_t threads[THREADS];
    otls_handle store;
    struct ends e;
    int64_t hits;
    int i, *resumed;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_store_open("memory:", NULL, 0, &store));
    ck_assert_ok(otls_context_set_store(e.server_context, store));
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_STORE));
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, come_back, &e), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], (void **)&resumed), 0);
        ck_assert_int_eq(*resumed, VISITS - 1);
        free(resumed);
    }
    ck_assert_ok(otls_store_counter(store, OTLS_STORE_HIT, &hits));
    ck_assert_int_eq(hits, THREADS * (VISITS - 1));
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_context_free(e.client_context));
    ck_assert_ok(otls_context_free(e.server_context));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_store");
    TCase *c = tcase_create("connection_store");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, a_session_in_the_store_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(c, another_server_of_the_store_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_session_of_1_3_resumes_once, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        each_session_costs_a_write_and_each_return_one_look_up, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, stateless_tickets_cost_the_store_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, both_takes_what_the_store_has_and_gives_tickets, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_foreign_id_costs_no_look_up, 0, 2);
    tcase_add_loop_test(
        c, what_the_store_has_lost_resumes_nowhere, 0, ENDS_WAYS);
    tcase_add_loop_test(c, nothing_resumes_where_that_is_off, 0, ENDS_WAYS);
    tcase_add_test(c, a_mode_with_a_store_needs_one);
    tcase_add_loop_test(c, the_name_has_a_store_of_its_own, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_hello_that_is_retried_resumes_with_one_look_up, 0, 2);
    tcase_add_loop_test(c, threads_resume_through_one_store, 0, ENDS_WAYS);
    suite_add_tcase(s, c);
    return s;
}
