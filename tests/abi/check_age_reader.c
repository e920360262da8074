/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define CHUNK 65536
#define SEALED (CHUNK + 16)
#define LONG (3 * CHUNK + 5)

static otls_handle encryptor, decryptor, identity, recipient;

struct bytes {
    unsigned char *data;
    size_t len;
};

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

static unsigned char
plain_at(size_t i)
{
    return (unsigned char)(i * 2654435761u >> 11);
}

static int
is_plain(const unsigned char *data, size_t offset, size_t len)
{
    size_t i;

    for (i = 0; i < len && data[i] == plain_at(offset + i); i++)
        ;
    return i == len;
}

/* The pattern's first |len| bytes as an age file. */
static struct bytes
encrypt(size_t len, int armor)
{
    struct bytes age = {NULL, 0};
    unsigned char *plain = malloc(len + 1);
    otls_handle in, out;
    int64_t pending;
    size_t i;

    ck_assert_ptr_nonnull(plain);
    for (i = 0; i < len; i++)
        plain[i] = plain_at(i);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, armor));
    ck_assert_ok(otls_bio_memory_from(plain, len, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, out));
    ck_assert_ok(otls_bio_pending(out, &pending));
    age.data = malloc((size_t)pending + 1);
    ck_assert_ptr_nonnull(age.data);
    ck_assert_ok(otls_bio_read(out, age.data, (size_t)pending, &age.len));
    age.data[age.len] = '\0';
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    free(plain);
    return age;
}

/* Every LF after the byte |from| becomes CRLF. */
static struct bytes
with_crlf(struct bytes age, size_t from)
{
    struct bytes made = {malloc(2 * age.len), 0};
    size_t i;

    ck_assert_ptr_nonnull(made.data);
    for (i = 0; i < age.len; i++) {
        if (age.data[i] == '\n' && i >= from)
            made.data[made.len++] = '\r';
        made.data[made.len++] = age.data[i];
    }
    free(age.data);
    return made;
}

static int
open_bytes(const void *data, size_t len, otls_handle *reader)
{
    otls_handle bio;
    int rv;

    *reader = 0;
    ck_assert_ok(otls_bio_memory_from(data, len, &bio));
    rv = otls_age_decryptor_open_bio(decryptor, bio, reader);
    ck_assert_ok(otls_bio_free(bio));
    return rv;
}

static void
expect(otls_handle reader, size_t size, size_t offset, size_t cap)
{
    static unsigned char buf[LONG + 100];
    const size_t want = offset >= size        ? 0
                        : cap < size - offset ? cap
                                              : size - offset;
    size_t len;

    ck_assert_uint_le(cap, sizeof(buf));
    ck_assert_ok(
        otls_age_reader_read_at(reader, (int64_t)offset, buf, cap, &len));
    ck_assert_uint_eq(len, want);
    ck_assert(is_plain(buf, offset, len));
}

/* The argument is 0 for binary, 1 for armor, 2 for armor with CRLF. */
START_TEST(reader_gives_what_stands_at_any_place)
{
    static const size_t sizes[] = {
        0, 1, 47, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, LONG};
    static const size_t caps[] = {0, 1, 15, 4096, CHUNK, CHUNK + 1, LONG + 9};
    unsigned seed = 1;
    struct bytes age;
    otls_handle reader;
    int64_t size;
    size_t i, j, k;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        age = encrypt(sizes[i], _i > 0);
        if (_i == 2)
            age = with_crlf(age, 0);
        ck_assert_ok(open_bytes(age.data, age.len, &reader));
        ck_assert_ok(otls_age_reader_size(reader, &size));
        ck_assert_int_eq(size, (int64_t)sizes[i]);
        for (j = 0; j < sizeof(caps) / sizeof(caps[0]); j++) {
            expect(reader, sizes[i], 0, caps[j]);
            expect(reader, sizes[i], sizes[i], caps[j]);
            expect(reader, sizes[i], sizes[i] + 1, caps[j]);
            for (k = 0; k < 20; k++) {
                seed = seed * 1103515245u + 12345;
                expect(
                    reader, sizes[i], (seed >> 8) % (sizes[i] + 1), caps[j]);
            }
        }
        ck_assert_ok(otls_age_reader_free(reader));
        free(age.data);
    }
}
END_TEST

