/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/kdf.h"
#include "failing.h"
#include "wycheproof.h"

#define MIB ((uint64_t)1 << 20)

static unsigned char ramp[256];

static void
fill_ramp(void)
{
    unsigned i;

    for (i = 0; i < sizeof(ramp); i++)
        ramp[i] = (unsigned char)i;
}

static void
assert_hkdf(const void *key, size_t key_len, const void *salt, size_t salt_len,
    const void *info, size_t info_len, const char *wanted)
{
    unsigned char out[128];
    size_t n;
    const unsigned char *bytes = wycheproof_hex(wanted, &n);

    ck_assert_ok(otls__hkdf_sha256(
        key, key_len, salt, salt_len, info, info_len, out, n));
    ck_assert_mem_eq(out, bytes, n);
}

/* RFC 5869, A.1 to A.3 */
START_TEST(hkdf_gives_the_answers_of_rfc_5869)
{
    unsigned char key[22];

    memset(key, 0x0b, sizeof(key));
    assert_hkdf(key, 22, ramp, 13, ramp + 0xf0, 10,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        "34007208d5b887185865");
    assert_hkdf(ramp, 80, ramp + 0x60, 80, ramp + 0xb0, 80,
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
        "cc30c58179ec3e87c14c01d5c1f3434f1d87");
    assert_hkdf(key, 22, NULL, 0, NULL, 0,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        "9d201395faa4b61a96c8");
}
END_TEST

/* computed with Python's hmac */
START_TEST(hkdf_takes_null_for_no_bytes)
{
    assert_hkdf(NULL, 0, NULL, 0, NULL, 0,
        "eb70f01dede9afafa449eee1b1286504e1f62388b3f7dd4f956697b0e828fe18");
}
END_TEST

/* computed with Python's hmac */
START_TEST(hkdf_reaches_its_limits_and_no_further)
{
    static unsigned char out[8161], info[OTLS__HKDF_INFO_MAX + 1];
    unsigned char key[22];
    size_t n;

    memset(key, 0x0b, sizeof(key));
    ck_assert_ok(otls__hkdf_sha256(key, 22, NULL, 0, NULL, 0, out, 8160));
    ck_assert_mem_eq(out + 8128,
        wycheproof_hex("c081476d201226dbc6c1cc80de7d3909"
                       "de02634126d2e57f47aae9cd77993ea6",
            &n),
        32);
    assert_hkdf(key, 22, NULL, 0, info, OTLS__HKDF_INFO_MAX,
        "23ebb4b7302dbd0ac1c23d4a22f59a2999914137aabba9f304a40e1295d102c6");
    ck_assert_otls(otls__hkdf_sha256(key, 22, NULL, 0, NULL, 0, out, 8161),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls__hkdf_sha256(key, 22, NULL, 0, NULL, 0, out, 0), OTLS_E_INVALID);
    ck_assert_otls(
        otls__hkdf_sha256(key, 22, NULL, 0, info, sizeof(info), out, 32),
        OTLS_E_LIMIT);
    support_assert_message("2048");
}
END_TEST

static int
each_hkdf(const struct wycheproof *t)
{
    static unsigned char out[8192];
    const int valid = strcmp(wycheproof_text(t, "result"), "valid") == 0;
    const size_t size = (size_t)atoi(wycheproof_text(t, "size"));
    size_t key_len, salt_len, info_len, n;
    const unsigned char *key = wycheproof_bytes(t, "ikm", &key_len);
    const unsigned char *salt = wycheproof_bytes(t, "salt", &salt_len);
    const unsigned char *info = wycheproof_bytes(t, "info", &info_len);

    ck_assert_uint_le(size, sizeof(out));
    ck_assert_otls(otls__hkdf_sha256(key, key_len, salt, salt_len, info,
                       info_len, out, size),
        valid ? OTLS_OK : OTLS_E_INVALID);
    if (valid) {
        const unsigned char *okm = wycheproof_bytes(t, "okm", &n);

        ck_assert_uint_eq(n, size);
        ck_assert_mem_eq(out, okm, n);
    }
    return 1;
}

START_TEST(hkdf_agrees_with_wycheproof)
{
    (void)wycheproof_run("hkdf_sha256_test.json", each_hkdf, 86);
}
END_TEST

static int
hkdf_action(void)
{
    unsigned char out[42];
    unsigned char key[22];
    int rv;

    memset(key, 0x0b, sizeof(key));
    memset(out, 0xee, sizeof(out));
    rv = otls__hkdf_sha256(key, 22, ramp, 13, ramp + 0xf0, 10, out, 42);
    if (rv == OTLS_OK)
        ck_assert_mem_eq(out, "\x3c\xb2\x5f\x25\xfa\xac\xd5\x7a", 8);
    else
        failing_assert_filled(out, sizeof(out), 0);
    return rv;
}

START_TEST(hkdf_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(hkdf_action), 0);
}
END_TEST

static void
assert_scrypt(const char *passphrase, const char *salt, int log_n, unsigned r,
    unsigned p, const char *wanted)
{
    unsigned char out[64];
    size_t n;

    ck_assert_ok(otls__scrypt(passphrase, strlen(passphrase), salt,
        strlen(salt), log_n, r, p, 64 * MIB, out, 64));
    ck_assert_mem_eq(out, wycheproof_hex(wanted, &n), 64);
}

