/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/secret.h"

START_TEST(a_secret_is_zeroed_and_writable_over_its_whole_size)
{
    const size_t sizes[] = {0, 1, 16, 63, 64, 65, 4096, 100000};
    unsigned char *p;
    size_t i, j;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        p = otls__secret_new(sizes[i]);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_eq((uintptr_t)p % 16, 0);
        for (j = 0; j < sizes[i]; j++)
            ck_assert_uint_eq(p[j], 0);
        memset(p, 0xa5, sizes[i]);
        otls__secret_free(p);
    }
}
END_TEST

START_TEST(a_freed_secret_is_wiped)
{
    /* the other one keeps the region mapped, so that it can be looked at */
    unsigned char *other = otls__secret_new(32);
    unsigned char *p = otls__secret_copy("correct horse battery", 21);
    size_t i;

    ck_assert_mem_eq(p, "correct horse battery", 21);
    otls__secret_free(p);
    for (i = 0; i < 21; i++)
        ck_assert_uint_eq(((volatile unsigned char *)p)[i], 0);
    otls__secret_free(other);
}
END_TEST

START_TEST(secrets_do_not_overlap)
{
    enum { N = 300 };
    unsigned char *p[N];
    size_t i, j;

    for (i = 0; i < N; i++) {
        p[i] = otls__secret_new(i);
        ck_assert_ptr_nonnull(p[i]);
        memset(p[i], (int)(i & 0xff), i);
        if (i % 3 == 2) {
            otls__secret_free(p[i - 1]);
            p[i - 1] = otls__secret_new(i - 1);
            memset(p[i - 1], (int)((i - 1) & 0xff), i - 1);
        }
    }
    for (i = 0; i < N; i++) {
        for (j = 0; j < i; j++)
            ck_assert_uint_eq(p[i][j], i & 0xff);
        otls__secret_free(p[i]);
    }
}
END_TEST

/* The VmFlags line of the mapping that holds |p|. */
static void
flags_of(const void *p, char *flags, size_t size)
{
    unsigned long from, to;
    char line[512];
    int here = 0;
    FILE *maps = fopen("/proc/self/smaps", "r");

    ck_assert_ptr_nonnull(maps);
    flags[0] = '\0';
    while (fgets(line, sizeof(line), maps) != NULL) {
        if (sscanf(line, "%lx-%lx", &from, &to) == 2)
            here = (uintptr_t)p >= from && (uintptr_t)p < to;
        else if (here && strncmp(line, "VmFlags:", 8) == 0)
            (void)snprintf(flags, size, "%s", line);
    }
    (void)fclose(maps);
}

START_TEST(a_secret_stays_out_of_core_dumps)
{
    char flags[512];
    void *p = otls__secret_new(32);

    flags_of(p, flags, sizeof(flags));
    ck_assert_msg(strstr(flags, " dd") != NULL, "%s", flags);
    otls__secret_free(p);
}
END_TEST

/* A secret that fills its region ends at the guard page. */
START_TEST(running_past_a_region_is_caught)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t size = 40 * page - 64;
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        volatile unsigned char *p = otls__secret_new(size);

        (void)signal(SIGSEGV, SIG_DFL);
        p[size - 1] = 1;
        p[size] = 1;
        _exit(0);
    }
    status = support_wait(pid);
    /* a sanitizer turns the signal into an exit code of its own */
    ck_assert_int_ne(status, 0);
}
END_TEST

static int
refuse(void)
{
    return 0;
}

START_TEST(without_memory_there_is_no_secret)
{
    otls__mem_hook = refuse;
    ck_assert_ptr_null(otls__secret_new(32));
    ck_assert_ptr_null(otls__secret_copy("x", 1));
    otls__mem_hook = NULL;
    ck_assert_ptr_null(otls__secret_new(SIZE_MAX));
}
END_TEST

static void *
churn(void *arg)
{
    unsigned seed = *(unsigned *)arg;
    unsigned char *p;
    size_t size, i;
    int round;

    for (round = 0; round < 5000; round++) {
        size = (size_t)rand_r(&seed) % 5000;
        if ((p = otls__secret_new(size)) == NULL)
            return NULL;
        memset(p, (int)(seed & 0xff), size);
        for (i = 0; i < size; i++)
            if (p[i] != (seed & 0xff))
                return NULL;
        otls__secret_free(p);
    }
    return arg;
}

START_TEST(threads_share_the_regions)
{
    pthread_t threads[4];
    unsigned seeds[4], i;
    void *good;

    for (i = 0; i < 4; i++) {
        seeds[i] = i + 1;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, churn, &seeds[i]), 0);
    }
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &good), 0);
        ck_assert_ptr_nonnull(good);
    }
}
END_TEST

START_TEST(equality_looks_at_every_byte)
{
    ck_assert_int_eq(otls__equal("abc", "abc", 3), 1);
    ck_assert_int_eq(otls__equal("abc", "abd", 3), 0);
    ck_assert_int_eq(otls__equal("xbc", "abc", 3), 0);
    ck_assert_int_eq(otls__equal("a", "b", 0), 1);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("secret");
    TCase *c = tcase_create("secret");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_secret_is_zeroed_and_writable_over_its_whole_size);
    tcase_add_test(c, a_freed_secret_is_wiped);
    tcase_add_test(c, secrets_do_not_overlap);
    tcase_add_test(c, a_secret_stays_out_of_core_dumps);
    tcase_add_test(c, running_past_a_region_is_caught);
    tcase_add_test(c, without_memory_there_is_no_secret);
    tcase_add_test(c, threads_share_the_regions);
    tcase_add_test(c, equality_looks_at_every_byte);
    suite_add_tcase(s, c);
    return s;
}
