/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "age/base64.h"
#include "support.h"

/* RFC 4648, 10, with the padding taken off. */
START_TEST(base64_matches_rfc_4648)
{
    static const char *const texts[] = {
        "", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
    char out[16];
    unsigned char back[16];
    size_t i, len;

    for (i = 0; i < 7; i++) {
        ck_assert_uint_eq(otls__age_base64_size(i), strlen(texts[i]));
        ck_assert_uint_eq(
            otls__age_base64_encode("foobar", i, out), strlen(texts[i]));
        ck_assert_mem_eq(out, texts[i], strlen(texts[i]));
        ck_assert_int_eq(
            otls__age_base64_decode(texts[i], strlen(texts[i]), back, i, &len),
            1);
        ck_assert_uint_eq(len, i);
        ck_assert_mem_eq(back, "foobar", i);
    }
}
END_TEST

START_TEST(base64_uses_the_standard_alphabet)
{
    static const unsigned char bytes[] = {0xfb, 0xff, 0xbf};
    unsigned char back[3];
    char out[4];
    size_t len;

    ck_assert_uint_eq(otls__age_base64_encode(bytes, 3, out), 4);
    ck_assert_mem_eq(out, "+/+/", 4);
    ck_assert_int_eq(otls__age_base64_decode("-_-_", 4, back, 3, &len), 0);
}
END_TEST

START_TEST(base64_refuses_what_is_not_canonical)
{
    static const char *const texts[] = {
        "Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm9v\n", " Zg", "Zm 9v", "Zm8="};
    unsigned char back[16];
    size_t i, len;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(otls__age_base64_decode(texts[i], strlen(texts[i]), back,
                          sizeof(back), &len) == 0,
            "'%s' was taken", texts[i]);
    ck_assert_int_eq(otls__age_base64_decode("Zg\0", 3, back, 16, &len), 0);
}
END_TEST

START_TEST(base64_keeps_within_the_buffer)
{
    unsigned char back[4] = {0, 0, 0, 0x5a};
    size_t len;

    ck_assert_int_eq(otls__age_base64_decode("Zm9vYg", 6, back, 3, &len), 0);
    ck_assert_uint_eq(back[3], 0x5a);
}
END_TEST

/* Of the texts of two and three characters, exactly one stands for each
 * string of one and two bytes. */
START_TEST(base64_has_one_text_for_each_value)
{
    int a, b, c, ones = 0, twos = 0;
    unsigned char back[2];
    char text[3];
    size_t len;

    for (a = 1; a < 128; a++)
        for (b = 1; b < 128; b++) {
            text[0] = (char)a;
            text[1] = (char)b;
            ones += otls__age_base64_decode(text, 2, back, 2, &len);
            for (c = 1; c < 128; c++) {
                text[2] = (char)c;
                twos += otls__age_base64_decode(text, 3, back, 2, &len);
            }
        }
    ck_assert_int_eq(ones, 256);
    ck_assert_int_eq(twos, 65536);
}
END_TEST

START_TEST(base64_pads_only_where_it_is_asked_to)
{
    static const char *const texts[] = {
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    static const char *const wrong[] = {"", "=", "==", "===", "====", "Zg",
        "Zg=", "Zg===", "Zh==", "Zm8", "Zm9=", "Z===", "Zg==Zg==", "Zm=v",
        "=m9v", "Zm9v=", "Zm9v====", "Zg==\n"};
    unsigned char back[48];
    char out[16];
    size_t i, len;

    for (i = 1; i < 7; i++) {
        ck_assert_uint_eq(
            otls__age_base64_padded_encode("foobar", i, out), (i + 2) / 3 * 4);
        ck_assert_mem_eq(out, texts[i], strlen(texts[i]));
        ck_assert_int_eq(otls__age_base64_padded_decode(
                             texts[i], strlen(texts[i]), back, &len),
            1);
        ck_assert_uint_eq(len, i);
        ck_assert_mem_eq(back, "foobar", i);
    }
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        ck_assert_msg(otls__age_base64_padded_decode(
                          wrong[i], strlen(wrong[i]), back, &len) == 0,
            "'%s' was taken", wrong[i]);
}
END_TEST

/* All ways of making and reading a line know the same base64. What they are
 * given lies alone, so that a sanitizer sees who reads or writes beyond it. */
START_TEST(base64_of_a_full_line_is_the_same)
{
    unsigned char *const bytes = malloc(48), back[48];
    char *const line = malloc(64), other[65];
    unsigned seed = 1;
    size_t i, n, len;

    for (n = 0; n < 1000; n++) {
        for (i = 0; i < 48; i++)
            bytes[i] = (unsigned char)((seed = seed * 69069 + 5) >> 24);
        otls__age_base64_line_by_table(bytes, line);
        ck_assert_uint_eq(otls__age_base64_encode(bytes, 48, other), 64);
        ck_assert_mem_eq(line, other, 64);
        memset(line, 0, 64);
        otls__age_base64_line_encode(bytes, line);
        ck_assert_mem_eq(line, other, 64);
        ck_assert_int_eq(otls__age_base64_line_decode(line, back), 1);
        ck_assert_mem_eq(back, bytes, 48);
        ck_assert_int_eq(otls__age_base64_decode(line, 64, back, 48, &len), 1);
        ck_assert_mem_eq(back, bytes, 48);
    }
    free(bytes);
    free(line);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_base64");
    TCase *tcase = tcase_create("base64");

    tcase_add_test(tcase, base64_matches_rfc_4648);
    tcase_add_test(tcase, base64_uses_the_standard_alphabet);
    tcase_add_test(tcase, base64_refuses_what_is_not_canonical);
    tcase_add_test(tcase, base64_keeps_within_the_buffer);
    tcase_add_test(tcase, base64_has_one_text_for_each_value);
    tcase_add_test(tcase, base64_pads_only_where_it_is_asked_to);
    tcase_add_test(tcase, base64_of_a_full_line_is_the_same);
    suite_add_tcase(suite, tcase);
    return suite;
}
