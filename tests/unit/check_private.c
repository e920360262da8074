/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "atomic.h"
#include "bio/method.h"
#include "bio/private.h"

/* The name that a private file has first. */
static const char *
private_name(void)
{
    return atomic_path(".t.otls-1");
}

/* A private file as one that was killed leaves it. */
static void
leave_stale(const char *name)
{
    support_write_file(atomic_path(name), "stale", 5);
    ck_assert_int_eq(chmod(atomic_path(name), 0600), 0);
}

/* Begins in a child, which says so and waits to be killed. */
static pid_t
begin_elsewhere(void)
{
    int ready[2];
    char c;
    pid_t pid;

    ck_assert_int_eq(pipe(ready), 0);
    pid = fork();
    if (pid == 0) {
        ck_assert_ok(otls__bio_flush(atomic_begin(atomic_path("t"), "x")));
        ck_assert_int_eq((int)write(ready[1], "x", 1), 1);
        for (;;)
            (void)pause();
    }
    (void)close(ready[1]);
    ck_assert_int_eq((int)read(ready[0], &c, 1), 1);
    (void)close(ready[0]);
    return pid;
}

static void
end_elsewhere(pid_t pid)
{
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

START_TEST(private_removes_what_a_killed_process_left)
{
    otls__bio_atomic_named = 1;
    end_elsewhere(begin_elsewhere());
    ck_assert_int_eq(atomic_entries(), 1);
    ck_assert_int_eq(access(private_name(), F_OK), 0);
    otls__bio_atomic_named = _i;
    atomic_commit(atomic_begin(atomic_path("t"), "new"));
    atomic_holds(atomic_path("t"), "new");
    ck_assert_int_eq(atomic_entries(), 1);
}
END_TEST

START_TEST(private_unnamed_file_of_a_killed_process_is_gone)
{
    if (_i) {
        support_write_file(atomic_path("t"), "old", 3);
        end_elsewhere(begin_elsewhere());
        atomic_holds(atomic_path("t"), "old");
    } else {
        end_elsewhere(begin_elsewhere());
    }
    ck_assert_int_eq(atomic_entries(), _i);
}
END_TEST

START_TEST(private_leaves_what_a_living_process_writes)
{
    pid_t pid;

    otls__bio_atomic_named = 1;
    pid = begin_elsewhere();
    otls__bio_atomic_named = _i;
    atomic_commit(atomic_begin(atomic_path("t"), "new"));
    ck_assert_int_eq(access(private_name(), F_OK), 0);
    ck_assert_int_eq(atomic_entries(), 2);
    end_elsewhere(pid);
}
END_TEST

START_TEST(private_several_of_one_target_leave_each_other_alone)
{
    static const char *const texts[] = {"0", "1", "2", "3", "4", "5", "6"};
    struct otls__bio *bios[7];
    int i;

    otls__bio_atomic_named = _i;
    for (i = 0; i < 7; i++)
        bios[i] = atomic_begin(atomic_path("t"), texts[i]);
    ck_assert_int_eq(atomic_entries(), _i ? 7 : 0);
    for (i = 0; i < 7; i++)
        atomic_commit(bios[i]);
    atomic_holds(atomic_path("t"), "6");
    ck_assert_int_eq(atomic_entries(), 1);
}
END_TEST

START_TEST(private_unnamed_new_file_has_one_name_only_ever)
{
    char events[4096];
    struct inotify_event event;
    const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    if (fd < 0 || inotify_add_watch(fd, atomic_dir, IN_CREATE | IN_MOVE) < 0) {
        support_skip("atomic_unnamed_new_file", "inotify is missing");
        return;
    }
    atomic_commit(atomic_begin(atomic_path("t"), "new"));
    ck_assert_int_gt(
        (int)read(fd, events, sizeof(events)), (int)sizeof(event));
    memcpy(&event, events, sizeof(event));
    ck_assert_str_eq(events + sizeof(event), "t");
    ck_assert_int_lt((int)read(fd, events, sizeof(events)), 0);
    (void)close(fd);
}
END_TEST

START_TEST(private_sweeps_only_names_of_its_own_target)
{
    static const char *const names[] = {
        ".t.otls-0", ".t.otls-x", ".tt.otls-1", "t.otls-1", ".t.otls-11"};
    size_t i;

    otls__bio_atomic_named = _i;
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        leave_stale(names[i]);
    for (i = 1; i <= 4; i++) {
        char name[] = ".t.otls-0";

        name[8] = (char)('0' + i);
        leave_stale(name);
    }
    atomic_commit(atomic_begin(atomic_path("t"), "new"));
    ck_assert_int_eq(atomic_entries(), 6);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        atomic_holds(atomic_path(names[i]), "stale");
}
END_TEST

static void
make_link(void)
{
    support_write_file(atomic_path("precious"), "stale", 5);
    ck_assert_int_eq(symlink("precious", private_name()), 0);
}

static void
make_second_name(void)
{
    leave_stale("precious");
    ck_assert_int_eq(link(atomic_path("precious"), private_name()), 0);
}

static void
make_directory(void)
{
    ck_assert_int_eq(mkdir(private_name(), 0700), 0);
}

static void
make_fifo(void)
{
    ck_assert_int_eq(mkfifo(private_name(), 0600), 0);
}

static void
make_shared(void)
{
    leave_stale(".t.otls-1");
    ck_assert_int_eq(chmod(private_name(), 0640), 0);
}

static void
make_locked(void)
{
    int fd;

    leave_stale(".t.otls-1");
    fd = open(private_name(), O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(flock(fd, LOCK_SH), 0);
}

static void
make_foreign(void)
{
    leave_stale(".t.otls-1");
    if (geteuid() == 0)
        ck_assert_int_eq(chown(private_name(), 1, 1), 0);
    else
        make_locked();
}

static void (*const others[])(void) = {make_link, make_second_name,
    make_directory, make_fifo, make_shared, make_locked, make_foreign};

#define OTHERS ((int)(sizeof(others) / sizeof(others[0])))

START_TEST(private_leaves_what_is_not_its_own_and_works)
{
    struct stat before, after;
    int count;

    otls__bio_atomic_named = _i / OTHERS;
    others[_i % OTHERS]();
    count = atomic_entries();
    ck_assert_int_eq(lstat(private_name(), &before), 0);
    atomic_commit(atomic_begin(atomic_path("t"), "old"));
    atomic_commit(atomic_begin(atomic_path("t"), "new"));
    atomic_holds(atomic_path("t"), "new");
    ck_assert_int_eq(lstat(private_name(), &after), 0);
    ck_assert(before.st_ino == after.st_ino);
    ck_assert(before.st_size == after.st_size);
    ck_assert_int_eq(atomic_entries(), count + 1);
}
END_TEST

START_TEST(private_committed_file_can_be_locked_at_once)
{
    struct otls__bio *bio;
    int fd;

    otls__bio_atomic_named = _i;
    support_write_file(atomic_path("t"), "old", 3);
    bio = atomic_begin(atomic_path("t"), "new");
    ck_assert_ok(otls__bio_atomic_commit(bio));
    fd = open(atomic_path("t"), O_RDONLY);
    ck_assert_int_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
    (void)close(fd);
    otls__bio_unref(bio);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("private");
    TCase *tc = tcase_create("private");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, atomic_start, NULL);
    tcase_add_loop_test(
        tc, private_removes_what_a_killed_process_left, 0, WAYS);
    tcase_add_loop_test(
        tc, private_unnamed_file_of_a_killed_process_is_gone, 0, 2);
    tcase_add_loop_test(
        tc, private_leaves_what_a_living_process_writes, 0, WAYS);
    tcase_add_loop_test(
        tc, private_several_of_one_target_leave_each_other_alone, 0, WAYS);
    tcase_add_test(tc, private_unnamed_new_file_has_one_name_only_ever);
    tcase_add_loop_test(
        tc, private_sweeps_only_names_of_its_own_target, 0, WAYS);
    tcase_add_loop_test(
        tc, private_leaves_what_is_not_its_own_and_works, 0, WAYS * OTHERS);
    tcase_add_loop_test(
        tc, private_committed_file_can_be_locked_at_once, 0, WAYS);
    suite_add_tcase(suite, tc);
    return suite;
}