/* RFC 7914, 12, but for the last, which takes a gigabyte */
START_TEST(scrypt_gives_the_answers_of_rfc_7914)
{
    assert_scrypt("", "", 4, 1, 1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    assert_scrypt("password", "NaCl", 10, 8, 16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    assert_scrypt("pleaseletmein", "SodiumChloride", 14, 8, 1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}
END_TEST

START_TEST(scrypt_takes_null_for_no_bytes)
{
    unsigned char out[64];

    ck_assert_ok(
        otls__scrypt(NULL, 0, NULL, 0, 4, 1, 1, 64 * MIB, out, sizeof(out)));
    ck_assert_mem_eq(out, "\x77\xd6\x57\x62\x38\x65\x7b\x20", 8);
}
END_TEST

START_TEST(scrypt_memory_is_what_openssl_asks_for_to_the_byte)
{
    static const struct {
        int log_n;
        unsigned r, p;
    } cases[] = {{1, 1, 1}, {4, 1, 1}, {10, 8, 16}, {12, 3, 7}};
    unsigned char out[16];
    uint64_t memory;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const int log_n = cases[i].log_n;
        const unsigned r = cases[i].r, p = cases[i].p;

        memory = otls__scrypt_memory(log_n, r, p);
        ck_assert_ok(
            otls__scrypt("p", 1, "s", 1, log_n, r, p, memory, out, 16));
        ck_assert_int_eq(EVP_PBE_scrypt("p", 1, (const unsigned char *)"s", 1,
                             (uint64_t)1 << log_n, r, p, memory - 1, out, 16),
            0);
    }
    ck_assert_uint_eq(otls__scrypt_memory(18, 8, 1), 268438528);
}
END_TEST

START_TEST(scrypt_memory_never_wraps_round)
{
    ck_assert_uint_eq(otls__scrypt_memory(63, 8, 1), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(57, 1, 1), UINT64_MAX);
    ck_assert_uint_lt(otls__scrypt_memory(56, 1, 1), UINT64_MAX);
    ck_assert_uint_eq(
        otls__scrypt_memory(30, UINT32_MAX, UINT32_MAX), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(0, 8, 1), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(-1, 8, 1), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(64, 8, 1), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(18, 0, 1), UINT64_MAX);
    ck_assert_uint_eq(otls__scrypt_memory(18, 8, 0), UINT64_MAX);
}
END_TEST

static int
scrypt_action(void)
{
    unsigned char out[64];
    int rv;

    memset(out, 0xee, sizeof(out));
    rv = otls__scrypt("", 0, "", 0, 4, 1, 1, MIB, out, sizeof(out));
    if (rv == OTLS_OK)
        ck_assert_mem_eq(out, "\x77\xd6\x57\x62\x38\x65\x7b\x20", 8);
    else
        failing_assert_filled(out, sizeof(out), 0);
    return rv;
}

START_TEST(scrypt_over_its_limit_allocates_nothing)
{
    unsigned char out[16];

    /* the error's own memory must be there before none is left */
    ck_assert_ok(scrypt_action());
    failing_openssl_after(0);
    memset(out, 0xee, sizeof(out));
    ck_assert_otls(otls__scrypt("p", 1, "s", 1, 18, 8, 1,
                       otls__scrypt_memory(18, 8, 1) - 1, out, 16),
        OTLS_E_LIMIT);
    support_assert_message("268438528");
    ck_assert_otls(
        otls__scrypt("p", 1, "s", 1, 62, 8, 1, UINT64_MAX - 1, out, 16),
        OTLS_E_LIMIT);
    failing_assert_filled(out, sizeof(out), 0xee);
    failing_openssl_never();
}
END_TEST

START_TEST(scrypt_refuses_parameters_that_it_does_not_have)
{
    static const struct {
        int log_n;
        unsigned r, p;
    } cases[] = {{0, 8, 1}, {-5, 8, 1}, {64, 8, 1}, {4, 0, 1}, {4, 1, 0},
        {16, 1, 1}, {32, 2, 1}, {4, 8, 1u << 27}, {4, 1u << 30, 1}};
    unsigned char out[16];
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_otls(otls__scrypt("p", 1, "s", 1, cases[i].log_n, cases[i].r,
                           cases[i].p, UINT64_MAX, out, 16),
            OTLS_E_INVALID);
    ck_assert_otls(otls__scrypt("p", 1, "s", 1, 4, 1, 1, UINT64_MAX, out, 0),
        OTLS_E_INVALID);
    /* the largest N that r = 1 has */
    ck_assert_ok(otls__scrypt("p", 1, "s", 1, 15, 1, 1, 16 * MIB, out, 16));
}
END_TEST

START_TEST(scrypt_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(scrypt_action), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("kdf");
    TCase *hkdf = tcase_create("hkdf"), *scrypt = tcase_create("scrypt");

    failing_install();
    fill_ramp();
    tcase_add_test(hkdf, hkdf_gives_the_answers_of_rfc_5869);
    tcase_add_test(hkdf, hkdf_takes_null_for_no_bytes);
    tcase_add_test(hkdf, hkdf_reaches_its_limits_and_no_further);
    tcase_add_test(hkdf, hkdf_agrees_with_wycheproof);
    tcase_add_test(hkdf, hkdf_survives_any_failed_allocation);
    suite_add_tcase(suite, hkdf);
    tcase_add_test(scrypt, scrypt_gives_the_answers_of_rfc_7914);
    tcase_add_test(scrypt, scrypt_takes_null_for_no_bytes);
    tcase_add_test(scrypt, scrypt_memory_is_what_openssl_asks_for_to_the_byte);
    tcase_add_test(scrypt, scrypt_memory_never_wraps_round);
    tcase_add_test(scrypt, scrypt_over_its_limit_allocates_nothing);
    tcase_add_test(scrypt, scrypt_refuses_parameters_that_it_does_not_have);
    tcase_add_test(scrypt, scrypt_survives_any_failed_allocation);
    tcase_set_timeout(scrypt, 60);
    suite_add_tcase(suite, scrypt);
    return suite;
}
