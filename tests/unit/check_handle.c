/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/handle.h"
#include "base/mem.h"

#define KINDS 6
#define SLOT_MASK ((INT64_C(1) << OTLS__HANDLE_SLOT_BITS) - 1)
#define GENERATION_SHIFT OTLS__HANDLE_SLOT_BITS
#define KIND_SHIFT (OTLS__HANDLE_SLOT_BITS + OTLS__HANDLE_GENERATION_BITS)

/* What the tests put behind handles: says what it is and when it ended. */
struct thing {
    otls_handle handle;
    otls_handle other;
    int kind;
    atomic_int users;
    atomic_int ended;
};

static void
thing_end(void *object)
{
    struct thing *t = object;

    ck_assert_int_eq(atomic_load(&t->users), 0);
    ck_assert_int_eq(atomic_fetch_add(&t->ended, 1), 0);
}

static void
thing_end_frees_other(void *object)
{
    struct thing *t = object;

    thing_end(t);
    ck_assert_ok(otls__handle_free(t->other, 0));
}

static otls_handle
thing_new(struct thing *t, int kind)
{
    memset(t, 0, sizeof(*t));
    t->kind = kind;
    ck_assert_ok(otls__handle_new(kind, t, thing_end, &t->handle));
    return t->handle;
}

static int64_t
count(int kind)
{
    int64_t n = -1;

    ck_assert_ok(otls__handle_count(kind, &n));
    return n;
}

START_TEST(handle_is_exact_in_a_double_and_wider_than_32_bits)
{
    struct thing t;
    otls_handle h = thing_new(&t, KINDS);

    ck_assert(h > (otls_handle)UINT32_MAX);
    ck_assert(h < INT64_C(1) << 53);
    ck_assert((otls_handle)(double)h == h);
}
END_TEST

START_TEST(get_finds_the_object_until_it_is_freed)
{
    struct thing t;
    void *object = NULL;
    otls_handle h = thing_new(&t, 1);

    ck_assert_ok(otls__handle_get(h, 1, &object));
    ck_assert_ptr_eq(object, &t);
    otls__handle_put(h);
    ck_assert_ok(otls__handle_get(h, 0, &object));
    otls__handle_put(h);
    ck_assert_int_eq(atomic_load(&t.ended), 0);
    ck_assert_ok(otls__handle_free(h, 1));
    ck_assert_int_eq(atomic_load(&t.ended), 1);
    ck_assert_otls(otls__handle_get(h, 1, &object), OTLS_E_HANDLE_STALE);
}
END_TEST

START_TEST(four_wrong_handles_and_none_are_five_errors)
{
    struct thing t;
    void *object;
    otls_handle h = thing_new(&t, 1);

    ck_assert_otls(otls__handle_get(0, 1, &object), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls__handle_get(h, 2, &object), OTLS_E_HANDLE_KIND);
    support_assert_message("names a bio, and an insecure random generator");
    ck_assert_otls(
        otls__handle_get((int32_t)h, 1, &object), OTLS_E_HANDLE_TRUNCATED);
    support_assert_message("declare argtypes");
    ck_assert_otls(otls__handle_get(h + 1, 1, &object), OTLS_E_HANDLE_UNKNOWN);
    ck_assert_ok(otls__handle_free(h, 1));
    ck_assert_otls(otls__handle_get(h, 1, &object), OTLS_E_HANDLE_STALE);
    support_assert_message("the bio");
    ck_assert_otls(otls__handle_get(h, 2, &object), OTLS_E_HANDLE_STALE);
}
END_TEST

START_TEST(every_cut_of_a_handle_to_32_bits_is_refused)
{
    struct thing things[200];
    void *object;
    otls_handle h;
    size_t i;

    /* so that the lower 10 bits of some generations are 0 */
    otls__handle_first_generation = 1024;
    for (i = 0; i < 200; i++) {
        h = thing_new(&things[i], 1 + (int)(i % KINDS));
        ck_assert_otls(
            otls__handle_get((otls_handle)(int32_t)(uint32_t)h, 0, &object),
            OTLS_E_HANDLE_TRUNCATED);
        ck_assert_otls(otls__handle_get((otls_handle)(uint32_t)h, 0, &object),
            OTLS_E_HANDLE_TRUNCATED);
    }
}
END_TEST

