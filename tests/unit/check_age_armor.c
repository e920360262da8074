/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "age/armor.h"
#include "support.h"

#define BEGIN OTLS__AGE_ARMOR_BEGIN "\n"
#define END OTLS__AGE_ARMOR_END "\n"
#define LINE16 "QUFBQUFBQUFBQUFB"
#define LINE LINE16 LINE16 LINE16 LINE16

static unsigned char out[400000];
static size_t out_len, used_len;

/* Feeds |text| in pieces of |piece| bytes, with room for |cap| at a time. */
static int
unarmor(int mode, const char *text, size_t len, size_t piece, size_t cap)
{
    struct otls__age_unarmor u;
    size_t part, used, n;
    int rv;

    otls__age_unarmor_init(&u, mode);
    out_len = used_len = 0;
    while (used_len < len) {
        part = len - used_len < piece ? len - used_len : piece;
        ck_assert_uint_le(out_len + cap, sizeof(out));
        rv = otls__age_unarmor_feed(
            &u, text + used_len, part, &used, out + out_len, cap, &n);
        ck_assert_uint_le(used, part);
        ck_assert_uint_le(n, cap);
        used_len += used;
        out_len += n;
        if (rv != OTLS_OK)
            return rv;
        ck_assert_uint_gt(used + n, 0);
    }
    return otls__age_unarmor_finish(&u);
}

/* The same outcome, however it comes in. */
static int
outcome(int mode, const char *text)
{
    static const size_t pieces[] = {1, 2, 3, 65, 66, 67, 100, 5000};
    const size_t len = strlen(text);
    size_t i, first_len;
    int rv, first;

    first = unarmor(mode, text, len, len + 1, 10000);
    first_len = out_len;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        rv = unarmor(mode, text, len, pieces[i], OTLS__AGE_UNARMOR_ROOM);
        ck_assert_int_eq(rv, first);
        ck_assert_uint_eq(out_len, first_len);
    }
    return first;
}

static char *
armor(const unsigned char *data, size_t len, size_t piece, size_t *n)
{
    struct otls__age_armor a;
    char *text = malloc(OTLS__AGE_ARMOR_SIZE(len) + OTLS__AGE_ARMOR_ENDS);
    size_t pos, part;

    ck_assert_ptr_nonnull(text);
    *n = otls__age_armor_begin(&a, text);
    for (pos = 0; pos < len; pos += part) {
        part = len - pos < piece ? len - pos : piece;
        *n += otls__age_armor_feed(&a, data + pos, part, text + *n);
    }
    *n += otls__age_armor_end(&a, text + *n);
    ck_assert_uint_le(*n, OTLS__AGE_ARMOR_SIZE(len) + OTLS__AGE_ARMOR_ENDS);
    return text;
}

START_TEST(armor_of_any_length_comes_back)
{
    unsigned char data[300];
    char *text;
    size_t len, n, piece;

    for (n = 0; n < sizeof(data); n++)
        data[n] = (unsigned char)(n * 2654435761u >> 9);
    for (len = 0; len <= sizeof(data); len++)
        for (piece = 1; piece < 120; piece += 13) {
            text = armor(data, len, piece, &n);
            ck_assert_ok(unarmor(OTLS_AGE_ARMOR_YES, text, n, piece, 100));
            ck_assert_uint_eq(out_len, len);
            ck_assert_mem_eq(out, data, len);
            free(text);
        }
}
END_TEST

START_TEST(armor_is_what_rfc_7468_says)
{
    size_t n;
    char *text;

    text = armor((const unsigned char *)"foobar", 6, 6, &n);
    ck_assert_uint_eq(n, strlen(BEGIN "Zm9vYmFy\n" END));
    ck_assert_mem_eq(text, BEGIN "Zm9vYmFy\n" END, n);
    free(text);
    text = armor((const unsigned char *)"foob", 4, 6, &n);
    ck_assert_mem_eq(text, BEGIN "Zm9vYg==\n" END, n);
    free(text);
    text = armor(NULL, 0, 1, &n);
    ck_assert_uint_eq(n, strlen(BEGIN END));
    ck_assert_mem_eq(text, BEGIN END, n);
    free(text);
}
END_TEST