START_TEST(reader_opens_a_path_and_outlives_its_decryptor)
{
    const char *path = support_path("file.age");
    struct bytes age = encrypt(LONG, 0);
    otls_handle reader, job, missing = 99;

    support_write_file(path, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_new(&job));
    ck_assert_otls(
        otls_age_decryptor_open(job, path, &missing), OTLS_E_INVALID);
    ck_assert_int_eq(missing, 99);
    ck_assert_ok(otls_age_decryptor_add(job, identity));
    ck_assert_ok(otls_age_decryptor_open(job, path, &reader));
    ck_assert_ok(otls_age_decryptor_free(job));
    expect(reader, LONG, CHUNK - 1, 10);
    ck_assert_ok(otls_age_reader_free(reader));
    ck_assert_otls(
        otls_age_decryptor_open(decryptor, support_path("no"), &reader),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls_age_decryptor_open(decryptor, support_tmpdir(), &reader),
        OTLS_E_IO);
    ck_assert_otls(otls_age_decryptor_open(decryptor, "/dev/null", &reader),
        OTLS_E_UNSUPPORTED);
    free(age.data);
}
END_TEST

START_TEST(reader_begins_where_the_bio_stands_and_leaves_it_there)
{
    struct bytes age = encrypt(LONG, _i);
    otls_handle bio, reader;
    int64_t place;
    size_t n;

    ck_assert_ok(otls_bio_memory_from("before", 6, &bio));
    ck_assert_ok(otls_bio_write(bio, age.data, age.len, &n));
    ck_assert_otls(otls_age_decryptor_open_bio(decryptor, bio, &reader),
        OTLS_E_AGE_HEADER);
    ck_assert_ok(otls_bio_seek(bio, 6));
    ck_assert_ok(otls_age_decryptor_open_bio(decryptor, bio, &reader));
    ck_assert_ok(otls_bio_tell(bio, &place));
    ck_assert_int_eq(place, 6);
    ck_assert_ok(otls_bio_seek(bio, 1));
    expect(reader, LONG, CHUNK - 1, 4096);
    ck_assert_ok(otls_bio_tell(bio, &place));
    ck_assert_int_eq(place, 1);
    ck_assert_ok(otls_bio_free(bio));
    expect(reader, LONG, 2 * CHUNK + 1, 4096);
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

START_TEST(reader_refuses_what_has_no_places)
{
    otls_handle a, b, reader;
    int fds[2];

    ck_assert_ok(otls_bio_pair_new(0, &a, &b));
    ck_assert_otls(otls_age_decryptor_open_bio(decryptor, a, &reader),
        OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &a));
    ck_assert_otls(otls_age_decryptor_open_bio(decryptor, a, &reader),
        OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_bio_free(a));
    (void)close(fds[1]);
}
END_TEST

/* Also between chunks, where every chunk by itself is right. */
START_TEST(reader_refuses_a_file_that_was_cut_short)
{
    struct bytes age = encrypt(LONG, 0);
    const size_t payload = age.len - (LONG + 4 * 16);
    otls_handle reader;
    size_t i;
    int rv;

    for (i = 0; i < age.len; i += i < payload + 40 ? 1 : 997) {
        rv = open_bytes(age.data, i, &reader);
        ck_assert_int_eq(
            rv, i < payload ? OTLS_E_AGE_HEADER : OTLS_E_AGE_PAYLOAD);
    }
    for (i = 0; i < 4; i++)
        ck_assert_otls(open_bytes(age.data, payload + i * SEALED, &reader),
            OTLS_E_AGE_PAYLOAD);
    free(age.data);
}
END_TEST

