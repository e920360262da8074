/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define CHUNK 65536

static otls_handle encryptor, decryptor, identity, recipient;
static unsigned seed;

static void
setup(void)
{
    seed = 7;
    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
    ck_assert_ok(otls_age_decryptor_add(decryptor, identity));
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

struct bytes {
    unsigned char *data;
    size_t len, cap;
};

static void
append(struct bytes *b, const void *data, size_t len)
{
    if (b->len + len > b->cap) {
        b->cap = 2 * b->cap + len;
        b->data = realloc(b->data, b->cap);
        ck_assert_ptr_nonnull(b->data);
    }
    if (len > 0)
        memcpy(b->data + b->len, data, len);
    b->len += len;
}

static size_t
random_size(size_t most)
{
    seed = seed * 1103515245u + 12345u;
    return 1 + (seed >> 8) % most;
}

/* Pulls once. */
static int
pull(otls_handle t, size_t cap, struct bytes *out)
{
    static unsigned char buf[300000];
    size_t len = 99;
    int rv;

    ck_assert_uint_le(cap, sizeof(buf));
    rv = otls_age_transfer_pull(t, buf, cap, &len);
    ck_assert_uint_le(len, cap);
    append(out, buf, len);
    return rv;
}

/* Moves everything through in pieces of up to |most| bytes. */
static int
carry(otls_handle t, const void *data, size_t len, size_t most,
    struct bytes *out)
{
    const unsigned char *p = data;
    size_t pos = 0, part, taken;
    int rv;

    memset(out, 0, sizeof(*out));
    while (pos < len) {
        part = random_size(most);
        if (part > len - pos)
            part = len - pos;
        rv = otls_age_transfer_push(t, p + pos, part, &taken);
        pos += taken;
        if (rv != OTLS_OK)
            return rv;
        if (taken < part || random_size(2) == 1)
            ck_assert_ok(pull(t, random_size(most), out));
        ck_assert_int_eq(otls_age_transfer_done(t), 0);
    }
    if ((rv = otls_age_transfer_finish(t)) != OTLS_OK)
        return rv;
    while ((rv = otls_age_transfer_done(t)) == 0)
        ck_assert_ok(pull(t, random_size(most), out));
    ck_assert_int_eq(rv, 1);
    return OTLS_OK;
}

static int
run(int (*begin)(otls_handle, otls_handle *), otls_handle job,
    const void *data, size_t len, size_t most, struct bytes *out)
{
    otls_handle t;
    int rv;

    ck_assert_ok(begin(job, &t));
    rv = carry(t, data, len, most, out);
    if (rv != OTLS_OK)
        while (pull(t, CHUNK, out) == OTLS_OK)
            ck_assert_uint_lt(out->len, 1 << 22);
    ck_assert_ok(otls_age_transfer_free(t));
    return rv;
}

static struct bytes
encrypt(const void *data, size_t len)
{
    struct bytes out;

    ck_assert_ok(
        run(otls_age_encryptor_begin, encryptor, data, len, 100000, &out));
    return out;
}

static unsigned char *
pattern(size_t len)
{
    unsigned char *data = malloc(len + 1);
    size_t i;

    ck_assert_ptr_nonnull(data);
    for (i = 0; i < len; i++)
        data[i] = (unsigned char)(i * 2654435761u >> 11);
    return data;
}

START_TEST(transfer_gives_back_what_was_pushed)
{
    static const size_t sizes[] = {0, 1, 47, 48, 49, CHUNK - 1, CHUNK,
        CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5};
    static const size_t most[] = {1000, 70000, 250000};
    struct bytes age, back;
    unsigned char *data;
    size_t i, j;

    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, _i));
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (j = 0; j < 3; j++) {
            data = pattern(sizes[i]);
            ck_assert_ok(run(otls_age_encryptor_begin, encryptor, data,
                sizes[i], most[j], &age));
            ck_assert_ok(run(otls_age_decryptor_begin, decryptor, age.data,
                age.len, most[2 - j], &back));
            ck_assert_uint_eq(back.len, sizes[i]);
            if (sizes[i] > 0)
                ck_assert_int_eq(memcmp(back.data, data, sizes[i]), 0);
            free(data);
            free(age.data);
            free(back.data);
        }
}
END_TEST

