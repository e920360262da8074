/* SPDX-License-Identifier: ISC */
#include <poll.h>
#include <pthread.h>
#include <string.h>

#include "ends.h"
#include "stored.h"

/* A store of the program's own that is asked between two calls: what is kept
 * here, and what each question was. */
#define KEPT 16
#define ROOM 17000

static struct {
    unsigned char data[ROOM];
    size_t len;
} kept[KEPT];
static int kept_count, gets, takes;

/* Fetches what is to be written. */
static void
drain(otls_handle store)
{
    static unsigned char data[ROOM];
    int64_t ttl_ms;
    size_t len;

    for (;;) {
        ck_assert_ok(
            otls_store_next_write(store, &ttl_ms, data, sizeof(data), &len));
        if (len == 0)
            return;
        ck_assert_int_lt(kept_count, KEPT);
        ck_assert_uint_gt(len, 32);
        ck_assert_int_gt(ttl_ms, 0);
        memcpy(kept[kept_count].data, data, len);
        kept[kept_count++].len = len;
    }
}

static void
answer(otls_handle server)
{
    unsigned char key[32];
    int64_t operation;
    size_t len;
    int i;

    ck_assert_ok(otls_connection_store_wanted(
        server, &operation, key, sizeof(key), &len));
    ck_assert_uint_eq(len, 32);
    *(operation == OTLS_CONNECTION_STORE_TAKE ? &takes : &gets) += 1;
    for (i = 0; i < kept_count; i++)
        if (kept[i].len > 0 && memcmp(kept[i].data, key, 32) == 0)
            break;
    if (i == kept_count) {
        ck_assert_ok(otls_connection_store_reply(server, NULL, 0));
        return;
    }
    ck_assert_ok(otls_connection_store_reply(
        server, kept[i].data + 32, kept[i].len - 32));
    if (operation == OTLS_CONNECTION_STORE_TAKE)
        kept[i].len = 0;
}

typedef void answerer(otls_handle server);

static void
shake(struct ends *e, answerer *answer_by)
{
    int client = OTLS_E_WANT_READ, server = OTLS_E_WANT_READ, i;

    for (i = 0; i < 1000 && (client != OTLS_OK || server != OTLS_OK); i++) {
        if (ends_is_want(client))
            client = otls_connection_handshake(e->client);
        if (ends_is_want(server) || server == OTLS_E_WANT_STORE)
            server = otls_connection_handshake(e->server);
        if (server == OTLS_E_WANT_STORE)
            answer_by(e->server);
    }
    ck_assert_ok(client);
    ck_assert_ok(server);
}

static otls_handle
open_pulled(struct ends *e, int way, const char *url)
{
    char secret[45];
    otls_handle store;
    size_t n;

    ends_contexts(e, way, "server");
    ck_assert_ok(otls_store_make_secret(secret, sizeof(secret), &n));
    ck_assert_ok(otls_store_open(url, secret, n, &store));
    ck_assert_ok(otls_context_set_store(e->server_context, store));
    ck_assert_ok(
        otls_context_set_resumption(e->server_context, OTLS_RESUMPTION_STORE));
    kept_count = gets = takes = 0;
    return store;
}

static int
visit(struct ends *e, otls_handle store, otls_handle *session, answerer *by)
{
    int resumed;

    ends_connect(e);
    if (*session != 0)
        ck_assert_ok(otls_connection_set_session(e->client, *session));
    shake(e, by);
    drain(store);
    ends_say(e->server, e->client, "x");
    resumed = otls_connection_info_is_resumed(e->server);
    ck_assert_ok(otls_session_free(*session));
    ck_assert_ok(otls_connection_session(e->client, session));
    return resumed;
}

static void
finish(struct ends *e, otls_handle store, otls_handle session)
{
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_store_free(store));
    ends_close(e);
}

