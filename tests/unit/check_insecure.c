/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/insecure.h"
#include "failing.h"
#include "wycheproof.h"

/*
 * The known answers were computed twice, with the block function of RFC 8439
 * written out in Python and with "openssl enc -chacha20" under the seed's
 * SHA-256, and must never change.
 */
#define SEED "libotls"
#define SEED_LEN 7
#define MEBI ((size_t)1 << 20)

static struct otls__insecure *
make(void)
{
    struct otls__insecure *g;

    ck_assert_ok(otls__insecure_new(SEED, SEED_LEN, &g));
    return g;
}

static void
assert_known(const unsigned char *bytes, const char *wanted)
{
    size_t n;
    const unsigned char *known = wycheproof_hex(wanted, &n);

    ck_assert_mem_eq(bytes, known, n);
}

START_TEST(insecure_gives_the_bytes_it_always_gave)
{
    struct otls__insecure *g = make();
    unsigned char out[128];

    ck_assert_ok(otls__insecure_bytes(g, out, 128));
    assert_known(out,
        "e36ba54d09602e32f447abbe3226c6ada43901e752f80316adf76962bb54f187");
    assert_known(out + 64,
        "eed536115047d23f8e07517fa97cd98dbf5813c32c9acb2f758f1bf3e0adfe75");
    otls__insecure_free(g);
}
END_TEST

START_TEST(insecure_takes_an_empty_seed)
{
    struct otls__insecure *g;
    unsigned char out[32];

    ck_assert_ok(otls__insecure_new(NULL, 0, &g));
    ck_assert_ok(otls__insecure_bytes(g, out, 32));
    assert_known(out,
        "98c37c1a7542eb45daa0d48d9c1adee0f41178a94d590b96ae0f9595e1c3008f");
    otls__insecure_free(g);
}
END_TEST

static void
assert_mebibyte(const unsigned char *bytes)
{
    unsigned char digest[32];
    size_t n;

    ck_assert_int_eq(
        EVP_Digest(bytes, MEBI, digest, NULL, EVP_sha256(), NULL), 1);
    ck_assert_mem_eq(digest,
        wycheproof_hex("59682610ae1bad087a89e3c7daf2a19a"
                       "11016f55654afe4395559fa699db8840",
            &n),
        32);
}

START_TEST(insecure_gives_the_same_bytes_however_they_are_asked_for)
{
    static const size_t steps[] = {
        1, 3, 7, 63, 64, 65, 127, 1000, 4096, 65537, MEBI};
    unsigned char *bytes = malloc(MEBI);
    struct otls__insecure *g;
    size_t i, at, n;
    int rv;

    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        g = make();
        /* asserted once, since an assertion takes a system call */
        for (at = 0, rv = OTLS_OK; at < MEBI && rv == OTLS_OK; at += n) {
            n = steps[i] < MEBI - at ? steps[i] : MEBI - at;
            if ((rv = otls__insecure_bytes(g, bytes + at, n)) == OTLS_OK)
                rv = otls__insecure_bytes(g, NULL, 0);
        }
        ck_assert_ok(rv);
        assert_mebibyte(bytes);
        otls__insecure_free(g);
    }
    free(bytes);
}
END_TEST

START_TEST(insecure_carries_the_counter_past_32_bits)
{
    struct otls__insecure *g = make();
    unsigned char out[128];

    ck_assert_ok(otls__insecure_seek(g, UINT32_MAX));
    ck_assert_ok(otls__insecure_bytes(g, out, 96));
    assert_known(out + 32,
        "c5ae25df06cf433fb154950f27705f5bc43bfe56c8e592a2ead1aad06506d7db"
        "b2cfae524dd82dbf34618fc709418955051feda3d1cda818df7efd5800c86601");
    /* the block after the carry, reached by seeking */
    ck_assert_ok(otls__insecure_seek(g, (uint64_t)UINT32_MAX + 1));
    ck_assert_ok(otls__insecure_bytes(g, out, 32));
    assert_known(out,
        "b2cfae524dd82dbf34618fc709418955051feda3d1cda818df7efd5800c86601");
    otls__insecure_free(g);
}
END_TEST

