/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "atomic.h"
#include "bio/method.h"

START_TEST(atomic_file_appears_at_commit_with_mode_0600)
{
    const char *path = atomic_path("new");
    const int fds = support_open_fds();
    struct otls__bio *bio;
    struct stat st;

    otls__bio_atomic_named = _i;
    (void)umask(_i ? 0777 : 0);
    bio = atomic_begin(path, "hello");
    ck_assert_ok(otls__bio_flush(bio));
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(atomic_entries(), _i);
    atomic_commit(bio);
    atomic_holds(path, "hello");
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0600);
    ck_assert_int_eq((int)st.st_nlink, 1);
    ck_assert_int_eq(atomic_entries(), 1);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(atomic_replaces_a_file_at_commit_and_not_before)
{
    const char *path = atomic_path("old");
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    support_write_file(path, "old", 3);
    bio = atomic_begin(path, "new");
    ck_assert_ok(otls__bio_flush(bio));
    atomic_holds(path, "old");
    atomic_commit(bio);
    atomic_holds(path, "new");
    ck_assert_int_eq(atomic_entries(), 1);
}
END_TEST

START_TEST(atomic_freed_without_commit_leaves_nothing)
{
    const char *path = atomic_path("old");
    const int fds = support_open_fds();

    otls__bio_atomic_named = _i;
    otls__bio_unref(atomic_begin(path, "x"));
    ck_assert_int_eq(atomic_entries(), 0);
    support_write_file(path, "old", 3);
    otls__bio_unref(atomic_begin(path, "new"));
    atomic_holds(path, "old");
    ck_assert_int_eq(atomic_entries(), 1);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(atomic_commits_once_and_takes_no_bytes_after)
{
    struct otls__bio *bio;
    size_t n;

    otls__bio_atomic_named = _i;
    bio = atomic_begin(atomic_path("once"), "x");
    ck_assert_ok(otls__bio_atomic_commit(bio));
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_INVALID);
    support_assert_message("once");
    ck_assert_otls(otls__bio_write(bio, "y", 1, &n), OTLS_E_INVALID);
    otls__bio_unref(bio);
    atomic_holds(atomic_path("once"), "x");
}
END_TEST