START_TEST(integers_that_are_no_handles_are_unknown)
{
    const int64_t wrong[] = {INT64_MIN, INT64_MAX, -INT64_C(5000000000),
        INT64_C(1) << 53, (INT64_C(1) << 53) - 1, INT64_C(1) << 52,
        INT64_C(5000000000), INT64_C(63) << KIND_SHIFT,
        (INT64_C(1) << KIND_SHIFT) | SLOT_MASK};
    struct thing t;
    void *object;
    size_t i;

    (void)thing_new(&t, 1);
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_otls(
            otls__handle_get(wrong[i], 0, &object), OTLS_E_HANDLE_UNKNOWN);
        ck_assert_otls(otls__handle_free(wrong[i], 0), OTLS_E_HANDLE_UNKNOWN);
    }
}
END_TEST

START_TEST(another_generation_or_kind_of_a_live_slot_is_unknown)
{
    struct thing t;
    void *object;
    otls_handle h = thing_new(&t, 1);

    ck_assert_otls(
        otls__handle_get(h + (INT64_C(1) << GENERATION_SHIFT), 0, &object),
        OTLS_E_HANDLE_UNKNOWN);
    ck_assert_otls(
        otls__handle_get(h + (INT64_C(1) << KIND_SHIFT), 0, &object),
        OTLS_E_HANDLE_UNKNOWN);
}
END_TEST

START_TEST(freeing_nothing_is_fine_and_freeing_twice_is_stale)
{
    struct thing t;
    otls_handle h = thing_new(&t, 1);

    ck_assert_ok(otls__handle_free(0, 1));
    ck_assert_otls(otls__handle_free(h, 2), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls__handle_free(h, 1));
    ck_assert_otls(otls__handle_free(h, 1), OTLS_E_HANDLE_STALE);
    ck_assert_int_eq(atomic_load(&t.ended), 1);
}
END_TEST

static int
compare(const void *a, const void *b)
{
    const otls_handle x = *(const otls_handle *)a;
    const otls_handle y = *(const otls_handle *)b;

    return (x > y) - (x < y);
}

START_TEST(a_handle_is_never_issued_again)
{
    static otls_handle seen[20000];
    struct thing t;
    size_t i, n = sizeof(seen) / sizeof(seen[0]);

    for (i = 0; i < n; i++) {
        seen[i] = thing_new(&t, 1);
        ck_assert_ok(otls__handle_free(seen[i], 1));
    }
    qsort(seen, n, sizeof(seen[0]), compare);
    for (i = 1; i < n; i++)
        ck_assert(seen[i - 1] < seen[i]);
}
END_TEST

START_TEST(an_object_ends_when_the_last_call_leaves)
{
    struct thing t;
    void *object;
    otls_handle h = thing_new(&t, 1);

    ck_assert_ok(otls__handle_get(h, 1, &object));
    ck_assert_ok(otls__handle_get(h, 1, &object));
    ck_assert_ok(otls__handle_free(h, 1));
    ck_assert_int_eq(atomic_load(&t.ended), 0);
    ck_assert_otls(otls__handle_get(h, 1, &object), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls__handle_free(h, 1), OTLS_E_HANDLE_STALE);
    otls__handle_put(h);
    ck_assert_int_eq(atomic_load(&t.ended), 0);
    otls__handle_put(h);
    ck_assert_int_eq(atomic_load(&t.ended), 1);
}
END_TEST

START_TEST(the_end_of_an_object_may_free_another)
{
    struct thing outer, inner;

    memset(&outer, 0, sizeof(outer));
    outer.other = thing_new(&inner, 2);
    ck_assert_ok(
        otls__handle_new(1, &outer, thing_end_frees_other, &outer.handle));
    ck_assert_ok(otls__handle_free(outer.handle, 1));
    ck_assert_int_eq(atomic_load(&outer.ended), 1);
    ck_assert_int_eq(atomic_load(&inner.ended), 1);
    ck_assert_int_eq(count(0), 0);
}
END_TEST

START_TEST(a_slot_whose_generations_are_spent_retires)
{
    struct thing t;
    otls_handle first, second, third;

    otls__handle_first_generation =
        (UINT32_C(1) << OTLS__HANDLE_GENERATION_BITS) - 2;
    first = thing_new(&t, 1);
    otls__handle_first_generation = 1;
    ck_assert_ok(otls__handle_free(first, 1));
    second = thing_new(&t, 1);
    ck_assert_int_eq(second & SLOT_MASK, first & SLOT_MASK);
    ck_assert_ok(otls__handle_free(second, 1));
    third = thing_new(&t, 1);
    ck_assert_int_ne(third & SLOT_MASK, first & SLOT_MASK);
    ck_assert_otls(otls__handle_free(first, 1), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls__handle_free(second, 1), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls__handle_free(third, 1));
}
END_TEST

