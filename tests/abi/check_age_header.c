/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define CHUNK 65536
#define MAC "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define V1 "age-encryption.org/v1\n"

static otls_handle encryptor;

static void
setup(void)
{
    otls_handle identity, recipient;

    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

static int
read_text(const char *text, size_t len, otls_handle *header)
{
    otls_handle bio;
    int rv;

    ck_assert_ok(otls_bio_memory_from(text, len, &bio));
    rv = otls_age_header_read(bio, header);
    ck_assert_ok(otls_bio_free(bio));
    return rv;
}

static otls_handle
header_of(const char *text)
{
    otls_handle header;

    ck_assert_ok(read_text(text, strlen(text), &header));
    return header;
}

static void
check_sizes(otls_handle header, const int64_t wanted[4])
{
    int64_t found[4];
    int i;

    ck_assert_ok(otls_age_header_sizes(
        header, &found[0], &found[1], &found[2], &found[3]));
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(found[i], wanted[i]);
}

START_TEST(header_tells_its_stanzas)
{
    otls_handle h =
        header_of(V1 "-> one a b\nZm9v\n-> \"\\\n\n-> X25519\n\n" MAC);
    int64_t count;
    size_t len;
    char buf[10];

    ck_assert_ok(otls_age_header_stanzas(h, &count));
    ck_assert_int_eq(count, 3);
    ck_assert_ok(otls_age_header_stanza_type(h, 0, buf, sizeof(buf), &len));
    ck_assert_str_eq(buf, "one");
    ck_assert_uint_eq(len, 3);
    ck_assert_ok(otls_age_header_stanza_type(h, 1, buf, sizeof(buf), &len));
    ck_assert_str_eq(buf, "\"\\");
    ck_assert_ok(otls_age_header_stanza_type(h, 2, NULL, 0, &len));
    ck_assert_uint_eq(len, 6);
    ck_assert_otls(
        otls_age_header_stanza_type(h, 2, buf, 6, &len), OTLS_E_TOO_SMALL);
    ck_assert_otls(
        otls_age_header_stanza_type(h, 3, buf, 10, &len), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_header_stanza_type(h, -1, buf, 10, &len), OTLS_E_INVALID);
    ck_assert_int_eq(otls_age_header_is_armored(h), 0);
    ck_assert_ok(otls_age_header_free(h));
}
END_TEST

static const size_t sizes[] = {
    0, 1, 47, 48, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 300000};

/* From a file and from memory, armored or not: the four are the file. */
START_TEST(header_tells_what_the_bytes_are_for)
{
    const int64_t plain = (int64_t)sizes[_i % 9];
    const int64_t chunks = plain == 0 ? 1 : (plain + CHUNK - 1) / CHUNK;
    unsigned char *data = calloc(1, (size_t)plain + 1), *age;
    int64_t a, b, c, d, armor = 0;
    otls_handle in, h;
    size_t len, i, text;

    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, _i >= 9));
    support_write_file(support_path("plain"), data, (size_t)plain);
    ck_assert_ok(otls_age_encryptor_file(
        encryptor, support_path("plain"), support_path("age")));
    age = support_read_file(support_path("age"), &len);
    for (i = 0; i < 2; i++) {
        if (i == 0)
            ck_assert_ok(otls_bio_file_open(support_path("age"), "r", &in));
        else
            ck_assert_ok(otls_bio_memory_from(age, len, &in));
        ck_assert_ok(otls_age_header_read(in, &h));
        ck_assert_ok(otls_bio_free(in));
        ck_assert_int_eq(otls_age_header_is_armored(h), _i >= 9);
        ck_assert_ok(otls_age_header_sizes(h, &a, &b, &c, &d));
        ck_assert_int_eq(d, plain);
        ck_assert_int_eq(c, 16 + 16 * chunks);
        ck_assert_int_eq(a + b + c + d, (int64_t)len);
        if (_i >= 9) {
            text = (size_t)(a + c + d);
            armor = 35 + 33 + (int64_t)((text + 2) / 3 * 4 - text) +
                    (int64_t)((text + 47) / 48);
        }
        ck_assert_int_eq(b, armor);
        ck_assert_ok(otls_age_header_free(h));
    }
    free(age);
    free(data);
}
END_TEST

