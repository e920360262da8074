/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "base/handle.h"
#include "bio/bio.h"
#include "bio/method.h"

static struct otls__bio *
open_ok(const char *path, const char *mode)
{
    struct otls__bio *bio;

    ck_assert_ok(otls__bio_file_open(path, mode, &bio));
    return bio;
}

static void
holds(const char *path, const char *wanted)
{
    size_t len;
    unsigned char *data = support_read_file(path, &len);

    ck_assert_str_eq((char *)data, wanted);
    free(data);
}

static void
put(struct otls__bio *bio, const char *text)
{
    ck_assert_ok(otls__bio_write_full(bio, text, strlen(text), NULL, NULL));
}

static void
expect(struct otls__bio *bio, size_t cap, const char *wanted)
{
    char buf[64];
    size_t n;

    ck_assert_ok(otls__bio_read(bio, buf, cap, &n));
    buf[n] = '\0';
    ck_assert_str_eq(buf, wanted);
}

START_TEST(file_modes_mean_what_fopen_means)
{
    const char *path = support_path("modes");
    struct otls__bio *bio;
    int64_t at;

    bio = open_ok(path, "w");
    put(bio, "hello");
    otls__bio_unref(bio);
    holds(path, "hello");
    bio = open_ok(path, "ab");
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 5);
    put(bio, "!");
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 6);
    otls__bio_unref(bio);
    holds(path, "hello!");
    bio = open_ok(path, "rb+");
    expect(bio, 2, "he");
    put(bio, "LL");
    expect(bio, 9, "o!");
    otls__bio_unref(bio);
    holds(path, "heLLo!");
    bio = open_ok(path, "a+");
    expect(bio, 2, "he");
    put(bio, "?");
    expect(bio, 2, "");
    ck_assert_ok(otls__bio_seek(bio, 5));
    expect(bio, 9, "!?");
    otls__bio_unref(bio);
    bio = open_ok(path, "w+b");
    expect(bio, 9, "");
    put(bio, "new");
    ck_assert_ok(otls__bio_reset(bio));
    expect(bio, 9, "new");
    otls__bio_unref(bio);
    holds(path, "new");
}
END_TEST

