/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define CHUNK 65536

static otls_handle encryptor, decryptor, identity, recipient;

static void
setup(void)
{
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
    size_t len;
};

static struct bytes
drain(otls_handle bio)
{
    struct bytes b = {NULL, 0};
    int64_t pending;

    ck_assert_ok(otls_bio_pending(bio, &pending));
    b.data = malloc((size_t)pending + 1);
    ck_assert_ptr_nonnull(b.data);
    if (pending > 0)
        ck_assert_ok(otls_bio_read(bio, b.data, (size_t)pending, &b.len));
    ck_assert_int_eq((int64_t)b.len, pending);
    ck_assert_ok(otls_bio_free(bio));
    return b;
}

static int
run(int (*job)(otls_handle, otls_handle, otls_handle), otls_handle handle,
    const void *data, size_t len, struct bytes *result)
{
    otls_handle in, out;
    int rv;

    ck_assert_ok(otls_bio_memory_from(data, len, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    rv = job(handle, in, out);
    ck_assert_ok(otls_bio_free(in));
    *result = drain(out);
    return rv;
}

static struct bytes
encrypt(const void *data, size_t len)
{
    struct bytes b;

    ck_assert_ok(run(otls_age_encryptor_stream, encryptor, data, len, &b));
    return b;
}

/* Decrypts, and answers how many bytes came out. */
static int
decrypt_with(otls_handle job, const void *data, size_t len, size_t *out)
{
    struct bytes b;
    int rv = run(otls_age_decryptor_stream, job, data, len, &b);

    *out = b.len;
    free(b.data);
    return rv;
}

static int
decrypt(const void *data, size_t len, size_t *out)
{
    return decrypt_with(decryptor, data, len, out);
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

START_TEST(decryptor_gives_back_what_was_encrypted)
{
    static const size_t sizes[] = {
        0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 1 << 20};
    struct bytes age, back;
    unsigned char *data;
    size_t i;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        data = pattern(sizes[i]);
        age = encrypt(data, sizes[i]);
        ck_assert_ok(run(
            otls_age_decryptor_stream, decryptor, age.data, age.len, &back));
        ck_assert_uint_eq(back.len, sizes[i]);
        ck_assert_int_eq(memcmp(back.data, data, sizes[i]), 0);
        free(back.data);
        free(age.data);
        free(data);
    }
}
END_TEST

/* Where two chunks were begun, the first may come out; never the whole. */
START_TEST(decryptor_refuses_a_file_cut_at_any_byte)
{
    unsigned char *data = pattern(CHUNK + 10);
    struct bytes age = encrypt("hello, world", 12);
    size_t i, out;
    int rv;

    for (i = 0; i < age.len; i++) {
        rv = decrypt(age.data, i, &out);
        ck_assert_msg(
            rv == OTLS_E_AGE_HEADER || rv == OTLS_E_AGE_PAYLOAD, "%zu", i);
        ck_assert_uint_eq(out, 0);
    }
    free(age.data);
    age = encrypt(data, CHUNK + 10);
    for (i = 1; i < 60; i++) {
        ck_assert_otls(
            decrypt(age.data, age.len - i, &out), OTLS_E_AGE_PAYLOAD);
        ck_assert_uint_eq(out, i > 26 ? 0 : CHUNK);
    }
    free(age.data);
    free(data);
}
END_TEST

START_TEST(decryptor_refuses_every_flipped_bit)
{
    struct bytes age = encrypt("hello, world", 12);
    size_t i, out;
    int bit, rv;

    for (i = 0; i < age.len; i++)
        for (bit = 0; bit < 8; bit++) {
            age.data[i] ^= (unsigned char)(1 << bit);
            rv = decrypt(age.data, age.len, &out);
            ck_assert_msg(rv == OTLS_E_AGE_HEADER || rv == OTLS_E_AGE_MAC ||
                              rv == OTLS_E_AGE_NO_MATCH ||
                              rv == OTLS_E_AGE_PAYLOAD,
                "bit %d of byte %zu: %d", bit, i, rv);
            ck_assert_uint_eq(out, 0);
            age.data[i] ^= (unsigned char)(1 << bit);
        }
    ck_assert_ok(decrypt(age.data, age.len, &out));
    free(age.data);
}
END_TEST

START_TEST(decryptor_refuses_chunks_in_another_order)
{
    unsigned char *data = pattern(3 * CHUNK), *first, *copy;
    struct bytes age = encrypt(data, 3 * CHUNK);
    const size_t sealed = CHUNK + 16;
    size_t out;

    first = age.data + age.len - 3 * sealed;
    copy = malloc(sealed);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, first, sealed);
    memcpy(first, first + sealed, sealed);
    memcpy(first + sealed, copy, sealed);
    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_AGE_PAYLOAD);
    ck_assert_uint_eq(out, 0);
    free(copy);
    free(age.data);
    free(data);
}
END_TEST

