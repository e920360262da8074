/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "age/header.h"
#include "age/scrypt.h"
#include "age/stanza.h"
#include "support.h"

#define SALT "AAAAAAAAAAAAAAAAAAAAAA"
#define BODY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

/* What a passphrase makes of a stanza with the type |args| and |body|. */
static int
unwrap(const char *args, const char *body, int work_factor, int64_t memory)
{
    struct otls__age_scrypt_limits limits;
    struct otls__age_identity *identity;
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    struct otls__age_header h;
    char text[500];
    size_t used;
    int rv;

    (void)snprintf(text, sizeof(text), "age-encryption.org/v1\n-> %s\n%s%s",
        args, body, "--- " BODY);
    otls__age_header_init(&h);
    ck_assert_ok(otls__age_header_feed(&h, text, strlen(text), &used));
    ck_assert_ok(otls__age_scrypt_limits_set(&limits, work_factor, memory));
    ck_assert_ok(otls__age_identity_passphrase("secret", 6, &identity));
    rv =
        identity->type->unwrap(identity, &h, &h.stanzas[0], &limits, file_key);
    otls__age_identity_unref(identity);
    otls__age_header_end(&h);
    return rv;
}

START_TEST(scrypt_tries_a_stanza_that_is_well_formed)
{
    ck_assert_int_eq(
        unwrap("scrypt " SALT " 1", BODY, 0, 0), OTLS_E_AGE_NO_MATCH);
    ck_assert_int_eq(
        unwrap("scrypt " SALT " 10", BODY, 0, 0), OTLS_E_AGE_NO_MATCH);
}
END_TEST

START_TEST(scrypt_refuses_a_malformed_stanza)
{
    static const char *const args[] = {"scrypt", "scrypt " SALT,
        "scrypt " SALT " 1 1", "scrypt 1 " SALT, "scrypt " SALT "AA 1",
        "scrypt AAAA 1", "scrypt AAAAAAAAAAAAAAAAAAAAAB 1",
        "scrypt " SALT "== 1", "scrypt " SALT " 0", "scrypt " SALT " 01",
        "scrypt " SALT " 00", "scrypt " SALT " +1", "scrypt " SALT " -1",
        "scrypt " SALT " 0x1", "scrypt " SALT " 1x", "scrypt " SALT " x1",
        "scrypt " SALT " 1.0", "scrypt " SALT " 1e1", "scrypt " SALT " ten"};
    size_t i;

    for (i = 0; i < sizeof(args) / sizeof(args[0]); i++)
        ck_assert_otls(unwrap(args[i], BODY, 0, 0), OTLS_E_AGE_HEADER);
}
END_TEST

START_TEST(scrypt_refuses_a_body_of_another_length_before_any_work)
{
    static const char *const bodies[] = {"\n", "AAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};
    size_t i;

    /* 2^99 would show that it was looked at too late */
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        ck_assert_otls(
            unwrap("scrypt " SALT " 99", bodies[i], 0, 0), OTLS_E_AGE_HEADER);
}
END_TEST

START_TEST(scrypt_refuses_more_work_than_is_allowed)
{
    static const char *const factors[] = {"23", "30", "31", "63", "64", "99",
        "1000", "4294967297", "9223372036854775818", "18446744073709551617",
        "99999999999999999999999999999999999999999"};
    char args[120];
    size_t i;

    for (i = 0; i < sizeof(factors) / sizeof(factors[0]); i++) {
        (void)snprintf(args, sizeof(args), "scrypt " SALT " %s", factors[i]);
        ck_assert_otls(unwrap(args, BODY, 0, 0), OTLS_E_AGE_WORK_FACTOR);
    }
    ck_assert_otls(
        unwrap("scrypt " SALT " 31", BODY, 30, 0), OTLS_E_AGE_WORK_FACTOR);
    ck_assert_otls(unwrap("scrypt " SALT " 22", BODY, 30, (int64_t)1 << 32),
        OTLS_E_AGE_WORK_FACTOR);
}
END_TEST

/* The default of 22 has the memory that it needs. */
START_TEST(scrypt_limits_by_default_allow_22)
{
    struct otls__age_scrypt_limits limits;

    ck_assert_ok(otls__age_scrypt_limits_set(&limits, 0, 0));
    ck_assert_int_eq(limits.work_factor, 22);
    ck_assert_uint_ge(limits.memory, (uint64_t)1 << 32);
    ck_assert_uint_lt(limits.memory, (uint64_t)1 << 33);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_scrypt");
    TCase *tcase = tcase_create("scrypt");

    tcase_add_test(tcase, scrypt_tries_a_stanza_that_is_well_formed);
    tcase_add_test(tcase, scrypt_refuses_a_malformed_stanza);
    tcase_add_test(
        tcase, scrypt_refuses_a_body_of_another_length_before_any_work);
    tcase_add_test(tcase, scrypt_refuses_more_work_than_is_allowed);
    tcase_add_test(tcase, scrypt_limits_by_default_allow_22);
    suite_add_tcase(suite, tcase);
    return suite;
}