START_TEST(a_store_that_is_asked_between_calls_resumes)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=10000");
    otls_handle session = 0;
    int64_t hits;
    int i;

    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(visit(&e, store, &session, answer), i > 0);
        ends_disconnect(&e);
    }
    ck_assert_int_eq(gets, (_i & ENDS_1_2) != 0 ? 2 : 0);
    ck_assert_int_eq(takes, (_i & ENDS_1_2) != 0 ? 0 : 2);
    ck_assert_ok(otls_store_counter(store, OTLS_STORE_HIT, &hits));
    ck_assert_int_eq(hits, 2);
    finish(&e, store, session);
}
END_TEST

static void
answer_nothing(otls_handle server)
{
    ck_assert_ok(otls_connection_store_reply(server, NULL, 0));
}

static void
answer_nonsense(otls_handle server)
{
    ck_assert_ok(otls_connection_store_reply(server, "nonsense", 8));
}

static void
answer_too_much(otls_handle server)
{
    static char much[100000];

    ck_assert_ok(otls_connection_store_reply(server, much, sizeof(much)));
}

START_TEST(a_bad_answer_costs_a_full_handshake)
{
    static answerer *const bad[] = {
        answer_nothing, answer_nonsense, answer_too_much};
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=10000");
    otls_handle session = 0;
    int i;

    ck_assert_int_eq(visit(&e, store, &session, answer), 0);
    ends_disconnect(&e);
    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(visit(&e, store, &session, bad[i]), 0);
        stored_explain(&e, "doesn't have the client's session");
        ends_disconnect(&e);
    }
    ck_assert_int_eq(visit(&e, store, &session, answer), 1);
    ends_disconnect(&e);
    finish(&e, store, session);
}
END_TEST

/* As an event loop would: it waits for the deadline, and goes on. */
static void
wait_for_the_deadline(otls_handle server)
{
    int64_t fd, events, wait_ms;

    ck_assert_ok(otls_connection_store_poll(server, &fd, &events, &wait_ms));
    ck_assert_int_eq(fd, -1);
    ck_assert_int_eq(events, 0);
    ck_assert_int_ge(wait_ms, 0);
    (void)poll(NULL, 0, (int)wait_ms);
}

START_TEST(without_an_answer_it_goes_on_after_the_deadline)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=5");
    otls_handle session = 0;
    int64_t n;

    ck_assert_int_eq(visit(&e, store, &session, answer), 0);
    ends_disconnect(&e);
    ck_assert_int_eq(visit(&e, store, &session, wait_for_the_deadline), 0);
    stored_explain(&e, "no answer within its deadline");
    ck_assert_ok(otls_store_counter(store, OTLS_STORE_TIMEOUT, &n));
    ck_assert_int_eq(n, 1);
    ends_disconnect(&e);
    finish(&e, store, session);
}
END_TEST

static void *
answer_in_thread(void *arg)
{
    answer(*(otls_handle *)arg);
    return NULL;
}

static void
answer_elsewhere(otls_handle server)
{
    pthread_t thread;

    ck_assert_int_eq(
        pthread_create(&thread, NULL, answer_in_thread, &server), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

START_TEST(any_thread_may_answer)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=10000");
    otls_handle session = 0;

    ck_assert_int_eq(visit(&e, store, &session, answer_elsewhere), 0);
    ends_disconnect(&e);
    ck_assert_int_eq(visit(&e, store, &session, answer_elsewhere), 1);
    ends_disconnect(&e);
    finish(&e, store, session);
}
END_TEST

/* One that may wait is told too: nobody else can answer. */
START_TEST(a_connection_that_waits_for_ever_asks_as_well)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=10000");
    otls_handle session = 0;
    int64_t operation;
    size_t len;

    ck_assert_int_eq(visit(&e, store, &session, answer), 0);
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ck_assert_int_eq(otls_connection_handshake(e.client), OTLS_E_WANT_READ);
    ck_assert_ok(otls_connection_set_timeout_ms(e.server, -1));
    ck_assert_otls(otls_connection_handshake(e.server), OTLS_E_WANT_STORE);
    ck_assert_otls(otls_connection_handshake(e.server), OTLS_E_WANT_STORE);
    ck_assert_ok(
        otls_connection_store_wanted(e.server, &operation, NULL, 0, &len));
    ck_assert_uint_eq(len, 32);
    ck_assert_ok(otls_connection_store_reply(e.server, "x", 1));
    ck_assert_otls(
        otls_connection_store_reply(e.server, "x", 1), OTLS_E_TLS_STATE);
    /* and can be freed while it waits */
    ends_disconnect(&e);
    finish(&e, store, session);
}
END_TEST