START_TEST(decryptor_refuses_what_follows_the_last_chunk)
{
    static const size_t sizes[] = {0, 5, CHUNK};
    unsigned char *data = pattern(CHUNK);
    struct bytes age;
    size_t i, out;

    for (i = 0; i < 3; i++) {
        age = encrypt(data, sizes[i]);
        age.data[age.len] = 0;
        ck_assert_otls(
            decrypt(age.data, age.len + 1, &out), OTLS_E_AGE_PAYLOAD);
        ck_assert_uint_eq(out, sizes[i] == CHUNK ? CHUNK : 0);
        free(age.data);
    }
    free(data);
}
END_TEST

START_TEST(decryptor_says_what_the_file_is_for)
{
    struct bytes age = encrypt("x", 1);
    otls_handle job, other, phrase;
    size_t out;

    ck_assert_ok(otls_age_decryptor_new(&job));
    ck_assert_otls(decrypt_with(job, age.data, age.len, &out), OTLS_E_INVALID);
    support_assert_message("otls_age_decryptor_add()");
    ck_assert_ok(otls_age_identity_generate(&other));
    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &phrase));
    ck_assert_ok(otls_age_decryptor_add(job, other));
    ck_assert_ok(otls_age_decryptor_add(job, phrase));
    ck_assert_otls(
        decrypt_with(job, age.data, age.len, &out), OTLS_E_AGE_NO_MATCH);
    support_assert_message("2 identities");
    support_assert_message("X25519");
    /* the right one beside the wrong ones */
    ck_assert_ok(otls_age_decryptor_add(job, identity));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    decryptor = job;
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_uint_eq(out, 1);
    ck_assert_ok(otls_age_identity_free(other));
    ck_assert_ok(otls_age_identity_free(phrase));
    free(age.data);
}
END_TEST

START_TEST(decryptor_opens_for_each_of_several_recipients)
{
    otls_handle ids[5], rec;
    struct bytes age;
    size_t i, out;

    for (i = 0; i < 5; i++) {
        ck_assert_ok(otls_age_identity_generate(&ids[i]));
        ck_assert_ok(otls_age_identity_recipient(ids[i], &rec));
        ck_assert_ok(otls_age_encryptor_add(encryptor, rec));
        ck_assert_ok(otls_age_recipient_free(rec));
    }
    age = encrypt("x", 1);
    for (i = 0; i < 5; i++) {
        ck_assert_ok(otls_age_decryptor_free(decryptor));
        ck_assert_ok(otls_age_decryptor_new(&decryptor));
        ck_assert_ok(otls_age_decryptor_add(decryptor, ids[i]));
        ck_assert_ok(otls_age_identity_free(ids[i]));
        ck_assert_ok(decrypt(age.data, age.len, &out));
        ck_assert_uint_eq(out, 1);
    }
    free(age.data);
}
END_TEST

static struct bytes
encrypt_with_passphrase(const char *text, int factor)
{
    otls_handle rec;

    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(
        otls_age_recipient_passphrase(text, strlen(text), factor, &rec));
    ck_assert_ok(otls_age_encryptor_add(encryptor, rec));
    ck_assert_ok(otls_age_recipient_free(rec));
    return encrypt("x", 1);
}

