/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/call.h"
#include "base/error.h"

static const struct otls__error_state *
last(void)
{
    return otls__call_error_state();
}

START_TEST(an_error_keeps_its_code_and_message)
{
    ck_assert_int_eq(
        otls__error(OTLS_E_LIMIT, "%d of %s", 3, "them"), OTLS_E_LIMIT);
    ck_assert_int_eq(last()->code, OTLS_E_LIMIT);
    ck_assert_str_eq(last()->message, "3 of them");
    ck_assert_int_eq(last()->number, 0);
    ck_assert_uint_eq(last()->packed, 0);
}
END_TEST

START_TEST(an_error_of_the_system_names_its_errno)
{
    ck_assert_int_eq(
        otls__error_errno(OTLS_E_IO, EIO, "reading x"), OTLS_E_IO);
    ck_assert_str_eq(last()->message, "reading x: Input/output error");
    ck_assert_int_eq(last()->number, EIO);
    (void)otls__error(OTLS_E_LIMIT, "other");
    ck_assert_int_eq(last()->number, 0);
}
END_TEST

START_TEST(an_error_of_openssl_keeps_its_reason)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER);
    ck_assert_int_eq(
        otls__error_openssl(OTLS_E_OPENSSL, "cipher"), OTLS_E_OPENSSL);
    ck_assert_str_eq(last()->reason, "unsupported cipher");
    ck_assert_uint_eq(last()->packed, ERR_peek_last_error());
    ERR_clear_error();
}
END_TEST

START_TEST(memory_that_ran_out_inside_openssl_is_told_as_such)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    ck_assert_int_eq(
        otls__error_openssl(OTLS_E_OPENSSL, "cipher"), OTLS_E_NO_MEMORY);
    ERR_clear_error();
}
END_TEST

START_TEST(a_long_message_is_cut_not_overrun)
{
    char text[2 * OTLS__MESSAGE_SIZE];

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    (void)otls__error_errno(OTLS_E_IO, EIO, "%s", text);
    ck_assert_uint_eq(strlen(last()->message), OTLS__MESSAGE_SIZE - 1);
}
END_TEST

static void *
fail_elsewhere(void *arg)
{
    int *code = arg;

    *code = otls__error_last_code();
    (void)otls__error(OTLS_E_AUTH, "elsewhere");
    return NULL;
}

START_TEST(each_thread_has_its_own_last_error)
{
    pthread_t thread;
    int code = 1;

    (void)otls__error(OTLS_E_LIMIT, "here");
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, &code), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(code, OTLS_OK);
    ck_assert_str_eq(last()->message, "here");
}
END_TEST

START_TEST(every_code_has_a_name_and_a_text_of_its_own)
{
    const int codes[] = {
#define OTLS_ERROR(name, number, base, text) OTLS_E_##name,
#include "base/errors.def"
#undef OTLS_ERROR
    };
    size_t i, j, n = sizeof(codes) / sizeof(codes[0]);

    ck_assert_uint_gt(n, 20);
    for (i = 0; i < n; i++) {
        ck_assert_int_lt(codes[i], 0);
        ck_assert_int_eq(strncmp(otls__error_name(codes[i]), "OTLS_E_", 7), 0);
        ck_assert_uint_gt(strlen(otls__error_text(codes[i])), 10);
        for (j = 0; j < i; j++) {
            ck_assert_int_ne(codes[i], codes[j]);
            ck_assert_str_ne(
                otls__error_text(codes[i]), otls__error_text(codes[j]));
        }
    }
    ck_assert_ptr_null(otls__error_name(1));
    ck_assert_ptr_null(otls__error_text(-9999));
}
END_TEST

START_TEST(text_is_copied_with_a_nul_that_len_does_not_count)
{
    char buf[4] = "zzz";
    size_t len = 9;

    ck_assert_ok(otls__copy_text("abc", buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, 3);
    ck_assert_str_eq(buf, "abc");
    ck_assert_ok(otls__copy_text("", buf, 1, &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_str_eq(buf, "");
}
END_TEST

START_TEST(text_without_room_for_its_nul_is_refused_and_says_its_length)
{
    char buf[3] = "zz";
    size_t len = 9;

    ck_assert_otls(
        otls__copy_text("abc", buf, sizeof(buf), &len), OTLS_E_TOO_SMALL);
    ck_assert_uint_eq(len, 3);
    ck_assert_str_eq(buf, "zz");
    ck_assert_otls(otls__copy_text("abc", buf, 1, &len), OTLS_E_TOO_SMALL);
    ck_assert_otls(otls__copy_text("a", buf, 1, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls__copy_text("abc", NULL, 0, &len));
    ck_assert_uint_eq(len, 3);
}
END_TEST

START_TEST(bytes_are_copied_whole_or_not_at_all)
{
    char buf[4] = "zzz";
    size_t len = 9;

    ck_assert_ok(otls__copy_bytes("ab\0c", 4, buf, 4, &len));
    ck_assert_mem_eq(buf, "ab\0c", 4);
    ck_assert_otls(
        otls__copy_bytes("12345", 5, buf, 4, &len), OTLS_E_TOO_SMALL);
    ck_assert_uint_eq(len, 5);
    ck_assert_mem_eq(buf, "ab\0c", 4);
    ck_assert_otls(otls__copy_bytes("1", 1, NULL, 4, &len), OTLS_E_NULL);
    ck_assert_otls(otls__copy_bytes("1", 1, buf, 4, NULL), OTLS_E_NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("error");
    TCase *c = tcase_create("error");

    tcase_add_test(c, an_error_keeps_its_code_and_message);
    tcase_add_test(c, an_error_of_the_system_names_its_errno);
    tcase_add_test(c, an_error_of_openssl_keeps_its_reason);
    tcase_add_test(c, memory_that_ran_out_inside_openssl_is_told_as_such);
    tcase_add_test(c, a_long_message_is_cut_not_overrun);
    tcase_add_test(c, each_thread_has_its_own_last_error);
    tcase_add_test(c, every_code_has_a_name_and_a_text_of_its_own);
    tcase_add_test(c, text_is_copied_with_a_nul_that_len_does_not_count);
    tcase_add_test(
        c, text_without_room_for_its_nul_is_refused_and_says_its_length);
    tcase_add_test(c, bytes_are_copied_whole_or_not_at_all);
    suite_add_tcase(s, c);
    return s;
}
