/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define CHUNK 65536
#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----\n"
#define END "-----END AGE ENCRYPTED FILE-----\n"
#define LINE                                                                  \
    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n"

static otls_handle encryptor, decryptor;

static void
setup(void)
{
    otls_handle identity, recipient;

    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 1));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
    ck_assert_ok(otls_age_decryptor_add(decryptor, identity));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

static int
run(int (*job)(otls_handle, otls_handle, otls_handle), otls_handle handle,
    const void *data, size_t len, unsigned char **out, size_t *out_len)
{
    otls_handle in, mid;
    int64_t pending;
    int rv;

    ck_assert_ok(otls_bio_memory_from(data, len, &in));
    ck_assert_ok(otls_bio_memory_new(&mid));
    rv = job(handle, in, mid);
    ck_assert_ok(otls_bio_pending(mid, &pending));
    *out = malloc((size_t)pending + 1);
    *out_len = 0;
    ck_assert_ptr_nonnull(*out);
    if (pending > 0)
        ck_assert_ok(otls_bio_read(mid, *out, (size_t)pending, out_len));
    (*out)[*out_len] = '\0';
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(mid));
    return rv;
}

static unsigned char *
encrypt(const void *data, size_t len, size_t *age_len)
{
    unsigned char *age;

    ck_assert_ok(
        run(otls_age_encryptor_stream, encryptor, data, len, &age, age_len));
    return age;
}

/* Decrypts, and answers how many bytes came out. */
static int
decrypt(const void *data, size_t len, size_t *out)
{
    unsigned char *plain;
    int rv = run(otls_age_decryptor_stream, decryptor, data, len, &plain, out);

    free(plain);
    return rv;
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

START_TEST(armor_gives_back_what_was_encrypted)
{
    static const size_t sizes[] = {
        0, 1, 47, 48, 49, CHUNK - 1, CHUNK, CHUNK + 1, 1 << 20};
    unsigned char *data, *age, *back;
    size_t i, age_len, len;
    int mode;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        data = pattern(sizes[i]);
        age = encrypt(data, sizes[i], &age_len);
        ck_assert_int_eq(memcmp(age, BEGIN, strlen(BEGIN)), 0);
        ck_assert_str_eq((char *)age + age_len - strlen(END), END);
        ck_assert_uint_eq(strlen((char *)age), age_len);
        for (mode = 0; mode <= 2; mode += 2) {
            ck_assert_ok(otls_age_decryptor_set_armor(decryptor, mode));
            ck_assert_ok(run(otls_age_decryptor_stream, decryptor, age,
                age_len, &back, &len));
            ck_assert_uint_eq(len, sizes[i]);
            ck_assert_int_eq(memcmp(back, data, len), 0);
            free(back);
        }
        free(age);
        free(data);
    }
}
END_TEST

/* A file of CRLF lines, and one with white space around it. */
START_TEST(armor_survives_mail)
{
    unsigned char *data = pattern(CHUNK + 77), *age, *mail, *back;
    size_t age_len, i, n = 3, len;

    age = encrypt(data, CHUNK + 77, &age_len);
    mail = malloc(2 * age_len + 100);
    memcpy(mail, " \r\n", 3);
    for (i = 0; i < age_len; i++) {
        if (age[i] == '\n')
            mail[n++] = '\r';
        mail[n++] = age[i];
    }
    memcpy(mail + n, "\r\n \t", 4);
    ck_assert_ok(
        run(otls_age_decryptor_stream, decryptor, mail, n + 4, &back, &len));
    ck_assert_uint_eq(len, CHUNK + 77);
    ck_assert_mem_eq(back, data, len);
    free(back);
    free(mail);
    free(age);
    free(data);
}
END_TEST