START_TEST(a_full_table_refuses_and_works_again_after_a_free)
{
    struct thing things[3], more;
    otls_handle h = 77;

    otls__handle_max_slots = 3;
    (void)thing_new(&things[0], 1);
    (void)thing_new(&things[1], 1);
    (void)thing_new(&things[2], 1);
    ck_assert_otls(
        otls__handle_new(1, &more, thing_end, &h), OTLS_E_HANDLE_LIMIT);
    ck_assert_int_eq(h, 77);
    ck_assert_ok(otls__handle_free(things[1].handle, 1));
    (void)thing_new(&more, 2);
    ck_assert_int_eq(more.handle & SLOT_MASK, things[1].handle & SLOT_MASK);
    ck_assert_otls(
        otls__handle_free(things[1].handle, 1), OTLS_E_HANDLE_STALE);
}
END_TEST

START_TEST(counts_follow_what_is_alive)
{
    struct thing a, b;
    int64_t n;

    ck_assert_int_eq(count(0), 0);
    (void)thing_new(&a, 1);
    (void)thing_new(&b, 2);
    ck_assert_int_eq(count(0), 2);
    ck_assert_int_eq(count(1), 1);
    ck_assert_ok(otls__handle_free(a.handle, 0));
    ck_assert_int_eq(count(0), 1);
    ck_assert_int_eq(count(1), 0);
    ck_assert_otls(otls__handle_count(63, &n), OTLS_E_INVALID);
    ck_assert_otls(otls__handle_count(-1, &n), OTLS_E_INVALID);
    ck_assert_otls(otls__handle_count(64, &n), OTLS_E_INVALID);
}
END_TEST

static int
refuse_allocation(void)
{
    return 0;
}

START_TEST(without_memory_no_handle_is_made_and_nothing_is_lost)
{
    struct thing t;
    otls_handle h = 77;
    int rv;

    otls__mem_hook = refuse_allocation;
    rv = otls__handle_new(1, &t, thing_end, &h);
    otls__mem_hook = NULL;
    ck_assert_otls(rv, OTLS_E_NO_MEMORY);
    ck_assert_int_eq(h, 77);
    ck_assert_int_eq(count(0), 0);
    ck_assert_int_eq(thing_new(&t, 1) & SLOT_MASK, 1);
}
END_TEST

/* A model of the table, followed through random sequences: the seed is the
 * test's number, so that a failure can be repeated. */
START_TEST(random_sequences_agree_with_a_model)
{
    enum { LIVE = 64, STEPS = 20000 };
    struct thing *live[LIVE] = {NULL};
    otls_handle dead[LIVE] = {0};
    unsigned seed = 1 + (unsigned)_i, at;
    void *object;
    int step, alive = 0, kind;

    for (step = 0; step < STEPS; step++) {
        at = (unsigned)rand_r(&seed) % LIVE;
        kind = 1 + rand_r(&seed) % KINDS;
        if (live[at] == NULL) {
            live[at] = malloc(sizeof(struct thing));
            ck_assert_ptr_nonnull(live[at]);
            (void)thing_new(live[at], kind);
            alive++;
        } else if (rand_r(&seed) % 2 == 0) {
            ck_assert_int_eq(otls__handle_get(live[at]->handle, kind, &object),
                kind == live[at]->kind ? OTLS_OK : OTLS_E_HANDLE_KIND);
            if (kind == live[at]->kind) {
                ck_assert_ptr_eq(object, live[at]);
                otls__handle_put(live[at]->handle);
            }
        } else {
            dead[at] = live[at]->handle;
            ck_assert_ok(otls__handle_free(dead[at], live[at]->kind));
            ck_assert_int_eq(atomic_load(&live[at]->ended), 1);
            free(live[at]);
            live[at] = NULL;
            alive--;
        }
        if (dead[at] != 0)
            ck_assert_int_eq(
                otls__handle_get(dead[at], 0, &object), OTLS_E_HANDLE_STALE);
        ck_assert_int_eq(count(0), alive);
    }
    for (at = 0; at < LIVE; at++)
        free(live[at]);
}
END_TEST

