/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>
#include <unistd.h>

#include <openssl/err.h>

START_TEST(rand_bytes_are_random)
{
    unsigned char a[32] = {0}, b[32] = {0};

    ck_assert_ok(otls_rand_bytes(a, 32));
    ck_assert_ok(otls_rand_bytes(b, 32));
    ck_assert_mem_ne(a, b, 32);
    ck_assert_ok(otls_rand_private_bytes(a, 32));
    ck_assert_mem_ne(a, b, 32);
    ck_assert_ok(otls_rand_private_bytes(b, 32));
    ck_assert_mem_ne(a, b, 32);
}
END_TEST

START_TEST(rand_bytes_needs_a_buffer_unless_empty)
{
    ck_assert_otls(otls_rand_bytes(NULL, 1), OTLS_E_NULL);
    support_assert_message("buf");
    ck_assert_otls(otls_rand_private_bytes(NULL, 1), OTLS_E_NULL);
    ck_assert_ok(otls_rand_bytes(NULL, 0));
    ck_assert_ok(otls_rand_private_bytes(NULL, 0));
}
END_TEST

START_TEST(rand_uniform_stays_in_range)
{
    int64_t value = 77;
    int i;

    for (i = 0; i < 1000; i++) {
        ck_assert_ok(otls_rand_uniform(7, &value));
        ck_assert(value >= 0 && value < 7);
    }
    value = 77;
    ck_assert_otls(otls_rand_uniform(0, &value), OTLS_E_INVALID);
    ck_assert_int_eq(value, 77);
    ck_assert_otls(otls_rand_uniform(7, NULL), OTLS_E_NULL);
}
END_TEST

START_TEST(rand_status_is_a_positive_answer)
{
    ck_assert_int_eq(otls_rand_status(), 1);
}
END_TEST

START_TEST(rand_insecure_repeats_itself_for_a_seed)
{
    otls_handle a, b, c;
    unsigned char x[100], y[100];
    int64_t m, n;

    ck_assert_ok(otls_rand_insecure_new("libotls", 7, &a));
    ck_assert_ok(otls_rand_insecure_new("libotls", 7, &b));
    ck_assert_ok(otls_rand_insecure_new("libotlt", 7, &c));
    ck_assert_ok(otls_rand_insecure_bytes(a, x, 100));
    /* the answer that tests/unit/check_insecure.c derives */
    ck_assert_mem_eq(x, "\xe3\x6b\xa5\x4d\x09\x60\x2e\x32", 8);
    ck_assert_ok(otls_rand_insecure_bytes(b, y, 33));
    ck_assert_ok(otls_rand_insecure_bytes(b, y + 33, 67));
    ck_assert_mem_eq(x, y, 100);
    ck_assert_ok(otls_rand_insecure_bytes(c, y, 100));
    ck_assert_mem_ne(x, y, 100);
    ck_assert_ok(otls_rand_insecure_uniform(a, INT64_MAX, &m));
    ck_assert_ok(otls_rand_insecure_uniform(b, INT64_MAX, &n));
    ck_assert_int_eq(m, n);
    ck_assert_ok(otls_rand_insecure_free(a));
    ck_assert_ok(otls_rand_insecure_free(b));
    ck_assert_ok(otls_rand_insecure_free(c));
}
END_TEST

