/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "certs.h"
#include "support.h"

#define SECRET CERTS_PASSPHRASE, strlen(CERTS_PASSPHRASE)

static const struct {
    int algorithm;
    const char *name;
    int bits;
    int signs;
} kinds[] = {
    {OTLS_KEY_RSA, "RSA", 2048, 1},
    {OTLS_KEY_EC_P256, "P-256", 256, 1},
    {OTLS_KEY_EC_P384, "P-384", 384, 1},
    {OTLS_KEY_EC_P521, "P-521", 521, 1},
    {OTLS_KEY_ED25519, "Ed25519", 256, 1},
    {OTLS_KEY_X25519, "X25519", 253, 0},
};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static otls_handle
generate(int i)
{
    otls_handle key;

    ck_assert_ok(otls_key_generate(kinds[i].algorithm,
        kinds[i].algorithm == OTLS_KEY_RSA ? 2048 : 0, &key));
    return key;
}

START_TEST(generate_makes_a_private_key_of_the_kind)
{
    const otls_handle key = generate(_i);
    otls_handle public;
    char text[64];
    int64_t bits;
    size_t len;

    ck_assert_ok(otls_key_algorithm(key, text, sizeof(text), &len));
    ck_assert_str_eq(text, kinds[_i].name);
    ck_assert_ok(otls_key_bits(key, &bits));
    ck_assert_int_eq(bits, kinds[_i].bits);
    ck_assert_int_eq(otls_key_is_private(key), 1);
    ck_assert_ok(otls_key_public(key, &public));
    ck_assert_int_eq(otls_key_is_private(public), 0);
    ck_assert_int_eq(otls_key_equal(key, public), 1);
    ck_assert_ok(otls_key_algorithm(public, text, sizeof(text), &len));
    ck_assert_str_eq(text, kinds[_i].name);
    ck_assert_otls(
        otls_key_export_secret_pem(public, NULL, 0, NULL, 0, &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_key_free(public));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

/* PEM and DER, encrypted and not, public. */
START_TEST(export_and_load_give_the_same_key)
{
    const otls_handle key = generate(_i);
    char out[8192];
    otls_handle back;
    size_t len, asked;
    int form;

    for (form = 0; form < 6; form++) {
        const void *p = form % 2 == 0 ? NULL : CERTS_PASSPHRASE;
        const size_t n = p == NULL ? 0 : strlen(p);
        size_t cap;

        for (cap = 0; cap <= sizeof(out); cap += sizeof(out)) {
            asked = len;
            if (form < 2)
                ck_assert_ok(
                    otls_key_export_secret_pem(key, p, n, out, cap, &len));
            else if (form < 4)
                ck_assert_ok(
                    otls_key_export_secret_der(key, p, n, out, cap, &len));
            else if (form == 4)
                ck_assert_ok(otls_key_public_pem(key, out, cap, &len));
            else
                ck_assert_ok(otls_key_public_der(key, out, cap, &len));
        }
        ck_assert_uint_eq(asked, len);
        if (form < 4 && p != NULL) {
            ck_assert_otls(otls_key_load_bytes(out, len, NULL, 0, &back),
                OTLS_E_WANT_PASSPHRASE);
            ck_assert_otls(otls_key_load_bytes(out, len, "wrong", 5, &back),
                OTLS_E_KEY_PASSPHRASE);
        }
        ck_assert_ok(otls_key_load_bytes(out, len, p, n, &back));
        ck_assert_int_eq(otls_key_equal(key, back), 1);
        ck_assert_int_eq(otls_key_is_private(back), form < 4);
        ck_assert_ok(otls_key_free(back));
    }
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(sign_makes_what_verify_accepts_and_nothing_else)
{
    const otls_handle key = generate(_i);
    unsigned char sig[1024];
    otls_handle public, other;
    size_t len, most;

    if (!kinds[_i].signs) {
        ck_assert_otls(
            otls_key_sign(key, NULL, "data", 4, sig, sizeof(sig), &len),
            OTLS_E_INVALID);
        ck_assert_ok(otls_key_free(key));
        return;
    }
    other = generate(_i);
    ck_assert_ok(otls_key_public(key, &public));
    ck_assert_ok(otls_key_sign(key, NULL, "data", 4, NULL, 0, &most));
    ck_assert_ok(otls_key_sign(key, NULL, "data", 4, sig, sizeof(sig), &len));
    ck_assert_uint_le(len, most);
    ck_assert_ok(otls_key_verify(public, NULL, "data", 4, sig, len));
    ck_assert_otls(otls_key_verify(public, NULL, "date", 4, sig, len),
        OTLS_E_SIGNATURE);
    ck_assert_otls(otls_key_verify(public, NULL, "data", 3, sig, len),
        OTLS_E_SIGNATURE);
    ck_assert_otls(otls_key_verify(other, NULL, "data", 4, sig, len),
        OTLS_E_SIGNATURE);
    ck_assert_otls(
        otls_key_verify(key, NULL, "data", 4, NULL, 0), OTLS_E_SIGNATURE);
    sig[len / 2] ^= 1;
    ck_assert_otls(otls_key_verify(public, NULL, "data", 4, sig, len),
        OTLS_E_SIGNATURE);
    ck_assert_otls(
        otls_key_sign(public, NULL, "data", 4, sig, sizeof(sig), &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_key_free(other));
    ck_assert_ok(otls_key_free(public));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

/* OpenSSL by itself accepts it as PSS, or as PKCS#1 v1.5. */
static int
openssl_accepts(
    const char *pem, const unsigned char *sig, size_t len, int padding)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx;
    int yes;

    yes = EVP_DigestVerifyInit(ctx, &pctx, EVP_sha384(), NULL, pkey) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(pctx, padding) == 1 &&
          EVP_DigestVerify(
              ctx, sig, len, (const unsigned char *)"data", 4) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    BIO_free(bio);
    return yes;
}

START_TEST(rsa_signs_with_pss_unless_pkcs1_is_asked_for)
{
    static const struct {
        const char *digest;
        int padding, other;
    } cases[] = {{"SHA-384", RSA_PKCS1_PSS_PADDING, RSA_PKCS1_PADDING},
        {"pkcs1-sha384", RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING}};
    const otls_handle key = generate(0);
    unsigned char sig[512];
    char pem[2048];
    size_t len, i;

    ck_assert_ok(otls_key_public_pem(key, pem, sizeof(pem), &len));
    for (i = 0; i < 2; i++) {
        ck_assert_ok(otls_key_sign(
            key, cases[i].digest, "data", 4, sig, sizeof(sig), &len));
        ck_assert_int_eq(openssl_accepts(pem, sig, len, cases[i].padding), 1);
        ck_assert_int_eq(openssl_accepts(pem, sig, len, cases[i].other), 0);
        ck_assert_otls(otls_key_verify(key, NULL, "data", 4, sig, len),
            OTLS_E_SIGNATURE);
    }
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(weak_and_odd_requests_are_refused)
{
    otls_handle key = 7, ed = generate(4), ec = generate(1);
    unsigned char sig[600];
    size_t len;

    ck_assert_otls(
        otls_key_generate(OTLS_KEY_RSA, 1024, &key), OTLS_E_KEY_WEAK);
    ck_assert_otls(
        otls_key_generate(OTLS_KEY_RSA, -1, &key), OTLS_E_KEY_WEAK);
    ck_assert_otls(
        otls_key_generate(OTLS_KEY_RSA, 2049, &key), OTLS_E_INVALID);
    ck_assert_otls(
        otls_key_generate(OTLS_KEY_RSA, 16384, &key), OTLS_E_INVALID);
    ck_assert_otls(
        otls_key_generate(OTLS_KEY_EC_P256, 256, &key), OTLS_E_INVALID);
    ck_assert_otls(otls_key_generate(0, 0, &key), OTLS_E_INVALID);
    ck_assert_otls(otls_key_generate(7, 0, &key), OTLS_E_INVALID);
    ck_assert_int_eq(key, 7);
    ck_assert_otls(otls_key_sign(ec, "SHA-1", "x", 1, sig, 600, &len),
        OTLS_E_INVALID);
    ck_assert_otls(otls_key_sign(ec, "PKCS1-SHA-256", "x", 1, sig, 600, &len),
        OTLS_E_INVALID);
    ck_assert_otls(otls_key_sign(ed, "SHA-512", "x", 1, sig, 600, &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_key_free(ed));
    ck_assert_ok(otls_key_free(ec));
}
END_TEST

struct asked {
    int times;
    int answer;
    const char *text;
    size_t len;
};

static int
answer(void *user, void *buf, size_t cap, size_t *len)
{
    struct asked *asked = user;

    asked->times++;
    if (asked->len <= cap)
        memcpy(buf, asked->text, asked->len);
    *len = asked->len;
    return asked->answer;
}

START_TEST(callback_is_asked_once_and_only_where_it_must_be)
{
    struct asked good = {0, OTLS_CALLBACK_ACCEPT, SECRET},
                 wrong = {0, OTLS_CALLBACK_ACCEPT, "wrong", 5},
                 none = {0, 0, SECRET},
                 huge = {0, OTLS_CALLBACK_ACCEPT, "", 100000};
    char plain[512], path[512];
    otls_handle key;
    unsigned char *data;
    size_t len;

    certs_standard();
    (void)strcpy(plain, certs_path("server.key"));
    (void)strcpy(path, certs_path("server.enc"));
    ck_assert_ok(otls_key_load_file_ask(plain, answer, &good, &key));
    ck_assert_int_eq(good.times, 0);
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_key_load_file_ask(path, answer, &good, &key));
    ck_assert_int_eq(good.times, 1);
    ck_assert_ok(otls_key_free(key));
    data = support_read_file(path, &len);
    ck_assert_ok(otls_key_load_bytes_ask(data, len, answer, &good, &key));
    ck_assert_int_eq(good.times, 2);
    free(data);
    ck_assert_ok(otls_key_free(key));
    ck_assert_otls(otls_key_load_file_ask(path, answer, &wrong, &key),
        OTLS_E_KEY_PASSPHRASE);
    ck_assert_int_eq(wrong.times, 1);
    ck_assert_otls(
        otls_key_load_file_ask(path, answer, &none, &key), OTLS_E_CANCELLED);
    ck_assert_otls(
        otls_key_load_file_ask(path, answer, &huge, &key), OTLS_E_INVALID);
}
END_TEST

START_TEST(what_is_no_key_is_named)
{
    static const struct {
        const char *text;
        int code;
        const char *says;
    } cases[] = {
        {"", OTLS_E_KEY_FORMAT, "nothing of the kind"},
        {"hello", OTLS_E_KEY_FORMAT, "nothing of the kind"},
        {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
         "-----END OPENSSH PRIVATE KEY-----\n",
            OTLS_E_UNSUPPORTED, "ssh-keygen"},
        {"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"
         "-----END CERTIFICATE REQUEST-----\n",
            OTLS_E_KEY_FORMAT, "a certificate request"},
        {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            OTLS_E_KEY_FORMAT, "damaged"},
        {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            OTLS_E_KEY_FORMAT, "damaged"},
        {"-----BEGIN PRIVATE KEY-----\n", OTLS_E_KEY_FORMAT, "damaged"},
        {"\x30\x80\x02\x01", OTLS_E_KEY_FORMAT, ""},
        {"\x30\x03\x02\x01\x03", OTLS_E_KEY_FORMAT, "credential"},
    };
    otls_handle key = 7;
    char message[600];
    size_t i, len;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_otls(otls_key_load_bytes(cases[i].text,
                           strlen(cases[i].text), NULL, 0, &key),
            cases[i].code);
        support_assert_message(cases[i].says);
    }
    certs_standard();
    ck_assert_otls(
        otls_key_load_file(certs_path("server.crt"), NULL, 0, &key),
        OTLS_E_KEY_FORMAT);
    support_assert_message("a certificate");
    ck_assert_ok(otls_error_message(message, sizeof(message), &len));
    ck_assert_ptr_nonnull(strstr(message, "server.crt"));
    ck_assert_otls(otls_key_load_file("/nonexistent", NULL, 0, &key),
        OTLS_E_NOT_FOUND);
    ck_assert_int_eq(key, 7);
}
END_TEST

/* Each byte of a key changed, and each length of it. */
START_TEST(damaged_keys_are_errors_or_keys)
{
    const otls_handle key = generate(_i);
    unsigned char der[4096];
    otls_handle back;
    size_t len, i, step;
    int rv;

    ck_assert_ok(
        otls_key_export_secret_der(key, NULL, 0, der, sizeof(der), &len));
    step = len > 400 ? 9 : 1;
    for (i = 0; i < len; i += step) {
        ck_assert_otls(otls_key_load_bytes(der, i, NULL, 0, &back),
            OTLS_E_KEY_FORMAT);
        der[i] ^= 0x41;
        rv = otls_key_load_bytes(der, len, NULL, 0, &back);
        der[i] ^= 0x41;
        if (rv == OTLS_OK)
            ck_assert_ok(otls_key_free(back));
        else if (rv != OTLS_E_WANT_PASSPHRASE)
            ck_assert_otls(rv, OTLS_E_KEY_FORMAT);
    }
    der[len] = 0;
    ck_assert_otls(otls_key_load_bytes(der, len + 1, NULL, 0, &back),
        OTLS_E_KEY_FORMAT);
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(key_functions_refuse_null_and_other_handles)
{
    otls_handle key = generate(1), other;
    char out[64];
    int64_t bits;
    size_t len;

    ck_assert_otls(otls_key_generate(OTLS_KEY_RSA, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_key_load_file(NULL, NULL, 0, &other), OTLS_E_NULL);
    ck_assert_otls(otls_key_load_file("x", NULL, 1, &other), OTLS_E_NULL);
    ck_assert_otls(otls_key_load_file("x", NULL, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_load_bytes(NULL, 1, NULL, 0, &other), OTLS_E_NULL);
    ck_assert_otls(otls_key_load_bytes("x", 1, NULL, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_load_file_ask("x", NULL, NULL, &other), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_load_bytes_ask("x", 1, NULL, NULL, &other), OTLS_E_NULL);
    ck_assert_otls(otls_key_bits(key, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_key_algorithm(key, out, 64, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_key_public(key, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_sign(key, NULL, NULL, 1, out, 64, &len), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_verify(key, NULL, "x", 1, NULL, 1), OTLS_E_NULL);
    ck_assert_otls(
        otls_key_sign(key, NULL, "x", 1, out, 9, &len), OTLS_E_TOO_SMALL);
    ck_assert_otls(otls_bio_free(key), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_key_free(0));
    ck_assert_ok(otls_key_free(key));
    ck_assert_otls(otls_key_free(key), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_key_bits(key, &bits), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_key_equal(0, key), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_key_is_private(12), OTLS_E_HANDLE_TRUNCATED);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("key");
    TCase *tcase = tcase_create("key");

    tcase_add_loop_test(
        tcase, generate_makes_a_private_key_of_the_kind, 0, KINDS);
    tcase_add_loop_test(tcase, export_and_load_give_the_same_key, 0, KINDS);
    tcase_add_loop_test(
        tcase, sign_makes_what_verify_accepts_and_nothing_else, 0, KINDS);
    tcase_add_test(tcase, rsa_signs_with_pss_unless_pkcs1_is_asked_for);
    tcase_add_test(tcase, weak_and_odd_requests_are_refused);
    tcase_add_test(tcase, callback_is_asked_once_and_only_where_it_must_be);
    tcase_add_test(tcase, what_is_no_key_is_named);
    tcase_add_loop_test(tcase, damaged_keys_are_errors_or_keys, 0, KINDS);
    tcase_add_test(tcase, key_functions_refuse_null_and_other_handles);
    suite_add_tcase(suite, tcase);
    return suite;
}