START_TEST(file_modes_that_do_not_exist_are_refused)
{
    static const char *const wrong[] = {
        "", "x", "rw", "r++", "+r", "rbb", "rt", "b", "r+b+"};
    const char *path = support_path("wrong");
    struct otls__bio *bio;
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        ck_assert_otls(
            otls__bio_file_open(path, wrong[i], &bio), OTLS_E_INVALID);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(file_mode_refuses_the_other_direction)
{
    const char *path = support_path("one-way");
    struct otls__bio *bio = open_ok(path, "w");
    char buf[4];
    size_t n;

    ck_assert_otls(otls__bio_read(bio, buf, 4, &n), OTLS_E_UNSUPPORTED);
    support_assert_message(path);
    ck_assert_otls(otls__bio_gets(bio, buf, 4, &n), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
    bio = open_ok(path, "r");
    ck_assert_otls(otls__bio_write(bio, "x", 1, &n), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(file_errors_name_the_path_and_the_reason)
{
    const char *path = support_path("none/such"), *secret;
    struct otls__bio *bio;

    ck_assert_otls(otls__bio_file_open(path, "r", &bio), OTLS_E_NOT_FOUND);
    support_assert_message(path);
    support_assert_message("No such file");
    ck_assert_otls(
        otls__bio_file_open(support_tmpdir(), "r", &bio), OTLS_E_IO);
    support_assert_message("directory");
    ck_assert_otls(
        otls__bio_file_open(support_tmpdir(), "w", &bio), OTLS_E_IO);
    if (geteuid() == 0) {
        support_skip("file_errors", "root may read everything");
        return;
    }
    secret = support_path("secret");
    support_write_file(secret, "x", 1);
    ck_assert_int_eq(chmod(secret, 0), 0);
    ck_assert_otls(otls__bio_file_open(secret, "r", &bio), OTLS_E_PERMISSION);
    support_assert_message(secret);
}
END_TEST

START_TEST(file_descriptors_are_closed_on_exec_and_on_free)
{
    const int before = support_open_fds();
    struct otls__bio *bio = open_ok(support_path("fds"), "w"), *none;
    int64_t fd;

    ck_assert_ok(otls__bio_fd(bio, &fd));
    ck_assert((fcntl((int)fd, F_GETFD) & FD_CLOEXEC) != 0);
    otls__bio_unref(bio);
    (void)otls__bio_file_open(support_tmpdir(), "r", &none);
    ck_assert_int_eq(support_open_fds(), before);
}
END_TEST

START_TEST(file_reads_a_large_file_whole)
{
    const size_t sizes[] = {1, 100, 65535, 65536, 65537, 200000};
    const char *path = support_path("large");
    static unsigned char data[300001], back[300002];
    struct otls__bio *bio;
    size_t i, j, n, got;

    for (i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i * 31 % 253);
    for (j = 1; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
        bio = open_ok(path, "w");
        for (i = 0; i < sizeof(data); i += n) {
            n = sizeof(data) - i < sizes[j] ? sizeof(data) - i : sizes[j];
            ck_assert_ok(otls__bio_write(bio, data + i, n, &got));
            ck_assert_uint_eq(got, n);
        }
        otls__bio_unref(bio);
        bio = open_ok(path, "r");
        for (got = 0;; got += n) {
            n = sizeof(back) - got < sizes[j] ? sizeof(back) - got : sizes[j];
            ck_assert_ok(otls__bio_read(bio, back + got, n, &n));
            if (n == 0)
                break;
        }
        ck_assert_uint_eq(got, sizeof(data));
        ck_assert_mem_eq(back, data, got);
        ck_assert_int_eq(otls__bio_eof(bio), 1);
        otls__bio_unref(bio);
    }
}
END_TEST

START_TEST(file_gets_reads_lines_across_buffers)
{
    const char *path = support_path("lines");
    static char line[70000], buf[140000];
    struct otls__bio *bio = open_ok(path, "w");
    size_t n, total = 0;
    int i;

    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    for (i = 0; i < 9000; i++)
        put(bio, "short\n");
    put(bio, "nearly a");
    ck_assert_ok(otls__bio_write_full(bio, line, sizeof(line), NULL, NULL));
    put(bio, "end");
    otls__bio_unref(bio);
    bio = open_ok(path, "r");
    for (i = 0; i < 9000; i++) {
        ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
        ck_assert_str_eq(buf, "short\n");
    }
    /* in as many pieces as it takes, but only the last one ends the line */
    do {
        ck_assert_ok(otls__bio_gets(bio, buf, sizeof(buf), &n));
        ck_assert_uint_gt(n, 0);
        total += n;
    } while (buf[n - 1] != '\n');
    ck_assert_uint_eq(total, 8 + sizeof(line));
    ck_assert_ok(otls__bio_gets(bio, buf, 3, &n));
    ck_assert_str_eq(buf, "en");
    ck_assert_ok(otls__bio_gets(bio, buf, 3, &n));
    ck_assert_str_eq(buf, "d");
    ck_assert_ok(otls__bio_gets(bio, buf, 3, &n));
    ck_assert_uint_eq(n, 0);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(file_tell_counts_what_is_buffered)
{
    struct otls__bio *bio = open_ok(support_path("tell"), "w+");
    char buf[8];
    size_t n;
    int64_t at, bytes;

    put(bio, "0123456789");
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 10);
    ck_assert_ok(otls__bio_seek(bio, 2));
    ck_assert_ok(otls__bio_read(bio, buf, 3, &n));
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 5);
    ck_assert_ok(otls__bio_pending(bio, &bytes));
    ck_assert_int_eq(bytes, 5);
    ck_assert_otls(otls__bio_seek(bio, -1), OTLS_E_INVALID);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(file_eof_is_known_once_a_read_met_it)
{
    const char *path = support_path("eof");
    struct otls__bio *bio;

    support_write_file(path, "ab", 2);
    bio = open_ok(path, "r");
    expect(bio, 9, "ab");
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    expect(bio, 9, "");
    ck_assert_int_eq(otls__bio_eof(bio), 1);
    ck_assert_ok(otls__bio_seek(bio, 1));
    ck_assert_int_eq(otls__bio_eof(bio), 0);
    expect(bio, 9, "b");
    otls__bio_unref(bio);
}
END_TEST

START_TEST(file_flush_tells_that_the_disk_is_full_and_keeps_the_bytes)
{
    const char *path = support_path("limited");
    struct rlimit limit = {100, RLIM_INFINITY}, old;
    struct otls__bio *bio = open_ok(path, "w");
    char data[150];
    size_t n;

    memset(data, 'x', sizeof(data));
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit.rlim_max = old.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_ok(otls__bio_write(bio, data, sizeof(data), &n));
    ck_assert_otls(otls__bio_flush(bio), OTLS_E_IO);
    support_assert_message(path);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
    ck_assert_ok(otls__bio_flush(bio));
    otls__bio_unref(bio);
    free(support_read_file(path, &n));
    ck_assert_uint_eq(n, sizeof(data));
}
END_TEST

START_TEST(file_short_write_is_reported_with_its_length)
{
    const char *path = support_path("short");
    struct rlimit limit = {100000, RLIM_INFINITY}, old;
    struct otls__bio *bio = open_ok(path, "w");
    static char data[150000];
    size_t n;

    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit.rlim_max = old.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_ok(otls__bio_write(bio, data, 99000, &n));
    ck_assert_uint_eq(n, 99000);
    ck_assert_ok(otls__bio_write(bio, data, 70000, &n));
    ck_assert_uint_lt(n, 70000);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(file_fifo_reads_and_writes_independently)
{
    const char *path = support_path("fifo");
    struct otls__bio *bio;
    int64_t at;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    bio = open_ok(path, "r+");
    put(bio, "hello");
    expect(bio, 2, "he");
    put(bio, "!");
    expect(bio, 9, "llo");
    expect(bio, 9, "!");
    ck_assert_otls(otls__bio_seek(bio, 0), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_tell(bio, &at), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_size(bio, &at), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
}
END_TEST

struct reader {
    otls_handle bio;
    char buf[64];
    size_t len;
    int rv;
    int done;
};

static void *
read_once(void *arg)
{
    struct reader *r = arg;

    r->rv = otls_bio_gets(r->bio, r->buf, sizeof(r->buf), &r->len);
    __atomic_store_n(&r->done, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void
ignore(int signo)
{
    (void)signo;
}

START_TEST(file_interrupted_gets_loses_nothing)
{
    const struct sigaction action = {.sa_handler = ignore};
    const char *path = support_path("eintr");
    struct reader r = {0};
    pthread_t thread;
    int fd;

    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_ok(otls_bio_file_open(path, "r+", &r.bio));
    fd = open(path, O_WRONLY);
    ck_assert_int_eq((int)write(fd, "half ", 5), 5);
    ck_assert_int_eq(pthread_create(&thread, NULL, read_once, &r), 0);
    while (!__atomic_load_n(&r.done, __ATOMIC_ACQUIRE)) {
        (void)pthread_kill(thread, SIGUSR1);
        (void)sched_yield();
    }
    (void)pthread_join(thread, NULL);
    ck_assert_otls(r.rv, OTLS_E_INTERRUPTED);
    ck_assert_uint_eq(r.len, 0);
    ck_assert_int_eq((int)write(fd, "line\n", 5), 5);
    (void)read_once(&r);
    ck_assert_ok(r.rv);
    ck_assert_str_eq(r.buf, "half line\n");
    (void)close(fd);
    ck_assert_ok(otls_bio_free(r.bio));
}
END_TEST

static int
in_child(otls_handle locked, struct otls__bio *object, const char *path)
{
    otls_handle other;
    char buf[4];
    size_t n;

    if (otls_bio_read(locked, buf, 4, &n) != OTLS_E_FORKED)
        return 1;
    if (otls_bio_flush(locked) != OTLS_E_FORKED)
        return 2;
    if (otls_bio_file_open(path, "r", &other) != OTLS_OK ||
        otls_bio_read(other, buf, 4, &n) != OTLS_OK || n != 2 ||
        otls_bio_free(other) != OTLS_OK)
        return 3;
    /* must not wait, nor write what the parent will write */
    otls__bio_unref(object);
    return otls_bio_free(locked) == OTLS_OK ? 0 : 4;
}

START_TEST(file_in_use_at_fork_answers_forked_in_the_child)
{
    const char *path = support_path("fork"), *fifo = support_path("forkfifo");
    struct reader r = {0};
    struct otls__bio *object;
    pthread_t thread;
    size_t n;
    pid_t pid;

    support_write_file(path, "ab", 2);
    ck_assert_int_eq(mkfifo(fifo, 0600), 0);
    ck_assert_ok(otls__bio_file_open(fifo, "r+", &object));
    otls__bio_ref(object);
    ck_assert_ok(
        otls__handle_new(OTLS_KIND_BIO, object, otls__bio_unref, &r.bio));
    ck_assert_int_eq(pthread_create(&thread, NULL, read_once, &r), 0);
    while (__atomic_load_n(&object->own.word, __ATOMIC_ACQUIRE) == 0)
        (void)sched_yield();
    pid = fork();
    if (pid == 0)
        _exit(in_child(r.bio, object, path));
    ck_assert_int_eq(support_wait(pid), 0);
    {
        const int fd = open(fifo, O_WRONLY);

        ck_assert_int_eq((int)write(fd, "x\n", 2), 2);
        (void)close(fd);
    }
    (void)pthread_join(thread, NULL);
    ck_assert_ok(r.rv);
    ck_assert_str_eq(r.buf, "x\n");
    ck_assert_ok(otls__bio_write(object, "y", 1, &n));
    otls__bio_unref(object);
    ck_assert_ok(otls_bio_free(r.bio));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("file");
    TCase *tc = tcase_create("file");

    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, file_modes_mean_what_fopen_means);
    tcase_add_test(tc, file_modes_that_do_not_exist_are_refused);
    tcase_add_test(tc, file_mode_refuses_the_other_direction);
    tcase_add_test(tc, file_errors_name_the_path_and_the_reason);
    tcase_add_test(tc, file_descriptors_are_closed_on_exec_and_on_free);
    tcase_add_test(tc, file_reads_a_large_file_whole);
    tcase_add_test(tc, file_gets_reads_lines_across_buffers);
    tcase_add_test(tc, file_tell_counts_what_is_buffered);
    tcase_add_test(tc, file_eof_is_known_once_a_read_met_it);
    tcase_add_test(
        tc, file_flush_tells_that_the_disk_is_full_and_keeps_the_bytes);
    tcase_add_test(tc, file_short_write_is_reported_with_its_length);
    tcase_add_test(tc, file_fifo_reads_and_writes_independently);
    tcase_add_test(tc, file_interrupted_gets_loses_nothing);
    tcase_add_test(tc, file_in_use_at_fork_answers_forked_in_the_child);
    suite_add_tcase(suite, tc);
    return suite;
}
