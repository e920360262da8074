/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/rand.h"
#include "failing.h"

typedef int fill(void *buf, size_t len);

static fill *const fills[] = {otls__rand_bytes, otls__rand_private_bytes};

START_TEST(rand_fails_closed_without_a_generator)
{
    unsigned char buf[64];
    int64_t value = 77;
    int i;

    if (RAND_set_DRBG_type(NULL, "no-such-generator", NULL, NULL, NULL) != 1) {
        support_skip("rand_fails_closed_without_a_generator",
            "the generator runs already");
        return;
    }
    for (i = 0; i < 2; i++) {
        memset(buf, 0xee, sizeof(buf));
        ck_assert_otls(fills[i](buf, sizeof(buf)), OTLS_E_RANDOM);
        support_assert_message("/dev/urandom");
        failing_assert_filled(buf, sizeof(buf), 0);
    }
    ck_assert_otls(otls__rand_uniform(10, &value), OTLS_E_RANDOM);
    ck_assert_int_eq(value, 77);
    ck_assert_int_eq(otls__rand_status(), 0);
    ck_assert_int_eq(
        RAND_set_DRBG_type(NULL, "CTR-DRBG", NULL, "AES-256-CTR", NULL), 1);
    ck_assert_int_eq(otls__rand_status(), 1);
}
END_TEST

START_TEST(rand_fills_all_of_the_buffer_and_no_more)
{
    static unsigned char buf[1000];
    size_t len, i;
    int which, tries, zero;

    for (which = 0; which < 2; which++)
        for (len = 0; len < 70; len++) {
            unsigned char seen[72] = {0};

            memset(buf, 0, sizeof(buf));
            for (tries = 0; tries < 20; tries++) {
                ck_assert_ok(fills[which](buf + 1, len));
                for (i = 0; i < len; i++)
                    seen[i] |= buf[1 + i];
                failing_assert_filled(buf, 1, 0);
                failing_assert_filled(buf + 1 + len, 72 - len, 0);
            }
            for (i = 0, zero = 0; i < len; i++)
                zero += seen[i] == 0;
            ck_assert_int_eq(zero, 0);
        }
}
END_TEST

START_TEST(rand_of_no_bytes_needs_no_buffer)
{
    ck_assert_ok(otls__rand_bytes(NULL, 0));
    ck_assert_ok(otls__rand_private_bytes(NULL, 0));
}
END_TEST

START_TEST(rand_never_repeats_itself)
{
    unsigned char blocks[200][16];
    int i, j;

    for (i = 0; i < 200; i++)
        ck_assert_ok(fills[i % 2](blocks[i], 16));
    for (i = 0; i < 200; i++)
        for (j = 0; j < i; j++)
            ck_assert_mem_ne(blocks[i], blocks[j], 16);
}
END_TEST

/* Draws from both generators in a child, that hands the bytes over. */
static void
draw_in_child(unsigned char out[64])
{
    int ends[2];
    pid_t pid;

    ck_assert_int_eq(pipe(ends), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        unsigned char mine[64] = {0};
        int bad = otls__rand_bytes(mine, 32) != OTLS_OK ||
                  otls__rand_private_bytes(mine + 32, 32) != OTLS_OK ||
                  write(ends[1], mine, 64) != 64;

        _exit(bad);
    }
    ck_assert_int_eq(read(ends[0], out, 64), 64);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(close(ends[0]), 0);
    ck_assert_int_eq(close(ends[1]), 0);
}

START_TEST(rand_differs_between_a_process_and_its_children)
{
    unsigned char drawn[3][64];
    int i, j;

    /* the generators are seeded before the process forks */
    ck_assert_ok(otls__rand_bytes(drawn[0], 32));
    ck_assert_ok(otls__rand_private_bytes(drawn[0] + 32, 32));
    draw_in_child(drawn[1]);
    draw_in_child(drawn[2]);
    ck_assert_ok(otls__rand_bytes(drawn[0], 32));
    ck_assert_ok(otls__rand_private_bytes(drawn[0] + 32, 32));
    for (i = 0; i < 3; i++)
        for (j = 0; j < i; j++) {
            ck_assert_mem_ne(drawn[i], drawn[j], 32);
            ck_assert_mem_ne(drawn[i] + 32, drawn[j] + 32, 32);
        }
}
END_TEST

START_TEST(rand_uniform_reaches_every_value_and_no_other)
{
    int64_t n, value;
    int i;

    for (n = 1; n <= 20; n++) {
        int seen[20] = {0};

        /* misses one with a probability of about 10^-33 */
        for (i = 0; i < 1500; i++) {
            ck_assert_ok(otls__rand_uniform(n, &value));
            ck_assert(value >= 0 && value < n);
            seen[value] = 1;
        }
        for (i = 0; i < n; i++)
            ck_assert_msg(seen[i], "%d of %d never came", i, (int)n);
    }
    for (i = 0; i < 100; i++) {
        ck_assert_ok(otls__rand_uniform(INT64_MAX, &value));
        ck_assert(value >= 0 && value < INT64_MAX);
    }
}
END_TEST

START_TEST(rand_uniform_refuses_to_choose_from_nothing)
{
    int64_t value = 77;

    ck_assert_otls(otls__rand_uniform(0, &value), OTLS_E_INVALID);
    ck_assert_otls(otls__rand_uniform(-1, &value), OTLS_E_INVALID);
    ck_assert_otls(otls__rand_uniform(INT64_MIN, &value), OTLS_E_INVALID);
    support_assert_message("-9223372036854775808");
    ck_assert_int_eq(value, 77);
}
END_TEST

