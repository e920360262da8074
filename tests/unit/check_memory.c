/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "support.h"

#include "base/mem.h"
#include "bio/bio.h"

static struct otls__bio *bio;

static void
start(void)
{
    ck_assert_ok(otls__bio_memory_new(&bio));
}

static void
stop(void)
{
    otls__bio_unref(bio);
}

static void
put(const void *data, size_t len)
{
    size_t n;

    ck_assert_ok(otls__bio_write(bio, data, len, &n));
    ck_assert_uint_eq(n, len);
}

static void
expect(size_t cap, const void *data, size_t len)
{
    char buf[64];
    size_t n;

    ck_assert_uint_le(cap, sizeof(buf));
    ck_assert_ok(otls__bio_read(bio, buf, cap, &n));
    ck_assert_uint_eq(n, len);
    if (len > 0)
        ck_assert_mem_eq(buf, data, len);
}

static int64_t
tell(void)
{
    int64_t at = -1;

    ck_assert_ok(otls__bio_tell(bio, &at));
    return at;
}

static int64_t
pending(void)
{
    int64_t bytes = -1;

    ck_assert_ok(otls__bio_pending(bio, &bytes));
    return bytes;
}

START_TEST(memory_gives_back_what_was_written)
{
    put("a\0b", 3);
    put("cd", 2);
    ck_assert_int_eq(pending(), 5);
    expect(2, "a", 2);
    ck_assert_int_eq(pending(), 3);
    expect(10, "bcd", 3);
}
END_TEST

START_TEST(memory_at_its_end_reads_end_of_file_until_more_is_written)
{
    expect(4, "", 0);
    ck_assert_int_eq(otls__bio_eof(bio), 1);
    put("x", 1);
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    expect(4, "x", 1);
    expect(4, "", 0);
    ck_assert_int_eq(otls__bio_eof(bio), 1);
}
END_TEST

START_TEST(memory_read_of_0_bytes_is_no_end_of_file)
{
    put("x", 1);
    expect(0, "", 0);
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    expect(1, "x", 1);
}
END_TEST

START_TEST(memory_write_appends_wherever_reading_stands)
{
    put("hello", 5);
    expect(2, "he", 2);
    put(" world", 6);
    ck_assert_int_eq(tell(), 2);
    expect(20, "llo world", 9);
    ck_assert_ok(otls__bio_seek(bio, 1));
    put("!", 1);
    expect(20, "ello world!", 11);
    ck_assert_int_eq(tell(), 12);
}
END_TEST

START_TEST(memory_seek_reaches_what_was_read_before)
{
    put("0123456789", 10);
    expect(10, "0123456789", 10);
    ck_assert_ok(otls__bio_seek(bio, 3));
    ck_assert_int_eq(tell(), 3);
    expect(2, "34", 2);
    ck_assert_ok(otls__bio_seek(bio, 10));
    expect(2, "", 0);
}
END_TEST

START_TEST(memory_seek_refuses_places_outside)
{
    put("0123456789", 10);
    expect(4, "0123", 4);
    ck_assert_otls(otls__bio_seek(bio, 11), OTLS_E_INVALID);
    ck_assert_otls(otls__bio_seek(bio, -1), OTLS_E_INVALID);
    ck_assert_otls(otls__bio_seek(bio, INT64_MAX), OTLS_E_INVALID);
    ck_assert_int_eq(tell(), 4);
}
END_TEST