START_TEST(decryptor_opens_with_the_passphrase_only)
{
    struct bytes age = encrypt_with_passphrase("secret", 4);
    otls_handle phrase;
    size_t out;

    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_AGE_NO_MATCH);
    support_assert_message("with a passphrase");
    ck_assert_ok(otls_age_identity_passphrase("Secret", 6, &phrase));
    ck_assert_ok(otls_age_decryptor_add(decryptor, phrase));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_AGE_NO_MATCH);
    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &phrase));
    ck_assert_ok(otls_age_decryptor_add(decryptor, phrase));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_uint_eq(out, 1);
    free(age.data);
}
END_TEST

START_TEST(decryptor_limits_the_work_that_a_file_asks_for)
{
    struct bytes age = encrypt_with_passphrase("secret", 6);
    const int64_t needs = 128 * 8 * (64 + 1 + 2);
    otls_handle phrase;
    size_t out;

    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &phrase));
    ck_assert_ok(otls_age_decryptor_add(decryptor, phrase));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 5, 0));
    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_AGE_WORK_FACTOR);
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 6, 0));
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_ok(
        otls_age_decryptor_set_scrypt_limits(decryptor, 0, needs - 1));
    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_AGE_WORK_FACTOR);
    support_assert_message("bytes of memory");
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, needs));
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, 0));
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 30, 0));
    ck_assert_otls(otls_age_decryptor_set_scrypt_limits(decryptor, 31, 0),
        OTLS_E_INVALID);
    ck_assert_otls(otls_age_decryptor_set_scrypt_limits(decryptor, -1, 0),
        OTLS_E_INVALID);
    ck_assert_otls(otls_age_decryptor_set_scrypt_limits(decryptor, 0, -1),
        OTLS_E_INVALID);
    free(age.data);
}
END_TEST

START_TEST(decryptor_names_other_versions)
{
    static const char v2[] = "age-encryption.org/v2\n-> X\n";
    size_t out;

    ck_assert_otls(decrypt(v2, sizeof(v2) - 1, &out), OTLS_E_AGE_HEADER);
    support_assert_message("'v2'");
    ck_assert_otls(decrypt("GIF89a", 6, &out), OTLS_E_AGE_HEADER);
    support_assert_message("not an age file");
}
END_TEST

START_TEST(decryptor_file_appears_only_when_all_is_well)
{
    static const char old[] = "old contents";
    unsigned char *data = pattern(3 * CHUNK), *back;
    struct bytes age = encrypt(data, 3 * CHUNK);
    const char *in = support_path("in.age"), *path = support_path("out");
    struct stat st;
    size_t len;
    int fds = support_open_fds();

    age.data[age.len - 1] ^= 1;
    support_write_file(in, age.data, age.len);
    (void)unlink(path);
    ck_assert_otls(
        otls_age_decryptor_file(decryptor, in, path), OTLS_E_AGE_PAYLOAD);
    ck_assert_int_ne(stat(path, &st), 0);
    support_write_file(path, old, sizeof(old));
    ck_assert_otls(
        otls_age_decryptor_file(decryptor, in, path), OTLS_E_AGE_PAYLOAD);
    back = support_read_file(path, &len);
    ck_assert_uint_eq(len, sizeof(old));
    ck_assert_mem_eq(back, old, len);
    free(back);
    ck_assert_otls(
        otls_age_decryptor_file(decryptor, in, in), OTLS_E_SAME_FILE);
    age.data[age.len - 1] ^= 1;
    support_write_file(in, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_file(decryptor, in, path));
    back = support_read_file(path, &len);
    ck_assert_uint_eq(len, 3 * CHUNK);
    ck_assert_int_eq(memcmp(back, data, len), 0);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    ck_assert_int_eq(support_open_fds(), fds);
    free(back);
    free(age.data);
    free(data);
}
END_TEST

static int
stop_at_third(void *user, int64_t done, int64_t total)
{
    int *calls = user;

    (void)done;
    (void)total;
    return ++*calls == 3 ? 0 : OTLS_CALLBACK_ACCEPT;
}

