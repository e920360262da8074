/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "certs.h"
#include "kept.h"
#include "shelf.h"

/* What time, a hostile store and a server that doesn't resume make of what a
 * client keeps: it costs a full handshake, and never more. */

/* time */

static void
let_time_pass(int seconds)
{
    const time_t until = time(NULL) + seconds;

    while (time(NULL) < until)
        (void)usleep(20000);
}

static struct shelf_entry *
newest(void)
{
    int i;

    for (i = shelf.count - 1; i >= 0; i--)
        if (shelf.entries[i].used)
            return &shelf.entries[i];
    ck_abort_msg("the shelf is empty");
    return NULL;
}

static int64_t
longest_ms(void)
{
    int64_t most = 0;
    int i;

    for (i = 0; i < shelf.count; i++)
        if (shelf.entries[i].used && shelf.entries[i].ttl_ms > most)
            most = shelf.entries[i].ttl_ms;
    return most;
}

START_TEST(a_chain_of_sessions_ends)
{
    struct ends e;

    kept_open(&e, _i);
    ck_assert_ok(otls_context_set_session_life_s(e.client_context, 5));
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_le(longest_ms(), 5000);
    let_time_pass(2);
    ck_assert_int_eq(kept_visit(&e), 1);
    /* what is new dates from the first handshake, not from the second */
    ck_assert_int_le(newest()->ttl_ms, (_i & ENDS_1_2) != 0 ? 5000 : 3000);
    let_time_pass(4);
    shelf.gets = shelf.takes = 0;
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_ge(shelf.gets + shelf.takes, 1);
    ends_close(&e);
}
END_TEST

/* A ticket that comes late is none the younger. */
START_TEST(a_late_ticket_dates_from_the_handshake)
{
    struct ends e;

    kept_open(&e, _i);
    ck_assert_ok(otls_context_set_session_life_s(e.client_context, 60));
    ends_connect(&e);
    ends_shake_well(&e);
    let_time_pass(2);
    ends_say(e.server, e.client, "x");
    ck_assert_int_gt(longest_ms(), 0);
    ck_assert_int_le(longest_ms(), 58000);
    ends_close(&e);
}
END_TEST

