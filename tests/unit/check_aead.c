/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <string.h>

#include "crypto/aead.h"
#include "failing.h"
#include "wycheproof.h"

#define CHUNK ((size_t)64 * 1024)

/* RFC 8439, 2.8.2 */
static const char text[] = "Ladies and Gentlemen of the class of '99: If I "
                           "could offer you only one tip for the future, "
                           "sunscreen would be it.";
static const unsigned char nonce[12] = {
    7, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47};
#define TEXT_LEN (sizeof(text) - 1)
#define SEALED_LEN (TEXT_LEN + 16)

static struct otls__aead *
rfc_aead(void)
{
    struct otls__aead *aead;
    unsigned char key[32];
    unsigned i;

    for (i = 0; i < 32; i++)
        key[i] = (unsigned char)(0x80 + i);
    ck_assert_ok(otls__aead_new(key, &aead));
    return aead;
}

/* The ciphertext is the RFC's. Its tag is over associated data too: the one
 * here was computed from the RFC's formulas in Python, which give the RFC's
 * tag with the RFC's data. */
START_TEST(aead_seals_to_the_ciphertext_of_rfc_8439)
{
    struct otls__aead *aead = rfc_aead();
    unsigned char out[SEALED_LEN];
    size_t n;
    const unsigned char *wanted = wycheproof_hex(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b6116"
        "6a23a4681fd59456aea1d29f82477216",
        &n);

    ck_assert_uint_eq(n, SEALED_LEN);
    ck_assert_ok(otls__aead_seal(aead, nonce, text, TEXT_LEN, out));
    ck_assert_mem_eq(out, wanted, SEALED_LEN);
    ck_assert_ok(otls__aead_open(aead, nonce, out, SEALED_LEN, out));
    ck_assert_mem_eq(out, text, TEXT_LEN);
    otls__aead_free(aead);
}
END_TEST

/* computed like the tag above */
START_TEST(aead_seals_nothing_to_a_tag_and_opens_it)
{
    struct otls__aead *aead = rfc_aead();
    unsigned char tag[16];
    size_t n;

    ck_assert_ok(otls__aead_seal(aead, nonce, NULL, 0, tag));
    ck_assert_mem_eq(
        tag, wycheproof_hex("a0784d7a4716f3feb4f64e7f4b39bf04", &n), 16);
    ck_assert_ok(otls__aead_open(aead, nonce, tag, 16, NULL));
    tag[15] ^= 1;
    ck_assert_otls(otls__aead_open(aead, nonce, tag, 16, NULL), OTLS_E_AUTH);
    otls__aead_free(aead);
}
END_TEST

/* Opens |sealed| where it must not open, after one that does. */
static void
assert_refused(struct otls__aead *aead, const unsigned char *with,
    const unsigned char *sealed)
{
    unsigned char out[TEXT_LEN];

    memset(out, 0xee, sizeof(out));
    ck_assert_otls(
        otls__aead_open(aead, with, sealed, SEALED_LEN, out), OTLS_E_AUTH);
    failing_assert_filled(out, sizeof(out), 0);
}

START_TEST(aead_open_rejects_every_flipped_bit_and_wipes)
{
    struct otls__aead *aead = rfc_aead();
    unsigned char sealed[SEALED_LEN], other[12], out[TEXT_LEN];
    size_t i;

    ck_assert_ok(otls__aead_seal(aead, nonce, text, TEXT_LEN, sealed));
    for (i = 0; i < 8 * SEALED_LEN; i++) {
        sealed[i / 8] ^= (unsigned char)(1 << i % 8);
        assert_refused(aead, nonce, sealed);
        sealed[i / 8] ^= (unsigned char)(1 << i % 8);
    }
    memcpy(other, nonce, 12);
    for (i = 0; i < 8 * sizeof(other); i++) {
        other[i / 8] ^= (unsigned char)(1 << i % 8);
        assert_refused(aead, other, sealed);
        other[i / 8] ^= (unsigned char)(1 << i % 8);
    }
    ck_assert_ok(otls__aead_open(aead, nonce, sealed, SEALED_LEN, out));
    ck_assert_mem_eq(out, text, TEXT_LEN);
    otls__aead_free(aead);
}
END_TEST