START_TEST(armor_is_as_it_was_set)
{
    unsigned char *age, *plain;
    size_t age_len, plain_len, out;

    age = encrypt("x", 1, &age_len);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 0));
    plain = encrypt("x", 1, &plain_len);
    ck_assert_int_eq(memcmp(plain, "age-encryption.org/v1\n", 22), 0);
    ck_assert_ok(decrypt(plain, plain_len, &out));
    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_YES));
    ck_assert_otls(decrypt(plain, plain_len, &out), OTLS_E_AGE_ARMOR);
    support_assert_message("line 1 of the ASCII armor is not");
    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_NO));
    ck_assert_ok(decrypt(plain, plain_len, &out));
    ck_assert_otls(decrypt(age, age_len, &out), OTLS_E_AGE_HEADER);
    support_assert_message("armored");
    ck_assert_ok(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_AUTO));
    ck_assert_ok(decrypt(age, age_len, &out));
    ck_assert_otls(otls_age_decryptor_set_armor(decryptor, 3), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_decryptor_set_armor(decryptor, -1), OTLS_E_INVALID);
    ck_assert_otls(otls_age_encryptor_set_armor(encryptor, 2), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_encryptor_set_armor(decryptor, 1), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_decryptor_set_armor(encryptor, 1), OTLS_E_HANDLE_KIND);
    free(age);
    free(plain);
}
END_TEST

/* Only the last LF may be missing. */
START_TEST(armor_that_was_cut_at_any_byte_is_refused)
{
    unsigned char *age;
    size_t age_len, cut, out;
    int rv;

    age = encrypt("hello, world", 12, &age_len);
    for (cut = 0; cut < age_len - 1; cut++) {
        rv = decrypt(age, cut, &out);
        /* what could still become anything, and an armor that was begun */
        ck_assert_msg(rv == (cut < strlen(BEGIN) - 1 ? OTLS_E_AGE_HEADER
                                                     : OTLS_E_AGE_ARMOR),
            "cut at %zu it is %d", cut, rv);
        ck_assert_uint_eq(out, 0);
    }
    ck_assert_ok(decrypt(age, age_len - 1, &out));
    free(age);
}
END_TEST

START_TEST(armor_whose_chunks_were_cut_gives_whole_chunks_only)
{
    unsigned char *data = pattern(2 * CHUNK + 10), *age;
    size_t age_len, cut, out;

    age = encrypt(data, 2 * CHUNK + 10, &age_len);
    for (cut = 1000; cut < age_len - 1; cut += 1777) {
        ck_assert_otls(decrypt(age, cut, &out), OTLS_E_AGE_ARMOR);
        ck_assert(out == 0 || out == CHUNK || out == 2 * CHUNK);
    }
    free(age);
    free(data);
}
END_TEST

/* Any one character changed: never a whole file, never a wrong byte. */
START_TEST(armor_that_was_altered_is_refused)
{
    unsigned char *age, old;
    size_t age_len, at, out;
    int rv;

    age = encrypt("hello, world", 12, &age_len);
    for (at = 0; at < age_len - 1; at++) {
        old = age[at];
        age[at] = old == 'A' ? 'B' : 'A';
        rv = decrypt(age, age_len, &out);
        ck_assert_msg(rv < 0 && out == 0, "at %zu it is %d", at, rv);
        age[at] = '\0';
        rv = decrypt(age, age_len, &out);
        ck_assert_msg(
            rv == OTLS_E_AGE_ARMOR || (at < 34 && rv == OTLS_E_AGE_HEADER),
            "NUL at %zu: %d", at, rv);
        age[at] = old;
    }
    ck_assert_ok(decrypt(age, age_len, &out));
    free(age);
}
END_TEST

/* An endless input, of which a pair bio lets no more in than is taken out:
 * what is refused while the writer still has much to say took no memory. */
static size_t
taken_of(const char *begin, const char *more, const char *message, int wanted)
{
    static const size_t much = 64 << 20;
    size_t len = strlen(more), pos = 0, taken, total = 0;
    char *many = malloc(len < 4096 ? 4096 * (4096 / len + 1) : len), *p;
    otls_handle t;
    size_t many_len = 0;
    int rv;

    ck_assert_ptr_nonnull(many);
    while (many_len < 4096) {
        memcpy(many + many_len, more, len);
        many_len += len;
    }
    ck_assert_ok(otls_age_decryptor_begin(decryptor, &t));
    rv = otls_age_transfer_push(t, begin, strlen(begin), &taken);
    ck_assert_ok(rv);
    do {
        p = many + pos;
        rv = otls_age_transfer_push(t, p, many_len - pos, &taken);
        total += taken;
        pos = (pos + taken) % many_len;
    } while (rv == OTLS_OK && taken > 0 && total < much);
    ck_assert_otls(rv, wanted);
    support_assert_message(message);
    ck_assert_ok(otls_age_transfer_free(t));
    free(many);
    return total;
}