START_TEST(armor_is_taken_in_its_few_forms)
{
    static const char *const texts[] = {
        BEGIN LINE "\n" LINE "\nQUE=\n" END,
        BEGIN LINE "\n" LINE "\nQUE=\n" OTLS__AGE_ARMOR_END,
        BEGIN LINE "\r\n" LINE "\r\nQUE=\r\n" OTLS__AGE_ARMOR_END "\r\n",
        OTLS__AGE_ARMOR_BEGIN "\r\n" LINE "\n" LINE "\r\nQUE=\n" END,
        BEGIN LINE "\n" LINE "\nQUE=\n" OTLS__AGE_ARMOR_END "\r",
        " \n\t\r\n\v\f\n" BEGIN LINE "\n" LINE "\nQUE=\n" END " \r\n\n\t\v\f",
    };
    static const char full[] = BEGIN LINE "\n" LINE "\n" END;
    size_t i;
    int mode;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        for (mode = 0; mode <= 2; mode += 2) {
            ck_assert_ok(outcome(mode, texts[i]));
            ck_assert_uint_eq(out_len, 98);
            ck_assert_mem_eq(out + 94, "AAAA", 4);
        }
    ck_assert_ok(outcome(OTLS_AGE_ARMOR_YES, full));
    ck_assert_uint_eq(out_len, 96);
    ck_assert_ok(outcome(OTLS_AGE_ARMOR_YES, BEGIN END));
    ck_assert_uint_eq(out_len, 0);
}
END_TEST

START_TEST(armor_is_refused_in_every_other_form)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {BEGIN "\n" LINE "\n" END, "line 2 of the ASCII armor is empty"},
        {BEGIN LINE "\n\n" END, "line 3 of the ASCII armor is empty"},
        {BEGIN LINE "\n\r\n" END, "line 3 of the ASCII armor is empty"},
        {BEGIN "QUE=\n\n" END, "the last of its base64"},
        {BEGIN "QUE=\nQUE=\n" END, "the last of its base64"},
        {BEGIN "QUFB\nQUE=\n" END, "the last of its base64"},
        {BEGIN LINE "QUFB\n" END, "longer than 64"},
        {BEGIN LINE "Q", "longer than 64|cut short"},
        {BEGIN "QUE\n" END, "canonical"},
        {BEGIN "QUF=\n" END, "canonical"},
        {BEGIN "QQ=\n=\n" END, "canonical"},
        {BEGIN "QQ\n==\n" END, "canonical"},
        {BEGIN "Q===\n" END, "canonical"},
        {BEGIN "====\n" END, "canonical"},
        {BEGIN "QQ==QUFB\n" END, "canonical"},
        {BEGIN "QUE=\n=n2fE\n" END, "the last of its base64"},
        {BEGIN " QUE=\n" END, "canonical"},
        {BEGIN "QUE= \n" END, "canonical"},
        {BEGIN "QUE\v\n" END, "canonical"},
        {BEGIN "QU-_\n" END, "canonical"},
        {BEGIN "QUE=\r\r\n" END, "canonical"},
        {BEGIN "QUE=\rQUE=\n" END, "canonical"},
        {BEGIN "Version: 1\n\nQUE=\n" END, "canonical"},
        {BEGIN LINE "\n" OTLS__AGE_ARMOR_END " \n", "canonical"},
        {BEGIN LINE "\n" OTLS__AGE_ARMOR_END "x", "cut short"},
        {BEGIN LINE "\n-----END AGE ENCRYPTED FILe-----\n", "canonical"},
        {BEGIN LINE "\n----- END AGE ENCRYPTED FILE -----\n", "canonical"},
        {BEGIN LINE "\n" END "garbage", "after"},
        {BEGIN LINE "\n" END BEGIN, "after"},
        {BEGIN LINE "\n" END "\n \n=", "after"},
        {BEGIN LINE "\n", "cut short"},
        {BEGIN LINE, "cut short"},
        {BEGIN, "cut short"},
        {OTLS__AGE_ARMOR_BEGIN, "cut short"},
        {OTLS__AGE_ARMOR_BEGIN " \n" LINE "\n" END, "goes on after"},
        {OTLS__AGE_ARMOR_BEGIN "\r\r\n" LINE "\n" END, "goes on after"},
        {OTLS__AGE_ARMOR_BEGIN "-\n" LINE "\n" END, "goes on after"},
        {" " BEGIN LINE "\n" END, "white space before"},
        {"\n\t" BEGIN LINE "\n" END, "white space before"},
    };
    size_t i;
    int mode;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (mode = 0; mode <= 2; mode += 2) {
            ck_assert_msg(outcome(mode, cases[i].text) == OTLS_E_AGE_ARMOR,
                "case %zu in mode %d was taken", i, mode);
            if (strchr(cases[i].message, '|') == NULL)
                support_assert_message(cases[i].message);
        }
}
END_TEST

