/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/call.h"
#include "base/crew.h"
#include "support.h"

#define MEMBERS 5

static atomic_int came, signals, go;

static void
come(void *user)
{
    sigset_t set;

    (void)pthread_sigmask(SIG_SETMASK, NULL, &set);
    (void)atomic_fetch_add(&signals,
        sigismember(&set, SIGTERM) != 1 || sigismember(&set, SIGSEGV) != 0);
    ck_assert_ptr_eq(user, &came);
    (void)atomic_fetch_add(&came, 1);
}

/* Outside until it may go. */
static void
stay(void *user)
{
    come(user);
    otls__call_pause();
    while (atomic_load(&go) == 0)
        (void)sched_yield();
    (void)otls__call_resume();
}

START_TEST(every_member_works_once_and_is_gone_after_the_join)
{
    struct otls__crew crew;
    struct otls__call call;
    sigset_t before, after;
    int state;

    (void)sigemptyset(&before);
    (void)sigemptyset(&after);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &before);
    ck_assert_ok(otls__call_begin(&call));
    otls__crew_start(&crew, MEMBERS, come, &came);
    ck_assert_int_eq(crew.count, MEMBERS);
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    ck_assert_int_eq(state, PTHREAD_CANCEL_DISABLE);
    ck_assert_ok(otls__crew_join(&crew));
    (void)pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
    ck_assert_int_eq(state, PTHREAD_CANCEL_ENABLE);
    ck_assert_int_eq(atomic_load(&came), MEMBERS);
    ck_assert_int_eq(atomic_load(&signals), 0);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &after);
    ck_assert_int_eq(
        sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
    ck_assert_ok(otls__crew_join(&crew));
    ck_assert_ok(otls__call_end(&call, OTLS_OK));
}
END_TEST

static int allowed;

static int
some(void)
{
    return allowed-- > 0;
}

START_TEST(where_threads_run_out_there_are_fewer)
{
    struct otls__crew crew;
    int wanted;

    otls__crew_hook = some;
    for (wanted = 0; wanted <= MEMBERS; wanted++) {
        atomic_store(&came, 0);
        allowed = wanted - 1;
        otls__crew_start(&crew, wanted, come, &came);
        ck_assert_int_eq(crew.count, wanted > 0 ? wanted - 1 : 0);
        ck_assert_ok(otls__crew_join(&crew));
        ck_assert_int_eq(atomic_load(&came), wanted > 0 ? wanted - 1 : 0);
    }
    otls__crew_hook = NULL;
}
END_TEST

/* The members are outside: fork() comes through, and in the child the join
 * doesn't wait for what isn't there. */
START_TEST(a_child_has_no_members_and_knows_it)
{
    struct otls__crew crew;
    struct otls__call call;
    pid_t pid;
    int rv;

    ck_assert_ok(otls__call_begin(&call));
    otls__crew_start(&crew, MEMBERS, stay, &came);
    while (atomic_load(&came) < MEMBERS)
        (void)sched_yield();
    otls__call_pause();
    pid = fork();
    ck_assert_int_ge(pid, 0);
    ck_assert_ok(otls__call_resume());
    if (pid == 0) {
        rv = otls__crew_is_gone(&crew) ? otls__crew_join(&crew) : 0;
        _exit(rv == OTLS_E_FORKED ? 0 : 1);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(otls__crew_is_gone(&crew), 0);
    atomic_store(&go, 1);
    ck_assert_ok(otls__crew_join(&crew));
    ck_assert_ok(otls__call_end(&call, OTLS_OK));
}
END_TEST

START_TEST(there_is_a_processor)
{
    ck_assert_int_ge(otls__crew_processors(), 1);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("crew");
    TCase *tcase = tcase_create("crew");

    tcase_add_test(
        tcase, every_member_works_once_and_is_gone_after_the_join);
    tcase_add_test(tcase, where_threads_run_out_there_are_fewer);
    tcase_add_test(tcase, a_child_has_no_members_and_knows_it);
    tcase_add_test(tcase, there_is_a_processor);
    suite_add_tcase(suite, tcase);
    return suite;
}