/* A transfer's output is a file as any other, and the other way round. */
START_TEST(transfer_and_stream_understand_each_other)
{
    unsigned char *data = pattern(200000);
    struct bytes age, back;
    otls_handle in, mid, out;
    int64_t n;
    size_t len;

    age = encrypt(data, 200000);
    ck_assert_ok(otls_bio_memory_from(age.data, age.len, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_decryptor_stream(decryptor, in, out));
    ck_assert_ok(otls_bio_pending(out, &n));
    ck_assert_int_eq(n, 200000);
    ck_assert_ok(otls_bio_memory_new(&mid));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, out, mid));
    free(age.data);
    age.data = malloc(300000);
    ck_assert_ok(otls_bio_read(mid, age.data, 300000, &len));
    ck_assert_ok(
        run(otls_age_decryptor_begin, decryptor, age.data, len, 5000, &back));
    ck_assert_uint_eq(back.len, 200000);
    ck_assert_mem_eq(back.data, data, 200000);
    free(age.data);
    free(back.data);
    free(data);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(mid));
    ck_assert_ok(otls_bio_free(out));
}
END_TEST

/* However much is pushed, no more than a few chunks stay inside. */
START_TEST(transfer_takes_no_more_than_it_has_room_for)
{
    const size_t size = 20 * CHUNK;
    unsigned char *data = pattern(size);
    struct bytes age = encrypt(data, size), out = {NULL, 0, 0};
    otls_handle t;
    size_t taken, total = 0;
    int i;

    for (i = 0; i < 2; i++) {
        ck_assert_ok(i == 0 ? otls_age_encryptor_begin(encryptor, &t)
                            : otls_age_decryptor_begin(decryptor, &t));
        total = 0;
        do {
            ck_assert_ok(otls_age_transfer_push(
                t, (i == 0 ? data : age.data) + total, size - total, &taken));
            total += taken;
        } while (taken > 0);
        ck_assert_uint_gt(total, CHUNK);
        ck_assert_uint_lt(total, 3 * CHUNK + 1000);
        /* what is pulled makes room */
        out.len = 0;
        for (; out.len < CHUNK;)
            ck_assert_ok(pull(t, CHUNK, &out));
        ck_assert_ok(otls_age_transfer_push(t, "x", 1, &taken));
        ck_assert_uint_eq(taken, 1);
        ck_assert_ok(otls_age_transfer_free(t));
    }
    free(out.data);
    free(age.data);
    free(data);
}
END_TEST

/* Nothing is pulled but for room, so that the end meets a full transfer; in
 * armor, at every place of a line. */
START_TEST(transfer_that_is_full_still_finds_the_end)
{
    unsigned char *data = pattern(2 * CHUNK + 100), *back = malloc(CHUNK * 3);
    struct bytes age;
    size_t extra, pos, taken, len, total;
    otls_handle t;

    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, _i));
    for (extra = 0; extra <= 96; extra++) {
        age = encrypt(data, 2 * CHUNK + extra);
        ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
        for (pos = total = 0; pos < age.len; pos += taken) {
            ck_assert_ok(otls_age_transfer_push(
                t, age.data + pos, age.len - pos, &taken));
            if (taken > 0)
                continue;
            ck_assert_ok(otls_age_transfer_pull(t, back + total, CHUNK, &len));
            total += len;
        }
        ck_assert_ok(otls_age_transfer_finish(t));
        while (otls_age_transfer_done(t) == 0) {
            ck_assert_ok(otls_age_transfer_pull(t, back + total, CHUNK, &len));
            total += len;
        }
        ck_assert_uint_eq(total, 2 * CHUNK + extra);
        ck_assert_mem_eq(back, data, total);
        ck_assert_ok(otls_age_transfer_free(t));
        free(age.data);
    }
    free(back);
    free(data);
}
END_TEST

START_TEST(transfer_finds_the_end_that_was_cut_off)
{
    unsigned char *data = pattern(CHUNK + 100);
    struct bytes age, out;
    size_t cut;
    int rv;

    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, _i));
    age = encrypt(data, CHUNK + 100);
    for (cut = 0; cut < age.len - 1; cut += cut < 600 ? 1 : 1013) {
        rv = run(
            otls_age_decryptor_begin, decryptor, age.data, cut, 70000, &out);
        ck_assert_msg(rv == OTLS_E_AGE_HEADER || rv == OTLS_E_AGE_PAYLOAD ||
                          (_i && rv == OTLS_E_AGE_ARMOR),
            "cut at %zu it is %d", cut, rv);
        ck_assert_uint_eq(out.len % CHUNK, 0);
        ck_assert_uint_le(out.len, CHUNK);
        if (out.len > 0)
            ck_assert_mem_eq(out.data, data, CHUNK);
        free(out.data);
    }
    free(age.data);
    free(data);
}
END_TEST

