/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ends.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER "//////////////////////////////////////////8="
#define ROOM 8192

struct exported {
    unsigned char data[ROOM];
    size_t len;
};

static void
visit(struct ends *e, otls_handle session)
{
    ends_connect(e);
    ck_assert_ok(otls_connection_set_session(e->client, session));
    ends_shake_well(e);
    ends_say(e->server, e->client, "hello");
}

static otls_handle
session_of(struct ends *e)
{
    otls_handle session;

    visit(e, 0);
    ck_assert_ok(otls_connection_session(e->client, &session));
    ends_disconnect(e);
    return session;
}

static struct exported
export_by(otls_handle session, const char *secret)
{
    struct exported x;

    ck_assert_ok(otls_session_export(
        session, secret, strlen(secret), x.data, sizeof(x.data), &x.len));
    return x;
}

static int
import_by(const struct exported *x, const char *secret, otls_handle *session)
{
    return otls_session_import(
        x->data, x->len, secret, strlen(secret), session);
}

START_TEST(an_imported_session_resumes)
{
    otls_handle session, again = 0;
    struct exported x;
    struct ends e;
    char name[100];
    size_t len;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    x = export_by(session, SECRET);
    ck_assert_ok(import_by(&x, OTHER "\n" SECRET "\n", &again));
    ck_assert_int_eq(otls_session_equal(session, again), 1);
    ck_assert_ok(otls_session_servername(again, name, sizeof(name), &len));
    ck_assert_str_eq(name, "localhost");
    visit(&e, again);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_session_free(again));
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

/* What set_session compares is in what was exported. */
START_TEST(an_imported_session_is_for_the_same_policy_alone)
{
    otls_handle session, again = 0;
    struct exported x;
    struct ends e;
    char text[500];
    size_t len;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    x = export_by(session, SECRET);
    ck_assert_ok(import_by(&x, SECRET, &again));
    ck_assert_ok(otls_context_insecure_set_verify_none(e.client_context));
    visit(&e, again);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    ck_assert_ok(
        otls_connection_info_explain(e.client, text, sizeof(text), &len));
    ck_assert_ptr_nonnull(strstr(text, "another mode of verification"));
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_session_free(again));
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

START_TEST(a_session_is_for_one_trust_and_name_alone)
{
    otls_handle session;
    struct ends e;
    char text[500];
    size_t len;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ck_assert_ok(otls_connection_set_servername(e.client, "example.com"));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    ck_assert_ok(
        otls_connection_info_explain(e.client, text, sizeof(text), &len));
    ck_assert_ptr_nonnull(strstr(text, "another server name"));
    ends_disconnect(&e);
    ends_trust(e.client_context, "inter.crt");
    ck_assert_ok(otls_context_set_verify_flags(
        e.client_context, OTLS_VERIFY_FLAG_PARTIAL_CHAIN));
    visit(&e, session);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 0);
    ck_assert_ok(
        otls_connection_info_explain(e.client, text, sizeof(text), &len));
    ck_assert_ptr_nonnull(strstr(text, "other trusted certificates"));
    ck_assert_ok(otls_session_free(session));
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