START_TEST(insecure_uniform_gives_the_numbers_it_always_gave)
{
    static const int64_t dice[] = {3, 4, 4, 1, 1, 2, 1, 4, 4, 0};
    static const int64_t large[] = {364471, 561409, 135292};
    static const int64_t huge[] = {5034868657944712466, 8405324410294478910};
    /* one draw in four is refused, and one was among these */
    static const int64_t refused[] = {4953299103805858088, 1907832025372889717,
        6795475073163166781, 2436635623559414451, 2243347651376643442,
        4080812339216458919, 1000928325647463182, 4841226693696648183};
    struct otls__insecure *g = make();
    int64_t value;
    size_t i;

    for (i = 0; i < 10; i++) {
        ck_assert_ok(otls__insecure_uniform(g, 6, &value));
        ck_assert_int_eq(value, dice[i]);
    }
    for (i = 0; i < 3; i++) {
        ck_assert_ok(otls__insecure_uniform(g, 1000003, &value));
        ck_assert_int_eq(value, large[i]);
    }
    for (i = 0; i < 2; i++) {
        ck_assert_ok(otls__insecure_uniform(g, INT64_MAX, &value));
        ck_assert_int_eq(value, huge[i]);
    }
    ck_assert_ok(otls__insecure_uniform(g, 1, &value));
    ck_assert_int_eq(value, 0);
    for (i = 0; i < 8; i++) {
        ck_assert_ok(otls__insecure_uniform(g, (int64_t)3 << 61, &value));
        ck_assert_int_eq(value, refused[i]);
    }
    otls__insecure_free(g);
}
END_TEST

START_TEST(insecure_uniform_refuses_to_choose_from_nothing)
{
    struct otls__insecure *g = make();
    int64_t value = 77;

    ck_assert_otls(otls__insecure_uniform(g, 0, &value), OTLS_E_INVALID);
    ck_assert_otls(otls__insecure_uniform(g, -3, &value), OTLS_E_INVALID);
    ck_assert_int_eq(value, 77);
    otls__insecure_free(g);
}
END_TEST

#define THREADS 4
#define DRAWS 10000
#define RUN 24

struct drawer {
    struct otls__insecure *g;
    pthread_barrier_t *start;
    unsigned char drawn[DRAWS][RUN];
};

static void *
draw(void *arg)
{
    struct drawer *d = arg;
    int i;

    (void)pthread_barrier_wait(d->start);
    for (i = 0; i < DRAWS; i++)
        if (otls__insecure_bytes(d->g, d->drawn[i], RUN) != OTLS_OK)
            return d;
    return NULL;
}

static int
compare(const void *a, const void *b)
{
    return memcmp(a, b, RUN);
}

START_TEST(insecure_hands_each_run_of_bytes_to_one_thread)
{
    static struct drawer drawers[THREADS];
    static unsigned char all[THREADS * DRAWS][RUN];
    static unsigned char wanted[THREADS * DRAWS][RUN];
    struct otls__insecure *g = make();
    pthread_t threads[THREADS];
    pthread_barrier_t start;
    void *failed;
    int i;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++) {
        drawers[i].start = &start;
        drawers[i].g = g;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, draw, &drawers[i]), 0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_ptr_null(failed);
        memcpy(all[i * DRAWS], drawers[i].drawn, sizeof(drawers[i].drawn));
    }
    ck_assert_int_eq(pthread_barrier_destroy(&start), 0);
    otls__insecure_free(g);
    g = make();
    ck_assert_ok(otls__insecure_bytes(g, wanted, sizeof(wanted)));
    otls__insecure_free(g);
    qsort(all, THREADS * DRAWS, RUN, compare);
    qsort(wanted, THREADS * DRAWS, RUN, compare);
    ck_assert_mem_eq(all, wanted, sizeof(all));
}
END_TEST

static int
action(void)
{
    struct otls__insecure *g;
    unsigned char out[32];
    int64_t value = 77;
    int rv;

    memset(out, 0xee, sizeof(out));
    if ((rv = otls__insecure_new(SEED, SEED_LEN, &g)) != OTLS_OK)
        return rv;
    if ((rv = otls__insecure_bytes(g, out, 32)) == OTLS_OK) {
        ck_assert_mem_eq(out, "\xe3\x6b\xa5\x4d\x09\x60\x2e\x32", 8);
        rv = otls__insecure_uniform(g, 6, &value);
    } else
        failing_assert_filled(out, sizeof(out), 0);
    otls__insecure_free(g);
    return rv;
}

START_TEST(insecure_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(action), 0);
}
END_TEST

START_TEST(insecure_free_takes_null)
{
    otls__insecure_free(NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("insecure");
    TCase *tcase = tcase_create("insecure");

    failing_install();
    tcase_add_test(tcase, insecure_gives_the_bytes_it_always_gave);
    tcase_add_test(tcase, insecure_takes_an_empty_seed);
    tcase_add_test(
        tcase, insecure_gives_the_same_bytes_however_they_are_asked_for);
    tcase_add_test(tcase, insecure_carries_the_counter_past_32_bits);
    tcase_add_test(tcase, insecure_uniform_gives_the_numbers_it_always_gave);
    tcase_add_test(tcase, insecure_uniform_refuses_to_choose_from_nothing);
    tcase_add_test(tcase, insecure_survives_any_failed_allocation);
    tcase_add_test(tcase, insecure_hands_each_run_of_bytes_to_one_thread);
    tcase_add_test(tcase, insecure_free_takes_null);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return suite;
}