/* the client's end */

static int
visit_as_client(struct ends *e, otls_handle store, answerer *by)
{
    int client = OTLS_E_WANT_READ, server = OTLS_E_WANT_READ, i, resumed;

    ends_connect(e);
    for (i = 0; i < 1000 && (client != OTLS_OK || server != OTLS_OK); i++) {
        if (client != OTLS_OK)
            client = otls_connection_handshake(e->client);
        if (client == OTLS_E_WANT_STORE)
            by(e->client);
        if (server != OTLS_OK)
            server = otls_connection_handshake(e->server);
    }
    ck_assert_ok(client);
    ck_assert_ok(server);
    ends_say(e->server, e->client, "x");
    drain(store);
    resumed = otls_connection_info_is_resumed(e->client);
    ck_assert_int_eq(otls_connection_info_resumed_by(e->client),
        resumed ? OTLS_RESUMED_STORE : OTLS_RESUMED_NOT);
    ends_disconnect(e);
    return resumed;
}

START_TEST(a_clients_store_is_asked_between_calls)
{
    static answerer *const bad[] = {
        answer_nothing, answer_nonsense, answer_too_much};
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=10000");
    int i;

    ck_assert_ok(otls_context_set_store(e.client_context, store));
    ck_assert_ok(otls_context_set_store(e.server_context, 0));
    ck_assert_ok(otls_context_set_resumption(
        e.server_context, OTLS_RESUMPTION_TICKETS));
    ck_assert_int_eq(visit_as_client(&e, store, answer), 0);
    ck_assert_int_eq(takes, (_i & ENDS_1_2) != 0 ? 0 : 4);
    ck_assert_int_eq(gets, (_i & ENDS_1_2) != 0 ? 1 : 0);
    ck_assert_int_eq(visit_as_client(&e, store, answer), 1);
    for (i = 0; i < 3; i++)
        ck_assert_int_eq(visit_as_client(&e, store, bad[i]), 0);
    ck_assert_int_eq(visit_as_client(&e, store, answer_elsewhere), 1);
    ck_assert_ok(otls_store_free(store));
    ends_close(&e);
}
END_TEST

