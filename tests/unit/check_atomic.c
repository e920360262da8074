/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "bio/bio.h"
#include "bio/method.h"

/* Each test of a loop runs with an unnamed file, and with a named one. */
#define WAYS 2

static char dir[256];

static void
start(void)
{
    (void)snprintf(dir, sizeof(dir), "%s/atomic-XXXXXX", support_tmpdir());
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static const char *
in_dir(const char *name)
{
    static char paths[4][600];
    static int next;
    char *path = paths[next++ % 4];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
    return path;
}

static int
entries(void)
{
    DIR *d = opendir(dir);
    int count = 0;

    ck_assert_ptr_nonnull(d);
    while (readdir(d) != NULL)
        count++;
    (void)closedir(d);
    return count - 2;
}

static void
holds(const char *path, const char *wanted)
{
    size_t len;
    unsigned char *data = support_read_file(path, &len);

    ck_assert_str_eq((char *)data, wanted);
    free(data);
}

static struct otls__bio *
begin(const char *path, const char *text)
{
    struct otls__bio *bio;

    ck_assert_ok(otls__bio_atomic_open(path, &bio));
    ck_assert_ok(otls__bio_write_full(bio, text, strlen(text), NULL, NULL));
    return bio;
}

static void
commit(struct otls__bio *bio)
{
    ck_assert_ok(otls__bio_atomic_commit(bio));
    otls__bio_unref(bio);
}

START_TEST(atomic_file_appears_at_commit_with_mode_0600)
{
    const char *path = in_dir("new");
    const int fds = support_open_fds();
    struct otls__bio *bio;
    struct stat st;

    otls__bio_atomic_named = _i;
    (void)umask(_i ? 0777 : 0);
    bio = begin(path, "hello");
    ck_assert_ok(otls__bio_flush(bio));
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(entries(), _i);
    commit(bio);
    holds(path, "hello");
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0600);
    ck_assert_int_eq((int)st.st_nlink, 1);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(atomic_replaces_a_file_at_commit_and_not_before)
{
    const char *path = in_dir("old");
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    support_write_file(path, "old", 3);
    bio = begin(path, "new");
    ck_assert_ok(otls__bio_flush(bio));
    holds(path, "old");
    commit(bio);
    holds(path, "new");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(atomic_freed_without_commit_leaves_nothing)
{
    const char *path = in_dir("old");
    const int fds = support_open_fds();

    otls__bio_atomic_named = _i;
    otls__bio_unref(begin(path, "x"));
    ck_assert_int_eq(entries(), 0);
    support_write_file(path, "old", 3);
    otls__bio_unref(begin(path, "new"));
    holds(path, "old");
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(atomic_commits_once_and_takes_no_bytes_after)
{
    struct otls__bio *bio;
    size_t n;

    otls__bio_atomic_named = _i;
    bio = begin(in_dir("once"), "x");
    ck_assert_ok(otls__bio_atomic_commit(bio));
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_INVALID);
    support_assert_message("once");
    ck_assert_otls(otls__bio_write(bio, "y", 1, &n), OTLS_E_INVALID);
    otls__bio_unref(bio);
    holds(in_dir("once"), "x");
}
END_TEST

START_TEST(atomic_follows_links_and_keeps_them)
{
    struct stat st;

    otls__bio_atomic_named = _i;
    ck_assert_int_eq(mkdir(in_dir("sub"), 0700), 0);
    support_write_file(in_dir("sub/real"), "old", 3);
    ck_assert_int_eq(symlink("sub/second", in_dir("first")), 0);
    ck_assert_int_eq(symlink("real", in_dir("sub/second")), 0);
    commit(begin(in_dir("first"), "new"));
    holds(in_dir("sub/real"), "new");
    ck_assert_int_eq(lstat(in_dir("first"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(lstat(in_dir("sub/second"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    /* one that leads nowhere yet, by an absolute path */
    ck_assert_int_eq(symlink(in_dir("sub/made"), in_dir("third")), 0);
    commit(begin(in_dir("third"), "made"));
    holds(in_dir("sub/made"), "made");
}
END_TEST

START_TEST(atomic_refuses_links_in_a_circle)
{
    struct otls__bio *bio;

    ck_assert_int_eq(symlink("round", in_dir("round")), 0);
    ck_assert_otls(otls__bio_atomic_open(in_dir("round"), &bio), OTLS_E_IO);
    support_assert_message("round");
}
END_TEST

START_TEST(atomic_writes_through_a_device)
{
    struct stat before, after;

    ck_assert_int_eq(stat("/dev/null", &before), 0);
    commit(begin("/dev/null", "x"));
    ck_assert_int_eq(stat("/dev/null", &after), 0);
    ck_assert(S_ISCHR(after.st_mode));
    ck_assert(before.st_ino == after.st_ino);
}
END_TEST

START_TEST(atomic_writes_through_a_fifo)
{
    const char *path = in_dir("fifo");
    struct stat st;
    char buf[8] = "";
    int fd;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    commit(begin(path, "hello"));
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

    ck_assert_otls(otls__bio_atomic_open(dir, &bio), OTLS_E_IO);
    support_assert_message(dir);
    support_assert_message("directory");
    ck_assert_otls(otls__bio_atomic_open("", &bio), OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls__bio_atomic_open(in_dir("no/such"), &bio), OTLS_E_NOT_FOUND);
    support_assert_message("no/such");
    ck_assert_otls(
        otls__bio_atomic_open(in_dir("new/"), &bio), OTLS_E_NOT_FOUND);
    if (geteuid() == 0) {
        support_skip("atomic_refuses", "root may write everywhere");
        return;
    }
    ck_assert_int_eq(chmod(dir, 0500), 0);
    ck_assert_otls(
        otls__bio_atomic_open(in_dir("x"), &bio), OTLS_E_PERMISSION);
    ck_assert_int_eq(chmod(dir, 0700), 0);
}
END_TEST

START_TEST(atomic_relative_path_stays_though_the_directory_changes)
{
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    ck_assert_int_eq(chdir(dir), 0);
    bio = begin("relative", "x");
    ck_assert_int_eq(chdir("/"), 0);
    commit(bio);
    holds(in_dir("relative"), "x");
}
END_TEST

START_TEST(atomic_name_of_the_greatest_length_works)
{
    char name[256];

    otls__bio_atomic_named = _i;
    memset(name, 'n', 255);
    name[255] = '\0';
    commit(begin(in_dir(name), "x"));
    holds(in_dir(name), "x");
}
END_TEST

START_TEST(atomic_commit_fails_where_the_target_became_a_directory)
{
    struct otls__bio *bio;

    otls__bio_atomic_named = _i;
    bio = begin(in_dir("name"), "x");
    ck_assert_int_eq(mkdir(in_dir("name"), 0700), 0);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    support_assert_message("name");
    /* and can be tried again */
    ck_assert_int_eq(rmdir(in_dir("name")), 0);
    commit(bio);
    holds(in_dir("name"), "x");
    bio = begin(in_dir("name"), "y");
    ck_assert_int_eq(unlink(in_dir("name")), 0);
    ck_assert_int_eq(mkdir(in_dir("name"), 0700), 0);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    otls__bio_unref(bio);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(atomic_commit_fails_where_the_disk_is_full)
{
    struct rlimit limit = {100, 0};
    struct otls__bio *bio;
    char data[150];

    otls__bio_atomic_named = _i;
    support_write_file(in_dir("old"), "old", 3);
    memset(data, 'x', sizeof(data));
    data[149] = '\0';
    limit.rlim_max = RLIM_INFINITY;
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bio = begin(in_dir("old"), data);
    ck_assert_otls(otls__bio_atomic_commit(bio), OTLS_E_IO);
    support_assert_message("old");
    otls__bio_unref(bio);
    holds(in_dir("old"), "old");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(atomic_freed_in_a_child_leaves_the_parents_file)
{
    struct otls__bio *bio;
    pid_t pid;

    otls__bio_atomic_named = _i;
    /* a call, so that the library counts forks */
    ck_assert_int_eq(otls_error_clear(), OTLS_OK);
    bio = begin(in_dir("kept"), "x");
    pid = fork();
    if (pid == 0) {
        otls__bio_unref(bio);
        _exit(0);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    commit(bio);
    holds(in_dir("kept"), "x");
}
END_TEST

START_TEST(atomic_bio_only_writes)
{
    struct otls__bio *bio = begin(in_dir("x"), "x"), *memory;
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

    support_write_file(in_dir("a"), "a", 1);
    ck_assert_int_eq(link(in_dir("a"), in_dir("b")), 0);
    ck_assert_ok(otls__bio_file_open(in_dir("a"), "r", &in));
    ck_assert_ok(otls__bio_atomic_open(in_dir("b"), &out));
    ck_assert_int_eq(otls__bio_same_file(in, out), 1);
    otls__bio_unref(out);
    ck_assert_ok(otls__bio_atomic_open(in_dir("c"), &out));
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
    ck_assert_ok(otls__bio_atomic_open(in_dir("much"), &bio));
    for (i = 0; i < sizeof(data); i += 1000)
        ck_assert_ok(otls__bio_write_full(bio, data + i, 1000, NULL, NULL));
    ck_assert_ok(otls__bio_write_full(bio, data, sizeof(data), NULL, NULL));
    commit(bio);
    back = support_read_file(in_dir("much"), &n);
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
    tcase_add_checked_fixture(tc, start, NULL);
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
