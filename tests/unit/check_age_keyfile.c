/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "age/identity.h"
#include "age/keyfile.h"
#include "age/list.h"
#include "age/recipient.h"
#include "support.h"

#define IDENTITY                                                              \
    "AGE-SECRET-KEY-"                                                         \
    "1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7"               \
    "F6"
#define RECIPIENT                                                             \
    "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"

static const char *
file(const void *data, size_t len)
{
    const char *path = support_path("keys.txt");

    support_write_file(path, data, len);
    return path;
}

static int
identities(const char *text, size_t *count)
{
    struct otls__age_list list = {NULL, 0, 0};
    int rv;

    rv = otls__age_keyfile_identities(
        file(text, strlen(text)), NULL, NULL, &list);
    *count = list.count;
    otls__age_list_end(&list, otls__age_identity_unref);
    return rv;
}

static int
recipients(const char *text, size_t *count)
{
    struct otls__age_list list = {NULL, 0, 0};
    int rv;

    rv = otls__age_keyfile_recipients(file(text, strlen(text)), &list);
    *count = list.count;
    otls__age_list_end(&list, otls__age_recipient_unref);
    return rv;
}

START_TEST(keyfile_reads_lines_comments_blank_lines_and_crlf)
{
    size_t n;

    ck_assert_ok(identities("# made today\n\n" IDENTITY "\n", &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_ok(identities(IDENTITY, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_ok(
        identities("#\r\n\r\n" IDENTITY "\r\n" IDENTITY "\r\n#" IDENTITY, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_ok(recipients(RECIPIENT "\n# x\n" RECIPIENT "\n", &n));
    ck_assert_uint_eq(n, 2);
}
END_TEST

START_TEST(keyfile_names_file_and_line_but_not_the_secret)
{
    char message[600];
    size_t n;

    ck_assert_otls(
        identities("\n# c\n" IDENTITY "x\n", &n), OTLS_E_AGE_IDENTITY);
    support_assert_message("keys.txt, line 3: ");
    ck_assert_ok(otls_error_message(message, sizeof(message), &n));
    ck_assert_ptr_null(strstr(message, "XMWWC06"));
    ck_assert_otls(identities(" " IDENTITY "\n", &n), OTLS_E_AGE_IDENTITY);
    ck_assert_otls(
        recipients(RECIPIENT "\n" IDENTITY "\n", &n), OTLS_E_AGE_RECIPIENT);
    support_assert_message("line 2: ");
    ck_assert_ok(otls_error_message(message, sizeof(message), &n));
    ck_assert_ptr_null(strstr(message, "XMWWC06"));
    ck_assert_otls(identities("AGE-PLUGIN-X-1\n", &n), OTLS_E_UNSUPPORTED);
    support_assert_message("line 1: ");
}
END_TEST

START_TEST(keyfile_refuses_a_file_without_keys)
{
    size_t n;

    ck_assert_otls(identities("", &n), OTLS_E_AGE_IDENTITY);
    support_assert_message("holds no identity");
    ck_assert_otls(recipients("# only\n\n", &n), OTLS_E_AGE_RECIPIENT);
    support_assert_message("holds no recipient");
}
END_TEST

START_TEST(keyfile_has_limits)
{
    struct otls__age_list list = {NULL, 0, 0};
    const size_t size = OTLS__AGE_KEYFILE_MAX + 2;
    char *text = malloc(size);
    size_t i;

    ck_assert_ptr_nonnull(text);
    memset(text, 'a', size);
    ck_assert_otls(otls__age_keyfile_recipients(file(text, 70000), &list),
        OTLS_E_AGE_RECIPIENT);
    support_assert_message("longer than any");
    for (i = 0; i < size; i += 2)
        memcpy(text + i, "#\n", 2);
    ck_assert_otls(
        otls__age_keyfile_recipients(file(text, size), &list), OTLS_E_LIMIT);
    memcpy(text + size - 100, "\n" RECIPIENT "\n", strlen(RECIPIENT) + 2);
    ck_assert_ok(otls__age_keyfile_recipients(file(text, size - 2), &list));
    ck_assert_uint_eq(list.count, 1);
    otls__age_list_end(&list, otls__age_recipient_unref);
    free(text);
}
END_TEST

/* Lines cross the borders of what one read gives. */
START_TEST(keyfile_reads_many_lines)
{
    const size_t line = strlen(RECIPIENT) + 1, count = 5000;
    struct otls__age_list list = {NULL, 0, 0};
    char *text = malloc(line * count);
    size_t i;

    ck_assert_ptr_nonnull(text);
    for (i = 0; i < count; i++)
        memcpy(text + i * line, RECIPIENT "\n", line);
    ck_assert_ok(
        otls__age_keyfile_recipients(file(text, line * count), &list));
    ck_assert_uint_eq(list.count, count);
    otls__age_list_end(&list, otls__age_recipient_unref);
    free(text);
}
END_TEST

START_TEST(keyfile_says_which_file_is_missing)
{
    struct otls__age_list list = {NULL, 0, 0};

    ck_assert_otls(
        otls__age_keyfile_identities("/nonexistent/keys", NULL, NULL, &list),
        OTLS_E_NOT_FOUND);
    support_assert_message("/nonexistent/keys");
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_keyfile");
    TCase *tcase = tcase_create("keyfile");

    tcase_add_test(tcase, keyfile_reads_lines_comments_blank_lines_and_crlf);
    tcase_add_test(tcase, keyfile_names_file_and_line_but_not_the_secret);
    tcase_add_test(tcase, keyfile_refuses_a_file_without_keys);
    tcase_add_test(tcase, keyfile_has_limits);
    tcase_add_test(tcase, keyfile_reads_many_lines);
    tcase_add_test(tcase, keyfile_says_which_file_is_missing);
    suite_add_tcase(suite, tcase);
    return suite;
}
