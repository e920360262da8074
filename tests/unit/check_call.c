/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

static atomic_int inside, forking, left, stop;

static void
wait_for(atomic_int *flag)
{
    while (atomic_load(flag) == 0)
        (void)sched_yield();
}

static void
nothing(void *object)
{
    (void)object;
}

static void
count_end(void *object)
{
    (void)atomic_fetch_add((atomic_int *)object, 1);
}

START_TEST(a_call_keeps_its_objects_until_it_ends)
{
    struct otls__call call;
    atomic_int ends = 0;
    void *object = NULL;
    otls_handle h;

    ck_assert_ok(otls__handle_new(1, &ends, count_end, &h));
    ck_assert_ok(otls__call_begin(&call));
    ck_assert_ok(otls__call_object(&call, h, 1, &object));
    ck_assert_ptr_eq(object, &ends);
    ck_assert_ok(otls__handle_free(h, 1));
    ck_assert_int_eq(atomic_load(&ends), 0);
    ck_assert_int_eq(otls__call_end(&call, -77), -77);
    ck_assert_int_eq(atomic_load(&ends), 1);
}
END_TEST

START_TEST(a_call_holds_no_more_objects_than_it_has_room_for)
{
    struct otls__call call;
    void *object;
    otls_handle h;
    int i, x;

    ck_assert_ok(otls__handle_new(1, &x, nothing, &h));
    ck_assert_ok(otls__call_begin(&call));
    for (i = 0; i < OTLS__CALL_OBJECTS; i++)
        ck_assert_ok(otls__call_object(&call, h, 1, &object));
    ck_assert_otls(otls__call_object(&call, h, 1, &object), OTLS_E_INTERNAL);
    ck_assert_ok(otls__call_end(&call, OTLS_OK));
}
END_TEST

START_TEST(the_callers_openssl_errors_survive_a_call)
{
    struct otls__call call;

    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 123);
    ck_assert_ok(otls__call_begin_openssl(&call));
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER);
    ck_assert_otls(otls__error_openssl(OTLS_E_OPENSSL, "no"), OTLS_E_OPENSSL);
    (void)otls__call_end(&call, OTLS_E_OPENSSL);
    ck_assert_int_eq(ERR_GET_REASON(ERR_peek_last_error()), 123);
    (void)ERR_get_error();
    ck_assert_uint_eq(ERR_peek_error(), 0);

    ck_assert_ok(otls__call_begin_openssl(&call));
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER);
    (void)otls__call_end(&call, OTLS_E_OPENSSL);
    ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

static void
note_fork(void)
{
    atomic_store(&forking, 1);
}

static void *
slow_call(void *arg)
{
    struct otls__call call;
    int i;

    (void)arg;
    (void)otls__call_begin(&call);
    atomic_store(&inside, 1);
    wait_for(&forking);
    for (i = 0; i < 2000; i++)
        (void)sched_yield();
    atomic_store(&left, 1);
    (void)otls__call_end(&call, OTLS_OK);
    return NULL;
}