START_TEST(rand_insecure_checks_its_arguments)
{
    otls_handle g = 5;
    int64_t value = 77;
    unsigned char byte;

    ck_assert_otls(otls_rand_insecure_new(NULL, 1, &g), OTLS_E_NULL);
    support_assert_message("seed");
    ck_assert_int_eq(g, 5);
    ck_assert_otls(otls_rand_insecure_new("x", 1, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_rand_insecure_new(NULL, 0, &g));
    ck_assert_otls(otls_rand_insecure_bytes(g, NULL, 1), OTLS_E_NULL);
    ck_assert_ok(otls_rand_insecure_bytes(g, NULL, 0));
    ck_assert_otls(otls_rand_insecure_uniform(g, 6, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_rand_insecure_uniform(g, 0, &value), OTLS_E_INVALID);
    ck_assert_int_eq(value, 77);
    ck_assert_otls(otls_rand_insecure_bytes(0, &byte, 1), OTLS_E_HANDLE_NONE);
    ck_assert_ok(otls_rand_insecure_free(g));
}
END_TEST

START_TEST(rand_insecure_handle_goes_stale)
{
    otls_handle g;
    int64_t count, value;
    unsigned char byte;

    ck_assert_ok(otls_rand_insecure_new("x", 1, &g));
    ck_assert_int_eq(otls_handle_kind(g), OTLS_KIND_RAND_INSECURE);
    ck_assert_ok(otls_handle_count(OTLS_KIND_RAND_INSECURE, &count));
    ck_assert_int_eq(count, 1);
    ck_assert_ok(otls_rand_insecure_free(g));
    ck_assert_otls(otls_rand_insecure_free(g), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_rand_insecure_bytes(g, &byte, 1), OTLS_E_HANDLE_STALE);
    ck_assert_otls(
        otls_rand_insecure_uniform(g, 6, &value), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_handle_count(OTLS_KIND_RAND_INSECURE, &count));
    ck_assert_int_eq(count, 0);
    ck_assert_ok(otls_rand_insecure_free(0));
}
END_TEST

START_TEST(rand_insecure_child_goes_on_with_the_same_bytes)
{
    otls_handle g;
    unsigned char mine[40], theirs[40];
    int ends[2];
    pid_t pid;

    ck_assert_ok(otls_rand_insecure_new("x", 1, &g));
    ck_assert_ok(otls_rand_insecure_bytes(g, mine, 7));
    ck_assert_int_eq(pipe(ends), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        _exit(otls_rand_insecure_bytes(g, theirs, 40) != OTLS_OK ||
              write(ends[1], theirs, 40) != 40);
    ck_assert_ok(otls_rand_insecure_bytes(g, mine, 40));
    ck_assert_int_eq(read(ends[0], theirs, 40), 40);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_mem_eq(mine, theirs, 40);
    ck_assert_int_eq(close(ends[0]), 0);
    ck_assert_int_eq(close(ends[1]), 0);
    ck_assert_ok(otls_rand_insecure_free(g));
}
END_TEST

START_TEST(rand_leaves_the_callers_openssl_errors_alone)
{
    unsigned char buf[8];
    otls_handle g;

    ERR_raise(ERR_LIB_USER, ERR_R_PASSED_NULL_PARAMETER);
    ck_assert_ok(otls_rand_bytes(buf, 8));
    ck_assert_ok(otls_rand_insecure_new("x", 1, &g));
    ck_assert_ok(otls_rand_insecure_bytes(g, buf, 8));
    ck_assert_ok(otls_rand_insecure_free(g));
    ck_assert_int_eq(
        ERR_GET_REASON(ERR_get_error()), ERR_R_PASSED_NULL_PARAMETER);
    ck_assert_uint_eq(ERR_get_error(), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("rand");
    TCase *tcase = tcase_create("rand");

    tcase_add_test(tcase, rand_bytes_are_random);
    tcase_add_test(tcase, rand_bytes_needs_a_buffer_unless_empty);
    tcase_add_test(tcase, rand_uniform_stays_in_range);
    tcase_add_test(tcase, rand_status_is_a_positive_answer);
    tcase_add_test(tcase, rand_insecure_repeats_itself_for_a_seed);
    tcase_add_test(tcase, rand_insecure_checks_its_arguments);
    tcase_add_test(tcase, rand_insecure_handle_goes_stale);
    tcase_add_test(tcase, rand_insecure_child_goes_on_with_the_same_bytes);
    tcase_add_test(tcase, rand_leaves_the_callers_openssl_errors_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}
