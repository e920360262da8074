/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "age/bech32.h"
#include "support.h"

#define IDENTITY                                                              \
    "AGE-SECRET-KEY-"                                                         \
    "1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7"               \
    "F6"
#define RECIPIENT                                                             \
    "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"

static const char *
decode(const char *text, unsigned char *out, size_t cap, size_t *len)
{
    size_t prefix_len;

    return otls__age_bech32_decode(
        text, strlen(text), &prefix_len, out, cap, len);
}

/* BIP 173, test vectors whose data are whole bytes. */
START_TEST(bech32_reads_what_bip_173_lists)
{
    static const unsigned char twenty[] = {0x00, 0x44, 0x32, 0x14, 0xc7, 0x42,
        0x54, 0xb6, 0x35, 0xcf, 0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe,
        0x77, 0xdf};
    unsigned char out[64];
    size_t prefix_len, len;

    ck_assert_ptr_null(otls__age_bech32_decode(
        "A12UEL5L", 8, &prefix_len, out, sizeof(out), &len));
    ck_assert_uint_eq(prefix_len, 1);
    ck_assert_uint_eq(len, 0);
    ck_assert_ptr_null(decode("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        out, sizeof(out), &len));
    ck_assert_uint_eq(len, sizeof(twenty));
    ck_assert_mem_eq(out, twenty, len);
    ck_assert_ptr_null(
        decode("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
            out, sizeof(out), &len));
    ck_assert_uint_eq(len, 30);
}
END_TEST

START_TEST(bech32_writes_what_it_reads)
{
    static const char *const texts[] = {RECIPIENT, IDENTITY, "A12UEL5L",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"};
    unsigned char out[64];
    char text[128], prefix[32];
    size_t i, prefix_len, len;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert_ptr_null(otls__age_bech32_decode(
            texts[i], strlen(texts[i]), &prefix_len, out, sizeof(out), &len));
        memcpy(prefix, texts[i], prefix_len);
        prefix[prefix_len] = '\0';
        ck_assert_uint_eq(
            otls__age_bech32_size(prefix_len, len), strlen(texts[i]) + 1);
        ck_assert_uint_eq(
            otls__age_bech32_encode(prefix, out, len, text), strlen(texts[i]));
        ck_assert_str_eq(text, texts[i]);
    }
}
END_TEST

START_TEST(bech32_has_no_limit_of_length)
{
    unsigned char data[300], out[300];
    char text[600];
    size_t i, n, prefix_len, len;

    for (i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i * 7);
    for (i = 0; i <= sizeof(data); i++) {
        n = otls__age_bech32_encode("age", data, i, text);
        ck_assert_uint_eq(n, strlen(text));
        ck_assert_ptr_null(otls__age_bech32_decode(
            text, n, &prefix_len, out, sizeof(out), &len));
        ck_assert_uint_eq(len, i);
        ck_assert_mem_eq(out, data, i);
    }
}
END_TEST

START_TEST(bech32_refuses_what_is_malformed)
{
    static const char *const texts[] = {"", "1",
        "\x20"
        "1nwldj5",
        "\x7f"
        "1axkwrx",
        "\x80"
        "1eym55h",
        "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3",
        "de1lg7wt\xff", "A1G7SGD8", "10a06t8", "1qzzfhee", "A12uEL5L",
        "a12UEL5L"};
    unsigned char out[64];
    size_t i, len;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(decode(texts[i], out, sizeof(out), &len) != NULL,
            "'%s' was taken", texts[i]);
}
END_TEST

START_TEST(bech32_refuses_each_altered_character)
{
    unsigned char out[64];
    char text[sizeof(RECIPIENT)];
    size_t i, len;
    int c;

    for (i = 0; i < strlen(RECIPIENT); i++)
        for (c = 33; c < 127; c++) {
            memcpy(text, RECIPIENT, sizeof(text));
            if (c == text[i])
                continue;
            text[i] = (char)c;
            ck_assert_msg(decode(text, out, 64, &len) != NULL, "%s", text);
        }
}
END_TEST

/* Made by another implementation: right checksums, other paddings. */
START_TEST(bech32_refuses_padding_that_is_not_zero_or_too_long)
{
    static const char *const texts[] = {
        "age1lae6aamz", "age1luqrr2q7m", "age1qdd35qf"};
    unsigned char out[64];
    const char *reason;
    size_t i, len;

    ck_assert_ptr_null(decode("age1luyvfgxs", out, sizeof(out), &len));
    ck_assert_uint_eq(len, 1);
    ck_assert_uint_eq(out[0], 0xff);
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        reason = decode(texts[i], out, sizeof(out), &len);
        ck_assert_ptr_nonnull(reason);
        ck_assert_ptr_nonnull(strstr(reason, "bits"));
    }
}
END_TEST

START_TEST(bech32_keeps_within_the_buffer)
{
    unsigned char out[33];
    size_t len;

    memset(out, 0x5a, sizeof(out));
    ck_assert_ptr_nonnull(decode(RECIPIENT, out, 31, &len));
    ck_assert_uint_eq(out[31], 0x5a);
    ck_assert_ptr_null(decode(RECIPIENT, out, 32, &len));
    ck_assert_uint_eq(out[32], 0x5a);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_bech32");
    TCase *tcase = tcase_create("bech32");

    tcase_add_test(tcase, bech32_reads_what_bip_173_lists);
    tcase_add_test(tcase, bech32_writes_what_it_reads);
    tcase_add_test(tcase, bech32_has_no_limit_of_length);
    tcase_add_test(tcase, bech32_refuses_what_is_malformed);
    tcase_add_test(tcase, bech32_refuses_each_altered_character);
    tcase_add_test(tcase, bech32_refuses_padding_that_is_not_zero_or_too_long);
    tcase_add_test(tcase, bech32_keeps_within_the_buffer);
    suite_add_tcase(suite, tcase);
    return suite;
}