START_TEST(atomic_follows_links_and_keeps_them)
{
    struct stat st;

    otls__bio_atomic_named = _i;
    ck_assert_int_eq(mkdir(atomic_path("sub"), 0700), 0);
    support_write_file(atomic_path("sub/real"), "old", 3);
    ck_assert_int_eq(symlink("sub/second", atomic_path("first")), 0);
    ck_assert_int_eq(symlink("real", atomic_path("sub/second")), 0);
    atomic_commit(atomic_begin(atomic_path("first"), "new"));
    atomic_holds(atomic_path("sub/real"), "new");
    ck_assert_int_eq(lstat(atomic_path("first"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(lstat(atomic_path("sub/second"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    /* one that leads nowhere yet, by an absolute path */
    ck_assert_int_eq(
        symlink(atomic_path("sub/made"), atomic_path("third")), 0);
    atomic_commit(atomic_begin(atomic_path("third"), "made"));
    atomic_holds(atomic_path("sub/made"), "made");
}
END_TEST

START_TEST(atomic_refuses_links_in_a_circle)
{
    struct otls__bio *bio;

    ck_assert_int_eq(symlink("round", atomic_path("round")), 0);
    ck_assert_otls(
        otls__bio_atomic_open(atomic_path("round"), &bio), OTLS_E_IO);
    support_assert_message("round");
}
END_TEST

START_TEST(atomic_writes_through_a_device)
{
    struct stat before, after;

    ck_assert_int_eq(stat("/dev/null", &before), 0);
    atomic_commit(atomic_begin("/dev/null", "x"));
    ck_assert_int_eq(stat("/dev/null", &after), 0);
    ck_assert(S_ISCHR(after.st_mode));
    ck_assert(before.st_ino == after.st_ino);
}
END_TEST

START_TEST(atomic_writes_through_a_fifo)
{
    const char *path = atomic_path("fifo");
    struct stat st;
    char buf[8] = "";
    int fd;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    atomic_commit(atomic_begin(path, "hello"));
    ck_assert_int_eq((int)read(fd, buf, sizeof(buf)), 5);
    ck_assert_str_eq(buf, "hello");
    ck_assert_int_eq(lstat(path, &st), 0);
    ck_assert(S_ISFIFO(st.st_mode));
    (void)close(fd);
}
END_TEST

START_TEST(atomic_refuses_directories_and_names_the_path)
{
    struct otls__bio *bio;

    ck_assert_otls(otls__bio_atomic_open(atomic_dir, &bio), OTLS_E_IO);
    support_assert_message(atomic_dir);
    support_assert_message("directory");
    ck_assert_otls(otls__bio_atomic_open("", &bio), OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls__bio_atomic_open(atomic_path("no/such"), &bio), OTLS_E_NOT_FOUND);
    support_assert_message("no/such");
    ck_assert_otls(
        otls__bio_atomic_open(atomic_path("new/"), &bio), OTLS_E_NOT_FOUND);
    if (geteuid() == 0) {
        support_skip("atomic_refuses", "root may write everywhere");
        return;
    }
    ck_assert_int_eq(chmod(atomic_dir, 0500), 0);
    ck_assert_otls(
        otls__bio_atomic_open(atomic_path("x"), &bio), OTLS_E_PERMISSION);
    ck_assert_int_eq(chmod(atomic_dir, 0700), 0);
}
END_TEST

START_TEST(atomic_relative_path_stays_though_the_directory_changes)
{
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    ck_assert_int_eq(chdir(atomic_dir), 0);
    bio = atomic_begin("relative", "x");
    ck_assert_int_eq(chdir("/"), 0);
    atomic_commit(bio);
    atomic_holds(atomic_path("relative"), "x");
}
END_TEST

START_TEST(atomic_name_of_the_greatest_length_works)
{
    char name[256];

    otls__bio_atomic_named = _i;
    memset(name, 'n', 255);
    name[255] = '\0';
    atomic_commit(atomic_begin(atomic_path(name), "x"));
    atomic_holds(atomic_path(name), "x");
}
END_TEST

START_TEST(atomic_commit_fails_where_the_target_became_a_directory)
{
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    bio = atomic_begin(atomic_path("name"), "x");
    ck_assert_int_eq(mkdir(atomic_path("name"), 0700), 0);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    support_assert_message("name");
    /* and can be tried again */
    ck_assert_int_eq(rmdir(atomic_path("name")), 0);
    atomic_commit(bio);
    atomic_holds(atomic_path("name"), "x");
    bio = atomic_begin(atomic_path("name"), "y");
    ck_assert_int_eq(unlink(atomic_path("name")), 0);
    ck_assert_int_eq(mkdir(atomic_path("name"), 0700), 0);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    otls__bio_unref(bio);
    ck_assert_int_eq(atomic_entries(), 1);
}
END_TEST

START_TEST(atomic_commit_fails_where_the_disk_is_full)
{
    struct rlimit limit = {100, 0};
    struct otls__bio *bio;
    char data[150];

    otls__bio_atomic_named = _i;
    support_write_file(atomic_path("old"), "old", 3);
    memset(data, 'x', sizeof(data));
    data[149] = '\0';
    limit.rlim_max = RLIM_INFINITY;
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bio = atomic_begin(atomic_path("old"), data);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    support_assert_message("old");
    otls__bio_unref(bio);
    atomic_holds(atomic_path("old"), "old");
    ck_assert_int_eq(atomic_entries(), 1);
}
END_TEST

START_TEST(atomic_freed_in_a_child_leaves_the_parents_file)
{
    struct otls__bio *bio;
    pid_t pid;

    otls__bio_atomic_named = _i;
    /* a call, so that the library counts forks */
    ck_assert_int_eq(otls_error_clear(), OTLS_OK);
    bio = atomic_begin(atomic_path("kept"), "x");
    pid = fork();
    if (pid == 0) {
        otls__bio_unref(bio);
        _exit(0);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    atomic_commit(bio);
    atomic_holds(atomic_path("kept"), "x");
}
END_TEST

START_TEST(atomic_bio_only_writes)
{
    struct otls__bio *bio = atomic_begin(atomic_path("x"), "x"), *memory;
    char buf[4];
    size_t n;
    int64_t number;

    ck_assert_otls(otls__bio_read(bio, buf, 4, &n), OTLS_E_UNSUPPORTED);
    support_assert_message("atomic");
    ck_assert_otls(otls__bio_gets(bio, buf, 4, &n), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_seek(bio, 0), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_size(bio, &number), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
    ck_assert_ok(otls__bio_memory_new(&memory));
    ck_assert_otls(otls__bio_atomic_commit(memory), OTLS_E_UNSUPPORTED);
    support_assert_message("memory");
    otls__bio_unref(memory);
}
END_TEST

START_TEST(atomic_knows_the_file_that_it_will_replace)
{
    struct otls__bio *in, *out;

    support_write_file(atomic_path("a"), "a", 1);
    ck_assert_int_eq(link(atomic_path("a"), atomic_path("b")), 0);
    ck_assert_ok(otls__bio_file_open(atomic_path("a"), "r", &in));
    ck_assert_ok(otls__bio_atomic_open(atomic_path("b"), &out));
    ck_assert_int_eq(otls__bio_same_file(in, out), 1);
    otls__bio_unref(out);
    ck_assert_ok(otls__bio_atomic_open(atomic_path("c"), &out));
    ck_assert_int_eq(otls__bio_same_file(in, out), 0);
    otls__bio_unref(out);
    otls__bio_unref(in);
}
END_TEST

START_TEST(atomic_carries_much)
{
    static unsigned char data[500000];
    unsigned char *back;
    struct otls__bio *bio;
    size_t i, n;

    otls__bio_atomic_named = _i;
    for (i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i % 251);
    ck_assert_ok(otls__bio_atomic_open(atomic_path("much"), &bio));
    for (i = 0; i < sizeof(data); i += 1000)
        ck_assert_ok(otls__bio_write_full(bio, data + i, 1000, NULL, NULL));
    ck_assert_ok(otls__bio_write_full(bio, data, sizeof(data), NULL, NULL));
    atomic_commit(bio);
    back = support_read_file(atomic_path("much"), &n);
    ck_assert_uint_eq(n, 2 * sizeof(data));
    ck_assert_mem_eq(back, data, sizeof(data));
    ck_assert_mem_eq(back + sizeof(data), data, sizeof(data));
    free(back);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("atomic");
    TCase *tc = tcase_create("atomic");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, atomic_start, NULL);
    tcase_add_loop_test(
        tc, atomic_file_appears_at_commit_with_mode_0600, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_replaces_a_file_at_commit_and_not_before, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_freed_without_commit_leaves_nothing, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_commits_once_and_takes_no_bytes_after, 0, WAYS);
    tcase_add_loop_test(tc, atomic_follows_links_and_keeps_them, 0, WAYS);
    tcase_add_test(tc, atomic_refuses_links_in_a_circle);
    tcase_add_test(tc, atomic_writes_through_a_device);
    tcase_add_test(tc, atomic_writes_through_a_fifo);
    tcase_add_test(tc, atomic_refuses_directories_and_names_the_path);
    tcase_add_loop_test(
        tc, atomic_relative_path_stays_though_the_directory_changes, 0, WAYS);
    tcase_add_loop_test(tc, atomic_name_of_the_greatest_length_works, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_commit_fails_where_the_target_became_a_directory, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_commit_fails_where_the_disk_is_full, 0, WAYS);
    tcase_add_loop_test(
        tc, atomic_freed_in_a_child_leaves_the_parents_file, 0, WAYS);
    tcase_add_test(tc, atomic_bio_only_writes);
    tcase_add_test(tc, atomic_knows_the_file_that_it_will_replace);
    tcase_add_loop_test(tc, atomic_carries_much, 0, WAYS);
    suite_add_tcase(suite, tc);
    return suite;
}
