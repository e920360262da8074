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
        ck_assert_msg(otls__base64_key_read(wrong[i], key) == 0,
            "%s was read", wrong[i]);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("base64 key");
    TCase *c = tcase_create("read and write");

    tcase_add_test(c, a_key_is_written_and_read_again);
    tcase_add_test(c, only_the_one_form_is_read);
    suite_add_tcase(s, c);
    return s;
}