START_TEST(decryptor_cancelled_leaves_nothing_behind)
{
    const size_t size = 4 << 20;
    unsigned char *data = pattern(size);
    struct bytes age = encrypt(data, size);
    const char *in = support_path("in.age"), *path = support_path("out");
    struct stat st;
    int calls = 0;

    support_write_file(in, age.data, age.len);
    (void)unlink(path);
    ck_assert_ok(
        otls_age_decryptor_on_progress(decryptor, stop_at_third, &calls));
    ck_assert_otls(
        otls_age_decryptor_file(decryptor, in, path), OTLS_E_CANCELLED);
    ck_assert_int_eq(calls, 3);
    ck_assert_int_ne(stat(path, &st), 0);
    ck_assert_ok(otls_age_decryptor_file(decryptor, in, path));
    /* 4 MiB and the last: the end of the input is beyond the last chunk */
    ck_assert_int_eq(calls, 7);
    free(age.data);
    free(data);
}
END_TEST

static int export(otls_handle id, const char *path, const char *more)
{
    char text[400];
    size_t len;

    ck_assert_ok(otls_age_identity_export_secret(id, text, 80, &len));
    strcat(text, more);
    support_write_file(path, text, strlen(text));
    return OTLS_OK;
}

START_TEST(decryptor_add_file_adds_all_or_none)
{
    struct bytes age = encrypt("x", 1);
    const char *path = support_path("id.txt");
    size_t out;

    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
    ck_assert_ok(export(identity, path, "\nbad\n"));
    ck_assert_otls(
        otls_age_decryptor_add_file(decryptor, path), OTLS_E_AGE_IDENTITY);
    ck_assert_otls(decrypt(age.data, age.len, &out), OTLS_E_INVALID);
    ck_assert_ok(export(identity, path, "\r\n"));
    ck_assert_ok(otls_age_decryptor_add_file(decryptor, path));
    ck_assert_ok(decrypt(age.data, age.len, &out));
    ck_assert_otls(otls_age_decryptor_add_file(decryptor, "/nonexistent"),
        OTLS_E_NOT_FOUND);
    support_write_file(path, "AGE-PLUGIN-X-1\n", 15);
    ck_assert_otls(
        otls_age_decryptor_add_file(decryptor, path), OTLS_E_UNSUPPORTED);
    free(age.data);
}
END_TEST

struct worker {
    pthread_t thread;
    unsigned char *data;
    size_t len;
    int failed;
};

/* No check macros outside the main thread. */
static void *
round_trips(void *arg)
{
    struct worker *w = arg;
    unsigned char *back = malloc(w->len);
    otls_handle in, mid, out;
    size_t len, got;
    int i;

    for (i = 0; i < 10 && !w->failed && back != NULL; i++) {
        w->failed = otls_bio_memory_from(w->data, w->len, &in) != OTLS_OK ||
                    otls_bio_memory_new(&mid) != OTLS_OK ||
                    otls_bio_memory_new(&out) != OTLS_OK ||
                    otls_age_encryptor_stream(encryptor, in, mid) != OTLS_OK ||
                    otls_age_decryptor_stream(decryptor, mid, out) != OTLS_OK;
        for (got = 0; !w->failed && got < w->len; got += len)
            if (otls_bio_read(out, back + got, w->len - got, &len) !=
                    OTLS_OK ||
                len == 0)
                w->failed = 1;
        if (!w->failed)
            w->failed = memcmp(back, w->data, w->len) != 0;
        (void)otls_bio_free(in);
        (void)otls_bio_free(mid);
        (void)otls_bio_free(out);
    }
    free(back);
    return NULL;
}