#define V1 "age-encryption.org/v1\n"

START_TEST(hostile_input_is_refused_in_bounded_memory)
{
    static const struct {
        const char *begin, *more, *message;
        int wanted;
        size_t most;
    } cases[] = {
        {V1, "-> a\n\n", "more than 1048576 bytes", OTLS_E_AGE_HEADER,
            1 << 20},
        {V1 "-> a", " b", "longer than 65536", OTLS_E_AGE_HEADER, 70000},
        {V1 "-> a\n", LINE, "more than 1048576 bytes", OTLS_E_AGE_HEADER,
            1 << 20},
        {V1 "-> a\n", "A", "longer than", OTLS_E_AGE_HEADER, 70000},
        {"age", "x", "not an age file", OTLS_E_AGE_HEADER, 8192},
        {"age-encryption.org/", "v", "'vvvvv", OTLS_E_AGE_HEADER, 8192},
        {"", " \n", "not an age file", OTLS_E_AGE_HEADER, 8192},
        {BEGIN, "A", "longer than 64", OTLS_E_AGE_ARMOR, 8192},
        {BEGIN, LINE, "not an age file", OTLS_E_AGE_HEADER, 8192},
        {BEGIN "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+"
               "IGEgeHh4eHh4eHh4eHh4eHh4eHh4eHh4\n",
            LINE, "longer than 65536", OTLS_E_AGE_HEADER, 100000},
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_uint_le(taken_of(cases[i].begin, cases[i].more,
                              cases[i].message, cases[i].wanted),
            cases[i].most);
}
END_TEST

START_TEST(hostile_work_factor_costs_nothing)
{
    static const char *const factors[] = {"23", "31", "64", "4294967314",
        "9223372036854775818",
        "99999999999999999999999999999999999999999999999999"};
    otls_handle identity, own;
    unsigned char *plain;
    char text[400];
    size_t i, len;
    int64_t count;

    ck_assert_ok(otls_age_identity_passphrase("p", 1, &identity));
    ck_assert_ok(otls_age_decryptor_new(&own));
    ck_assert_ok(otls_age_decryptor_add(own, identity));
    for (i = 0; i < sizeof(factors) / sizeof(factors[0]); i++) {
        (void)snprintf(text, sizeof(text),
            V1 "-> scrypt AAAAAAAAAAAAAAAAAAAAAA %s\n"
               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
               "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
            factors[i]);
        ck_assert_otls(run(otls_age_decryptor_stream, own, text, strlen(text),
                           &plain, &len),
            OTLS_E_AGE_WORK_FACTOR);
        support_assert_message("work factor");
        free(plain);
    }
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_decryptor_free(own));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 2);
}
END_TEST

START_TEST(hostile_nuls_are_no_age_file)
{
    static const char zeros[5000];
    static const char in_stanza[] = V1 "-> a\0b\n\n";
    static const char in_armor[] = BEGIN "\0\0\0\0\n" END;
    size_t out;

    ck_assert_otls(decrypt(zeros, sizeof(zeros), &out), OTLS_E_AGE_HEADER);
    support_assert_message("not an age file");
    ck_assert_otls(
        decrypt(in_stanza, sizeof(in_stanza) - 1, &out), OTLS_E_AGE_HEADER);
    support_assert_message("visible ASCII");
    ck_assert_otls(
        decrypt(in_armor, sizeof(in_armor) - 1, &out), OTLS_E_AGE_ARMOR);
    support_assert_message("line 2");
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_armor");
    TCase *tcase = tcase_create("armor");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, armor_gives_back_what_was_encrypted);
    tcase_add_test(tcase, armor_survives_mail);
    tcase_add_test(tcase, armor_is_as_it_was_set);
    tcase_add_test(tcase, armor_that_was_cut_at_any_byte_is_refused);
    tcase_add_test(tcase, armor_whose_chunks_were_cut_gives_whole_chunks_only);
    tcase_add_test(tcase, armor_that_was_altered_is_refused);
    tcase_add_test(tcase, hostile_input_is_refused_in_bounded_memory);
    tcase_add_test(tcase, hostile_work_factor_costs_nothing);
    tcase_add_test(tcase, hostile_nuls_are_no_age_file);
    suite_add_tcase(suite, tcase);
    return suite;
}