/* Since when it goes on nobody knows. */
START_TEST(what_comes_of_a_session_without_a_note_is_not_kept)
{
    otls_handle session;
    struct ends e;

    ends_contexts(&e, _i, "server");
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    ck_assert_ok(otls_connection_session(e.client, &session));
    ends_disconnect(&e);
    kept_by_shelf(e.client_context);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ck_assert_int_eq(kept_shake(&e), 1);
    ck_assert_int_eq(shelf.puts, 0);
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

/* A life that is made shorter holds for what is kept already. */
START_TEST(a_session_that_is_too_old_is_not_offered)
{
    struct ends e;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    let_time_pass(2);
    ck_assert_ok(otls_context_set_session_life_s(e.client_context, 1));
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    kept_explain(e.server, "offered no session");
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

START_TEST(no_session_outlives_the_servers_certificate)
{
    static const struct certs_spec brief = {.name = "brief",
        .issuer = "inter",
        .san = "DNS:localhost",
        .until_s = 600};
    struct ends e;

    kept_open(&e, _i);
    certs_make(&brief);
    ends_use(e.server_context, "brief");
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_gt(longest_ms(), 0);
    ck_assert_int_le(longest_ms(), 600000);
    ck_assert_int_eq(kept_visit(&e), 1);
    ck_assert_int_le(longest_ms(), 600000);
    ends_close(&e);
}
END_TEST

/* hostile stores */

static void
spoil_all(int how)
{
    struct shelf_entry *e;
    int i;

    for (i = 0; i < shelf.count; i++) {
        e = &shelf.entries[i];
        if (how < 0)
            e->len = e->len > 20 ? e->len - 20 : 0;
        else
            e->value[(size_t)how % e->len] ^= 4;
    }
}

START_TEST(a_value_that_was_altered_resumes_nothing)
{
    struct ends e;
    int i;

    kept_open(&e, _i);
    for (i = -1; i < 200; i += 3) {
        ck_assert_int_eq(kept_visit(&e), 0);
        spoil_all(i);
        ends_connect(&e);
        ck_assert_int_eq(kept_shake(&e), 0);
        kept_explain(e.server, "offered no session");
        ends_disconnect(&e);
        spoil_all(7);
    }
    ends_close(&e);
}
END_TEST

/* Every entry is where another one was, the other server's too. */
static void
rotate_values(void)
{
    static struct shelf_entry first;
    int i;

    first = shelf.entries[0];
    for (i = 0; i < shelf.count; i++) {
        struct shelf_entry *const to = &shelf.entries[i];
        const struct shelf_entry *const from =
            i + 1 < shelf.count ? &shelf.entries[i + 1] : &first;

        memcpy(to->value, from->value, sizeof(to->value));
        to->len = from->len;
    }
}

START_TEST(values_that_changed_places_resume_nothing)
{
    struct ends e;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_servername(e.client, "example.com"));
    ck_assert_int_eq(kept_shake(&e), 0);
    ends_disconnect(&e);
    rotate_values();
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    kept_explain(e.server, "offered no session");
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

START_TEST(a_ticket_that_the_store_brings_back_is_offered_once)
{
    struct ends e;
    int i, resumed = 0;

    kept_open(&e, 0);
    ck_assert_ok(otls_context_set_tickets(e.server_context, 2));
    ck_assert_int_eq(kept_visit(&e), 0);
    shelf.keep = 1;
    /* no new ticket is ever read: two were given, and two resume */
    for (i = 0; i < 6; i++) {
        ends_connect(&e);
        ends_shake_well(&e);
        resumed += otls_connection_info_is_resumed(e.client);
        ends_disconnect(&e);
    }
    ck_assert_int_eq(resumed, 2);
    ends_close(&e);
}
END_TEST

START_TEST(what_another_secret_sealed_is_not_offered)
{
    otls_handle other;
    struct ends e;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    shelf_open_other(&other);
    ck_assert_ok(otls_context_set_store(e.client_context, other));
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_eq(kept_visit(&e), 1);
    ck_assert_ok(otls_store_free(other));
    ends_close(&e);
}
END_TEST

START_TEST(a_store_that_fails_fails_no_handshake)
{
    struct ends e;
    int i;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    for (i = 0; i < 8; i++) {
        shelf.nonsense = i % 2;
        shelf.fail = !shelf.nonsense;
        ck_assert_int_eq(kept_visit(&e), 0);
    }
    ends_close(&e);
}
END_TEST

START_TEST(a_store_that_is_freed_is_kept_by_its_context)
{
    struct ends e;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_ok(otls_context_set_store(e.client_context, 0));
    shelf.gets = shelf.takes = 0;
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    kept_explain(e.client, "no session was set to resume");
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    kept_by_shelf(e.client_context);
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

/* servers that don't resume */

START_TEST(a_session_that_the_server_has_forgotten_costs_a_full_handshake)
{
    struct ends e;
    int64_t missed;

    kept_open(&e, _i);
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_ok(
        otls_context_set_resumption(e.server_context, OTLS_RESUMPTION_OFF));
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    kept_explain(
        e.client, "the server didn't take the session from the store");
    ck_assert_ok(
        otls_context_counter(e.client_context, OTLS_COUNTER_MISSED, &missed));
    ck_assert_int_eq(missed, 1);
    ends_close(&e);
}
END_TEST

/* It would be offered again and again. */
START_TEST(a_session_of_1_2_that_fails_is_removed)
{
    static const char alert[] = {21, 3, 3, 0, 2, 2, 40};
    struct ends e;

    kept_open(&e, ENDS_1_2);
    ck_assert_int_eq(kept_visit(&e), 0);
    ends_connect(&e);
    ck_assert_otls(otls_connection_handshake(e.client), OTLS_E_WANT_READ);
    ck_assert_int_eq(
        send(e.fds[1], alert, sizeof(alert), MSG_NOSIGNAL), sizeof(alert));
    ck_assert_otls(otls_connection_handshake(e.client), OTLS_E_TLS_ALERT);
    ends_disconnect(&e);
    ck_assert_int_eq(shelf.removes, 1);
    ck_assert_int_eq(kept_visit(&e), 0);
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

START_TEST(an_end_without_a_word_removes_nothing)
{
    struct ends e;
    char buf[10];
    size_t n;

    kept_open(&e, _i);
    ends_connect(&e);
    ck_assert_int_eq(kept_shake(&e), 0);
    ck_assert_ok(otls_connection_free(e.server));
    e.server = 0;
    ck_assert_otls(
        otls_connection_read(e.client, buf, sizeof(buf), &n), OTLS_E_TLS_EOF);
    ends_disconnect(&e);
    ck_assert_int_eq(shelf.removes, 0);
    ck_assert_int_eq(kept_visit(&e), 1);
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_client_bad");
    TCase *c = tcase_create("connection_client_bad");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, a_chain_of_sessions_ends, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_late_ticket_dates_from_the_handshake, 0, 2);
    tcase_add_loop_test(
        c, what_comes_of_a_session_without_a_note_is_not_kept, 0, 2);
    tcase_add_loop_test(
        c, a_session_that_is_too_old_is_not_offered, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, no_session_outlives_the_servers_certificate, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_value_that_was_altered_resumes_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, values_that_changed_places_resume_nothing, 0, ENDS_WAYS);
    tcase_add_test(c, a_ticket_that_the_store_brings_back_is_offered_once);
    tcase_add_loop_test(
        c, what_another_secret_sealed_is_not_offered, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_store_that_fails_fails_no_handshake, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_store_that_is_freed_is_kept_by_its_context, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        a_session_that_the_server_has_forgotten_costs_a_full_handshake, 0,
        ENDS_WAYS);
    tcase_add_test(c, a_session_of_1_2_that_fails_is_removed);
    tcase_add_loop_test(
        c, an_end_without_a_word_removes_nothing, 0, ENDS_WAYS);
    suite_add_tcase(s, c);
    return s;
}