START_TEST(aead_open_rejects_every_shorter_length)
{
    struct otls__aead *aead = rfc_aead();
    unsigned char sealed[SEALED_LEN], out[SEALED_LEN];
    size_t len;

    ck_assert_ok(otls__aead_seal(aead, nonce, text, TEXT_LEN, sealed));
    for (len = 0; len < SEALED_LEN; len++) {
        memset(out, 0xee, sizeof(out));
        ck_assert_otls(
            otls__aead_open(aead, nonce, sealed, len, out), OTLS_E_AUTH);
        failing_assert_filled(out, len < 16 ? 0 : len - 16, 0);
        failing_assert_filled(out + (len < 16 ? 0 : len - 16),
            SEALED_LEN - (len < 16 ? 0 : len - 16), 0xee);
    }
    otls__aead_free(aead);
}
END_TEST

START_TEST(aead_open_rejects_another_key)
{
    struct otls__aead *aead = rfc_aead(), *other;
    unsigned char sealed[SEALED_LEN], key[32] = {1};

    ck_assert_ok(otls__aead_new(key, &other));
    ck_assert_ok(otls__aead_seal(aead, nonce, text, TEXT_LEN, sealed));
    assert_refused(other, nonce, sealed);
    otls__aead_free(other);
    otls__aead_free(aead);
}
END_TEST

START_TEST(aead_object_used_for_many_chunks_is_as_good_as_new)
{
    static unsigned char plain[CHUNK], kept[CHUNK + 16], fresh[CHUNK + 16];
    struct otls__aead *aead = rfc_aead(), *other;
    unsigned char counter[12] = {0};
    size_t i;

    for (i = 0; i < CHUNK; i++)
        plain[i] = (unsigned char)(i * 7 + (i >> 8));
    for (i = 0; i < 20; i++) {
        const size_t len = CHUNK - i * i * 37;

        counter[10] = (unsigned char)i;
        ck_assert_ok(otls__aead_seal(aead, counter, plain, len, kept));
        other = rfc_aead();
        ck_assert_ok(otls__aead_seal(other, counter, plain, len, fresh));
        otls__aead_free(other);
        ck_assert_mem_eq(kept, fresh, len + 16);
        /* a refused chunk leaves nothing behind in the object */
        fresh[i] ^= 1;
        ck_assert_otls(otls__aead_open(aead, counter, fresh, len + 16, fresh),
            OTLS_E_AUTH);
        ck_assert_ok(otls__aead_open(aead, counter, kept, len + 16, kept));
        ck_assert_mem_eq(kept, plain, len);
    }
    otls__aead_free(aead);
}
END_TEST

START_TEST(aead_refuses_more_than_a_nonce_is_good_for)
{
    struct otls__aead *aead = rfc_aead();
    unsigned char byte = 0;

    if (sizeof(size_t) > 4) {
        const uint64_t most = ((uint64_t)1 << 38) - 64;

        ck_assert_otls(
            otls__aead_seal(aead, nonce, &byte, (size_t)most + 1, &byte),
            OTLS_E_LIMIT);
        ck_assert_otls(
            otls__aead_open(aead, nonce, &byte, (size_t)most + 17, &byte),
            OTLS_E_LIMIT);
    }
    otls__aead_free(aead);
}
END_TEST

