/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>

#include "crypto/xaes.h"
#include "failing.h"
#include "wycheproof.h"

static const unsigned char nonce[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
static const char text[] = "XAES-256-GCM";
#define TEXT_LEN (sizeof(text) - 1)
#define SEALED_LEN (TEXT_LEN + OTLS__XAES_TAG)

static void
assert_sealed(int byte, const char *aad, const char *wanted)
{
    unsigned char key[OTLS__XAES_KEY], out[SEALED_LEN];
    size_t n;

    memset(key, byte, sizeof(key));
    ck_assert_ok(otls__xaes_seal(
        key, nonce, aad, strlen(aad), text, TEXT_LEN, out));
    ck_assert_mem_eq(out, wycheproof_hex(wanted, &n), sizeof(out));
    ck_assert_ok(otls__xaes_open(
        key, nonce, aad, strlen(aad), out, sizeof(out), out));
    ck_assert_mem_eq(out, text, TEXT_LEN);
}

/* C2SP XAES-256-GCM, test vectors: the first subkey has no carry, the second
 * has one */
START_TEST(xaes_gives_the_answers_of_its_specification)
{
    assert_sealed(
        1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
    assert_sealed(3, "c2sp.org/XAES-256-GCM",
        "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
}
END_TEST

START_TEST(xaes_opens_nothing_that_was_altered_and_wipes_what_it_wrote)
{
    unsigned char key[OTLS__XAES_KEY] = {7}, sealed[SEALED_LEN],
                  other[SEALED_LEN], out[TEXT_LEN];
    size_t i;

    ck_assert_ok(
        otls__xaes_seal(key, nonce, "aad", 3, text, TEXT_LEN, sealed));
    for (i = 0; i < sizeof(sealed); i++) {
        memcpy(other, sealed, sizeof(other));
        other[i] ^= 1;
        memset(out, 'x', sizeof(out));
        ck_assert_otls(otls__xaes_open(key, nonce, "aad", 3, other,
                           sizeof(other), out),
            OTLS_E_AUTH);
        failing_assert_filled(out, sizeof(out), 0);
    }
    ck_assert_otls(otls__xaes_open(
                       key, nonce, "AAD", 3, sealed, sizeof(sealed), out),
        OTLS_E_AUTH);
    key[0] ^= 1;
    ck_assert_otls(otls__xaes_open(
                       key, nonce, "aad", 3, sealed, sizeof(sealed), out),
        OTLS_E_AUTH);
    for (i = 0; i < OTLS__XAES_TAG; i++)
        ck_assert_otls(
            otls__xaes_open(key, nonce, "aad", 3, sealed, i, out),
            OTLS_E_AUTH);
}
END_TEST

START_TEST(xaes_seals_nothing_to_a_tag)
{
    unsigned char key[OTLS__XAES_KEY] = {7}, tag[OTLS__XAES_TAG], out[1];

    ck_assert_ok(otls__xaes_seal(key, nonce, NULL, 0, NULL, 0, tag));
    ck_assert_ok(
        otls__xaes_open(key, nonce, NULL, 0, tag, sizeof(tag), out));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("xaes");
    TCase *c = tcase_create("seal and open");

    tcase_add_test(c, xaes_gives_the_answers_of_its_specification);
    tcase_add_test(
        c, xaes_opens_nothing_that_was_altered_and_wipes_what_it_wrote);
    tcase_add_test(c, xaes_seals_nothing_to_a_tag);
    suite_add_tcase(s, c);
    return s;
}