START_TEST(header_of_a_file_that_was_cut_has_no_payload)
{
    static const char text[] = V1 "-> a\n\n" MAC;
    static const struct {
        int64_t rest, overhead, payload;
    } cases[] = {{0, -1, -1}, {16, -1, -1}, {31, -1, -1}, {32, 32, 0},
        {33, 32, 1}, {16 + CHUNK + 16, 32, CHUNK}, {16 + CHUNK + 17, -1, -1},
        {16 + CHUNK + 32, -1, -1}, {16 + CHUNK + 33, 48, CHUNK + 1}};
    int64_t wanted[4] = {sizeof(text) - 1, 0, 0, 0};
    char *data = calloc(1, 2 * CHUNK);
    otls_handle h;
    size_t i;

    memcpy(data, text, sizeof(text) - 1);
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_ok(
            read_text(data, sizeof(text) - 1 + (size_t)cases[i].rest, &h));
        wanted[2] = cases[i].overhead;
        wanted[3] = cases[i].payload;
        check_sizes(h, wanted);
        ck_assert_ok(otls_age_header_free(h));
    }
    free(data);
}
END_TEST

/* Of a pipe that stays open, the header comes at once. */
START_TEST(header_of_a_pipe_does_not_wait_for_its_end)
{
    static const char binary[] = V1 "-> a\n\n" MAC;
    static const char armored[] =
        "-----BEGIN AGE ENCRYPTED FILE-----\n"
        "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IGEKCi0tLSBBQUFBQUFBQUFBQUFBQUFB\n"
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBCjAwMDAwMDAwMDAwMDAwMDAwMDAw\n";
    const int64_t wanted[2][4] = {
        {sizeof(binary) - 1, 0, -1, -1}, {sizeof(binary) - 1, -1, -1, -1}};
    const char *text = _i ? armored : binary;
    otls_handle bio, h;
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(
        write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_ok(otls_bio_fd_new(ends[0], 1, &bio));
    ck_assert_ok(otls_age_header_read(bio, &h));
    ck_assert_int_eq(otls_age_header_is_armored(h), _i);
    check_sizes(h, wanted[_i]);
    ck_assert_ok(otls_age_header_free(h));
    ck_assert_ok(otls_bio_free(bio));
    (void)close(ends[1]);
}
END_TEST

START_TEST(header_begins_where_the_bio_stands)
{
    static const char text[] =
        "junk" V1 "-> a\n\n" MAC "0123456789abcdef0123456789abcdef!";
    const int64_t wanted[4] = {sizeof(V1 "-> a\n\n" MAC) - 1, 0, 32, 1};
    otls_handle bio, h;

    ck_assert_ok(otls_bio_memory_from(text, sizeof(text) - 1, &bio));
    ck_assert_ok(otls_bio_seek(bio, 4));
    ck_assert_ok(otls_age_header_read(bio, &h));
    check_sizes(h, wanted);
    ck_assert_ok(otls_age_header_free(h));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(header_json_is_what_age_inspect_prints)
{
    static const char wanted[] =
        "{\n"
        "    \"version\": \"age-encryption.org/v1\",\n"
        "    \"postquantum\": \"no\",\n"
        "    \"armor\": false,\n"
        "    \"stanza_types\": [\n"
        "        \"X25519\",\n"
        "        \"a\\\"b\\\\c\"\n"
        "    ],\n"
        "    \"sizes\": {\n"
        "        \"header\": 91,\n"
        "        \"armor\": 0,\n"
        "        \"overhead\": 32,\n"
        "        \"min_payload\": 1,\n"
        "        \"max_payload\": 1,\n"
        "        \"min_padding\": 0,\n"
        "        \"max_padding\": 0\n"
        "    }\n"
        "}";
    otls_handle h = header_of(V1 "-> X25519\n\n-> a\"b\\c\n\n" MAC
                                 "0123456789abcdef0123456789abcdef!");
    char buf[1000];
    size_t len;

    ck_assert_ok(otls_age_header_json(h, NULL, 0, &len));
    ck_assert_uint_eq(len, sizeof(wanted) - 1);
    ck_assert_otls(otls_age_header_json(h, buf, sizeof(wanted) - 1, &len),
        OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_age_header_json(h, buf, sizeof(wanted), &len));
    ck_assert_str_eq(buf, wanted);
    ck_assert_ok(otls_age_header_free(h));
}
END_TEST

START_TEST(header_json_knows_what_quantum_computers_may_read)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {{V1 "-> grease\n\n" MAC, "\"unknown\""},
        {V1 "-> scrypt\n\n" MAC, "\"yes\""},
        {V1 "-> mlkem768x25519\n\n-> grease\n\n" MAC, "\"yes\""},
        {V1 "-> mlkem768p256tag\n\n-> ssh-rsa\n\n" MAC, "\"no\""},
        {V1 "-> p256tag\n\n-> scrypt\n\n" MAC, "\"no\""},
        {V1 "-> ssh-ed25519\n\n" MAC, "\"no\""},
        {V1 "-> piv-p256\n\n" MAC, "\"no\""}};
    char buf[1000], line[64];
    otls_handle h;
    size_t i, len;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        h = header_of(cases[i].text);
        ck_assert_ok(otls_age_header_json(h, buf, sizeof(buf), &len));
        (void)snprintf(
            line, sizeof(line), "\"postquantum\": %s,\n", cases[i].wanted);
        ck_assert_ptr_nonnull(strstr(buf, line));
        /* there is no nonce */
        ck_assert_ptr_nonnull(strstr(buf, "\"overhead\": null,"));
        ck_assert_ptr_nonnull(strstr(buf, "\"max_padding\": null\n"));
        ck_assert_ok(otls_age_header_free(h));
    }
}
END_TEST

