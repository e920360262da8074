/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "pki/name.h"
#include "pki/san.h"
#include "support.h"

/* How it is printed: as it was written, in one way of writing it. */
static const char *const good[][2] = {
    {"CN=example.com", "CN=example.com"},
    {"CN=a,O=b,C=GB", "CN=a,O=b,C=GB"},
    {" cn = a , o = b b ", "CN=a,O=b b"},
    {"CN=a+OU=b,O=c", NULL},
    {"CN=a\\,b\\+c\\;d", "CN=a\\,b\\+c\\;d"},
    {"CN=\\ a\\ ", "CN=\\ a\\ "},
    {"CN=\\#a", "CN=\\#a"},
    {"CN=J\\C3\\BCrgen", "CN=J\xc3\xbcrgen"},
    {"CN=J\xc3\xbcrgen", "CN=J\xc3\xbcrgen"},
    {"CN=#0C0161", "CN=a"},
    {"STREET=1 Road,DC=example,UID=7,ST=x,L=y",
        "street=1 Road,DC=example,UID=7,ST=x,L=y"},
    {"emailAddress=a@b.example", "emailAddress=a@b.example"},
    {"2.5.4.3=x", "CN=x"},
    {"", ""},
};

static const char *const bad[] = {"CN", "=a", "CN=", "CN=a,", ",CN=a",
    "XYZZY=a", "CN=a\\", "CN=a\\z", "CN=\"a\"", "CN=a<b", "C=GBR", "CN=#",
    "CN=#zz", "CN=#0C0261", "CN=#020101", "CN=#0C0161 x", "CN=\\C3",
    "1.x=a", "CN=a++O=b",
    "CN=0123456789012345678901234567890123456789012345678901234567890123456"};

START_TEST(a_name_is_read_as_it_is_written)
{
    X509_NAME *name, *again;
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;

    ck_assert_ok(otls__name_parse(good[_i][0], &name));
    ck_assert_int_eq(otls__name_print(bio, name), 1);
    ck_assert_int_eq(BIO_write(bio, "", 1), 1);
    (void)BIO_get_mem_data(bio, &text);
    if (good[_i][1] != NULL)
        ck_assert_str_eq(text, good[_i][1]);
    ck_assert_ok(otls__name_parse(text, &again));
    ck_assert_int_eq(X509_NAME_cmp(name, again), 0);
    X509_NAME_free(name);
    X509_NAME_free(again);
    BIO_free(bio);
}
END_TEST

START_TEST(the_most_specific_part_comes_last_in_der)
{
    X509_NAME *name;

    ck_assert_ok(otls__name_parse("CN=a+OU=b,O=c", &name));
    ck_assert_int_eq(X509_NAME_entry_count(name), 3);
    ck_assert_int_eq(
        X509_NAME_get_index_by_NID(name, NID_organizationName, -1), 0);
    ck_assert_int_eq(X509_NAME_ENTRY_set(X509_NAME_get_entry(name, 0)), 0);
    ck_assert_int_eq(X509_NAME_ENTRY_set(X509_NAME_get_entry(name, 1)), 1);
    ck_assert_int_eq(X509_NAME_ENTRY_set(X509_NAME_get_entry(name, 2)), 1);
    X509_NAME_free(name);
}
END_TEST

START_TEST(what_is_no_name_is_refused)
{
    X509_NAME *name;

    ck_assert_otls(otls__name_parse(bad[_i], &name), OTLS_E_INVALID);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("name");
    TCase *c = tcase_create("name");

    tcase_add_loop_test(c, a_name_is_read_as_it_is_written, 0,
        (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_test(c, the_most_specific_part_comes_last_in_der);
    tcase_add_loop_test(
        c, what_is_no_name_is_refused, 0, (int)(sizeof(bad) / sizeof(bad[0])));
    suite_add_tcase(s, c);
    return s;
}