/* What was proven comes first, and then the same words each time. */
START_TEST(transfer_that_failed_says_so_until_it_is_freed)
{
    unsigned char *data = pattern(2 * CHUNK + 5);
    struct bytes age = encrypt(data, 2 * CHUNK + 5), out = {NULL, 0, 0};
    char first[600], again[600];
    size_t i, len, taken, pos = 0;
    otls_handle t;
    int rv;

    age.data[age.len - 20 - 5 - CHUNK] ^= 1;
    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    while ((rv = otls_age_transfer_push(
                t, age.data + pos, age.len - pos, &taken)) == OTLS_OK)
        pos += taken;
    ck_assert_otls(rv, OTLS_E_AGE_PAYLOAD);
    ck_assert_ok(otls_error_message(first, sizeof(first), &len));
    ck_assert_ptr_nonnull(strstr(first, "chunk 2"));
    ck_assert_otls(otls_age_transfer_finish(t), OTLS_E_AGE_PAYLOAD);
    ck_assert_int_eq(otls_age_transfer_done(t), 0);
    while (out.len < CHUNK)
        ck_assert_ok(pull(t, 10000, &out));
    ck_assert_uint_eq(out.len, CHUNK);
    ck_assert_mem_eq(out.data, data, CHUNK);
    for (i = 0; i < 4; i++) {
        ck_assert_otls(otls_handle_free(1), OTLS_E_HANDLE_TRUNCATED);
        rv = i == 0   ? otls_age_transfer_push(t, "x", 1, &taken)
             : i == 1 ? pull(t, 100, &out)
             : i == 2 ? otls_age_transfer_finish(t)
                      : otls_age_transfer_done(t);
        ck_assert_otls(rv, OTLS_E_AGE_PAYLOAD);
        ck_assert_ok(otls_error_message(again, sizeof(again), &len));
        ck_assert_str_eq(again, first);
    }
    ck_assert_uint_eq(out.len, CHUNK);
    ck_assert_ok(otls_age_transfer_free(t));
    free(out.data);
    free(age.data);
    free(data);
}
END_TEST

START_TEST(transfer_takes_nothing_after_the_finish)
{
    struct bytes out = {NULL, 0, 0};
    size_t taken = 9;
    otls_handle t;

    ck_assert_ok(otls_age_encryptor_begin(encryptor, &t));
    ck_assert_ok(otls_age_transfer_finish(t));
    ck_assert_ok(otls_age_transfer_finish(t));
    ck_assert_otls(otls_age_transfer_push(t, "x", 1, &taken), OTLS_E_INVALID);
    ck_assert_uint_eq(taken, 0);
    while (otls_age_transfer_done(t) == 0)
        ck_assert_ok(pull(t, 7, &out));
    ck_assert_uint_ge(out.len, 200);
    ck_assert_ok(pull(t, 7, &out));
    ck_assert_ok(otls_age_transfer_free(t));
    free(out.data);
}
END_TEST

START_TEST(transfer_refuses_what_no_header_begins_with)
{
    static const char bad[] = "hello, world";
    size_t taken;
    otls_handle t;

    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    ck_assert_otls(otls_age_transfer_push(t, bad, sizeof(bad), &taken),
        OTLS_E_AGE_HEADER);
    support_assert_message("not an age file");
    ck_assert_ok(otls_age_transfer_free(t));
    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    ck_assert_otls(otls_age_transfer_finish(t), OTLS_E_AGE_HEADER);
    support_assert_message("empty");
    ck_assert_ok(otls_age_transfer_free(t));
}
END_TEST

START_TEST(transfer_keeps_what_it_needs_alive)
{
    unsigned char *data = pattern(1000);
    struct bytes age = encrypt(data, 1000), out;
    otls_handle t, own;

    ck_assert_ok(otls_age_decryptor_new(&own));
    ck_assert_ok(otls_age_decryptor_add(own, identity));
    ck_assert_ok(otls_age_decryptor_begin(own, &t));
    ck_assert_ok(otls_age_decryptor_free(own));
    ck_assert_ok(carry(t, age.data, age.len, 50, &out));
    ck_assert_uint_eq(out.len, 1000);
    ck_assert_ok(otls_age_transfer_free(t));
    free(out.data);
    free(age.data);
    free(data);
}
END_TEST

