/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "pki/cache.h"
#include "support.h"

struct thing {
    struct otls__ref ref;
    int number;
};

static int alive;

static void
thing_ref(void *object)
{
    otls__ref_take(&((struct thing *)object)->ref);
}

static void
thing_unref(void *object)
{
    if (!otls__ref_drop(&((struct thing *)object)->ref))
        return;
    (void)__atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
    otls__free(object);
}

static struct thing *
thing(int number)
{
    struct thing *t = otls__malloc(sizeof(*t));

    ck_assert_ptr_nonnull(t);
    otls__ref_init(&t->ref);
    t->number = number;
    (void)__atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
    return t;
}

static struct otls__cache cache = OTLS__CACHE_INIT(thing_ref, thing_unref, 3);

static void
put(int number)
{
    struct thing *t = thing(number);

    otls__cache_put(&cache, &number, sizeof(number), t);
    thing_unref(t);
}

/* The number that stands under |number|, or -1. */
static int
get(int number)
{
    struct thing *t;
    int found;

    if (!otls__cache_get(&cache, &number, sizeof(number), &t))
        return -1;
    found = t->number;
    thing_unref(t);
    return found;
}

START_TEST(cache_lets_go_of_the_least_recently_used)
{
    put(1);
    put(2);
    put(3);
    ck_assert_int_eq(get(1), 1);
    put(4);
    ck_assert_int_eq(get(2), -1);
    ck_assert_int_eq(get(1), 1);
    ck_assert_int_eq(get(3), 3);
    ck_assert_int_eq(get(4), 4);
    ck_assert_int_eq(alive, 3);
    otls__cache_drop(&cache, NULL, NULL);
    ck_assert_int_eq(alive, 0);
    ck_assert_int_eq(get(4), -1);
}
END_TEST

START_TEST(cache_puts_the_new_in_place_of_the_old)
{
    struct thing *t = thing(8);
    int key = 7;

    put(7);
    otls__cache_put(&cache, &key, sizeof(key), t);
    thing_unref(t);
    ck_assert_int_eq(get(7), 8);
    ck_assert_int_eq(alive, 1);
    otls__cache_drop(&cache, NULL, NULL);
    ck_assert_int_eq(alive, 0);
}
END_TEST

static int
is_odd(const void *object, const void *user)
{
    ck_assert_ptr_null(user);
    return ((const struct thing *)object)->number % 2;
}

START_TEST(cache_drops_what_is_wanted_and_keeps_what_is_held)
{
    struct thing *held;
    int key = 1;

    put(1);
    put(2);
    ck_assert_int_eq(otls__cache_get(&cache, &key, sizeof(key), &held), 1);
    otls__cache_drop(&cache, is_odd, NULL);
    ck_assert_int_eq(get(1), -1);
    ck_assert_int_eq(get(2), 2);
    ck_assert_int_eq(held->number, 1);
    thing_unref(held);
    ck_assert_int_eq(alive, 1);
    otls__cache_drop(&cache, NULL, NULL);
}
END_TEST

START_TEST(cache_tells_keys_apart_by_length_and_bytes)
{
    struct thing *t = thing(1), *found;

    otls__cache_put(&cache, "ab", 2, t);
    ck_assert_int_eq(otls__cache_get(&cache, "a", 1, &found), 0);
    ck_assert_int_eq(otls__cache_get(&cache, "ac", 2, &found), 0);
    ck_assert_int_eq(otls__cache_get(&cache, "abc", 3, &found), 0);
    ck_assert_int_eq(otls__cache_get(&cache, "ab", 2, &found), 1);
    thing_unref(found);
    thing_unref(t);
    otls__cache_drop(&cache, NULL, NULL);
}
END_TEST

static void *
use(void *arg)
{
    int i, found;

    for (i = 0; i < 3000; i++) {
        if ((found = get(i % 5)) >= 0)
            ck_assert_int_eq(found, i % 5);
        else
            put(i % 5);
        if (i % 100 == 0)
            otls__cache_drop(&cache, i % 200 == 0 ? is_odd : NULL, NULL);
    }
    return arg;
}

START_TEST(cache_serves_several_threads)
{
    pthread_t threads[4];
    size_t i;

    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use, NULL), 0);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    otls__cache_drop(&cache, NULL, NULL);
    ck_assert_int_eq(alive, 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("cache");
    TCase *tcase = tcase_create("cache");

    tcase_add_test(tcase, cache_lets_go_of_the_least_recently_used);
    tcase_add_test(tcase, cache_puts_the_new_in_place_of_the_old);
    tcase_add_test(tcase, cache_drops_what_is_wanted_and_keeps_what_is_held);
    tcase_add_test(tcase, cache_tells_keys_apart_by_length_and_bytes);
    tcase_add_test(tcase, cache_serves_several_threads);
    suite_add_tcase(suite, tcase);
    return suite;
}
