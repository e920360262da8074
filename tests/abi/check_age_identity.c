/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "support.h"

#define IDENTITY                                                              \
    "AGE-SECRET-KEY-"                                                         \
    "1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7"               \
    "F6"
#define RECIPIENT                                                             \
    "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"

static int
parse(const char *text, otls_handle *identity)
{
    return otls_age_identity_parse(text, strlen(text), identity);
}

START_TEST(identity_text_goes_in_and_out)
{
    otls_handle identity, recipient;
    char text[80];
    size_t len;

    ck_assert_ok(parse(IDENTITY, &identity));
    ck_assert_int_eq(otls_handle_kind(identity), OTLS_KIND_AGE_IDENTITY);
    ck_assert_ok(otls_age_identity_export_secret(identity, NULL, 0, &len));
    ck_assert_uint_eq(len, strlen(IDENTITY));
    ck_assert_otls(otls_age_identity_export_secret(identity, text, 74, &len),
        OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_age_identity_export_secret(identity, text, 75, &len));
    ck_assert_str_eq(text, IDENTITY);
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_text(recipient, text, 80, &len));
    ck_assert_str_eq(text, RECIPIENT);
    ck_assert_ok(otls_age_recipient_free(recipient));
}
END_TEST

START_TEST(identity_generated_is_another_each_time)
{
    otls_handle a, b;
    char one[80], other[80];
    size_t len;

    ck_assert_ok(otls_age_identity_generate(&a));
    ck_assert_ok(otls_age_identity_generate(&b));
    ck_assert_ok(otls_age_identity_export_secret(a, one, 80, &len));
    ck_assert_ok(otls_age_identity_export_secret(b, other, 80, &len));
    ck_assert_str_ne(one, other);
    ck_assert_ok(otls_age_identity_free(a));
    ck_assert_ok(parse(one, &a));
    ck_assert_ok(otls_age_identity_export_secret(a, other, 80, &len));
    ck_assert_str_eq(one, other);
    ck_assert_ok(otls_age_identity_free(a));
    ck_assert_ok(otls_age_identity_free(b));
}
END_TEST

START_TEST(identity_refuses_other_texts_without_quoting_them)
{
    static const char *const texts[] = {"", "x", IDENTITY "\n", " " IDENTITY,
        RECIPIENT,
        "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX"
        "3S7F7",
        "age-secret-key-1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4qx"
        "3s7f6",
        "A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"};
    otls_handle identity = 7;
    char message[600];
    size_t i, len;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert_otls(parse(texts[i], &identity), OTLS_E_AGE_IDENTITY);
        ck_assert_ok(otls_error_message(message, sizeof(message), &len));
        ck_assert_ptr_null(strstr(message, "XMWWC0"));
        ck_assert_ptr_null(strstr(message, "xmwwc0"));
    }
    ck_assert_int_eq(identity, 7);
}
END_TEST

START_TEST(identity_of_a_known_but_other_kind_is_unsupported)
{
    static const char *const texts[] = {"AGE-SECRET-KEY-PQ-1QQQQ",
        "AGE-PLUGIN-YUBIKEY-1QQQ", "-----BEGIN OPENSSH PRIVATE KEY-----",
        "age-encryption.org/v1"};
    otls_handle identity;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_otls(parse(texts[i], &identity), OTLS_E_UNSUPPORTED);
}
END_TEST

START_TEST(identity_passphrase_gives_nothing_back)
{
    otls_handle identity, recipient;
    char text[80];
    size_t len;

    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &identity));
    ck_assert_otls(otls_age_identity_export_secret(identity, text, 80, &len),
        OTLS_E_UNSUPPORTED);
    ck_assert_otls(
        otls_age_identity_recipient(identity, &recipient), OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_identity_passphrase(NULL, 0, &identity));
    ck_assert_ok(otls_age_identity_free(identity));
}
END_TEST

START_TEST(identity_functions_refuse_null_and_other_handles)
{
    otls_handle identity, recipient;
    char text[80];
    size_t len;

    ck_assert_otls(otls_age_identity_generate(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_identity_parse(NULL, 0, &identity), OTLS_E_NULL);
    ck_assert_otls(parse(IDENTITY, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_identity_passphrase(NULL, 1, &identity), OTLS_E_NULL);
    ck_assert_otls(otls_age_identity_passphrase("x", 1, NULL), OTLS_E_NULL);
    ck_assert_ok(parse(IDENTITY, &identity));
    ck_assert_otls(otls_age_identity_export_secret(identity, text, 80, NULL),
        OTLS_E_NULL);
    ck_assert_otls(otls_age_identity_export_secret(identity, NULL, 80, &len),
        OTLS_E_NULL);
    ck_assert_otls(otls_age_identity_recipient(identity, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_recipient_free(identity), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_identity_free(0));
    ck_assert_otls(otls_age_identity_free(identity), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_age_identity_export_secret(identity, text, 80, &len),
        OTLS_E_HANDLE_STALE);
    ck_assert_otls(
        otls_age_identity_recipient(0, &recipient), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_age_identity_recipient(1 << 20, &recipient),
        OTLS_E_HANDLE_TRUNCATED);
    ck_assert_otls(
        otls_age_identity_recipient(-((otls_handle)1 << 40), &recipient),
        OTLS_E_HANDLE_UNKNOWN);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_identity");
    TCase *tcase = tcase_create("identity");

    tcase_add_test(tcase, identity_text_goes_in_and_out);
    tcase_add_test(tcase, identity_generated_is_another_each_time);
    tcase_add_test(tcase, identity_refuses_other_texts_without_quoting_them);
    tcase_add_test(tcase, identity_of_a_known_but_other_kind_is_unsupported);
    tcase_add_test(tcase, identity_passphrase_gives_nothing_back);
    tcase_add_test(tcase, identity_functions_refuse_null_and_other_handles);
    suite_add_tcase(suite, tcase);
    return suite;
}
