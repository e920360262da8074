/* SPDX-License-Identifier: ISC */

/* A signal that arrives while a run waits for its input or output. */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static atomic_int done;
static atomic_int asked;

static void
note(int number)
{
    (void)number;
}

/* What a binding would ask its interpreter. */
static int
answer(void *user, int64_t bytes, int64_t total)
{
    (void)bytes;
    (void)total;
    (void)atomic_fetch_add(&asked, 1);
    return *(int *)user;
}

struct run {
    int (*stream)(otls_handle, otls_handle, otls_handle);
    otls_handle job, in, out;
    int rv;
};

static void *
run(void *arg)
{
    struct run *r = arg;

    r->rv = r->stream(r->job, r->in, r->out);
    atomic_store(&done, 1);
    return NULL;
}

/* Signals are sent until the run ends: the first may come before it waits. */
static int
interrupt(struct run *r)
{
    struct sigaction action;
    pthread_t thread;

    memset(&action, 0, sizeof(action));
    action.sa_handler = note;
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    atomic_store(&done, 0);
    atomic_store(&asked, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, run, r), 0);
    while (atomic_load(&done) == 0) {
        (void)pthread_kill(thread, SIGUSR1);
        (void)sched_yield();
    }
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    return r->rv;
}

START_TEST(a_signal_lets_the_callback_end_an_encryption_that_waits)
{
    struct run r = {otls_age_encryptor_stream, 0, 0, 0, 0};
    otls_handle recipient;
    int fds[2], refuse = 0;

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ok(otls_age_recipient_passphrase("x", 1, 1, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&r.job));
    ck_assert_ok(otls_age_encryptor_add(r.job, recipient));
    ck_assert_ok(otls_age_encryptor_on_progress(r.job, answer, &refuse));
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &r.in));
    ck_assert_ok(otls_bio_memory_new(&r.out));
    ck_assert_otls(interrupt(&r), OTLS_E_CANCELLED);
    ck_assert_int_eq(atomic_load(&asked), 1);
    ck_assert_ok(otls_bio_free(r.in));
    ck_assert_ok(otls_bio_free(r.out));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(r.job));
    (void)close(fds[1]);
}
END_TEST

START_TEST(a_signal_lets_the_callback_end_a_decryption_that_waits)
{
    struct run r = {otls_age_decryptor_stream, 0, 0, 0, 0};
    otls_handle identity;
    int fds[2], refuse = 0;

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_int_eq(write(fds[1], "age-enc", 7), 7);
    ck_assert_ok(otls_age_identity_passphrase("x", 1, &identity));
    ck_assert_ok(otls_age_decryptor_new(&r.job));
    ck_assert_ok(otls_age_decryptor_add(r.job, identity));
    ck_assert_ok(otls_age_decryptor_on_progress(r.job, answer, &refuse));
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &r.in));
    ck_assert_ok(otls_bio_memory_new(&r.out));
    ck_assert_otls(interrupt(&r), OTLS_E_CANCELLED);
    ck_assert_int_eq(atomic_load(&asked), 1);
    ck_assert_ok(otls_bio_free(r.in));
    ck_assert_ok(otls_bio_free(r.out));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_decryptor_free(r.job));
    (void)close(fds[1]);
}
END_TEST

static void *
feed_after_signals(void *arg)
{
    while (atomic_load(&asked) < 3)
        (void)sched_yield();
    (void)close(*(int *)arg);
    return NULL;
}

START_TEST(a_run_goes_on_after_signals_that_the_callback_accepts)
{
    struct run r = {otls_age_encryptor_stream, 0, 0, 0, 0};
    otls_handle recipient;
    pthread_t feeder;
    int fds[2], accept = OTLS_CALLBACK_ACCEPT;

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ok(otls_age_recipient_passphrase("x", 1, 1, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&r.job));
    ck_assert_ok(otls_age_encryptor_add(r.job, recipient));
    ck_assert_ok(otls_age_encryptor_on_progress(r.job, answer, &accept));
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &r.in));
    ck_assert_ok(otls_bio_memory_new(&r.out));
    ck_assert_int_eq(
        pthread_create(&feeder, NULL, feed_after_signals, &fds[1]), 0);
    ck_assert_ok(interrupt(&r));
    ck_assert_int_ge(atomic_load(&asked), 3);
    ck_assert_int_eq(pthread_join(feeder, NULL), 0);
    ck_assert_ok(otls_bio_free(r.in));
    ck_assert_ok(otls_bio_free(r.out));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(r.job));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age");
    TCase *c = tcase_create("signals");

    tcase_add_test(c, a_signal_lets_the_callback_end_an_encryption_that_waits);
    tcase_add_test(c, a_signal_lets_the_callback_end_a_decryption_that_waits);
    tcase_add_test(c, a_run_goes_on_after_signals_that_the_callback_accepts);
    suite_add_tcase(s, c);
    return s;
}
