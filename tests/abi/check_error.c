/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdint.h>
#include <string.h>

static void
fail_once(void)
{
    ck_assert_int_eq(otls_handle_free(1), OTLS_E_HANDLE_TRUNCATED);
}

START_TEST(the_last_error_has_code_and_message)
{
    char message[600];
    int64_t code, number = 9, packed = 9;
    size_t len;

    fail_once();
    ck_assert_ok(otls_error_code(&code));
    ck_assert_int_eq(code, OTLS_E_HANDLE_TRUNCATED);
    ck_assert_ok(otls_error_message(message, sizeof(message), &len));
    ck_assert_uint_eq(len, strlen(message));
    ck_assert_ptr_nonnull(strstr(message, "argtypes"));
    ck_assert_ok(otls_error_errno(&number));
    ck_assert_int_eq(number, 0);
    ck_assert_ok(otls_error_openssl(&packed));
    ck_assert_int_eq(packed, 0);
    ck_assert_ok(otls_error_reason(message, sizeof(message), &len));
    ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(a_success_leaves_the_last_error)
{
    int64_t code, n;

    fail_once();
    ck_assert_ok(otls_handle_count(0, &n));
    ck_assert_ok(otls_error_code(&code));
    ck_assert_int_eq(code, OTLS_E_HANDLE_TRUNCATED);
}
END_TEST

START_TEST(clearing_forgets_the_last_error)
{
    char message[600] = "x";
    int64_t code;
    size_t len;

    fail_once();
    ck_assert_ok(otls_error_clear());
    ck_assert_ok(otls_error_code(&code));
    ck_assert_int_eq(code, OTLS_OK);
    ck_assert_ok(otls_error_message(message, sizeof(message), &len));
    ck_assert_str_eq(message, "");
}
END_TEST

START_TEST(asking_about_an_error_never_changes_it)
{
    char buf[4], message[600];
    int64_t code;
    size_t len, whole;

    fail_once();
    ck_assert_ok(otls_error_message(NULL, 0, &whole));
    ck_assert_int_eq(
        otls_error_message(buf, sizeof(buf), &len), OTLS_E_TOO_SMALL);
    ck_assert_uint_eq(len, whole);
    ck_assert_int_eq(otls_error_message(NULL, 5, &len), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_message(buf, 4, NULL), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_reason(NULL, 5, &len), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_code(NULL), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_errno(NULL), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_openssl(NULL), OTLS_E_NULL);
    ck_assert_int_eq(otls_error_name(4711, buf, 4, &len), OTLS_E_INVALID);
    ck_assert_int_eq(otls_error_text(4711, buf, 4, &len), OTLS_E_INVALID);
    ck_assert_int_eq(
        otls_error_name(OTLS_E_AUTH, buf, 4, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_error_code(&code));
    ck_assert_int_eq(code, OTLS_E_HANDLE_TRUNCATED);
    ck_assert_ok(otls_error_message(message, sizeof(message), &len));
    ck_assert_uint_eq(len, whole);
}
END_TEST

START_TEST(names_and_texts_are_those_of_the_table)
{
    char buf[200];
    size_t len;

    ck_assert_ok(otls_error_name(OTLS_E_AUTH, buf, sizeof(buf), &len));
    ck_assert_str_eq(buf, "OTLS_E_AUTH");
    ck_assert_ok(otls_error_name(OTLS_OK, buf, sizeof(buf), &len));
    ck_assert_str_eq(buf, "OTLS_OK");
    ck_assert_ok(otls_error_text(OTLS_E_AUTH, buf, sizeof(buf), &len));
    ck_assert_str_eq(buf, "an authentication tag does not match");
    ck_assert_uint_eq(len, strlen(buf));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("error");
    TCase *c = tcase_create("abi");

    tcase_add_test(c, the_last_error_has_code_and_message);
    tcase_add_test(c, a_success_leaves_the_last_error);
    tcase_add_test(c, clearing_forgets_the_last_error);
    tcase_add_test(c, asking_about_an_error_never_changes_it);
    tcase_add_test(c, names_and_texts_are_those_of_the_table);
    suite_add_tcase(s, c);
    return s;
}
