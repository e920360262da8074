/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <stdint.h>

#include "base/mem.h"

static int asked;

static int
refuse(void)
{
    asked++;
    return 0;
}

START_TEST(the_hook_is_asked_before_every_allocation)
{
    otls__mem_hook = refuse;
    ck_assert_ptr_null(otls__malloc(1));
    ck_assert_ptr_null(otls__calloc(1, 1));
    ck_assert_ptr_null(otls__realloc(NULL, 1));
    ck_assert_ptr_null(otls__strdup("x"));
    ck_assert_ptr_null(otls__memdup("x", 1));
    ck_assert_ptr_null(otls__aligned_calloc(64, 64));
    otls__mem_hook = NULL;
    ck_assert_int_eq(asked, 6);
}
END_TEST

START_TEST(no_bytes_are_still_an_allocation)
{
    void *p = otls__malloc(0), *q = otls__memdup("", 0);

    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_nonnull(q);
    otls__free(p);
    otls__free(q);
    otls__free(NULL);
}
END_TEST

START_TEST(aligned_memory_is_aligned_and_zeroed)
{
    unsigned char *p = otls__aligned_calloc(64, 256);
    size_t i;

    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq((uintptr_t)p % 64, 0);
    for (i = 0; i < 256; i++)
        ck_assert_uint_eq(p[i], 0);
    otls__free(p);
}
END_TEST

static struct otls__ref ref;
static int last;

static void *
take_and_drop(void *arg)
{
    int i;

    (void)arg;
    for (i = 0; i < 100000; i++) {
        otls__ref_take(&ref);
        if (otls__ref_drop(&ref))
            last++;
    }
    return NULL;
}

START_TEST(only_the_last_holder_is_told_so)
{
    pthread_t threads[2];
    int i;

    otls__ref_init(&ref);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, take_and_drop, NULL), 0);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(last, 0);
    ck_assert_int_eq(otls__ref_drop(&ref), 1);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("mem");
    TCase *c = tcase_create("mem");

    tcase_add_test(c, the_hook_is_asked_before_every_allocation);
    tcase_add_test(c, no_bytes_are_still_an_allocation);
    tcase_add_test(c, aligned_memory_is_aligned_and_zeroed);
    tcase_add_test(c, only_the_last_holder_is_told_so);
    suite_add_tcase(s, c);
    return s;
}
