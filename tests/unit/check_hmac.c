/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "crypto/hmac.h"
#include "failing.h"
#include "wycheproof.h"

static void
assert_hmac(const void *key, size_t key_len, const void *data, size_t data_len,
    const char *wanted)
{
    unsigned char out[32];
    size_t n;

    ck_assert_ok(otls__hmac_sha256(key, key_len, data, data_len, out));
    ck_assert_mem_eq(out, wycheproof_hex(wanted, &n), 32);
}

/* RFC 4231, 4.2 to 4.8 but for the truncated 4.6 */
START_TEST(hmac_gives_the_answers_of_rfc_4231)
{
    static const char big[] = "Test Using Larger Than Block-Size Key - Hash "
                              "Key First";
    static const char bigger[] =
        "This is a test using a larger than block-size key and a larger "
        "than block-size data. The key needs to be hashed before being "
        "used by the HMAC algorithm.";
    unsigned char key[131], data[50];
    size_t i;

    memset(key, 0x0b, 20);
    assert_hmac(key, 20, "Hi There", 8,
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_hmac("Jefe", 4, "what do ya want for nothing?", 28,
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    memset(data, 0xdd, sizeof(data));
    assert_hmac(key, 20, data, 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    assert_hmac(key, 131, big, strlen(big),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    assert_hmac(key, 131, bigger, strlen(bigger),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    for (i = 0; i < 25; i++)
        key[i] = (unsigned char)(i + 1);
    memset(data, 0xcd, sizeof(data));
    assert_hmac(key, 25, data, 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}
END_TEST

/* computed with Python's hmac */
START_TEST(hmac_takes_null_for_no_bytes)
{
    assert_hmac(NULL, 0, NULL, 0,
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}
END_TEST

static int
each(const struct wycheproof *t)
{
    const int valid = strcmp(wycheproof_text(t, "result"), "valid") == 0;
    size_t key_len, data_len, tag_len;
    const unsigned char *key = wycheproof_bytes(t, "key", &key_len);
    const unsigned char *data = wycheproof_bytes(t, "msg", &data_len);
    const unsigned char *tag = wycheproof_bytes(t, "tag", &tag_len);
    unsigned char out[32];

    ck_assert(tag_len == 16 || tag_len == 32);
    ck_assert_ok(otls__hmac_sha256(key, key_len, data, data_len, out));
    ck_assert_msg(otls__equal(out, tag, tag_len) == valid, "tcId %s",
        wycheproof_text(t, "tcId"));
    return 1;
}

START_TEST(hmac_agrees_with_wycheproof)
{
    (void)wycheproof_run("hmac_sha256_test.json", each, 174);
}
END_TEST

static int
action(void)
{
    unsigned char out[32];
    int rv;

    memset(out, 0xee, sizeof(out));
    rv = otls__hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
    if (rv == OTLS_OK)
        ck_assert_mem_eq(out, "\x5b\xdc\xc1\x46\xbf\x60\x75\x4e", 8);
    else
        failing_assert_filled(out, sizeof(out), 0);
    return rv;
}

START_TEST(hmac_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(action), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("hmac");
    TCase *tcase = tcase_create("hmac");

    failing_install();
    tcase_add_test(tcase, hmac_gives_the_answers_of_rfc_4231);
    tcase_add_test(tcase, hmac_takes_null_for_no_bytes);
    tcase_add_test(tcase, hmac_agrees_with_wycheproof);
    tcase_add_test(tcase, hmac_survives_any_failed_allocation);
    suite_add_tcase(suite, tcase);
    return suite;
}
