/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdint.h>
#include <string.h>

START_TEST(kind_answers_for_every_live_handle)
{
    otls_handle bio;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_int_eq(otls_handle_kind(bio), OTLS_KIND_BIO);
    ck_assert_ok(otls_handle_free(bio));
    ck_assert_otls(otls_handle_kind(bio), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_handle_kind(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_handle_kind(17), OTLS_E_HANDLE_TRUNCATED);
    ck_assert_otls(otls_handle_kind(INT64_MAX), OTLS_E_HANDLE_UNKNOWN);
}
END_TEST

START_TEST(free_takes_any_kind_and_nothing)
{
    otls_handle bio, identity;
    int64_t n;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_handle_count(0, &n));
    ck_assert_int_eq(n, 2);
    ck_assert_ok(otls_handle_count(OTLS_KIND_BIO, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_ok(otls_handle_free(0));
    ck_assert_ok(otls_handle_free(bio));
    ck_assert_ok(otls_handle_free(identity));
    ck_assert_otls(otls_handle_free(identity), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_handle_count(0, &n));
    ck_assert_int_eq(n, 0);
}
END_TEST

START_TEST(a_words_free_refuses_another_kind)
{
    otls_handle bio;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(otls_age_identity_free(bio), OTLS_E_HANDLE_KIND);
    support_assert_message("names a bio, and an age identity is needed");
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(counting_refuses_bad_arguments)
{
    int64_t n;

    ck_assert_otls(otls_handle_count(0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_handle_count(99, &n), OTLS_E_INVALID);
}
END_TEST

START_TEST(kinds_have_names)
{
    char name[64];
    size_t len;

    ck_assert_ok(
        otls_handle_kind_name(OTLS_KIND_BIO, name, sizeof(name), &len));
    ck_assert_str_eq(name, "bio");
    ck_assert_uint_eq(len, 3);
    ck_assert_otls(
        otls_handle_kind_name(0, name, sizeof(name), &len), OTLS_E_INVALID);
    ck_assert_otls(
        otls_handle_kind_name(OTLS_KIND_BIO, name, 3, &len), OTLS_E_TOO_SMALL);
    ck_assert_otls(
        otls_handle_kind_name(OTLS_KIND_BIO, NULL, 3, &len), OTLS_E_NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("handle");
    TCase *c = tcase_create("abi");

    tcase_add_test(c, kind_answers_for_every_live_handle);
    tcase_add_test(c, free_takes_any_kind_and_nothing);
    tcase_add_test(c, a_words_free_refuses_another_kind);
    tcase_add_test(c, counting_refuses_bad_arguments);
    tcase_add_test(c, kinds_have_names);
    suite_add_tcase(s, c);
    return s;
}
