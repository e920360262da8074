/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support.h"

#include "bio/bio.h"

#define MUCH ((size_t)4 << 20)

static unsigned char big[MUCH];

static void
fill_big(void)
{
    size_t i;

    for (i = 0; i < MUCH; i++)
        big[i] = (unsigned char)(i * 7 % 251);
}

static void
set_nonblocking(int fd, int on)
{
    const int flags = fcntl(fd, F_GETFL);

    ck_assert_int_eq(
        fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK), 0);
}

static int
is_nonblocking(int fd)
{
    return (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

/* Two ends in every combination: a loop test's number says which. Bit 0 sets
 * O_NONBLOCK, bit 1 makes sockets of them. */
#define WAYS 4

struct ends {
    struct otls__bio *in, *out;
    int in_fd, out_fd;
};

static struct ends
open_ends(int way)
{
    struct ends e;
    int fds[2];

    if ((way & 2) != 0) {
        ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
        ck_assert_ok(otls__bio_socket_new(fds[0], 1, &e.in));
        ck_assert_ok(otls__bio_socket_new(fds[1], 1, &e.out));
    } else {
        ck_assert_int_eq(pipe(fds), 0);
        ck_assert_ok(otls__bio_fd_new(fds[0], 1, &e.in));
        ck_assert_ok(otls__bio_fd_new(fds[1], 1, &e.out));
    }
    set_nonblocking(fds[0], way & 1);
    set_nonblocking(fds[1], way & 1);
    e.in_fd = fds[0];
    e.out_fd = fds[1];
    return e;
}

/* Whatever happened, the flags are as they were. */
static void
close_ends(struct ends *e, int way)
{
    ck_assert_int_eq(is_nonblocking(e->in_fd), way & 1);
    ck_assert_int_eq(is_nonblocking(e->out_fd), way & 1);
    otls__bio_unref(e->in);
    otls__bio_unref(e->out);
}

static int
set_timeouts(struct ends *e, int64_t ms)
{
    ck_assert_ok(otls__bio_set_timeout_ms(e->in, ms));
    ck_assert_ok(otls__bio_set_timeout_ms(e->out, ms));
    return 0;
}

/* Writes until nothing more goes in; answers the code of the last write. */
static int
stuff(struct otls__bio *out)
{
    size_t n;
    int rv;

    do
        rv = otls__bio_write(out, big, MUCH, &n);
    while (rv == OTLS_OK && n > 0);
    ck_assert_uint_eq(n, 0);
    return rv;
}

START_TEST(fd_carries_bytes_and_meets_the_end)
{
    struct ends e = open_ends(_i);
    char buf[8];
    size_t n;
    int64_t bytes, fd;

    ck_assert_ok(otls__bio_write(e.out, "a\0b", 3, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_ok(otls__bio_read(e.in, buf, 0, &n));
    ck_assert_ok(otls__bio_pending(e.in, &bytes));
    ck_assert_int_eq(bytes, 0);
    ck_assert_ok(otls__bio_read(e.in, buf, 8, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(buf, "a\0b", 3);
    ck_assert_int_eq(otls__bio_eof(e.in), 0);
    ck_assert_ok(otls__bio_fd(e.in, &fd));
    ck_assert_int_eq(fd, e.in_fd);
    ck_assert_ok(otls__bio_flush(e.out));
    otls__bio_unref(e.out);
    ck_assert_ok(otls__bio_read(e.in, buf, 8, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(otls__bio_eof(e.in), 1);
    otls__bio_unref(e.in);
}
END_TEST

START_TEST(fd_that_never_waits_says_what_it_wants)
{
    struct ends e = open_ends(_i);
    char buf[8];
    size_t n;

    set_timeouts(&e, 0);
    ck_assert_otls(otls__bio_read(e.in, buf, 8, &n), OTLS_E_WANT_READ);
    ck_assert_otls(stuff(e.out), OTLS_E_WANT_WRITE);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_that_waits_a_while_times_out)
{
    struct ends e = open_ends(_i);
    char buf[8];
    size_t n;

    set_timeouts(&e, 5);
    ck_assert_otls(otls__bio_read(e.in, buf, 8, &n), OTLS_E_TIMEOUT);
    ck_assert_otls(stuff(e.out), OTLS_E_TIMEOUT);
    close_ends(&e, _i);
}
END_TEST

struct drip {
    int fd;
    int stop;
};

static void *
drip_out(void *arg)
{
    struct drip *d = arg;
    char byte;

    while (!__atomic_load_n(&d->stop, __ATOMIC_ACQUIRE)) {
        if (read(d->fd, &byte, 1) < 0 && errno != EAGAIN)
            break;
        (void)sched_yield();
    }
    return NULL;
}

START_TEST(fd_write_ends_in_time_though_the_peer_drips)
{
    struct ends e = open_ends(_i);
    struct drip d = {e.in_fd, 0};
    pthread_t thread;
    size_t n;

    set_timeouts(&e, 20);
    ck_assert_int_eq(pthread_create(&thread, NULL, drip_out, &d), 0);
    ck_assert_ok(otls__bio_write(e.out, big, MUCH, &n));
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_lt(n, MUCH);
    __atomic_store_n(&d.stop, 1, __ATOMIC_RELEASE);
    /* wakes it from its last read */
    (void)otls__bio_set_timeout_ms(e.out, 0);
    (void)otls__bio_write(e.out, "x", 1, &n);
    (void)pthread_join(thread, NULL);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_timeout_must_make_sense)
{
    struct ends e = open_ends(_i);
    size_t n;

    ck_assert_otls(otls__bio_set_timeout_ms(e.in, -2), OTLS_E_INVALID);
    ck_assert_ok(otls__bio_set_timeout_ms(e.out, INT64_MAX));
    ck_assert_ok(otls__bio_write(e.out, "x", 1, &n));
    ck_assert_ok(otls__bio_set_timeout_ms(e.in, INT64_MAX));
    ck_assert_ok(otls__bio_read(e.in, big, 1, &n));
    close_ends(&e, _i);
}
END_TEST

struct job {
    struct otls__bio *bio;
    unsigned char *buf;
    size_t len, done;
    int writes;
    int rv;
    int over;
};

static void *
run_job(void *arg)
{
    struct job *j = arg;

    if (j->writes) {
        j->rv = otls__bio_write_full(j->bio, j->buf, j->len, NULL, NULL);
        j->done = j->len;
    } else {
        j->rv =
            otls__bio_read_full(j->bio, j->buf, j->len, &j->done, NULL, NULL);
    }
    return NULL;
}

START_TEST(fd_moves_bulk_while_both_sides_wait)
{
    struct ends e = open_ends(_i);
    unsigned char *back = malloc(MUCH);
    struct job j = {e.out, big, MUCH, 0, 1, 0, 0};
    pthread_t thread;
    size_t n;

    fill_big();
    ck_assert_int_eq(pthread_create(&thread, NULL, run_job, &j), 0);
    ck_assert_ok(otls__bio_read_full(e.in, back, MUCH, &n, NULL, NULL));
    (void)pthread_join(thread, NULL);
    ck_assert_ok(j.rv);
    ck_assert_uint_eq(n, MUCH);
    ck_assert(memcmp(back, big, MUCH) == 0);
    free(back);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_bulk_with_a_time_limit_arrives_whole)
{
    struct ends e = open_ends(_i);
    unsigned char *back = malloc(MUCH);
    struct job j = {e.out, big, MUCH, 0, 1, 0, 0};
    pthread_t thread;
    size_t n;

    fill_big();
    set_timeouts(&e, 20000);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_job, &j), 0);
    ck_assert_ok(otls__bio_read_full(e.in, back, MUCH, &n, NULL, NULL));
    (void)pthread_join(thread, NULL);
    ck_assert_ok(j.rv);
    ck_assert(n == MUCH && memcmp(back, big, MUCH) == 0);
    free(back);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_socket_is_full_duplex_from_two_threads)
{
    struct ends e = open_ends(2 | _i);
    unsigned char *back[2] = {malloc(MUCH), malloc(MUCH)};
    struct job jobs[4] = {
        {e.in, big, MUCH, 0, 1, 0, 0},
        {e.in, back[0], MUCH, 0, 0, 0, 0},
        {e.out, big, MUCH, 0, 1, 0, 0},
        {e.out, back[1], MUCH, 0, 0, 0, 0},
    };
    pthread_t threads[4];
    int i;

    fill_big();
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    for (i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
        ck_assert_ok(jobs[i].rv);
        ck_assert_uint_eq(jobs[i].done, MUCH);
    }
    ck_assert(memcmp(back[0], big, MUCH) == 0);
    ck_assert(memcmp(back[1], big, MUCH) == 0);
    free(back[0]);
    free(back[1]);
    close_ends(&e, 2 | _i);
}
END_TEST

static void
ignore(int signo)
{
    (void)signo;
}

static void
catch_signals(void)
{
    /* SA_RESTART: the call must come back all the same */
    const struct sigaction action = {
        .sa_handler = ignore, .sa_flags = SA_RESTART};

    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
}

static void *
call_once(void *arg)
{
    struct job *j = arg;

    if (j->writes)
        j->rv = otls__bio_write(j->bio, j->buf, j->len, &j->done);
    else
        j->rv = otls__bio_read(j->bio, j->buf, j->len, &j->done);
    __atomic_store_n(&j->over, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void
interrupt(struct job *j)
{
    pthread_t thread;

    j->over = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, call_once, j), 0);
    while (!__atomic_load_n(&j->over, __ATOMIC_ACQUIRE)) {
        (void)pthread_kill(thread, SIGUSR1);
        (void)sched_yield();
    }
    (void)pthread_join(thread, NULL);
}

START_TEST(fd_interrupted_read_loses_nothing)
{
    struct ends e = open_ends(_i);
    unsigned char buf[8];
    struct job j = {e.in, buf, sizeof(buf), 0, 0, 0, 0};
    size_t n;

    catch_signals();
    interrupt(&j);
    ck_assert_otls(j.rv, OTLS_E_INTERRUPTED);
    ck_assert_uint_eq(j.done, 0);
    ck_assert_ok(otls__bio_write(e.out, "abc", 3, &n));
    ck_assert_ok(otls__bio_read(e.in, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_interrupted_write_loses_nothing)
{
    struct ends e = open_ends(_i);
    unsigned char *back = malloc(MUCH);
    struct job j = {e.out, big, MUCH, 0, 1, 0, 0};
    size_t sent = 0, n, got = 0;

    fill_big();
    catch_signals();
    do {
        interrupt(&j);
        sent += j.done;
        j.buf += j.done;
        j.len -= j.done;
    } while (j.rv == OTLS_OK);
    ck_assert_otls(j.rv, OTLS_E_INTERRUPTED);
    ck_assert_uint_gt(sent, 0);
    ck_assert_ok(otls__bio_set_timeout_ms(e.in, 0));
    while (otls__bio_read(e.in, back + got, MUCH - got, &n) == OTLS_OK)
        got += n;
    ck_assert_uint_eq(got, sent);
    ck_assert(memcmp(back, big, got) == 0);
    free(back);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_write_cut_short_by_one_signal_comes_back)
{
    struct ends e = open_ends(0);
    struct job j = {e.out, big, MUCH, 0, 1, 0, 0};
    const int full = fcntl(e.out_fd, F_GETPIPE_SZ);
    pthread_t thread;
    int held = 0;

    catch_signals();
    ck_assert_int_eq(pthread_create(&thread, NULL, call_once, &j), 0);
    while (held < full) {
        ck_assert_int_eq(ioctl(e.in_fd, FIONREAD, &held), 0);
        (void)sched_yield();
    }
    ck_assert_int_eq(pthread_kill(thread, SIGUSR1), 0);
    (void)pthread_join(thread, NULL);
    ck_assert_ok(j.rv);
    ck_assert_uint_eq(j.done, (size_t)full);
    close_ends(&e, 0);
}
END_TEST

START_TEST(fd_read_full_goes_on_after_a_timer_has_interrupted)
{
    const struct itimerval every = {{0, 500}, {0, 500}}, none = {0};
    struct ends e = open_ends(_i);
    unsigned char *back = malloc(MUCH);
    struct job j = {e.out, big, MUCH, 0, 1, 0, 0};
    pthread_t thread;
    size_t n;

    fill_big();
    catch_signals();
    ck_assert_int_eq(setitimer(ITIMER_REAL, &every, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_job, &j), 0);
    ck_assert_ok(otls__bio_read_full(e.in, back, MUCH, &n, NULL, NULL));
    (void)pthread_join(thread, NULL);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &none, NULL), 0);
    ck_assert_ok(j.rv);
    ck_assert(n == MUCH && memcmp(back, big, MUCH) == 0);
    free(back);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_closes_only_what_it_was_told_to)
{
    const int before = support_open_fds();
    struct otls__bio *bio;
    int fds[2];

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ok(otls__bio_fd_new(fds[0], 0, &bio));
    otls__bio_unref(bio);
    ck_assert_int_eq(support_open_fds(), before + 2);
    ck_assert_ok(otls__bio_fd_new(fds[0], 1, &bio));
    otls__bio_unref(bio);
    ck_assert_int_eq(support_open_fds(), before + 1);
    ck_assert_otls(otls__bio_fd_new(fds[0], 1, &bio), OTLS_E_INVALID);
    ck_assert_otls(otls__bio_fd_new(-1, 1, &bio), OTLS_E_INVALID);
    ck_assert_otls(otls__bio_socket_new(fds[1], 1, &bio), OTLS_E_INVALID);
    support_assert_message("otls_bio_fd_new");
    ck_assert_int_eq(support_open_fds(), before + 1);
    (void)close(fds[1]);
}
END_TEST

START_TEST(fd_of_a_file_has_places_and_a_size)
{
    const char *path = support_path("places");
    struct otls__bio *bio;
    char buf[8];
    size_t n;
    int64_t at;

    support_write_file(path, "0123456789", 10);
    ck_assert_ok(otls__bio_fd_new(open(path, O_RDWR), 1, &bio));
    ck_assert_ok(otls__bio_set_timeout_ms(bio, 0));
    ck_assert_ok(otls__bio_seek(bio, 8));
    ck_assert_ok(otls__bio_read(bio, buf, 8, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 10);
    ck_assert_ok(otls__bio_write(bio, "ab", 2, &n));
    ck_assert_ok(otls__bio_size(bio, &at));
    ck_assert_int_eq(at, 12);
    ck_assert_ok(otls__bio_reset(bio));
    ck_assert_ok(otls__bio_read(bio, buf, 1, &n));
    ck_assert_int_eq(buf[0], '0');
    otls__bio_unref(bio);
}
END_TEST

START_TEST(fd_lacks_lines_and_a_pipe_lacks_places)
{
    struct ends e = open_ends(_i);
    char buf[8];
    size_t n;
    int64_t at;

    ck_assert_otls(otls__bio_gets(e.in, buf, 8, &n), OTLS_E_UNSUPPORTED);
    support_assert_message((_i & 2) != 0 ? "socket bio" : "fd bio");
    ck_assert_otls(otls__bio_tell(e.in, &at), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_seek(e.in, 0), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_size(e.in, &at), OTLS_E_UNSUPPORTED);
    if ((_i & 2) == 0)
        ck_assert_otls(otls__bio_shutdown_write(e.out), OTLS_E_UNSUPPORTED);
    close_ends(&e, _i);
}
END_TEST

START_TEST(fd_socket_half_closes)
{
    struct ends e = open_ends(2 | _i);
    char buf[8];
    size_t n;

    ck_assert_ok(otls__bio_write(e.out, "x", 1, &n));
    ck_assert_ok(otls__bio_shutdown_write(e.out));
    ck_assert_ok(otls__bio_read(e.in, buf, 8, &n));
    ck_assert_ok(otls__bio_read(e.in, buf, 8, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_otls(otls__bio_write(e.out, "x", 1, &n), OTLS_E_CLOSED);
    ck_assert_ok(otls__bio_write(e.in, "y", 1, &n));
    ck_assert_ok(otls__bio_read(e.out, buf, 8, &n));
    ck_assert_uint_eq(n, 1);
    close_ends(&e, 2 | _i);
}
END_TEST

START_TEST(fd_that_was_closed_behind_it_is_an_error)
{
    struct ends e = open_ends(_i);
    char buf[8];
    size_t n;

    (void)close(e.in_fd);
    ck_assert_otls(otls__bio_read(e.in, buf, 8, &n), OTLS_E_IO);
    support_assert_message("Bad file descriptor");
    ck_assert_int_eq(open("/dev/null", O_RDONLY), e.in_fd);
    otls__bio_unref(e.in);
    otls__bio_unref(e.out);
}
END_TEST

struct held {
    otls_handle bio;
    char buf[4];
    size_t len;
    int rv;
    int begun;
};

static void *
hold(void *arg)
{
    struct held *h = arg;

    __atomic_store_n(&h->begun, 1, __ATOMIC_RELEASE);
    h->rv = otls_bio_read(h->bio, h->buf, sizeof(h->buf), &h->len);
    return NULL;
}

START_TEST(fd_blocked_read_stops_neither_fork_nor_the_child)
{
    struct held h = {0};
    otls_handle memory;
    pthread_t thread;
    int fds[2];
    char buf[4];
    size_t n;
    pid_t pid;

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ck_assert_ok(otls_bio_socket_new(fds[0], 0, &h.bio));
    ck_assert_ok(otls_bio_memory_from("ab", 2, &memory));
    ck_assert_int_eq(pthread_create(&thread, NULL, hold, &h), 0);
    while (!__atomic_load_n(&h.begun, __ATOMIC_ACQUIRE))
        (void)sched_yield();
    pid = fork();
    if (pid == 0) {
        if (otls_bio_read(memory, buf, 4, &n) != OTLS_OK || n != 2)
            _exit(1);
        /* no lock is held over the wait: the child may even use the same */
        if (otls_bio_set_timeout_ms(h.bio, 0) != OTLS_OK ||
            otls_bio_read(h.bio, buf, 4, &n) != OTLS_E_WANT_READ)
            _exit(2);
        _exit(0);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq((int)write(fds[1], "x", 1), 1);
    (void)pthread_join(thread, NULL);
    ck_assert_ok(h.rv);
    ck_assert_uint_eq(h.len, 1);
    ck_assert_ok(otls_bio_free(h.bio));
    ck_assert_ok(otls_bio_free(memory));
    (void)close(fds[0]);
    (void)close(fds[1]);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("fd");
    TCase *tc = tcase_create("fd");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, fd_carries_bytes_and_meets_the_end, 0, WAYS);
    tcase_add_loop_test(tc, fd_that_never_waits_says_what_it_wants, 0, WAYS);
    tcase_add_loop_test(tc, fd_that_waits_a_while_times_out, 0, WAYS);
    tcase_add_loop_test(
        tc, fd_write_ends_in_time_though_the_peer_drips, 0, WAYS);
    tcase_add_loop_test(tc, fd_timeout_must_make_sense, 0, WAYS);
    tcase_add_loop_test(tc, fd_moves_bulk_while_both_sides_wait, 0, WAYS);
    tcase_add_loop_test(tc, fd_bulk_with_a_time_limit_arrives_whole, 0, WAYS);
    tcase_add_loop_test(tc, fd_socket_is_full_duplex_from_two_threads, 0, 2);
    tcase_add_loop_test(tc, fd_interrupted_read_loses_nothing, 0, WAYS);
    tcase_add_loop_test(tc, fd_interrupted_write_loses_nothing, 0, WAYS);
    tcase_add_loop_test(
        tc, fd_read_full_goes_on_after_a_timer_has_interrupted, 0, WAYS);
    tcase_add_test(tc, fd_write_cut_short_by_one_signal_comes_back);
    tcase_add_test(tc, fd_closes_only_what_it_was_told_to);
    tcase_add_test(tc, fd_of_a_file_has_places_and_a_size);
    tcase_add_loop_test(tc, fd_lacks_lines_and_a_pipe_lacks_places, 0, WAYS);
    tcase_add_loop_test(tc, fd_socket_half_closes, 0, 2);
    tcase_add_loop_test(tc, fd_that_was_closed_behind_it_is_an_error, 0, WAYS);
    tcase_add_test(tc, fd_blocked_read_stops_neither_fork_nor_the_child);
    suite_add_tcase(suite, tc);
    return suite;
}
