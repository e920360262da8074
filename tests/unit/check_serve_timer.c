/* SPDX-License-Identifier: ISC */
#include "serve_timer.h"
#include "support.h"

START_TEST(timers_end_in_the_order_in_which_they_were_set)
{
    struct timer a = {0}, b = {0}, c = {0};
    struct timer_list list;

    timer_list_init(&list, 100);
    ck_assert_ptr_null(timer_ended(&list, INT64_MAX));
    ck_assert(timer_next(&list) == INT64_MAX);
    timer_set(&a, &list, 1);
    timer_set(&b, &list, 2);
    timer_set(&c, &list, 3);
    timer_set(&a, &list, 4);
    ck_assert_int_eq(timer_next(&list), 102);
    ck_assert_ptr_null(timer_ended(&list, 101));
    ck_assert_ptr_eq(timer_ended(&list, 102), &b);
    timer_clear(&b);
    ck_assert_ptr_eq(timer_ended(&list, 200), &c);
    timer_clear(&c);
    ck_assert_ptr_eq(timer_ended(&list, 200), &a);
    timer_clear(&a);
    timer_clear(&a);
    ck_assert_ptr_null(timer_ended(&list, INT64_MAX));
}
END_TEST

START_TEST(a_timer_changes_its_list)
{
    struct timer a = {0};
    struct timer_list one, other;

    timer_list_init(&one, 10);
    timer_list_init(&other, 20);
    timer_set(&a, &one, 0);
    timer_set(&a, &other, 0);
    ck_assert(timer_next(&one) == INT64_MAX);
    ck_assert_int_eq(timer_next(&other), 20);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("serve_timer");
    TCase *tcase = tcase_create("timer");

    tcase_add_test(tcase, timers_end_in_the_order_in_which_they_were_set);
    tcase_add_test(tcase, a_timer_changes_its_list);
    suite_add_tcase(suite, tcase);
    return suite;
}