START_TEST(jobs_run_in_several_threads_at_once)
{
    struct worker workers[4];
    otls_handle other, rec;
    size_t i;

    for (i = 0; i < 4; i++) {
        workers[i].len = 100000 * (i + 1);
        workers[i].data = pattern(workers[i].len);
        workers[i].failed = 0;
        ck_assert_int_eq(
            pthread_create(&workers[i].thread, NULL, round_trips, &workers[i]),
            0);
    }
    /* the lists grow meanwhile */
    for (i = 0; i < 20; i++) {
        ck_assert_ok(otls_age_identity_generate(&other));
        ck_assert_ok(otls_age_identity_recipient(other, &rec));
        ck_assert_ok(otls_age_encryptor_add(encryptor, rec));
        ck_assert_ok(otls_age_decryptor_add(decryptor, other));
        ck_assert_ok(otls_age_identity_free(other));
        ck_assert_ok(otls_age_recipient_free(rec));
    }
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
        ck_assert_int_eq(workers[i].failed, 0);
        free(workers[i].data);
    }
}
END_TEST

struct feeder {
    struct bytes age;
    int fd;
};

static void *
feed_bytes(void *arg)
{
    const struct feeder *f = arg;
    size_t i;

    for (i = 0; i < f->age.len; i++)
        if (write(f->fd, f->age.data + i, 1) != 1)
            break;
    (void)close(f->fd);
    return NULL;
}

START_TEST(decryptor_reads_a_pipe_that_gives_single_bytes)
{
    unsigned char *data = pattern(CHUNK + 100);
    struct feeder f;
    struct bytes back;
    pthread_t thread;
    otls_handle in, out;
    int fds[2];

    f.age = encrypt(data, CHUNK + 100);
    ck_assert_int_eq(pipe(fds), 0);
    f.fd = fds[1];
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_int_eq(pthread_create(&thread, NULL, feed_bytes, &f), 0);
    ck_assert_ok(otls_age_decryptor_stream(decryptor, in, out));
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    back = drain(out);
    ck_assert_uint_eq(back.len, CHUNK + 100);
    ck_assert_int_eq(memcmp(back.data, data, back.len), 0);
    ck_assert_ok(otls_bio_free(in));
    free(back.data);
    free(f.age.data);
    free(data);
}
END_TEST

START_TEST(decryptor_functions_refuse_null_and_other_handles)
{
    otls_handle bio;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(otls_age_decryptor_new(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_add_file(decryptor, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_file(decryptor, NULL, "x"), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_file(decryptor, "x", NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_decryptor_add(encryptor, identity), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_add(decryptor, recipient), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_decryptor_add(decryptor, 0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_age_decryptor_add_file(bio, "x"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_set_scrypt_limits(bio, 0, 0), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_on_progress(bio, NULL, NULL), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_decryptor_file(bio, "x", "y"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_stream(bio, bio, bio), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_decryptor_stream(decryptor, identity, bio),
        OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_decryptor_stream(decryptor, bio, identity),
        OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_decryptor_free(bio), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_decryptor_free(0));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_decryptor");
    TCase *tcase = tcase_create("decryptor");

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, decryptor_gives_back_what_was_encrypted);
    tcase_add_test(tcase, decryptor_refuses_a_file_cut_at_any_byte);
    tcase_add_test(tcase, decryptor_refuses_every_flipped_bit);
    tcase_add_test(tcase, decryptor_refuses_chunks_in_another_order);
    tcase_add_test(tcase, decryptor_refuses_what_follows_the_last_chunk);
    tcase_add_test(tcase, decryptor_says_what_the_file_is_for);
    tcase_add_test(tcase, decryptor_opens_for_each_of_several_recipients);
    tcase_add_test(tcase, decryptor_opens_with_the_passphrase_only);
    tcase_add_test(tcase, decryptor_limits_the_work_that_a_file_asks_for);
    tcase_add_test(tcase, decryptor_names_other_versions);
    tcase_add_test(tcase, decryptor_file_appears_only_when_all_is_well);
    tcase_add_test(tcase, decryptor_cancelled_leaves_nothing_behind);
    tcase_add_test(tcase, decryptor_add_file_adds_all_or_none);
    tcase_add_test(tcase, jobs_run_in_several_threads_at_once);
    tcase_add_test(tcase, decryptor_reads_a_pipe_that_gives_single_bytes);
    tcase_add_test(tcase, decryptor_functions_refuse_null_and_other_handles);
    suite_add_tcase(suite, tcase);
    return suite;
}