START_TEST(memory_reset_makes_it_as_it_was_made)
{
    struct otls__bio *from;
    int64_t bytes;
    char buf[8];
    size_t n;

    put("abc", 3);
    ck_assert_ok(otls__bio_reset(bio));
    ck_assert_int_eq(pending(), 0);
    put("de", 2);
    expect(8, "de", 2);

    ck_assert_ok(otls__bio_memory_from("abc", 3, &from));
    ck_assert_ok(otls__bio_read(from, buf, 2, &n));
    ck_assert_ok(otls__bio_write(from, "de", 2, &n));
    ck_assert_ok(otls__bio_reset(from));
    ck_assert_ok(otls__bio_pending(from, &bytes));
    ck_assert_int_eq(bytes, 3);
    ck_assert_ok(otls__bio_read(from, buf, 8, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "abc", 3);
    otls__bio_unref(from);
}
END_TEST

START_TEST(memory_from_keeps_a_copy)
{
    struct otls__bio *from;
    char data[] = "abc", buf[8];
    size_t n;

    ck_assert_ok(otls__bio_memory_from(data, 3, &from));
    memset(data, 'x', 3);
    ck_assert_ok(otls__bio_read(from, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "abc", 3);
    otls__bio_unref(from);
    ck_assert_ok(otls__bio_memory_from(NULL, 0, &from));
    ck_assert_int_eq(otls__bio_eof(from), 1);
    otls__bio_unref(from);
}
END_TEST

START_TEST(memory_gets_reads_lines_and_pieces_of_long_ones)
{
    char buf[8];
    size_t n;

    put("one\n\nlonger than 7\nno end", 25);
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "one\n");
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "\n");
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 7);
    ck_assert_str_eq(buf, "longer ");
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "than 7\n");
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "no end");
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_str_eq(buf, "");
}
END_TEST

START_TEST(memory_gets_keeps_embedded_nuls)
{
    char buf[8];
    size_t n;

    put("a\0b\nc", 5);
    ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(buf, "a\0b\n", 5);
}
END_TEST

START_TEST(memory_gets_needs_room_for_a_byte)
{
    char buf[2] = "x";
    size_t n;

    put("ab", 2);
    ck_assert_otls(otls__bio_gets(bio, buf, 0, &n), OTLS_E_TOO_SMALL);
    ck_assert_otls(otls__bio_gets(bio, buf, 1, &n), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls__bio_gets(bio, buf, 2, &n));
    ck_assert_str_eq(buf, "a");
}
END_TEST

START_TEST(memory_grows_to_what_is_written)
{
    unsigned char block[10007];
    unsigned char *all;
    size_t i, n, wrong = 0;

    for (i = 0; i < 1000; i++) {
        memset(block, (int)i & 255, sizeof(block));
        put(block, sizeof(block));
    }
    all = otls__malloc(1000 * sizeof(block) + 1);
    ck_assert_ok(otls__bio_read_full(
        bio, all, 1000 * sizeof(block) + 1, &n, NULL, NULL));
    ck_assert_uint_eq(n, 1000 * sizeof(block));
    for (i = 0; i < n; i++)
        wrong += all[i] != (i / sizeof(block) & 255);
    ck_assert_uint_eq(wrong, 0);
    otls__free(all);
}
END_TEST

START_TEST(memory_refuses_more_than_it_can_hold)
{
    size_t n = 7;

    put("x", 1);
    ck_assert_otls(otls__bio_write(bio, "", SIZE_MAX, &n), OTLS_E_LIMIT);
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(pending(), 1);
}
END_TEST

START_TEST(memory_has_no_timeout_descriptor_or_half_close)
{
    int64_t fd;

    ck_assert_otls(otls__bio_fd(bio, &fd), OTLS_E_UNSUPPORTED);
    support_assert_message("memory");
    ck_assert_otls(otls__bio_set_timeout_ms(bio, 1), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_shutdown_write(bio), OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls__bio_flush(bio));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("memory");
    TCase *tc = tcase_create("memory");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, start, stop);
    tcase_add_test(tc, memory_gives_back_what_was_written);
    tcase_add_test(
        tc, memory_at_its_end_reads_end_of_file_until_more_is_written);
    tcase_add_test(tc, memory_read_of_0_bytes_is_no_end_of_file);
    tcase_add_test(tc, memory_write_appends_wherever_reading_stands);
    tcase_add_test(tc, memory_seek_reaches_what_was_read_before);
    tcase_add_test(tc, memory_seek_refuses_places_outside);
    tcase_add_test(tc, memory_reset_makes_it_as_it_was_made);
    tcase_add_test(tc, memory_from_keeps_a_copy);
    tcase_add_test(tc, memory_gets_reads_lines_and_pieces_of_long_ones);
    tcase_add_test(tc, memory_gets_keeps_embedded_nuls);
    tcase_add_test(tc, memory_gets_needs_room_for_a_byte);
    tcase_add_test(tc, memory_grows_to_what_is_written);
    tcase_add_test(tc, memory_refuses_more_than_it_can_hold);
    tcase_add_test(tc, memory_has_no_timeout_descriptor_or_half_close);
    suite_add_tcase(suite, tc);
    return suite;
}