/* What is left of the 2^64 inputs must be a multiple of n, in one piece. */
START_TEST(rand_fold_has_no_modulo_bias)
{
    static const int64_t counts[] = {1, 2, 3, 6, 7, 10, 255, 256, 65537,
        1000003, (int64_t)1 << 62, (int64_t)3 << 61, INT64_MAX - 1, INT64_MAX};
    int64_t value;
    size_t i;

    for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        const int64_t n = counts[i];
        const uint64_t m = (uint64_t)n;
        /* 2^64 mod n, another way than the library's */
        const uint64_t refused = (UINT64_MAX % m + 1) % m;

        if (refused > 0)
            ck_assert_int_eq(otls__rand_fold(refused - 1, n, &value), 0);
        ck_assert_int_eq(otls__rand_fold(refused, n, &value), 1);
        ck_assert_uint_eq((uint64_t)value, refused % m);
        ck_assert_int_eq(otls__rand_fold(UINT64_MAX, n, &value), 1);
        ck_assert_uint_eq((uint64_t)value, (refused + m - 1) % m);
    }
}
END_TEST

/* 2 GiB and a bit without the memory: one file's pages, many times over. */
START_TEST(rand_fills_more_than_an_int_can_count)
{
    const size_t step = (size_t)1 << 26, tail = 4096;
    const size_t len = ((size_t)1 << 31) + tail;
    const int fd = memfd_create("pages", MFD_CLOEXEC);
    unsigned char *map;
    size_t at;

    if (sizeof(size_t) == 4)
        return;
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (off_t)step), 0);
    map = mmap(NULL, len, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ck_assert_ptr_ne(map, MAP_FAILED);
    for (at = 0; at + tail < len; at += step)
        ck_assert_ptr_eq(mmap(map + at, step, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_FIXED, fd, 0),
            map + at);
    ck_assert_ok(otls__rand_bytes(map, len));
    ck_assert_mem_ne(map + len - 32, map + len - 64, 32);
    ck_assert_mem_ne(map + len - 32, map + len - tail, 32);
    ck_assert_int_eq(munmap(map, len), 0);
    ck_assert_int_eq(close(fd), 0);
}
END_TEST

static int
action(void)
{
    unsigned char buf[32];
    int64_t value = 77;
    int i, rv;

    for (i = 0; i < 2; i++) {
        memset(buf, 0, sizeof(buf));
        if ((rv = fills[i](buf, sizeof(buf))) != OTLS_OK) {
            failing_assert_filled(buf, sizeof(buf), 0);
            return rv;
        }
    }
    if ((rv = otls__rand_uniform(10, &value)) != OTLS_OK)
        ck_assert_int_eq(value, 77);
    return rv;
}

START_TEST(rand_survives_any_failed_allocation)
{
    /* a running generator may need no memory at all */
    (void)failing_sweep(action);
}
END_TEST

/* In a process where OpenSSL has its first context and nothing else, and
 * memory ends for good |n| allocations later. */
static int
starve(long n)
{
    static const unsigned char zero[32];
    unsigned char buf[32];
    int i, rv, refused = 0;

    if (OSSL_LIB_CTX_get0_global_default() == NULL)
        return 10;
    failing_openssl_after(n);
    for (i = 0; i < 2; i++) {
        memset(buf, 0, sizeof(buf));
        rv = fills[i](buf, sizeof(buf));
        if ((rv == OTLS_OK) == (memcmp(buf, zero, sizeof(buf)) == 0))
            return 20;
        refused |= rv != OTLS_OK;
    }
    return refused;
}

START_TEST(rand_fails_closed_wherever_openssl_starves)
{
    int answer, refused = 0;
    long n;

    /* a start takes some thousands of allocations: one in 97 is tried */
    for (n = 0; n < 97 * 100; n += 97) {
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (pid == 0)
            _exit(starve(n));
        answer = support_wait(pid);
        ck_assert_msg(answer == 0 || answer == 1,
            "with %ld allocations the child ends with %d", n, answer);
        if (answer == 0)
            break;
        refused++;
    }
    ck_assert_int_gt(refused, 10);
    ck_assert_int_lt(refused, 100);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("rand");
    TCase *tcase = tcase_create("rand");

    failing_install();
    /* these two first, for where all tests share a process (CK_FORK=no): they
     * need an OpenSSL that has not been used */
    tcase_add_test(tcase, rand_fails_closed_wherever_openssl_starves);
    tcase_add_test(tcase, rand_fails_closed_without_a_generator);
    tcase_add_test(tcase, rand_fills_all_of_the_buffer_and_no_more);
    tcase_add_test(tcase, rand_of_no_bytes_needs_no_buffer);
    tcase_add_test(tcase, rand_never_repeats_itself);
    tcase_add_test(tcase, rand_differs_between_a_process_and_its_children);
    tcase_add_test(tcase, rand_uniform_reaches_every_value_and_no_other);
    tcase_add_test(tcase, rand_uniform_refuses_to_choose_from_nothing);
    tcase_add_test(tcase, rand_fold_has_no_modulo_bias);
    tcase_add_test(tcase, rand_fills_more_than_an_int_can_count);
    tcase_add_test(tcase, rand_survives_any_failed_allocation);
    tcase_set_timeout(tcase, 900);
    suite_add_tcase(suite, tcase);
    return suite;
}
