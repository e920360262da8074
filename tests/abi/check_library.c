/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdint.h>
#include <string.h>

START_TEST(the_library_speaks_the_headers_abi)
{
    int64_t abi = -1;

    ck_assert_ok(otls_library_abi(&abi));
    ck_assert_int_eq(abi, OTLS_ABI);
    ck_assert_otls(otls_library_abi(NULL), OTLS_E_NULL);
}
END_TEST

START_TEST(versions_are_text)
{
    char version[128];
    size_t len;

    ck_assert_ok(otls_library_version(version, sizeof(version), &len));
    ck_assert_str_eq(version, PACKAGE_VERSION);
    ck_assert_uint_eq(len, strlen(version));
    ck_assert_ok(otls_library_openssl_version(version, sizeof(version), &len));
    ck_assert_int_eq(strncmp(version, "OpenSSL 3.", 10), 0);
    ck_assert_otls(otls_library_version(version, 2, &len), OTLS_E_TOO_SMALL);
    ck_assert_otls(otls_library_openssl_version(NULL, 2, &len), OTLS_E_NULL);
}
END_TEST

START_TEST(every_constant_has_a_twin_at_run_time)
{
    const struct {
        const char *name;
        int64_t value;
    } some[] = {{"OTLS_OK", OTLS_OK},
        {"OTLS_CALLBACK_ACCEPT", OTLS_CALLBACK_ACCEPT}, {"OTLS_ABI", OTLS_ABI},
        {"OTLS_E_AUTH", OTLS_E_AUTH}, {"OTLS_KIND_BIO", OTLS_KIND_BIO}};
    int64_t value;
    size_t i;

    for (i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        value = 12345;
        ck_assert_ok(otls_library_constant(some[i].name, &value));
        ck_assert_int_eq(value, some[i].value);
    }
}
END_TEST

START_TEST(a_constant_that_is_not_there_is_named)
{
    int64_t value;

    ck_assert_otls(
        otls_library_constant("OTLS_NONSENSE", &value), OTLS_E_INVALID);
    support_assert_message("OTLS_NONSENSE");
    ck_assert_otls(otls_library_constant(NULL, &value), OTLS_E_NULL);
    ck_assert_otls(otls_library_constant("OTLS_OK", NULL), OTLS_E_NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("library");
    TCase *c = tcase_create("abi");

    tcase_add_test(c, the_library_speaks_the_headers_abi);
    tcase_add_test(c, versions_are_text);
    tcase_add_test(c, every_constant_has_a_twin_at_run_time);
    tcase_add_test(c, a_constant_that_is_not_there_is_named);
    suite_add_tcase(s, c);
    return s;
}