START_TEST(reader_refuses_what_goes_on_after_the_last_chunk)
{
    static const size_t sizes[] = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1};
    static const size_t more[] = {1, 15, 16, 17, SEALED};
    struct bytes age;
    otls_handle reader;
    size_t i, j;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        age = encrypt(sizes[i], 0);
        age.data = realloc(age.data, age.len + SEALED);
        ck_assert_ptr_nonnull(age.data);
        memset(age.data + age.len, 'x', SEALED);
        for (j = 0; j < sizeof(more) / sizeof(more[0]); j++)
            ck_assert_otls(open_bytes(age.data, age.len + more[j], &reader),
                OTLS_E_AGE_PAYLOAD);
        free(age.data);
    }
}
END_TEST

START_TEST(reader_gives_nothing_of_an_altered_chunk_and_all_of_the_others)
{
    struct bytes age = encrypt(LONG, 0);
    const size_t payload = age.len - (LONG + 4 * 16);
    unsigned char buf[100];
    otls_handle reader;
    size_t len;

    age.data[payload + SEALED + 1000] ^= 1;
    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    expect(reader, LONG, 0, CHUNK);
    memset(buf, 'x', sizeof(buf));
    ck_assert_otls(
        otls_age_reader_read_at(reader, CHUNK + 50, buf, sizeof(buf), &len),
        OTLS_E_AGE_PAYLOAD);
    support_assert_message("chunk 2");
    ck_assert_uint_eq(len, 0);
    ck_assert_int_eq(buf[0], 'x');
    ck_assert_otls(
        otls_age_reader_read_at(reader, CHUNK - 50, buf, sizeof(buf), &len),
        OTLS_E_AGE_PAYLOAD);
    ck_assert_uint_eq(len, 0);
    expect(reader, LONG, 2 * CHUNK, CHUNK + 5);
    expect(reader, LONG, CHUNK - 50, 50);
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

/* Whatever bit of a file is another one, no wrong byte comes out. */
START_TEST(reader_of_a_file_with_any_bit_changed_gives_nothing_wrong)
{
    struct bytes age = encrypt(90, _i);
    unsigned char buf[100];
    otls_handle reader;
    size_t i, len;
    unsigned right = 0;
    int bit;

    for (i = 0; i < age.len; i++) {
        for (bit = 0; bit < 8; bit++) {
            age.data[i] ^= (unsigned char)(1 << bit);
            if (open_bytes(age.data, age.len, &reader) == OTLS_OK) {
                ck_assert_ok(otls_age_reader_read_at(
                    reader, 0, buf, sizeof(buf), &len));
                ck_assert_uint_eq(len, 90);
                ck_assert(is_plain(buf, 0, len));
                right++;
            }
            ck_assert_ok(otls_age_reader_free(reader));
            age.data[i] ^= (unsigned char)(1 << bit);
        }
    }
    /* white space after the last line of armor is what may change */
    ck_assert_uint_le(right, _i == 0 ? 0 : 8);
    free(age.data);
}
END_TEST

START_TEST(reader_notices_a_file_that_changes_underneath)
{
    const char *path = support_path("changes.age");
    struct bytes age = encrypt(LONG, _i), other = encrypt(LONG, _i);
    unsigned char buf[100];
    otls_handle reader;
    size_t len;
    int rv;

    support_write_file(path, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_open(decryptor, path, &reader));
    expect(reader, LONG, CHUNK, 10);
    ck_assert_int_eq(truncate(path, 2 * CHUNK), 0);
    expect(reader, LONG, CHUNK, 10);
    ck_assert_otls(
        otls_age_reader_read_at(reader, 2 * CHUNK + 9, buf, sizeof(buf), &len),
        OTLS_E_AGE_PAYLOAD);
    support_assert_message("shorter");
    ck_assert_uint_eq(len, 0);
    support_write_file(path, other.data, other.len);
    rv = otls_age_reader_read_at(reader, 0, buf, sizeof(buf), &len);
    ck_assert_otls(rv, OTLS_E_AGE_PAYLOAD);
    support_write_file(path, age.data, age.len);
    expect(reader, LONG, 0, LONG);
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
    free(other.data);
}
END_TEST

START_TEST(reader_of_armor_checks_each_line_that_it_reads)
{
    struct bytes age = encrypt(LONG, 1);
    unsigned char buf[10];
    otls_handle reader;
    size_t len;

    /* in the second chunk: a character that is none of base64 */
    age.data[CHUNK * 2] = '*';
    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    expect(reader, LONG, 0, CHUNK);
    ck_assert_otls(
        otls_age_reader_read_at(reader, CHUNK, buf, sizeof(buf), &len),
        OTLS_E_AGE_ARMOR);
    support_assert_message("base64");
    expect(reader, LONG, 3 * CHUNK, 5);
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

START_TEST(reader_refuses_malformed_ends_of_armor)
{
    static const struct {
        const char *from;
        const char *to;
        int rv;
    } cases[] = {
        {"-----BEGIN AGE ENCRYPTED FILE-----\n",
            " -----BEGIN AGE ENCRYPTED FILE-----\n", OTLS_E_AGE_ARMOR},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n",
            "\n \t\n-----BEGIN AGE ENCRYPTED FILE-----\n", OTLS_OK},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n",
            "-----BEGIN AGE ENCRYPTED FILE-----x\n", OTLS_E_AGE_ARMOR},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n",
            "-----BEGIN AGE ENCRYPTED FILE-----\n\n", OTLS_E_AGE_ARMOR},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n",
            "-----BEGIN AGE ENCRYPTED FILE-----\r\n", OTLS_OK},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----", OTLS_OK},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----\r", OTLS_OK},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----\n \r\n\t", OTLS_OK},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE----- \n", OTLS_E_AGE_ARMOR},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----\nx", OTLS_E_AGE_ARMOR},
        {"-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE----\n", OTLS_E_AGE_ARMOR},
        {"\n-----END AGE ENCRYPTED FILE-----\n", "\n", OTLS_E_AGE_ARMOR},
        {"\n-----END AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----\n", OTLS_E_AGE_ARMOR},
        {"\n-----END AGE ENCRYPTED FILE-----\n",
            "\n\n-----END AGE ENCRYPTED FILE-----\n", OTLS_E_AGE_ARMOR},
        {"\n-----END AGE ENCRYPTED FILE-----\n",
            "=\n-----END AGE ENCRYPTED FILE-----\n", OTLS_E_AGE_ARMOR},
    };
    struct bytes age = encrypt(100, 1);
    char *text = (char *)age.data, *at, made[1000];
    otls_handle reader;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        at = strstr(text, cases[i].from);
        ck_assert_ptr_nonnull(at);
        (void)snprintf(made, sizeof(made), "%.*s%s%s", (int)(at - text), text,
            cases[i].to, at + strlen(cases[i].from));
        ck_assert_msg(open_bytes(made, strlen(made), &reader) == cases[i].rv,
            "case %zu", i);
        ck_assert_ok(otls_age_reader_free(reader));
    }
    free(age.data);
}
END_TEST

