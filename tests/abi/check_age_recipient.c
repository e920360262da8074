/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "support.h"

#define RECIPIENT                                                             \
    "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"

static int
parse(const char *text, otls_handle *recipient)
{
    return otls_age_recipient_parse(text, strlen(text), recipient);
}

START_TEST(recipient_text_goes_in_and_out)
{
    otls_handle recipient;
    char text[80];
    size_t len;

    ck_assert_ok(parse(RECIPIENT, &recipient));
    ck_assert_int_eq(otls_handle_kind(recipient), OTLS_KIND_AGE_RECIPIENT);
    ck_assert_ok(otls_age_recipient_text(recipient, NULL, 0, &len));
    ck_assert_uint_eq(len, 62);
    ck_assert_otls(
        otls_age_recipient_text(recipient, text, 62, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_age_recipient_text(recipient, text, 63, &len));
    ck_assert_str_eq(text, RECIPIENT);
    ck_assert_ok(otls_age_recipient_free(recipient));
}
END_TEST

START_TEST(recipient_refuses_other_texts)
{
    static const char *const texts[] = {"", "age1", RECIPIENT "\n",
        " " RECIPIENT,
        "AGE1W3TYKE4GEV25VAXXSVCGQU4484RF6EJPMAVS57P6YZ6LHY2SFS5SWRVWYN",
        "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyp",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "age1luyvfgxs"};
    otls_handle recipient = 7;
    char message[600];
    size_t i, len;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_otls(parse(texts[i], &recipient), OTLS_E_AGE_RECIPIENT);
    ck_assert_otls(
        parse("AGE-SECRET-KEY-1XMWWC06", &recipient), OTLS_E_AGE_RECIPIENT);
    support_assert_message("it is an identity");
    ck_assert_ok(otls_error_message(message, sizeof(message), &len));
    ck_assert_ptr_null(strstr(message, "XMWWC0"));
    ck_assert_int_eq(recipient, 7);
}
END_TEST

START_TEST(recipient_of_a_known_but_other_kind_is_unsupported)
{
    static const char *const texts[] = {"age1pq1qqq", "age1tag1qqq",
        "age1tagpq1qqq", "ssh-ed25519 AAAA", "ssh-rsa AAAA"};
    otls_handle recipient;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_otls(parse(texts[i], &recipient), OTLS_E_UNSUPPORTED);
}
END_TEST

START_TEST(recipient_passphrase_checks_what_it_is_given)
{
    otls_handle recipient;
    char text[80];
    size_t len;
    int factor;

    for (factor = 0; factor <= 22; factor++) {
        ck_assert_ok(
            otls_age_recipient_passphrase("x", 1, factor, &recipient));
        ck_assert_ok(otls_age_recipient_free(recipient));
    }
    ck_assert_otls(
        otls_age_recipient_passphrase("x", 1, -1, &recipient), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_recipient_passphrase("x", 1, 23, &recipient), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_recipient_passphrase("", 0, 0, &recipient), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_recipient_passphrase(NULL, 0, 0, &recipient), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_recipient_passphrase(NULL, 1, 0, &recipient), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_recipient_passphrase("x", 1, 0, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_age_recipient_passphrase("x", 1, 0, &recipient));
    ck_assert_otls(otls_age_recipient_text(recipient, text, 80, &len),
        OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_age_recipient_free(recipient));
}
END_TEST

START_TEST(recipient_functions_refuse_null_and_other_handles)
{
    otls_handle recipient;
    char text[80];
    size_t len;

    ck_assert_otls(otls_age_recipient_parse(NULL, 0, &recipient), OTLS_E_NULL);
    ck_assert_otls(parse(RECIPIENT, NULL), OTLS_E_NULL);
    ck_assert_ok(parse(RECIPIENT, &recipient));
    ck_assert_otls(
        otls_age_recipient_text(recipient, text, 80, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_recipient_text(recipient, NULL, 80, &len), OTLS_E_NULL);
    ck_assert_otls(otls_age_identity_free(recipient), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_recipient_free(0));
    ck_assert_otls(otls_age_recipient_free(recipient), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_age_recipient_text(recipient, text, 80, &len),
        OTLS_E_HANDLE_STALE);
    ck_assert_otls(
        otls_age_recipient_text(0, text, 80, &len), OTLS_E_HANDLE_NONE);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_recipient");
    TCase *tcase = tcase_create("recipient");

    tcase_add_test(tcase, recipient_text_goes_in_and_out);
    tcase_add_test(tcase, recipient_refuses_other_texts);
    tcase_add_test(tcase, recipient_of_a_known_but_other_kind_is_unsupported);
    tcase_add_test(tcase, recipient_passphrase_checks_what_it_is_given);
    tcase_add_test(tcase, recipient_functions_refuse_null_and_other_handles);
    suite_add_tcase(suite, tcase);
    return suite;
}