START_TEST(header_refuses_what_is_none)
{
    static const struct {
        const char *text;
        int wanted;
    } cases[] = {{"", OTLS_E_AGE_HEADER}, {"GIF89a", OTLS_E_AGE_HEADER},
        {V1 "-> a\n", OTLS_E_AGE_HEADER}, {V1 MAC, OTLS_E_AGE_HEADER},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n", OTLS_E_AGE_ARMOR},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n"
         "-----END AGE ENCRYPTED FILE-----\n",
            OTLS_E_AGE_HEADER},
        {"-----BEGIN AGE ENCRYPTED FILE-----\n"
         "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IGEKCi0tLSBBQUFBQUFBQUFBQUFBQUFB\n"
         "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBCjAwMDAwMDAwMDAwMDAwMDAwMDAw\n",
            OTLS_E_AGE_ARMOR}};
    otls_handle h = 0;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_otls(read_text(cases[i].text, strlen(cases[i].text), &h),
            cases[i].wanted);
    ck_assert_int_eq((int)h, 0);
}
END_TEST

START_TEST(header_checks_its_arguments)
{
    otls_handle h = header_of(V1 "-> a\n\n" MAC), bio;
    int64_t n;
    size_t len;
    char buf[4];

    ck_assert_ok(otls_bio_null_new(&bio));
    ck_assert_otls(otls_age_header_read(bio, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_read(h, &bio), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_otls(otls_age_header_stanzas(h, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_header_stanza_type(h, 0, buf, 4, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_header_stanza_type(h, 0, NULL, 4, &len), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_sizes(h, NULL, &n, &n, &n), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_sizes(h, &n, NULL, &n, &n), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_sizes(h, &n, &n, NULL, &n), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_sizes(h, &n, &n, &n, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_json(h, buf, 4, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_json(h, NULL, 4, &len), OTLS_E_NULL);
    ck_assert_otls(otls_age_header_is_armored(encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_header_free(encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_header_free(h));
    ck_assert_otls(otls_age_header_free(h), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_age_header_free(0));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_header");
    TCase *tcase = tcase_create("header");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, header_tells_its_stanzas);
    tcase_add_loop_test(tcase, header_tells_what_the_bytes_are_for, 0, 18);
    tcase_add_test(tcase, header_of_a_file_that_was_cut_has_no_payload);
    tcase_add_loop_test(
        tcase, header_of_a_pipe_does_not_wait_for_its_end, 0, 2);
    tcase_add_test(tcase, header_begins_where_the_bio_stands);
    tcase_add_test(tcase, header_json_is_what_age_inspect_prints);
    tcase_add_test(tcase, header_json_knows_what_quantum_computers_may_read);
    tcase_add_test(tcase, header_refuses_what_is_none);
    tcase_add_test(tcase, header_checks_its_arguments);
    suite_add_tcase(suite, tcase);
    return suite;
}