START_TEST(reader_refuses_armor_whose_lines_end_differently)
{
    struct bytes age = with_crlf(encrypt(LONG, 1), 1000);
    otls_handle reader;

    ck_assert_otls(open_bytes(age.data, age.len, &reader), OTLS_E_UNSUPPORTED);
    support_assert_message("CRLF");
    /* what is malformed besides is told first */
    age.data[CHUNK] = '*';
    ck_assert_otls(open_bytes(age.data, age.len, &reader), OTLS_E_AGE_ARMOR);
    free(age.data);
}
END_TEST

START_TEST(reader_takes_armor_as_the_decryptor_was_told)
{
    struct bytes binary = encrypt(10, 0), armored = encrypt(10, 1);
    otls_handle reader;

    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_NO));
    ck_assert_otls(
        open_bytes(armored.data, armored.len, &reader), OTLS_E_AGE_HEADER);
    ck_assert_ok(open_bytes(binary.data, binary.len, &reader));
    ck_assert_ok(otls_age_reader_free(reader));
    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_YES));
    ck_assert_otls(
        open_bytes(binary.data, binary.len, &reader), OTLS_E_AGE_ARMOR);
    ck_assert_ok(open_bytes(armored.data, armored.len, &reader));
    ck_assert_ok(otls_age_reader_free(reader));
    ck_assert_otls(open_bytes("", 0, &reader), OTLS_E_AGE_ARMOR);
    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_AUTO));
    ck_assert_otls(open_bytes("", 0, &reader), OTLS_E_AGE_HEADER);
    free(binary.data);
    free(armored.data);
}
END_TEST