static int
each(const struct wycheproof *t)
{
    static unsigned char joined[65536], out[65536];
    const int valid = strcmp(wycheproof_text(t, "result"), "valid") == 0;
    size_t key_len, iv_len, msg_len, ct_len, tag_len;
    const unsigned char *key = wycheproof_bytes(t, "key", &key_len);
    const unsigned char *iv = wycheproof_bytes(t, "iv", &iv_len);
    const unsigned char *msg = wycheproof_bytes(t, "msg", &msg_len);
    const unsigned char *ct = wycheproof_bytes(t, "ct", &ct_len);
    const unsigned char *tag = wycheproof_bytes(t, "tag", &tag_len);
    struct otls__aead *aead;

    if (iv_len != 12 || wycheproof_text(t, "aad")[0] != '\0' || !valid)
        return 0;
    ck_assert_uint_eq(key_len, 32);
    ck_assert_uint_eq(tag_len, 16);
    ck_assert_uint_le(ct_len + tag_len, sizeof(joined));
    memcpy(joined, ct, ct_len);
    memcpy(joined + ct_len, tag, tag_len);
    ck_assert_ok(otls__aead_new(key, &aead));
    ck_assert_ok(otls__aead_seal(aead, iv, msg, msg_len, out));
    ck_assert_mem_eq(out, joined, ct_len + tag_len);
    ck_assert_ok(otls__aead_open(aead, iv, joined, ct_len + tag_len, out));
    if (msg_len > 0)
        ck_assert_mem_eq(out, msg, msg_len);
    otls__aead_free(aead);
    return 1;
}

START_TEST(aead_agrees_with_wycheproof_where_there_is_no_associated_data)
{
    (void)wycheproof_run("chacha20_poly1305_test.json", each, 45);
}
END_TEST

static int
seal_and_open(struct otls__aead *aead)
{
    unsigned char sealed[SEALED_LEN], out[TEXT_LEN];
    int rv;

    memset(sealed, 0xee, sizeof(sealed));
    memset(out, 0xee, sizeof(out));
    if ((rv = otls__aead_seal(aead, nonce, text, TEXT_LEN, sealed)) != 0) {
        failing_assert_filled(sealed, sizeof(sealed), 0);
        return rv;
    }
    rv = otls__aead_open(aead, nonce, sealed, SEALED_LEN, out);
    if (rv != 0)
        failing_assert_filled(out, sizeof(out), 0);
    else
        ck_assert_mem_eq(out, text, TEXT_LEN);
    return rv;
}

static int
action(void)
{
    const unsigned char key[32] = {9};
    struct otls__aead *aead;
    int rv;

    if ((rv = otls__aead_new(key, &aead)) != OTLS_OK)
        return rv;
    rv = seal_and_open(aead);
    otls__aead_free(aead);
    return rv;
}

START_TEST(aead_survives_any_failed_allocation)
{
    ck_assert_int_gt(failing_sweep(action), 0);
}
END_TEST

START_TEST(aead_needs_no_memory_once_it_is_made)
{
    struct otls__aead *aead = rfc_aead();

    ck_assert_ok(seal_and_open(aead));
    failing_openssl_after(0);
    ck_assert_ok(seal_and_open(aead));
    failing_openssl_never();
    otls__aead_free(aead);
}
END_TEST

START_TEST(aead_free_takes_null)
{
    otls__aead_free(NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("aead");
    TCase *tcase = tcase_create("aead");

    failing_install();
    tcase_add_test(tcase, aead_seals_to_the_ciphertext_of_rfc_8439);
    tcase_add_test(tcase, aead_seals_nothing_to_a_tag_and_opens_it);
    tcase_add_test(tcase, aead_open_rejects_every_flipped_bit_and_wipes);
    tcase_add_test(tcase, aead_open_rejects_every_shorter_length);
    tcase_add_test(tcase, aead_open_rejects_another_key);
    tcase_add_test(tcase, aead_object_used_for_many_chunks_is_as_good_as_new);
    tcase_add_test(tcase, aead_refuses_more_than_a_nonce_is_good_for);
    tcase_add_test(
        tcase, aead_agrees_with_wycheproof_where_there_is_no_associated_data);
    tcase_add_test(tcase, aead_survives_any_failed_allocation);
    tcase_add_test(tcase, aead_needs_no_memory_once_it_is_made);
    tcase_add_test(tcase, aead_free_takes_null);
    suite_add_tcase(suite, tcase);
    return suite;
}
