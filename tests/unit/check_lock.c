/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/call.h"
#include "base/lock.h"

static struct otls__lock lock;
static atomic_int waiting, held, stop;
static int shared;

static void *
add(void *arg)
{
    struct otls__call call;
    int i;

    (void)arg;
    for (i = 0; i < 50000; i++) {
        (void)otls__call_begin(&call);
        if (otls__lock_take(&lock) == OTLS_OK) {
            shared++;
            otls__lock_give(&lock);
        }
        (void)otls__call_end(&call, OTLS_OK);
    }
    return NULL;
}

START_TEST(one_holder_at_a_time)
{
    pthread_t threads[4];
    int i;

    otls__lock_init(&lock);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, add, NULL), 0);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(shared, 4 * 50000);
}
END_TEST

static void *
hold(void *arg)
{
    struct otls__call call;

    (void)arg;
    (void)otls__call_begin(&call);
    (void)otls__lock_take(&lock);
    otls__call_pause();
    atomic_store(&held, 1);
    while (atomic_load(&stop) == 0)
        (void)sched_yield();
    (void)otls__call_resume();
    otls__lock_give(&lock);
    (void)otls__call_end(&call, OTLS_OK);
    return NULL;
}

static void *
wait_for_it(void *arg)
{
    struct otls__call call;

    (void)otls__call_begin(&call);
    atomic_store(&waiting, 1);
    *(int *)arg = otls__lock_take(&lock);
    if (*(int *)arg == OTLS_OK)
        otls__lock_give(&lock);
    (void)otls__call_end(&call, OTLS_OK);
    return NULL;
}

/* A holder that is paused and one that waits for it: fork() goes on, and the
 * child is told instead of hanging. */
START_TEST(a_child_is_told_that_the_holder_stayed_behind)
{
    struct otls__call call;
    pthread_t holder, waiter;
    int waiter_rv = 1;
    pid_t pid;

    otls__lock_init(&lock);
    ck_assert_int_eq(pthread_create(&holder, NULL, hold, NULL), 0);
    while (atomic_load(&held) == 0)
        (void)sched_yield();
    ck_assert_int_eq(
        pthread_create(&waiter, NULL, wait_for_it, &waiter_rv), 0);
    while (atomic_load(&waiting) == 0)
        (void)sched_yield();
    pid = fork();
    if (pid == 0) {
        (void)alarm(30);
        _exit(otls__call_begin(&call) == OTLS_OK &&
                      otls__lock_take(&lock) == OTLS_E_FORKED
                  ? 0
                  : 1);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    atomic_store(&stop, 1);
    ck_assert_int_eq(pthread_join(holder, NULL), 0);
    ck_assert_int_eq(pthread_join(waiter, NULL), 0);
    ck_assert_int_eq(waiter_rv, OTLS_OK);
}
END_TEST

START_TEST(a_child_can_take_a_lock_that_nobody_held)
{
    struct otls__call call;
    pid_t pid;

    otls__lock_init(&lock);
    ck_assert_ok(otls__call_begin(&call));
    ck_assert_ok(otls__lock_take(&lock));
    otls__lock_give(&lock);
    (void)otls__call_end(&call, OTLS_OK);
    pid = fork();
    if (pid == 0)
        _exit(otls__call_begin(&call) == OTLS_OK &&
                      otls__lock_take(&lock) == OTLS_OK
                  ? 0
                  : 1);
    ck_assert_int_eq(support_wait(pid), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("lock");
    TCase *c = tcase_create("lock");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, one_holder_at_a_time);
    tcase_add_test(c, a_child_is_told_that_the_holder_stayed_behind);
    tcase_add_test(c, a_child_can_take_a_lock_that_nobody_held);
    suite_add_tcase(s, c);
    return s;
}