START_TEST(reader_opens_what_a_passphrase_encrypted)
{
    otls_handle phrase, locked, reader;
    struct bytes age;

    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &phrase));
    ck_assert_ok(otls_age_recipient_passphrase("secret", 6, 4, &locked));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, locked));
    age = encrypt(LONG, 1);
    ck_assert_otls(
        open_bytes(age.data, age.len, &reader), OTLS_E_AGE_NO_MATCH);
    ck_assert_ok(otls_age_decryptor_add(decryptor, phrase));
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, 1 << 10));
    ck_assert_otls(
        open_bytes(age.data, age.len, &reader), OTLS_E_AGE_WORK_FACTOR);
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, 0));
    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    expect(reader, LONG, 2 * CHUNK - 1, 3);
    ck_assert_ok(otls_age_reader_free(reader));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_ok(otls_age_recipient_free(locked));
    free(age.data);
}
END_TEST

static void *
read_around(void *user)
{
    const otls_handle reader = *(const otls_handle *)user;
    unsigned char buf[5000];
    unsigned seed = (unsigned)(uintptr_t)&buf >> 4;
    size_t offset, len, i, j, wrong = 0;

    for (i = 0; i < 60; i++) {
        seed = seed * 1103515245u + 12345;
        offset = (seed >> 8) % LONG;
        if (otls_age_reader_read_at(
                reader, (int64_t)offset, buf, sizeof(buf), &len) != OTLS_OK)
            return user;
        for (j = 0; j < len; j++)
            wrong += buf[j] != plain_at(offset + j);
    }
    return wrong == 0 ? NULL : user;
}

START_TEST(reader_serves_several_threads_at_once)
{
    const char *path = support_path("threads.age");
    struct bytes age = encrypt(LONG, _i);
    pthread_t threads[8];
    otls_handle reader;
    void *answer;
    size_t i;

    support_write_file(path, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_open(decryptor, path, &reader));
    for (i = 0; i < 8; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, read_around, &reader), 0);
    for (i = 0; i < 8; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &answer), 0);
        ck_assert_ptr_null(answer);
    }
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

START_TEST(reader_can_be_freed_while_others_read)
{
    struct bytes age = encrypt(LONG, 0);
    pthread_t threads[4];
    otls_handle reader, copy;
    size_t i;

    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    copy = reader;
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, read_around, &copy), 0);
    ck_assert_ok(otls_age_reader_free(reader));
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_otls(otls_age_reader_free(reader), OTLS_E_HANDLE_STALE);
    free(age.data);
}
END_TEST

