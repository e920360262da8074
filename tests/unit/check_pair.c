/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "support.h"

#include "bio/bio.h"

static struct otls__bio *a, *b;

static void
start(void)
{
    ck_assert_ok(otls__bio_pair_new(8, &a, &b));
}

static void
stop(void)
{
    otls__bio_unref(a);
    otls__bio_unref(b);
}

START_TEST(pair_carries_bytes_both_ways)
{
    char buf[8];
    size_t n;
    int64_t bytes;

    ck_assert_ok(otls__bio_write(a, "a\0b", 3, &n));
    ck_assert_ok(otls__bio_write(b, "xy", 2, &n));
    ck_assert_ok(otls__bio_pending(b, &bytes));
    ck_assert_int_eq(bytes, 3);
    ck_assert_ok(otls__bio_read(b, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "a\0b", 3);
    ck_assert_ok(otls__bio_read(a, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_mem_eq(buf, "xy", 2);
}
END_TEST

START_TEST(pair_empty_wants_read)
{
    char buf[8];
    size_t n;

    ck_assert_otls(otls__bio_read(a, buf, sizeof(buf), &n), OTLS_E_WANT_READ);
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls__bio_read(a, buf, 0, &n));
    ck_assert_int_eq(otls__bio_eof(a), 0);
}
END_TEST

START_TEST(pair_full_writes_a_part_then_wants_write)
{
    char buf[16];
    size_t n;

    ck_assert_ok(otls__bio_write(a, "0123456789", 10, &n));
    ck_assert_uint_eq(n, 8);
    ck_assert_otls(otls__bio_write(a, "x", 1, &n), OTLS_E_WANT_WRITE);
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls__bio_read(b, buf, 3, &n));
    ck_assert_ok(otls__bio_write(a, "89ab", 4, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_ok(otls__bio_read_full(b, buf, 8, &n, NULL, NULL));
    ck_assert_mem_eq(buf, "3456789a", 8);
}
END_TEST

START_TEST(pair_shutdown_write_is_end_of_file_behind_the_bytes)
{
    char buf[8];
    size_t n;

    ck_assert_ok(otls__bio_write(a, "abc", 3, &n));
    ck_assert_ok(otls__bio_shutdown_write(a));
    ck_assert_otls(otls__bio_write(a, "d", 1, &n), OTLS_E_CLOSED);
    ck_assert_int_eq(otls__bio_eof(b), 0);
    ck_assert_ok(otls__bio_read(b, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(otls__bio_eof(b), 1);
    ck_assert_ok(otls__bio_read(b, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    /* the other direction goes on */
    ck_assert_ok(otls__bio_write(b, "e", 1, &n));
    ck_assert_ok(otls__bio_read(a, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(pair_end_outlives_the_other)
{
    char buf[8];
    size_t n;

    ck_assert_ok(otls__bio_write(a, "abc", 3, &n));
    otls__bio_unref(a);
    a = NULL;
    ck_assert_otls(otls__bio_write(b, "d", 1, &n), OTLS_E_CLOSED);
    ck_assert_ok(otls__bio_read(b, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "abc", 3);
    ck_assert_ok(otls__bio_read(b, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(otls__bio_eof(b), 1);
}
END_TEST

START_TEST(pair_has_a_capacity_without_being_told)
{
    static const char zeros[1000];
    struct otls__bio *c, *d;
    size_t n;

    ck_assert_ok(otls__bio_pair_new(0, &c, &d));
    ck_assert_ok(otls__bio_write(c, zeros, sizeof(zeros), &n));
    ck_assert_uint_eq(n, sizeof(zeros));
    otls__bio_unref(d);
    otls__bio_unref(c);
}
END_TEST

START_TEST(pair_has_no_places_or_lines)
{
    char buf[8];
    size_t n;
    int64_t at;

    ck_assert_otls(otls__bio_seek(a, 0), OTLS_E_UNSUPPORTED);
    support_assert_message("pair");
    ck_assert_otls(otls__bio_tell(a, &at), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_reset(a), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_gets(a, buf, 8, &n), OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls__bio_flush(a));
}
END_TEST

#define MUCH 30000

static void *
pump_out(void *arg)
{
    unsigned char byte[3];
    size_t i, n, sent = 0;
    int rv;

    while (sent < MUCH) {
        for (i = 0; i < sizeof(byte); i++)
            byte[i] = (unsigned char)((sent + i) % 251);
        rv = otls__bio_write(arg, byte, sizeof(byte), &n);
        if (rv == OTLS_E_WANT_WRITE)
            (void)sched_yield();
        else if (rv != OTLS_OK)
            return NULL;
        sent += n;
    }
    return arg;
}

START_TEST(pair_ends_may_be_used_from_two_threads)
{
    unsigned char buf[5];
    size_t i, n, got = 0, wrong = 0;
    pthread_t thread;
    void *answer;
    int rv;

    ck_assert_int_eq(pthread_create(&thread, NULL, pump_out, a), 0);
    while (got < MUCH) {
        rv = otls__bio_read(b, buf, sizeof(buf), &n);
        if (rv == OTLS_E_WANT_READ)
            (void)sched_yield();
        else
            ck_assert_ok(rv);
        for (i = 0; i < n; i++)
            wrong += buf[i] != (got + i) % 251;
        got += n;
    }
    ck_assert_int_eq(pthread_join(thread, &answer), 0);
    ck_assert_ptr_nonnull(answer);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("pair");
    TCase *tc = tcase_create("pair");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, start, stop);
    tcase_add_test(tc, pair_carries_bytes_both_ways);
    tcase_add_test(tc, pair_empty_wants_read);
    tcase_add_test(tc, pair_full_writes_a_part_then_wants_write);
    tcase_add_test(tc, pair_shutdown_write_is_end_of_file_behind_the_bytes);
    tcase_add_test(tc, pair_end_outlives_the_other);
    tcase_add_test(tc, pair_has_a_capacity_without_being_told);
    tcase_add_test(tc, pair_has_no_places_or_lines);
    tcase_add_test(tc, pair_ends_may_be_used_from_two_threads);
    suite_add_tcase(suite, tc);
    return suite;
}