/* Threads share a board of handles: each makes, uses and frees what it finds
 * there. An object that ended while in use, or twice, fails the test. */
#define BOARD 16
#define ROUNDS 20000
static _Atomic otls_handle board[BOARD];
static atomic_int made, ended, wrong;

static void
shared_end(void *object)
{
    struct thing *t = object;

    if (atomic_load(&t->users) != 0)
        (void)atomic_fetch_add(&wrong, 1);
    (void)atomic_fetch_add(&ended, 1);
    free(t);
}

static void
use(otls_handle h)
{
    void *object;
    struct thing *t;
    int rv = otls__handle_get(h, 1, &object);

    if (rv == OTLS_OK) {
        t = object;
        (void)atomic_fetch_add(&t->users, 1);
        (void)atomic_fetch_sub(&t->users, 1);
        otls__handle_put(h);
    } else if (rv != OTLS_E_HANDLE_STALE && rv != OTLS_E_HANDLE_NONE) {
        (void)atomic_fetch_add(&wrong, 1);
    }
}

static void *
player(void *arg)
{
    unsigned seed = *(unsigned *)arg, at;
    struct thing *t;
    otls_handle h;
    int round, rv;

    for (round = 0; round < ROUNDS; round++) {
        at = (unsigned)rand_r(&seed) % BOARD;
        h = atomic_load(&board[at]);
        if (rand_r(&seed) % 4 != 0) {
            use(h);
            continue;
        }
        rv = otls__handle_free(h, 1);
        if (rv != OTLS_OK && rv != OTLS_E_HANDLE_STALE)
            (void)atomic_fetch_add(&wrong, 1);
        if ((t = calloc(1, sizeof(*t))) == NULL)
            continue;
        if (otls__handle_new(1, t, shared_end, &t->handle) != OTLS_OK) {
            (void)atomic_fetch_add(&wrong, 1);
            free(t);
            continue;
        }
        (void)atomic_fetch_add(&made, 1);
        h = atomic_exchange(&board[at], t->handle);
        (void)otls__handle_free(h, 1);
    }
    return NULL;
}

START_TEST(threads_that_make_use_and_free_never_meet_a_dead_object)
{
    pthread_t threads[4];
    unsigned seeds[4], i;

    for (i = 0; i < 4; i++) {
        seeds[i] = i + 1;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, player, &seeds[i]), 0);
    }
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    for (i = 0; i < BOARD; i++)
        (void)otls__handle_free(atomic_load(&board[i]), 1);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_gt(atomic_load(&made), 1000);
    ck_assert_int_eq(atomic_load(&made), atomic_load(&ended));
    ck_assert_int_eq(count(0), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("handle");
    TCase *one = tcase_create("one thread");
    TCase *many = tcase_create("properties");

    tcase_add_test(one, handle_is_exact_in_a_double_and_wider_than_32_bits);
    tcase_add_test(one, get_finds_the_object_until_it_is_freed);
    tcase_add_test(one, four_wrong_handles_and_none_are_five_errors);
    tcase_add_test(one, every_cut_of_a_handle_to_32_bits_is_refused);
    tcase_add_test(one, integers_that_are_no_handles_are_unknown);
    tcase_add_test(one, another_generation_or_kind_of_a_live_slot_is_unknown);
    tcase_add_test(one, freeing_nothing_is_fine_and_freeing_twice_is_stale);
    tcase_add_test(one, a_handle_is_never_issued_again);
    tcase_add_test(one, an_object_ends_when_the_last_call_leaves);
    tcase_add_test(one, the_end_of_an_object_may_free_another);
    tcase_add_test(one, a_slot_whose_generations_are_spent_retires);
    tcase_add_test(one, a_full_table_refuses_and_works_again_after_a_free);
    tcase_add_test(one, counts_follow_what_is_alive);
    tcase_add_test(one, without_memory_no_handle_is_made_and_nothing_is_lost);
    suite_add_tcase(s, one);
    tcase_set_timeout(many, 120);
    tcase_add_loop_test(many, random_sequences_agree_with_a_model, 0, 8);
    tcase_add_test(
        many, threads_that_make_use_and_free_never_meet_a_dead_object);
    suite_add_tcase(s, many);
    return s;
}
