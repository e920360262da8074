/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "bio/bio.h"
#include "support.h"

static void
put(struct otls__bio *bio, const char *text)
{
    size_t n;

    ck_assert_ok(otls__bio_write(bio, text, strlen(text), &n));
    ck_assert_uint_eq(n, strlen(text));
}

static void
takes(struct otls__bio *bio, size_t cap, const char *text)
{
    char buf[64];
    size_t n;

    ck_assert_uint_le(cap, sizeof(buf));
    ck_assert_ok(otls__bio_read(bio, buf, cap, &n));
    ck_assert_uint_eq(n, strlen(text));
    ck_assert_mem_eq(buf, text, n);
}

START_TEST(queue_gives_what_it_was_given_in_order)
{
    struct otls__bio *bio;
    int64_t pending;

    ck_assert_ok(otls__bio_queue_new(&bio));
    put(bio, "one");
    put(bio, "two");
    takes(bio, 4, "onet");
    put(bio, "three");
    ck_assert_ok(otls__bio_pending(bio, &pending));
    ck_assert_int_eq(pending, 7);
    takes(bio, 64, "wothree");
    otls__bio_unref(bio);
}
END_TEST

START_TEST(queue_that_is_empty_wants_more_until_it_was_ended)
{
    struct otls__bio *bio;
    char byte;
    size_t n;

    ck_assert_ok(otls__bio_queue_new(&bio));
    ck_assert_otls(otls__bio_read(bio, &byte, 1, &n), OTLS_E_WANT_READ);
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    put(bio, "x");
    ck_assert_ok(otls__bio_shutdown_write(bio));
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    takes(bio, 1, "x");
    ck_assert_int_eq(otls__bio_eof(bio), 1);
    ck_assert_ok(otls__bio_read(bio, &byte, 1, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_otls(otls__bio_write(bio, "y", 1, &n), OTLS_E_CLOSED);
    otls__bio_unref(bio);
}
END_TEST

static int
differs(const unsigned char *got, size_t len, unsigned *at)
{
    int wrong = 0;
    size_t i;

    for (i = 0; i < len; i++)
        wrong += got[i] != (unsigned char)((*at)++ * 31);
    return wrong;
}

/* Through sizes at which it grows, begins anew, and gives its room back. */
START_TEST(queue_keeps_many_bytes_whole)
{
    static unsigned char block[70000], got[70000];
    struct otls__bio *bio;
    unsigned in = 0, out = 0;
    size_t i, n, size, round;

    ck_assert_ok(otls__bio_queue_new(&bio));
    for (round = 0; round < 200; round++) {
        size = round * 353 % sizeof(block);
        for (i = 0; i < size; i++)
            block[i] = (unsigned char)(in++ * 31);
        ck_assert_ok(otls__bio_write(bio, block, size, &n));
        size = round * 331 % sizeof(block);
        if (otls__bio_read(bio, got, size, &n) != OTLS_OK)
            n = 0;
        ck_assert_int_eq(differs(got, n, &out), 0);
    }
    while (out < in) {
        ck_assert_ok(otls__bio_read(bio, got, sizeof(got), &n));
        ck_assert_uint_gt(n, 0);
        ck_assert_int_eq(differs(got, n, &out), 0);
    }
    ck_assert_otls(otls__bio_read(bio, got, 1, &n), OTLS_E_WANT_READ);
    otls__bio_unref(bio);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("queue");
    TCase *tcase = tcase_create("queue");

    tcase_add_test(tcase, queue_gives_what_it_was_given_in_order);
    tcase_add_test(tcase, queue_that_is_empty_wants_more_until_it_was_ended);
    tcase_add_test(tcase, queue_keeps_many_bytes_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}
