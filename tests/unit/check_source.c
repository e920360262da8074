/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "pki/source.h"
#include "support.h"

#define LIMIT 100000

static const char *
file(const char *name, const char *text)
{
    static char path[256];

    (void)snprintf(path, sizeof(path), "%s", support_path(name));
    support_write_file(path, text, strlen(text));
    return path;
}

START_TEST(source_has_one_identity_for_file_and_bytes)
{
    struct otls__source a, b;
    int secret;

    for (secret = 0; secret < 2; secret++) {
        ck_assert_ok(
            otls__source_file(&a, file("a", "content"), LIMIT, secret));
        ck_assert_ok(otls__source_need(&a));
        ck_assert_uint_eq(a.len, 7);
        ck_assert_mem_eq(a.data, "content", 7);
        ck_assert_ok(otls__source_bytes(&b, "b", "content", 7, LIMIT));
        ck_assert_mem_eq(a.digest, b.digest, 32);
        otls__source_end(&a);
        otls__source_end(&b);
        ck_assert_ok(otls__source_bytes(&b, "b", "contents", 8, LIMIT));
        ck_assert_ok(
            otls__source_file(&a, file("a", "content"), LIMIT, secret));
        ck_assert_mem_ne(a.digest, b.digest, 32);
        otls__source_end(&a);
        otls__source_end(&b);
    }
}
END_TEST

/* Again and again, so that some fall into one tick of the file system's
 * clock. */
START_TEST(source_sees_each_change_of_a_file_just_written)
{
    struct otls__source s;
    char text[16];
    int i;

    for (i = 0; i < 200; i++) {
        (void)snprintf(text, sizeof(text), "%08d", i);
        ck_assert_ok(
            otls__source_file(&s, file("changing", text), LIMIT, 0));
        ck_assert_ok(otls__source_need(&s));
        ck_assert_mem_eq(s.data, text, 8);
        otls__source_end(&s);
    }
}
END_TEST

START_TEST(source_doesnt_read_a_settled_file_again)
{
    const char *path = "/usr/include/stdio.h";
    struct otls__source s;
    struct stat st;

    if (stat(path, &st) != 0 || st.st_ctim.tv_sec > time(NULL) - 10) {
        support_skip("source_doesnt_read_a_settled_file_again",
            "there is no file that is old enough");
        return;
    }
    ck_assert_ok(otls__source_file(&s, path, LIMIT, 0));
    ck_assert_ptr_nonnull(s.data);
    otls__source_end(&s);
    ck_assert_ok(otls__source_file(&s, path, LIMIT, 0));
    ck_assert_ptr_null(s.data);
    ck_assert_ok(otls__source_need(&s));
    ck_assert_uint_eq(s.len, (size_t)st.st_size);
    otls__source_end(&s);
    otls__source_forget_all();
    ck_assert_ok(otls__source_file(&s, path, LIMIT, 0));
    ck_assert_ptr_nonnull(s.data);
    otls__source_end(&s);
}
END_TEST

START_TEST(source_reads_what_is_no_regular_file)
{
    struct otls__source s;

    ck_assert_ok(otls__source_file(&s, "/dev/null", LIMIT, 0));
    ck_assert_ok(otls__source_need(&s));
    ck_assert_uint_eq(s.len, 0);
    otls__source_end(&s);
    ck_assert_ok(otls__source_file(&s, "/proc/self/status", LIMIT, 1));
    ck_assert_ok(otls__source_need(&s));
    ck_assert_uint_gt(s.len, 100);
    otls__source_end(&s);
}
END_TEST

START_TEST(source_has_a_limit_and_leaves_no_descriptor)
{
    const int fds = support_open_fds();
    struct otls__source s;

    ck_assert_otls(otls__source_file(&s, file("long", "12345"), 4, 1),
        OTLS_E_LIMIT);
    support_assert_message("long");
    otls__source_end(&s);
    ck_assert_ok(otls__source_file(&s, file("long", "12345"), 5, 1));
    otls__source_end(&s);
    ck_assert_otls(
        otls__source_bytes(&s, "bytes", "12345", 5, 4), OTLS_E_LIMIT);
    otls__source_end(&s);
    ck_assert_otls(
        otls__source_file(&s, "/dev/zero", 5000, 0), OTLS_E_LIMIT);
    otls__source_end(&s);
    ck_assert_otls(
        otls__source_file(&s, "/none", LIMIT, 0), OTLS_E_NOT_FOUND);
    otls__source_end(&s);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *tcase = tcase_create("source");

    tcase_add_test(tcase, source_has_one_identity_for_file_and_bytes);
    tcase_add_test(tcase, source_sees_each_change_of_a_file_just_written);
    tcase_add_test(tcase, source_doesnt_read_a_settled_file_again);
    tcase_add_test(tcase, source_reads_what_is_no_regular_file);
    tcase_add_test(tcase, source_has_a_limit_and_leaves_no_descriptor);
    suite_add_tcase(suite, tcase);
    return suite;
}