/* One look-up of four is waited for, when nothing answers. */
START_TEST(a_client_goes_on_after_the_deadline)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, _i, "pull:?deadline_ms=5");
    int64_t n;

    ck_assert_ok(otls_context_set_store(e.client_context, store));
    ck_assert_ok(otls_context_set_store(e.server_context, 0));
    ck_assert_ok(otls_context_set_resumption(
        e.server_context, OTLS_RESUMPTION_TICKETS));
    ck_assert_int_eq(visit_as_client(&e, store, wait_for_the_deadline), 0);
    ck_assert_ok(otls_store_counter(store, OTLS_STORE_TIMEOUT, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_ok(otls_store_free(store));
    ends_close(&e);
}
END_TEST

/* More than half of the deadline is over when the answer comes. */
static void
answer_late(otls_handle client)
{
    int64_t fd, events, wait_ms;

    ck_assert_ok(otls_connection_store_poll(client, &fd, &events, &wait_ms));
    (void)poll(NULL, 0, (int)(wait_ms - wait_ms / 4));
    answer(client);
}

START_TEST(a_slow_store_is_asked_for_one_place_alone)
{
    struct ends e;
    const otls_handle store = open_pulled(&e, 0, "pull:?deadline_ms=200");

    ck_assert_ok(otls_context_set_store(e.client_context, store));
    ck_assert_ok(otls_context_set_store(e.server_context, 0));
    ck_assert_ok(otls_context_set_resumption(
        e.server_context, OTLS_RESUMPTION_TICKETS));
    ck_assert_int_eq(visit_as_client(&e, store, answer_late), 0);
    ck_assert_int_eq(takes, 1);
    ck_assert_ok(otls_store_free(store));
    ends_close(&e);
}
END_TEST

START_TEST(what_nobody_fetches_is_bounded)
{
    static unsigned char data[ROOM];
    struct ends e;
    const otls_handle store = open_pulled(&e, ENDS_BIOS, "pull:");
    int64_t ttl_ms, dropped;
    size_t len;
    int i, fetched = 0;

    for (i = 0; i < 300; i++)
        ck_assert_ok(otls_store_put(store, &i, sizeof(i), "x", 1, 60000));
    ck_assert_ok(otls_store_counter(store, OTLS_STORE_DROPPED, &dropped));
    ck_assert_int_eq(dropped, 300 - 256);
    ck_assert_otls(otls_store_next_write(store, &ttl_ms, data, 10, &len),
        OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_store_next_write(store, &ttl_ms, NULL, 0, &len));
    ck_assert_uint_eq(len, 32 + 1 + 53);
    for (;;) {
        ck_assert_ok(
            otls_store_next_write(store, &ttl_ms, data, sizeof(data), &len));
        if (len == 0)
            break;
        ck_assert_int_eq(ttl_ms, 60000);
        fetched++;
    }
    ck_assert_int_eq(fetched, 256);
    ck_assert_ok(otls_store_remove(store, "x", 1));
    ck_assert_ok(
        otls_store_next_write(store, &ttl_ms, data, sizeof(data), &len));
    ck_assert_uint_eq(len, 32);
    ck_assert_int_eq(ttl_ms, 0);
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_context_free(e.client_context));
    ck_assert_ok(otls_context_free(e.server_context));
}
END_TEST

START_TEST(questions_that_nobody_has_are_refused)
{
    char buf[100];
    otls_handle store, other;
    int64_t n, m;
    struct ends e;
    size_t len;

    store = open_pulled(&e, 0, "pull:");
    ends_connect(&e);
    ck_assert_otls(
        otls_connection_store_wanted(e.server, &n, buf, sizeof(buf), &len),
        OTLS_E_TLS_STATE);
    ck_assert_otls(
        otls_connection_store_reply(e.server, NULL, 0), OTLS_E_TLS_STATE);
    ck_assert_otls(
        otls_connection_store_reply(e.server, NULL, 1), OTLS_E_NULL);
    ck_assert_otls(
        otls_connection_store_poll(e.server, &n, &n, &m), OTLS_E_TLS_STATE);
    ck_assert_otls(
        otls_connection_store_poll(e.server, &n, NULL, &m), OTLS_E_NULL);
    ck_assert_otls(otls_store_get(store, "x", 1, buf, sizeof(buf), &len),
        OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_store_open("memory:", NULL, 0, &other));
    ck_assert_otls(otls_store_next_write(other, &n, buf, sizeof(buf), &len),
        OTLS_E_UNSUPPORTED);
    ck_assert_otls(
        otls_store_open("pull:", NULL, 0, &other), OTLS_E_STORE_SECRET);
    ck_assert_ok(otls_store_free(other));
    ends_disconnect(&e);
    finish(&e, store, 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_pull");
    TCase *c = tcase_create("connection_pull");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(
        c, a_store_that_is_asked_between_calls_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_bad_answer_costs_a_full_handshake, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, without_an_answer_it_goes_on_after_the_deadline, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_clients_store_is_asked_between_calls, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_client_goes_on_after_the_deadline, 0, ENDS_WAYS);
    tcase_add_test(c, a_slow_store_is_asked_for_one_place_alone);
    tcase_add_loop_test(c, any_thread_may_answer, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_connection_that_waits_for_ever_asks_as_well, 0, ENDS_WAYS);
    tcase_add_test(c, what_nobody_fetches_is_bounded);
    tcase_add_test(c, questions_that_nobody_has_are_refused);
    suite_add_tcase(s, c);
    return s;
}
