/* SPDX-License-Identifier: ISC */

/*
 * What a server asks of a session that came back, beyond what OpenSSL, the
 * envelope and the name in the store have said of it already.
 */
#include <string.h>
#include <time.h>

#include <otls/context.h>

#include "base/secret.h"
#include "support.h"
#include "tls.h"
#include "tls/resume.h"

#define LIFE 1000

static struct otls__frozen *frozen;
static SSL *ssl;

static void
set_up(int verify)
{
    struct otls__context *c = tls_server("server");

    ck_assert_ok(otls__context_set_verify(c, verify));
    ck_assert_ok(otls__context_set_session_life_s(c, LIFE));
    frozen = tls_freeze(c);
    otls__context_unref(c);
    ck_assert_ptr_nonnull(ssl = SSL_new(frozen->ctx));
}

static void
tear_down(SSL_SESSION *session)
{
    SSL_SESSION_free(session);
    SSL_free(ssl);
    otls__frozen_unref(frozen);
}

/* One of that policy, which began |age| seconds ago. */
static SSL_SESSION *
make(int age)
{
    SSL_SESSION *s = SSL_SESSION_new();

    ck_assert_ptr_nonnull(s);
    ck_assert_int_eq(SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION), 1);
    ck_assert_int_eq(SSL_SESSION_set_cipher(
                         s, sk_SSL_CIPHER_value(SSL_get_ciphers(ssl), 0)),
        1);
    ck_assert_int_eq(SSL_SESSION_set1_id_context(s, frozen->session_id_context,
                         sizeof(frozen->session_id_context)),
        1);
    (void)SSL_SESSION_set_time(s, time(NULL) - age);
    (void)SSL_SESSION_set_timeout(s, 7200);
    return s;
}

static void
check_objection(SSL_SESSION *session, const char *text)
{
    const char *why = otls__session_objection(frozen, ssl, session);

    ck_assert_ptr_nonnull(why);
    ck_assert_str_eq(why, text);
}

START_TEST(a_session_of_the_policy_may_resume)
{
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(1);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_ptr_null(otls__session_objection(frozen, ssl, s));
    tear_down(s);
}
END_TEST

START_TEST(a_session_of_another_policy_may_not)
{
    unsigned char other[32];
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(1);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    memcpy(other, frozen->session_id_context, sizeof(other));
    other[31] ^= 1;
    ck_assert_int_eq(SSL_SESSION_set1_id_context(s, other, 32), 1);
    check_objection(s, "it was made under another policy");
    ck_assert_int_eq(SSL_SESSION_set1_id_context(s, other, 0), 1);
    check_objection(s, "it was made under another policy");
    tear_down(s);
}
END_TEST

START_TEST(a_session_without_a_certificate_that_is_required_may_not)
{
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_REQUIRED);
    s = make(1);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    check_objection(s, "it was made without a client's certificate");
    tear_down(s);
}
END_TEST

START_TEST(a_session_without_a_note_has_expired)
{
    static const unsigned char bad[] = {2, 0, 0, 0, 0, 0, 0, 0, 0};
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(1);
    check_objection(s, "it has expired");
    ck_assert_int_eq(SSL_SESSION_set1_ticket_appdata(s, bad, sizeof(bad)), 1);
    ck_assert_int_eq(otls__session_is_stamped(s), 0);
    check_objection(s, "it has expired");
    tear_down(s);
}
END_TEST

/* Clocks may differ by an hour, and by no more. */
START_TEST(a_session_from_the_future_has_expired)
{
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(-3500);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_ptr_null(otls__session_objection(frozen, ssl, s));
    SSL_SESSION_free(s);
    s = make(-7000);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    check_objection(s, "it has expired");
    tear_down(s);
}
END_TEST

START_TEST(a_session_that_is_renewed_keeps_its_beginning)
{
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(LIFE - 100);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_int_le(SSL_SESSION_get_timeout(s), LIFE);
    ck_assert_int_gt(otls__session_left_s(frozen, s), 0);
    (void)SSL_SESSION_set_time(s, time(NULL));
    (void)SSL_SESSION_set_timeout(s, 7200);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_int_le(SSL_SESSION_get_timeout(s), 100);
    ck_assert_int_le(otls__session_left_s(frozen, s), 100);
    tear_down(s);
}
END_TEST

START_TEST(a_session_lasts_no_longer_than_it_says)
{
    SSL_SESSION *s;

    set_up(OTLS_VERIFY_NONE);
    s = make(60);
    (void)SSL_SESSION_set_timeout(s, 90);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_int_le(otls__session_left_s(frozen, s), 30);
    ck_assert_int_gt(otls__session_left_s(frozen, s), 0);
    (void)SSL_SESSION_set_timeout(s, 60);
    check_objection(s, "it has expired");
    tear_down(s);
}
END_TEST

/* Seconds since 1970 that need more than 32 bits (d30). */
START_TEST(a_note_has_room_for_any_year)
{
    SSL_SESSION *s;
    unsigned char *p;
    void *data;
    size_t len;

    set_up(OTLS_VERIFY_NONE);
    s = make(1);
    ck_assert_int_eq(otls__session_stamp(frozen, s), 1);
    ck_assert_int_eq(SSL_SESSION_get0_ticket_appdata(s, &data, &len), 1);
    ck_assert_uint_eq(len, 9);
    p = data;
    p[4] = 1; /* 2^32 seconds later */
    check_objection(s, "it has expired");
    p[4] = 0;
    ck_assert_ptr_null(otls__session_objection(frozen, ssl, s));
    tear_down(s);
}
END_TEST

START_TEST(what_follows_a_session_makes_it_none)
{
    unsigned char *der, more[2000];
    SSL_SESSION *s, *again;
    size_t len;

    set_up(OTLS_VERIFY_NONE);
    s = make(1);
    ck_assert_ptr_nonnull(der = otls__session_pack(s, &len));
    ck_assert_ptr_nonnull(again = otls__session_unpack(der, len));
    SSL_SESSION_free(again);
    ck_assert_uint_lt(len, sizeof(more));
    memcpy(more, der, len);
    more[len] = 0;
    ck_assert_ptr_null(otls__session_unpack(more, len + 1));
    ck_assert_ptr_null(otls__session_unpack(more, len - 1));
    ck_assert_ptr_null(otls__session_unpack(more, 0));
    otls__secret_free(der);
    tear_down(s);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("session_state");
    TCase *c = tcase_create("session_state");

    tcase_add_test(c, a_session_of_the_policy_may_resume);
    tcase_add_test(c, a_session_of_another_policy_may_not);
    tcase_add_test(
        c, a_session_without_a_certificate_that_is_required_may_not);
    tcase_add_test(c, a_session_without_a_note_has_expired);
    tcase_add_test(c, a_session_from_the_future_has_expired);
    tcase_add_test(c, a_session_that_is_renewed_keeps_its_beginning);
    tcase_add_test(c, a_session_lasts_no_longer_than_it_says);
    tcase_add_test(c, a_note_has_room_for_any_year);
    tcase_add_test(c, what_follows_a_session_makes_it_none);
    suite_add_tcase(s, c);
    return s;
}
