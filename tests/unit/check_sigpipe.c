/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "bio/bio.h"
#include "bio/sigpipe.h"

static const char data[100000];

static int
closed_after_writes(struct otls__bio *bio)
{
    size_t n;
    int i, rv = OTLS_OK;

    for (i = 0; i < 4 && rv == OTLS_OK; i++)
        if ((rv = otls__bio_write(bio, data, sizeof(data), &n)) == OTLS_OK)
            rv = otls__bio_flush(bio);
    otls__bio_unref(bio);
    return rv == OTLS_E_CLOSED ? 0 : 1;
}

static int
to_pipe(void)
{
    struct otls__bio *bio;
    int fds[2];

    if (pipe(fds) != 0 || close(fds[0]) != 0 ||
        otls__bio_fd_new(fds[1], 1, &bio) != OTLS_OK)
        return 2;
    return closed_after_writes(bio);
}

static int
to_socket(void)
{
    struct otls__bio *bio;
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0 || close(fds[0]) != 0 ||
        otls__bio_socket_new(fds[1], 1, &bio) != OTLS_OK)
        return 2;
    return closed_after_writes(bio);
}

static int
to_socket_as_fd(void)
{
    struct otls__bio *bio;
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0 || close(fds[0]) != 0 ||
        otls__bio_fd_new(fds[1], 1, &bio) != OTLS_OK)
        return 2;
    return closed_after_writes(bio);
}

static int
to_fifo_by(int (*open_it)(const char *path, struct otls__bio **bio))
{
    const char *path = support_path("fifo");
    struct otls__bio *bio;
    int fd;

    (void)unlink(path);
    if (mkfifo(path, 0600) != 0 ||
        (fd = open(path, O_RDONLY | O_NONBLOCK)) < 0 ||
        open_it(path, &bio) != OTLS_OK || close(fd) != 0)
        return 2;
    return closed_after_writes(bio);
}

static int
open_file(const char *path, struct otls__bio **bio)
{
    return otls__bio_file_open(path, "w", bio);
}

static int
to_fifo(void)
{
    return to_fifo_by(open_file);
}

static int
to_atomic_fifo(void)
{
    return to_fifo_by(otls__bio_atomic_open);
}

static const struct {
    const char *name;
    int (*run)(void);
} targets[] = {
    {"pipe", to_pipe},
    {"socket", to_socket},
    {"socket as fd", to_socket_as_fd},
    {"fifo", to_fifo},
    {"atomic fifo", to_atomic_fifo},
};
#define TARGETS ((int)(sizeof(targets) / sizeof(targets[0])))

START_TEST(sigpipe_never_kills_the_default_process)
{
    const pid_t pid = fork();

    if (pid == 0) {
        (void)signal(SIGPIPE, SIG_DFL);
        _exit(targets[_i].run());
    }
    ck_assert_msg(support_wait(pid) == 0, "%s", targets[_i].name);
}
END_TEST

static int handled;

static void
count(int signo)
{
    (void)signo;
    handled++;
}

START_TEST(sigpipe_never_reaches_a_handler)
{
    handled = 0;
    (void)signal(SIGPIPE, count);
    ck_assert_int_eq(targets[_i].run(), 0);
    ck_assert_int_eq(handled, 0);
}
END_TEST

static int
broken_pipe(void)
{
    int fds[2];

    ck_assert_int_eq(pipe(fds), 0);
    (void)close(fds[0]);
    return fds[1];
}

static void
block(int how)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGPIPE);
    ck_assert_int_eq(pthread_sigmask(how, &set, NULL), 0);
}

static int
pending(void)
{
    sigset_t set;

    (void)sigpending(&set);
    return sigismember(&set, SIGPIPE);
}

START_TEST(sigpipe_leaves_the_mask_and_nothing_pending)
{
    const int fd = broken_pipe();
    sigset_t mask;

    (void)signal(SIGPIPE, count);
    ck_assert_int_eq((int)otls__sigpipe_write(fd, "x", 1), -1);
    ck_assert_int_eq(errno, EPIPE);
    (void)pthread_sigmask(SIG_BLOCK, NULL, &mask);
    ck_assert_int_eq(sigismember(&mask, SIGPIPE), 0);
    block(SIG_BLOCK);
    ck_assert_int_eq((int)otls__sigpipe_write(fd, "x", 1), -1);
    ck_assert_int_eq(pending(), 0);
    (void)pthread_sigmask(SIG_BLOCK, NULL, &mask);
    ck_assert_int_eq(sigismember(&mask, SIGPIPE), 1);
    (void)close(fd);
}
END_TEST

START_TEST(sigpipe_that_was_pending_before_stays)
{
    const int fd = broken_pipe();

    handled = 0;
    (void)signal(SIGPIPE, count);
    block(SIG_BLOCK);
    (void)raise(SIGPIPE);
    ck_assert_int_eq(pending(), 1);
    ck_assert_int_eq((int)otls__sigpipe_write(fd, "x", 1), -1);
    ck_assert_int_eq(pending(), 1);
    block(SIG_UNBLOCK);
    ck_assert_int_eq(handled, 1);
    (void)close(fd);
}
END_TEST

static void *
write_much(void *arg)
{
    static const char much[1 << 20];
    int *fd = arg;

    handled = 0;
    *fd = (int)otls__sigpipe_write(*fd, much, sizeof(much));
    return NULL;
}

START_TEST(sigpipe_of_a_write_cut_short_is_taken_too)
{
    pthread_t thread;
    int fds[2], held = 0, full, answer;

    (void)signal(SIGPIPE, count);
    ck_assert_int_eq(pipe(fds), 0);
    full = fcntl(fds[1], F_GETPIPE_SZ);
    answer = fds[1];
    ck_assert_int_eq(pthread_create(&thread, NULL, write_much, &answer), 0);
    while (held < full) {
        ck_assert_int_eq(ioctl(fds[0], FIONREAD, &held), 0);
        (void)sched_yield();
    }
    (void)close(fds[0]);
    (void)pthread_join(thread, NULL);
    ck_assert_int_eq(answer, full);
    ck_assert_int_eq(handled, 0);
    (void)close(fds[1]);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("sigpipe");
    TCase *tc = tcase_create("sigpipe");

    tcase_set_timeout(tc, 30);
    tcase_add_loop_test(
        tc, sigpipe_never_kills_the_default_process, 0, TARGETS);
    tcase_add_loop_test(tc, sigpipe_never_reaches_a_handler, 0, TARGETS);
    tcase_add_test(tc, sigpipe_leaves_the_mask_and_nothing_pending);
    tcase_add_test(tc, sigpipe_of_a_write_cut_short_is_taken_too);
    tcase_add_test(tc, sigpipe_that_was_pending_before_stays);
    suite_add_tcase(suite, tc);
    return suite;
}
