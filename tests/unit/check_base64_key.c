/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>

#include "crypto/base64.h"

/* RFC 4648: 32 zero bytes, and 32 bytes of ones */
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ONES "//////////////////////////////////////////8="

START_TEST(a_key_is_written_and_read_again)
{
    unsigned char key[OTLS__BASE64_KEY] = {0}, again[OTLS__BASE64_KEY];
    char out[OTLS__BASE64_KEY_TEXT];

    otls__base64_key_write(key, out);
    ck_assert_mem_eq(out, ZEROS, sizeof(out));
    ck_assert_int_eq(otls__base64_key_read(out, again), 1);
    ck_assert_mem_eq(again, key, sizeof(key));
    memset(key, 0xff, sizeof(key));
    otls__base64_key_write(key, out);
    ck_assert_mem_eq(out, ONES, sizeof(out));
    ck_assert_int_eq(otls__base64_key_read(out, again), 1);
    ck_assert_mem_eq(again, key, sizeof(key));
}
END_TEST

START_TEST(only_the_one_form_is_read)
{
    static const char *const wrong[] = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", /* stray bits */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 33 bytes */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", /* 31 */
        " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA =",
        "____________________________________________",
        "AAAAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAAAAAA=",
    };
    unsigned char key[OTLS__BASE64_KEY];
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        ck_assert_msg(otls__base64_key_read(wrong[i], key) == 0, "%s was read",
            wrong[i]);
}
END_TEST

START_TEST(other_lengths_are_read)
{
    unsigned char out[4];

    ck_assert_int_eq(otls__base64_read("Zm9v", 4, out, 3), 1);
    ck_assert_mem_eq(out, "foo", 3);
    ck_assert_int_eq(otls__base64_read("Zm8=", 4, out, 2), 1);
    ck_assert_mem_eq(out, "fo", 2);
    ck_assert_int_eq(otls__base64_read("Zg==", 4, out, 1), 1);
    ck_assert_mem_eq(out, "f", 1);
    ck_assert_int_eq(otls__base64_read("Zm9v", 4, out, 2), 0);
    ck_assert_int_eq(otls__base64_read("Zm9=", 4, out, 2), 0);
    ck_assert_int_eq(otls__base64_read("Zm9v", 3, out, 3), 0);
    ck_assert_int_eq(otls__base64_read("", 0, out, 0), 0);
    ck_assert_int_eq(otls__base64_read("Zm9vZg==", 8, out, 97), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("base64 key");
    TCase *c = tcase_create("read and write");

    tcase_add_test(c, a_key_is_written_and_read_again);
    tcase_add_test(c, only_the_one_form_is_read);
    tcase_add_test(c, other_lengths_are_read);
    suite_add_tcase(s, c);
    return s;
}
