/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http_file.h"
#include "support.h"

static int root = -1;

/* secret beside root/, with a, d/b, .hidden, d/.c/d, links and a FIFO. */
static void
set_up(void)
{
    support_write_file(support_path("secret"), "s", 1);
    ck_assert_int_eq(mkdir(support_path("root"), 0700), 0);
    ck_assert_int_eq(mkdir(support_path("root/d"), 0700), 0);
    ck_assert_int_eq(mkdir(support_path("root/d/.c"), 0700), 0);
    support_write_file(support_path("root/a"), "four", 4);
    support_write_file(support_path("root/d/b c"), "", 0);
    support_write_file(support_path("root/.hidden"), "h", 1);
    support_write_file(support_path("root/d/.c/d"), "h", 1);
    ck_assert_int_eq(symlink("../secret", support_path("root/out")), 0);
    ck_assert_int_eq(symlink("a", support_path("root/in")), 0);
    ck_assert_int_eq(symlink("..", support_path("root/up")), 0);
    ck_assert_int_eq(symlink("d", support_path("root/down")), 0);
    ck_assert_int_eq(mkfifo(support_path("root/fifo"), 0600), 0);
    root = http_file_root(support_path("root"));
    ck_assert_int_ge(root, 0);
}

static void
tear_down(void)
{
    (void)close(root);
}

START_TEST(files_below_the_root_are_found)
{
    int64_t size = -1;
    char text[8];
    int fd = -1;

    ck_assert_int_eq(http_file_open(root, "/a", &fd, &size), 200);
    ck_assert_int_eq(size, 4);
    ck_assert_int_eq(read(fd, text, sizeof(text)), 4);
    ck_assert_mem_eq(text, "four", 4);
    (void)close(fd);
    ck_assert_int_eq(http_file_open(root, "/d/b c", &fd, &size), 200);
    ck_assert_int_eq(size, 0);
    (void)close(fd);
}
END_TEST

START_TEST(nothing_else_is_found)
{
    static const char *const paths[] = {"/", "/d", "/d/", "//a", "/d//b c",
        "/a/", "/a/b", "/nope", "/../secret", "/..", "/.", "/./a", "/d/../a",
        "/d/../../secret", "/.hidden", "/d/.c/d", "/out", "/in", "/up/secret",
        "/down/b c", "/fifo"};
    int before = support_open_fds(), fd;
    char name[400];
    int64_t size;
    size_t i;

    for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        ck_assert_msg(
            http_file_open(root, paths[i], &fd, &size) == 404, "%s", paths[i]);
        ck_assert_int_eq(fd, -1);
    }
    memset(name, 'n', sizeof(name));
    name[0] = '/';
    name[sizeof(name) - 1] = '\0';
    ck_assert_int_eq(http_file_open(root, name, &fd, &size), 404);
    ck_assert_int_eq(support_open_fds(), before);
}
END_TEST

START_TEST(a_lack_of_descriptors_is_told_apart)
{
    struct rlimit limit, none;
    int64_t size;
    int fd;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    ck_assert_int_eq(http_file_open(root, "/a", &fd, &size), 503);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}
END_TEST

START_TEST(a_root_is_a_directory)
{
    ck_assert_int_lt(http_file_root(support_path("secret")), 0);
    ck_assert_int_lt(http_file_root(support_path("none")), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("http_file");
    TCase *tcase = tcase_create("file");

    tcase_add_unchecked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, files_below_the_root_are_found);
    tcase_add_test(tcase, nothing_else_is_found);
    tcase_add_test(tcase, a_lack_of_descriptors_is_told_apart);
    tcase_add_test(tcase, a_root_is_a_directory);
    suite_add_tcase(suite, tcase);
    return suite;
}