START_TEST(fork_waits_for_a_call_of_another_thread)
{
    struct otls__call call;
    pthread_t thread;
    pid_t pid;

    ck_assert_ok(otls__call_begin(&call));
    (void)otls__call_end(&call, OTLS_OK);
    /* runs before the library's own handler, which was registered first */
    ck_assert_int_eq(pthread_atfork(note_fork, NULL, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, slow_call, NULL), 0);
    wait_for(&inside);
    ck_assert_int_eq(atomic_load(&left), 0);
    pid = fork();
    if (pid == 0)
        _exit(atomic_load(&left) == 1 ? 0 : 1);
    ck_assert_int_eq(atomic_load(&left), 1);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

static int pipe_fds[2];

static void *
blocked_call(void *arg)
{
    struct otls__call call;
    char byte;

    (void)arg;
    (void)otls__call_begin(&call);
    otls__call_pause();
    atomic_store(&inside, 1);
    if (read(pipe_fds[0], &byte, 1) == 1)
        atomic_store(&left, 1);
    (void)otls__call_resume();
    (void)otls__call_end(&call, OTLS_OK);
    return NULL;
}

START_TEST(fork_does_not_wait_for_a_paused_call)
{
    struct otls__call call;
    pthread_t thread;
    int64_t n;
    pid_t pid;

    ck_assert_int_eq(pipe(pipe_fds), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, blocked_call, NULL), 0);
    wait_for(&inside);
    pid = fork();
    if (pid == 0)
        _exit(otls__call_begin(&call) == OTLS_OK &&
                      otls__handle_count(0, &n) == OTLS_OK &&
                      otls__call_end(&call, OTLS_OK) == OTLS_OK
                  ? 0
                  : 1);
    ck_assert_int_eq(atomic_load(&left), 0);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(write(pipe_fds[1], "x", 1), 1);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* What a callback does that is called between pause and resume. */
static void *
call_while_paused(void *arg)
{
    struct otls__call outer, inner;

    (void)otls__call_begin(&outer);
    otls__call_pause();
    (void)otls__call_begin(&inner);
    atomic_store(&inside, 1);
    wait_for(&forking);
    for (int i = 0; i < 2000; i++)
        (void)sched_yield();
    atomic_store(&left, 1);
    (void)otls__call_end(&inner, OTLS_OK);
    wait_for(&stop);
    (void)otls__call_resume();
    (void)otls__call_end(&outer, OTLS_OK);
    return arg;
}

START_TEST(a_call_inside_a_paused_one_is_waited_for_and_the_pause_is_not)
{
    pthread_t thread;
    pid_t pid;

    ck_assert_ptr_nonnull(otls__call_error_state());
    ck_assert_int_eq(pthread_atfork(note_fork, NULL, NULL), 0);
    ck_assert_int_eq(
        pthread_create(&thread, NULL, call_while_paused, NULL), 0);
    wait_for(&inside);
    pid = fork();
    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(atomic_load(&left), 1);
    ck_assert_int_eq(support_wait(pid), 0);
    pid = fork();
    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(support_wait(pid), 0);
    atomic_store(&stop, 1);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

START_TEST(a_child_has_another_fork_generation)
{
    struct otls__call call;
    unsigned before;
    pid_t pid;

    ck_assert_ok(otls__call_begin(&call));
    (void)otls__call_end(&call, OTLS_OK);
    before = otls__fork_generation();
    pid = fork();
    if (pid == 0)
        _exit(otls__fork_generation() == before + 1 ? 0 : 1);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_uint_eq(otls__fork_generation(), before);
}
END_TEST

static void *
fork_inside(void *arg)
{
    struct otls__call call;
    pid_t pid;
    int i;

    if (otls__call_begin(&call) != OTLS_OK)
        return NULL;
    atomic_store(&inside, 1);
    wait_for(&forking);
    for (i = 0; i < 2000; i++)
        (void)sched_yield();
    pid = fork();
    if (pid == 0)
        _exit(0);
    return otls__call_end(&call, OTLS_OK) == OTLS_OK && support_wait(pid) == 0
               ? arg
               : NULL;
}

START_TEST(a_callback_may_fork_while_another_thread_forks)
{
    pthread_t thread;
    void *good;
    pid_t pid;

    ck_assert_int_eq(otls__call_error_state() != NULL, 1);
    ck_assert_int_eq(pthread_atfork(note_fork, NULL, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, fork_inside, &pid), 0);
    wait_for(&inside);
    pid = fork();
    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(pthread_join(thread, &good), 0);
    ck_assert_ptr_nonnull(good);
}
END_TEST

/* OpenSSL's locks and ours, taken as often as two threads can. */
static void *
busy(void *arg)
{
    struct otls__call call;
    unsigned char bytes[16];
    EVP_MD *md;
    otls_handle h;
    int x;

    (void)arg;
    while (atomic_load(&stop) == 0) {
        if (otls__call_begin_openssl(&call) != OTLS_OK)
            break;
        (void)RAND_bytes(bytes, sizeof(bytes));
        md = EVP_MD_fetch(NULL, "SHA2-256", NULL);
        EVP_MD_free(md);
        if (otls__handle_new(1, &x, nothing, &h) == OTLS_OK)
            (void)otls__handle_free(h, 1);
        (void)otls__call_end(&call, OTLS_OK);
        atomic_store(&inside, 1);
    }
    return NULL;
}

static int
use_everything(void)
{
    struct otls__call call;
    unsigned char bytes[16];
    EVP_MD *md;
    otls_handle h;
    int x, good;

    if (otls__call_begin_openssl(&call) != OTLS_OK)
        return 0;
    md = EVP_MD_fetch(NULL, "SHA2-512", NULL);
    good = RAND_bytes(bytes, sizeof(bytes)) == 1 && md != NULL &&
           otls__handle_new(1, &x, nothing, &h) == OTLS_OK &&
           otls__handle_free(h, 1) == OTLS_OK;
    EVP_MD_free(md);
    return otls__call_end(&call, OTLS_OK) == OTLS_OK && good;
}

START_TEST(children_of_a_busy_process_never_hang)
{
    pthread_t threads[2];
    pid_t pid;
    int i;

    for (i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, busy, NULL), 0);
    wait_for(&inside);
    for (i = 0; i < 200; i++) {
        pid = fork();
        if (pid == 0) {
            (void)alarm(30);
            _exit(use_everything() ? 0 : 1);
        }
        ck_assert_int_eq(support_wait(pid), 0);
    }
    atomic_store(&stop, 1);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST

/* Registered before the library initialises, so that it runs after the
 * library's gate has closed. */
static void
call_after_exit(void)
{
    struct otls__call call;

    _exit(otls__call_begin(&call) == OTLS_E_SHUTDOWN ? 42 : 43);
}

START_TEST(calls_after_exit_has_begun_are_refused)
{
    struct otls__call call;
    pid_t pid = fork();

    if (pid == 0) {
        if (atexit(call_after_exit) != 0 || otls__call_begin(&call) != OTLS_OK)
            _exit(1);
        (void)otls__call_end(&call, OTLS_OK);
        exit(0);
    }
    ck_assert_int_eq(support_wait(pid), 42);
}
END_TEST

static void
note_exit(void)
{
    atomic_store(&forking, 1);
}

static void
leave_with_left(void)
{
    _exit(atomic_load(&left) == 1 ? 42 : 43);
}

START_TEST(exit_waits_for_a_call_of_another_thread)
{
    pthread_t thread;
    pid_t pid = fork();

    if (pid == 0) {
        /* handlers run in the reverse order: note, the library's, leave */
        if (atexit(leave_with_left) != 0 || otls__call_error_state() == NULL ||
            atexit(note_exit) != 0 ||
            pthread_create(&thread, NULL, slow_call, NULL) != 0 ||
            pthread_detach(thread) != 0)
            _exit(1);
        wait_for(&inside);
        exit(0);
    }
    ck_assert_int_eq(support_wait(pid), 42);
}
END_TEST

/* Every second time somebody else has initialised OpenSSL before, so that
 * its own exit handler is there. */
START_TEST(busy_threads_never_crash_an_exit)
{
    pthread_t threads[2];
    pid_t pid;
    int i, round;

    for (round = 0; round < 50; round++) {
        pid = fork();
        if (pid == 0) {
            (void)alarm(30);
            if (round % 2 == 0)
                (void)OPENSSL_init_crypto(0, NULL);
            for (i = 0; i < 2; i++)
                if (pthread_create(&threads[i], NULL, busy, NULL) != 0 ||
                    pthread_detach(threads[i]) != 0)
                    _exit(1);
            wait_for(&inside);
            exit(7);
        }
        ck_assert_int_eq(support_wait(pid), 7);
    }
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("call");
    TCase *calls = tcase_create("calls");
    TCase *forks = tcase_create("fork and exit");

    tcase_add_test(calls, a_call_keeps_its_objects_until_it_ends);
    tcase_add_test(calls, a_call_holds_no_more_objects_than_it_has_room_for);
    tcase_add_test(calls, the_callers_openssl_errors_survive_a_call);
    suite_add_tcase(s, calls);
    tcase_set_timeout(forks, 120);
    tcase_add_test(forks, fork_waits_for_a_call_of_another_thread);
    tcase_add_test(forks, fork_does_not_wait_for_a_paused_call);
    tcase_add_test(
        forks, a_call_inside_a_paused_one_is_waited_for_and_the_pause_is_not);
    tcase_add_test(forks, a_callback_may_fork_while_another_thread_forks);
    tcase_add_test(forks, a_child_has_another_fork_generation);
    tcase_add_test(forks, children_of_a_busy_process_never_hang);
    tcase_add_test(forks, calls_after_exit_has_begun_are_refused);
    tcase_add_test(forks, exit_waits_for_a_call_of_another_thread);
    tcase_add_test(forks, busy_threads_never_crash_an_exit);
    suite_add_tcase(s, forks);
    return s;
}
