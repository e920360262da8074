/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>

#include "crypto/exchange.h"
#include "failing.h"
#include "wycheproof.h"

static const char alice[] =
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
static const char alice_public[] =
    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
static const char bob[] =
    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
static const char bob_public[] =
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
static const char shared[] =
    "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

static const unsigned char *
hex(const char *digits)
{
    size_t n;
    const unsigned char *bytes = wycheproof_hex(digits, &n);

    ck_assert_uint_eq(n, 32);
    return bytes;
}

static void
assert_x25519(const char *secret, const char *peer, const char *wanted)
{
    unsigned char out[32];

    ck_assert_ok(otls__x25519(hex(secret), NULL, hex(peer), out));
    ck_assert_mem_eq(out, hex(wanted), 32);
}

/* RFC 7748, 5.2 */
START_TEST(exchange_gives_the_answers_of_rfc_7748)
{
    assert_x25519(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    assert_x25519(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}
END_TEST

/* RFC 7748, 5.2 */
START_TEST(exchange_iterated_gives_the_answers_of_rfc_7748)
{
    unsigned char k[32] = {9}, u[32] = {9}, out[32];
    int i;

    for (i = 1; i <= 1000; i++) {
        ck_assert_ok(otls__x25519(k, NULL, u, out));
        memcpy(u, k, 32);
        memcpy(k, out, 32);
        if (i == 1)
            ck_assert_mem_eq(k,
                hex("422c8e7a6227d7bca1350b3e2bb7279f"
                    "7897b87bb6854b783c60e80311ae3079"),
                32);
    }
    ck_assert_mem_eq(k,
        hex("684cf59ba83309552800ef566f2f4d3c"
            "1c3887c49360e3875f2eb94d99532c51"),
        32);
}
END_TEST

/* RFC 7748, 6.1 */
START_TEST(exchange_lets_alice_and_bob_of_rfc_7748_agree)
{
    unsigned char out[32];

    ck_assert_ok(otls__x25519_public(hex(alice), out));
    ck_assert_mem_eq(out, hex(alice_public), 32);
    ck_assert_ok(otls__x25519_public(hex(bob), out));
    ck_assert_mem_eq(out, hex(bob_public), 32);
    assert_x25519(alice, bob_public, shared);
    assert_x25519(bob, alice_public, shared);
    ck_assert_ok(
        otls__x25519(hex(alice), hex(alice_public), hex(bob_public), out));
    ck_assert_mem_eq(out, hex(shared), 32);
}
END_TEST

/* the points of order 1, 2, 4 and 8, and what reduces to them: 0, 1, p - 1,
 * p, p + 1 and two more, as in RFC 7748, 6.1's advice on the zero check */
START_TEST(exchange_refuses_low_order_points_and_wipes)
{
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    };
    unsigned char out[32];
    size_t i;

    for (i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        memset(out, 0xee, sizeof(out));
        ck_assert_otls(
            otls__x25519(hex(alice), NULL, hex(points[i]), out), OTLS_E_AUTH);
        support_assert_message("low-order");
        failing_assert_filled(out, sizeof(out), 0);
    }
}
END_TEST

static int
each(const struct wycheproof *t)
{
    static const unsigned char zero[32];
    size_t n, m, k;
    const unsigned char *secret = wycheproof_bytes(t, "private", &n);
    const unsigned char *peer = wycheproof_bytes(t, "public", &m);
    const unsigned char *wanted = wycheproof_bytes(t, "shared", &k);
    unsigned char out[32];

    ck_assert(n == 32 && m == 32 && k == 32);
    if (memcmp(wanted, zero, 32) == 0) {
        ck_assert_otls(otls__x25519(secret, NULL, peer, out), OTLS_E_AUTH);
        return 1;
    }
    ck_assert_ok(otls__x25519(secret, NULL, peer, out));
    ck_assert_msg(
        memcmp(out, wanted, 32) == 0, "tcId %s", wycheproof_text(t, "tcId"));
    return 1;
}

START_TEST(exchange_agrees_with_wycheproof)
{
    (void)wycheproof_run("x25519_test.json", each, 518);
}
END_TEST

static int
public_action(void)
{
    unsigned char out[32];
    int rv;

    memset(out, 0xee, sizeof(out));
    if ((rv = otls__x25519_public(hex(alice), out)) == OTLS_OK)
        ck_assert_mem_eq(out, hex(alice_public), 32);
    else
        failing_assert_filled(out, sizeof(out), 0);
    return rv;
}

static int
exchange(const unsigned char *own)
{
    unsigned char out[32];
    int rv;

    memset(out, 0xee, sizeof(out));
    if ((rv = otls__x25519(hex(alice), own, hex(bob_public), out)) == OTLS_OK)
        ck_assert_mem_eq(out, hex(shared), 32);
    else
        failing_assert_filled(out, sizeof(out), 0);
    return rv;
}

static int
exchange_action(void)
{
    return exchange(NULL);
}

static int
exchange_of_pair_action(void)
{
    return exchange(hex(alice_public));
}

START_TEST(exchange_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(exchange_of_pair_action), 0);
    ck_assert_int_gt(failing_sweep(public_action), 0);
    ck_assert_int_gt(failing_sweep(exchange_action), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("exchange");
    TCase *tcase = tcase_create("exchange");

    failing_install();
    tcase_add_test(tcase, exchange_gives_the_answers_of_rfc_7748);
    tcase_add_test(tcase, exchange_iterated_gives_the_answers_of_rfc_7748);
    tcase_add_test(tcase, exchange_lets_alice_and_bob_of_rfc_7748_agree);
    tcase_add_test(tcase, exchange_refuses_low_order_points_and_wipes);
    tcase_add_test(tcase, exchange_agrees_with_wycheproof);
    tcase_add_test(tcase, exchange_survives_any_failed_allocation);
    suite_add_tcase(suite, tcase);
    return suite;
}