START_TEST(transfer_checks_its_arguments)
{
    otls_handle t = 0, empty;
    char buf[8];
    size_t n;

    ck_assert_otls(otls_age_encryptor_begin(encryptor, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_begin(decryptor, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_encryptor_begin(decryptor, &t), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_begin(encryptor, &t), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_encryptor_new(&empty));
    ck_assert_otls(otls_age_encryptor_begin(empty, &t), OTLS_E_INVALID);
    ck_assert_ok(otls_age_encryptor_free(empty));
    ck_assert_ok(otls_age_decryptor_new(&empty));
    ck_assert_otls(otls_age_decryptor_begin(empty, &t), OTLS_E_INVALID);
    ck_assert_ok(otls_age_decryptor_free(empty));
    ck_assert_int_eq((int)t, 0);
    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    ck_assert_otls(otls_age_transfer_push(t, NULL, 1, &n), OTLS_E_NULL);
    ck_assert_otls(otls_age_transfer_push(t, "x", 1, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_age_transfer_push(t, NULL, 0, &n));
    ck_assert_otls(otls_age_transfer_pull(t, NULL, 1, &n), OTLS_E_NULL);
    ck_assert_otls(otls_age_transfer_pull(t, buf, 8, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_age_transfer_pull(t, NULL, 0, &n));
    ck_assert_otls(otls_age_transfer_finish(encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_transfer_done(encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_transfer_free(encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_transfer_free(t));
    ck_assert_otls(otls_age_transfer_free(t), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_age_transfer_free(0));
}
END_TEST

/* One thread pushes, the other pulls. */
static void *
puller(void *arg)
{
    struct bytes *out = arg;
    int rv;

    while ((rv = otls_age_transfer_done((otls_handle)out->cap)) == 0) {
        unsigned char buf[3000];
        size_t len;

        ck_assert_ok(otls_age_transfer_pull(
            (otls_handle)out->cap, buf, sizeof(buf), &len));
        memcpy(out->data + out->len, buf, len);
        out->len += len;
    }
    ck_assert_int_eq(rv, 1);
    return NULL;
}

START_TEST(transfer_serves_two_threads)
{
    const size_t size = 10 * CHUNK + 3;
    unsigned char *data = pattern(size);
    struct bytes age = encrypt(data, size), out;
    size_t pos = 0, taken;
    pthread_t thread;
    otls_handle t;

    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    out.data = malloc(size);
    out.len = 0;
    out.cap = (size_t)t;
    ck_assert_int_eq(pthread_create(&thread, NULL, puller, &out), 0);
    while (pos < age.len) {
        ck_assert_ok(
            otls_age_transfer_push(t, age.data + pos, age.len - pos, &taken));
        pos += taken;
    }
    ck_assert_ok(otls_age_transfer_finish(t));
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_uint_eq(out.len, size);
    ck_assert_int_eq(memcmp(out.data, data, size), 0);
    ck_assert_ok(otls_age_transfer_free(t));
    free(out.data);
    free(age.data);
    free(data);
}
END_TEST

START_TEST(transfer_goes_on_in_a_child)
{
    unsigned char *data = pattern(1000);
    struct bytes age = encrypt(data, 1000), out;
    size_t taken;
    otls_handle t;
    pid_t pid;

    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    ck_assert_ok(otls_age_transfer_push(t, age.data, 100, &taken));
    ck_assert_uint_eq(taken, 100);
    if ((pid = fork()) == 0)
        _exit(carry(t, age.data + 100, age.len - 100, 90, &out) == OTLS_OK &&
                      out.len == 1000
                  ? 0
                  : 1);
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_ok(carry(t, age.data + 100, age.len - 100, 90, &out));
    ck_assert_uint_eq(out.len, 1000);
    ck_assert_ok(otls_age_transfer_free(t));
    free(out.data);
    free(age.data);
    free(data);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_transfer");
    TCase *tcase = tcase_create("transfer");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, transfer_gives_back_what_was_pushed, 0, 2);
    tcase_add_test(tcase, transfer_and_stream_understand_each_other);
    tcase_add_test(tcase, transfer_takes_no_more_than_it_has_room_for);
    tcase_add_loop_test(
        tcase, transfer_that_is_full_still_finds_the_end, 0, 2);
    tcase_add_loop_test(tcase, transfer_finds_the_end_that_was_cut_off, 0, 2);
    tcase_add_test(tcase, transfer_that_failed_says_so_until_it_is_freed);
    tcase_add_test(tcase, transfer_takes_nothing_after_the_finish);
    tcase_add_test(tcase, transfer_refuses_what_no_header_begins_with);
    tcase_add_test(tcase, transfer_keeps_what_it_needs_alive);
    tcase_add_test(tcase, transfer_checks_its_arguments);
    tcase_add_test(tcase, transfer_serves_two_threads);
    tcase_add_test(tcase, transfer_goes_on_in_a_child);
    suite_add_tcase(suite, tcase);
    return suite;
}