START_TEST(reader_works_in_a_child)
{
    struct bytes age = encrypt(LONG, 0);
    otls_handle reader;
    pid_t child;

    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    expect(reader, LONG, 5, 5);
    if ((child = fork()) == 0) {
        otls_handle copy = reader;
        const int failed = read_around(&copy) != NULL ||
                           otls_age_reader_free(reader) != OTLS_OK;

        _exit(failed);
    }
    ck_assert_int_eq(support_wait(child), 0);
    expect(reader, LONG, CHUNK, 5);
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

START_TEST(reader_checks_its_arguments)
{
    struct bytes age = encrypt(10, 0);
    unsigned char buf[10];
    otls_handle reader, none = 0;
    int64_t size;
    size_t len;

    ck_assert_ok(open_bytes(age.data, age.len, &reader));
    ck_assert_otls(otls_age_reader_size(reader, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_reader_read_at(reader, 0, buf, 1, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_reader_read_at(reader, 0, NULL, 1, &len), OTLS_E_NULL);
    ck_assert_ok(otls_age_reader_read_at(reader, 0, NULL, 0, &len));
    ck_assert_otls(
        otls_age_reader_read_at(reader, -1, buf, 1, &len), OTLS_E_INVALID);
    ck_assert_otls(otls_age_reader_read_at(reader, INT64_MIN, buf, 1, &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_age_reader_read_at(reader, INT64_MAX, buf, 1, &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_ok(otls_age_reader_read_at(reader, 0, buf, SIZE_MAX, &len));
    ck_assert_uint_eq(len, 10);
    ck_assert_otls(otls_age_reader_size(identity, &size), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_reader_size(0, &size), OTLS_E_HANDLE_NONE);
    ck_assert_otls(
        otls_age_reader_read_at(0, 0, buf, 1, &len), OTLS_E_HANDLE_NONE);
    ck_assert_otls(
        otls_age_decryptor_open(decryptor, NULL, &none), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_open(decryptor, "x", NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_decryptor_open_bio(decryptor, 0, &none), OTLS_E_HANDLE_NONE);
    ck_assert_otls(
        otls_age_decryptor_open_bio(decryptor, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_decryptor_open(0, "x", &none), OTLS_E_HANDLE_NONE);
    ck_assert_ok(otls_age_reader_free(0));
    ck_assert_ok(otls_age_reader_free(reader));
    free(age.data);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age reader");
    TCase *c = tcase_create("age reader");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, reader_gives_what_stands_at_any_place, 0, 3);
    tcase_add_test(c, reader_opens_a_path_and_outlives_its_decryptor);
    tcase_add_loop_test(
        c, reader_begins_where_the_bio_stands_and_leaves_it_there, 0, 2);
    tcase_add_test(c, reader_refuses_what_has_no_places);
    tcase_add_test(c, reader_refuses_a_file_that_was_cut_short);
    tcase_add_test(c, reader_refuses_what_goes_on_after_the_last_chunk);
    tcase_add_test(
        c, reader_gives_nothing_of_an_altered_chunk_and_all_of_the_others);
    tcase_add_loop_test(
        c, reader_of_a_file_with_any_bit_changed_gives_nothing_wrong, 0, 2);
    tcase_add_loop_test(
        c, reader_notices_a_file_that_changes_underneath, 0, 2);
    tcase_add_test(c, reader_of_armor_checks_each_line_that_it_reads);
    tcase_add_test(c, reader_refuses_malformed_ends_of_armor);
    tcase_add_test(c, reader_refuses_armor_whose_lines_end_differently);
    tcase_add_test(c, reader_takes_armor_as_the_decryptor_was_told);
    tcase_add_test(c, reader_opens_what_a_passphrase_encrypted);
    tcase_add_loop_test(c, reader_serves_several_threads_at_once, 0, 2);
    tcase_add_test(c, reader_can_be_freed_while_others_read);
    tcase_add_test(c, reader_works_in_a_child);
    tcase_add_test(c, reader_checks_its_arguments);
    suite_add_tcase(s, c);
    return s;
}