START_TEST(each_changed_or_missing_byte_is_told)
{
    otls_handle session, again = 0;
    struct exported x, bad;
    struct ends e;
    size_t i;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    x = export_by(session, SECRET);
    for (i = 0; i < x.len; i++) {
        bad = x;
        bad.data[i] ^= 1;
        ck_assert_otls(import_by(&bad, SECRET, &again), OTLS_E_AUTH);
        bad = x;
        bad.len = i;
        ck_assert_otls(import_by(&bad, SECRET, &again), OTLS_E_AUTH);
    }
    support_assert_message("altered or cut short");
    bad = x;
    bad.data[bad.len++] = 0;
    ck_assert_otls(import_by(&bad, SECRET, &again), OTLS_E_AUTH);
    ck_assert_otls(import_by(&x, OTHER, &again), OTLS_E_AUTH);
    support_assert_message("exported with this secret");
    ck_assert_otls(import_by(&x, "secret", &again), OTLS_E_STORE_SECRET);
    ck_assert_int_eq(again, 0);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(two_exports_of_a_session_differ_and_show_nothing)
{
    otls_handle session;
    struct exported a, b;
    struct ends e;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    a = export_by(session, SECRET);
    b = export_by(session, SECRET);
    ck_assert_uint_eq(a.len, b.len);
    ck_assert(memcmp(a.data, b.data, a.len) != 0);
    ck_assert_ptr_null(memmem(a.data, a.len, "localhost", 9));
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(arguments_are_checked)
{
    otls_handle session, again = 7;
    struct ends e;
    char buf[10];
    size_t len = 0;

    ends_contexts(&e, ENDS_BIOS, "server");
    session = session_of(&e);
    ck_assert_ok(
        otls_session_export(session, SECRET, strlen(SECRET), NULL, 0, &len));
    ck_assert_uint_gt(len, 100);
    ck_assert_otls(otls_session_export(session, SECRET, strlen(SECRET), buf,
                       sizeof(buf), &len),
        OTLS_E_TOO_SMALL);
    ck_assert_otls(
        otls_session_export(session, SECRET, strlen(SECRET), NULL, 9, &len),
        OTLS_E_NULL);
    ck_assert_otls(
        otls_session_export(session, NULL, 0, buf, sizeof(buf), &len),
        OTLS_E_NULL);
    ck_assert_otls(otls_session_export(session, SECRET, strlen(SECRET), buf,
                       sizeof(buf), NULL),
        OTLS_E_NULL);
    ck_assert_otls(otls_session_export(session, "", 0, NULL, 0, &len),
        OTLS_E_STORE_SECRET);
    ck_assert_otls(
        otls_session_import(NULL, 0, SECRET, strlen(SECRET), &again),
        OTLS_E_NULL);
    ck_assert_otls(otls_session_import("", 0, NULL, 0, &again), OTLS_E_NULL);
    ck_assert_otls(
        otls_session_import("", 0, SECRET, strlen(SECRET), NULL), OTLS_E_NULL);
    ck_assert_otls(otls_session_import("", 0, SECRET, strlen(SECRET), &again),
        OTLS_E_AUTH);
    ck_assert_int_eq(again, 7);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(a_session_that_has_expired_is_not_imported)
{
    const time_t begun = time(NULL);
    otls_handle store, session, again = 0;
    struct exported x;
    struct ends e;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_store_open("memory:", NULL, 0, &store));
    ck_assert_ok(otls_context_set_store(e.client_context, store));
    ck_assert_ok(otls_context_set_session_life_s(e.client_context, 2));
    session = session_of(&e);
    x = export_by(session, SECRET);
    while (time(NULL) < begun + 5)
        (void)usleep(20000);
    ck_assert_otls(import_by(&x, SECRET, &again), OTLS_E_AUTH);
    support_assert_message("has expired");
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_store_free(store));
    ends_close(&e);
}
END_TEST

/* With TLS 1.3 a session at that time would resume nothing (d1). */
START_TEST(a_session_is_there_when_its_ticket_is)
{
    otls_handle session;
    struct ends e;

    ends_open(&e, _i);
    ends_shake_well(&e);
    if ((_i & ENDS_1_2) == 0) {
        ck_assert_otls(
            otls_connection_session(e.client, &session), OTLS_E_TLS_STATE);
        ends_say(e.server, e.client, "hello");
    }
    ck_assert_ok(otls_connection_session(e.client, &session));
    ck_assert_int_eq(otls_session_is_resumable(session), 1);
    ck_assert_int_eq(otls_session_has_ticket(session), 1);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

/* What OpenSSL marks as used, or as failed, is a copy (d7, d11). */
START_TEST(a_session_stays_as_it_is_whatever_its_connections_do)
{
    otls_handle session;
    struct exported x;
    struct ends e;
    int i;

    ends_contexts(&e, _i, "server");
    session = session_of(&e);
    for (i = 0; i < 3; i++) {
        visit(&e, session);
        ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
        /* without a word */
        ends_disconnect(&e);
        ck_assert_int_eq(otls_session_is_resumable(session), 1);
    }
    x = export_by(session, SECRET);
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(import_by(&x, SECRET, &session));
    visit(&e, session);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

#define THREADS 3
#define TIMES 10

static void *
use_session(void *arg)
{
    const otls_handle *const of = arg;
    struct ends e;
    int i;

    memset(&e, 0, sizeof(e));
    e.client_context = of[0];
    e.server_context = of[1];
    for (i = 0; i < TIMES; i++) {
        visit(&e, of[2]);
        ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
        ends_disconnect(&e);
    }
    return NULL;
}

START_TEST(threads_resume_with_one_session)
{
    pthread_t threads[THREADS];
    otls_handle of[3];
    struct ends e;
    int i;

    ends_contexts(&e, _i, "server");
    of[0] = e.client_context;
    of[1] = e.server_context;
    of[2] = session_of(&e);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, use_session, of), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_ok(otls_session_free(of[2]));
    ends_close(&e);
}
END_TEST

/* With TLS 1.2 a server renews a ticket in the handshake that resumes. */
START_TEST(a_renewed_ticket_takes_the_place_of_the_old_one)
{
    otls_handle keys[2], session, again;
    struct ends e;
    int i;

    ends_contexts(&e, ENDS_1_2 | ENDS_BIOS, "server");
    for (i = 0; i < 2; i++)
        ck_assert_ok(
            otls_ticket_keys_derived(i == 0 ? OTHER : SECRET "\n" OTHER,
                strlen(i == 0 ? OTHER : SECRET "\n" OTHER), 0, &keys[i]));
    ck_assert_ok(otls_context_set_ticket_keys(e.server_context, keys[0]));
    session = session_of(&e);
    ck_assert_ok(otls_context_set_ticket_keys(e.server_context, keys[1]));
    visit(&e, session);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
    ck_assert_ok(otls_connection_session(e.client, &again));
    ck_assert_int_eq(otls_session_equal(session, again), 0);
    ends_disconnect(&e);
    visit(&e, again);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.client), 1);
    ends_disconnect(&e);
    for (i = 0; i < 2; i++)
        ck_assert_ok(otls_ticket_keys_free(keys[i]));
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_session_free(again));
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("session");
    TCase *c = tcase_create("session");

    tcase_add_loop_test(c, an_imported_session_resumes, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, an_imported_session_is_for_the_same_policy_alone, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_session_is_for_one_trust_and_name_alone, 0, ENDS_WAYS);
    tcase_add_loop_test(c, each_changed_or_missing_byte_is_told, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, two_exports_of_a_session_differ_and_show_nothing, 0, ENDS_WAYS);
    tcase_add_test(c, arguments_are_checked);
    tcase_add_loop_test(
        c, a_session_that_has_expired_is_not_imported, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_session_is_there_when_its_ticket_is, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_session_stays_as_it_is_whatever_its_connections_do, 0, ENDS_WAYS);
    tcase_add_loop_test(c, threads_resume_with_one_session, 0, ENDS_WAYS);
    tcase_add_test(c, a_renewed_ticket_takes_the_place_of_the_old_one);
    suite_add_tcase(s, c);
    return s;
}