/* Only where armor is demanded is it an error not to be armor. */
START_TEST(armor_is_told_from_anything_else)
{
    static const char *const texts[] = {"age-encryption.org/v1\n", "x",
        "-----BEGIN AGE ENCRYPTED FILe-----\n",
        "-----BEGIN PGP MESSAGE-----\n", "----- BEGIN AGE"};
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert_ok(outcome(OTLS_AGE_ARMOR_AUTO, texts[i]));
        ck_assert_uint_eq(out_len, strlen(texts[i]));
        ck_assert_mem_eq(out, texts[i], out_len);
        ck_assert_otls(
            outcome(OTLS_AGE_ARMOR_YES, texts[i]), OTLS_E_AGE_ARMOR);
        support_assert_message("is not '-----BEGIN AGE ENCRYPTED FILE-----'");
    }
    ck_assert_ok(outcome(OTLS_AGE_ARMOR_NO, BEGIN END));
    ck_assert_uint_eq(out_len, strlen(BEGIN END));
    ck_assert_otls(outcome(OTLS_AGE_ARMOR_AUTO, ""), OTLS_E_AGE_HEADER);
    ck_assert_otls(outcome(OTLS_AGE_ARMOR_AUTO, " \n"), OTLS_E_AGE_HEADER);
    ck_assert_otls(outcome(OTLS_AGE_ARMOR_AUTO, "-----B"), OTLS_E_AGE_HEADER);
    ck_assert_otls(outcome(OTLS_AGE_ARMOR_YES, ""), OTLS_E_AGE_ARMOR);
    support_assert_message("missing");
    /* white space alone doesn't become a header */
    ck_assert_ok(outcome(OTLS_AGE_ARMOR_AUTO, "\n\nage-encryption.org/v1\n"));
    ck_assert_uint_eq(out[0], '\n');
}
END_TEST

START_TEST(armor_may_follow_1024_bytes_of_white_space)
{
    char text[1100 + sizeof(BEGIN END)];
    size_t n;

    for (n = 1020; n < 1030; n++) {
        memset(text, '\n', n);
        strcpy(text + n, BEGIN END);
        ck_assert_otls(outcome(OTLS_AGE_ARMOR_YES, text),
            n <= 1024 ? OTLS_OK : OTLS_E_AGE_ARMOR);
    }
}
END_TEST

/* Each of the 256 bytes, in each place of a full line. */
START_TEST(armor_knows_its_64_characters_only)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[] = BEGIN LINE "\n" LINE "\n" END;
    char *line = text + strlen(BEGIN);
    unsigned char bytes[48];
    int c, at, known;

    for (at = 0; at < 64; at++)
        for (c = 0; c < 256; c++) {
            line[at] = (char)c;
            known = c != 0 && strchr(alphabet, c) != NULL;
            ck_assert_int_eq(otls__age_base64_line_decode(line, bytes), known);
            ck_assert_otls(unarmor(OTLS_AGE_ARMOR_YES, text, sizeof(text) - 1,
                               1000, 1000),
                known ? OTLS_OK : OTLS_E_AGE_ARMOR);
            line[at] = 'A';
        }
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_armor");
    TCase *tcase = tcase_create("armor");

    tcase_add_test(tcase, armor_of_any_length_comes_back);
    tcase_add_test(tcase, armor_is_what_rfc_7468_says);
    tcase_add_test(tcase, armor_is_taken_in_its_few_forms);
    tcase_add_test(tcase, armor_is_refused_in_every_other_form);
    tcase_add_test(tcase, armor_is_told_from_anything_else);
    tcase_add_test(tcase, armor_may_follow_1024_bytes_of_white_space);
    tcase_add_test(tcase, armor_knows_its_64_characters_only);
    suite_add_tcase(suite, tcase);
    return suite;
}
