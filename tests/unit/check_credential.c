/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs.h"
#include "pki/credential.h"
#include "pki/passphrase.h"
#include "support.h"

static struct otls__credential *
load(const char *name, const char *suffix, struct otls__passphrase *p)
{
    struct otls__passphrase none;
    struct otls__credential *c;
    char cert[64], key[64], path[256];

    memset(&none, 0, sizeof(none));
    (void)snprintf(cert, sizeof(cert), "%s.pem", name);
    (void)snprintf(key, sizeof(key), "%s.%s", name, suffix);
    (void)snprintf(path, sizeof(path), "%s", certs_path(cert));
    ck_assert_ok(otls__credential_load_file(
        path, certs_path(key), p == NULL ? &none : p, &c));
    return c;
}

START_TEST(credential_loaded_again_is_the_same_object)
{
    struct otls__passphrase p = {
        CERTS_PASSPHRASE, strlen(CERTS_PASSPHRASE), NULL, NULL, NULL};
    struct otls__credential *a, *b, *c;

    certs_standard();
    a = load("server", "enc", &p);
    b = load("server", "enc", &p);
    c = load("server", "enc", NULL);
    ck_assert_ptr_eq(a, b);
    ck_assert_ptr_eq(a, c);
    ck_assert_int_eq(sk_X509_num(otls__credential_stack(a)), 1);
    otls__credential_forget(a);
    otls__credential_unref(b);
    b = load("server", "enc", &p);
    ck_assert_ptr_ne(a, b);
    otls__credential_unref(a);
    otls__credential_unref(b);
    otls__credential_unref(c);
}
END_TEST

static int
say(void *user, void *buf, size_t cap, size_t *len)
{
    ++*(int *)user;
    *len = strlen(CERTS_PASSPHRASE);
    ck_assert_uint_ge(cap, *len);
    memcpy(buf, CERTS_PASSPHRASE, *len);
    return OTLS_CALLBACK_ACCEPT;
}

/* The ninth takes the first one's place: it is asked again, and answered. */
START_TEST(credential_knows_the_last_eight_callables)
{
    int asked[9] = {0}, i;
    struct otls__credential *a = NULL, *b;

    certs_standard();
    for (i = 0; i < 10; i++) {
        struct otls__passphrase p = {NULL, 0, say, &asked[i % 9], NULL};

        b = load("server", "enc", &p);
        otls__passphrase_end(&p);
        ck_assert(a == NULL || a == b);
        otls__credential_unref(a);
        a = b;
    }
    ck_assert_int_eq(asked[0], 2);
    ck_assert_int_eq(asked[8], 1);
    otls__credential_unref(a);
}
END_TEST

START_TEST(credential_renewed_serves_the_same_names)
{
    static const struct certs_spec renewed = {"renewed", "inter",
        "DNS:b.example,DNS:A.example", CERTS_P256, 0, 0, 0, 0, 40, 0};
    static const struct certs_spec first = {"first", "inter",
        "DNS:a.example,DNS:b.example", CERTS_P256, 0, 0, 0, 0, 20, 0};
    static const struct certs_spec fewer = {
        "fewer", "inter", "DNS:a.example", CERTS_P256, 0, 0, 0, 0, 20, 0};
    struct otls__credential *a, *b, *c;

    certs_standard();
    certs_make(&first);
    certs_make(&renewed);
    certs_make(&fewer);
    a = load("first", "key", NULL);
    b = load("renewed", "key", NULL);
    c = load("fewer", "key", NULL);
    ck_assert_mem_eq(otls__credential_names_digest(a),
        otls__credential_names_digest(b), 32);
    ck_assert_mem_ne(otls__credential_names_digest(a),
        otls__credential_names_digest(c), 32);
    ck_assert_mem_ne(
        otls__credential_digest(a), otls__credential_digest(b), 32);
    otls__credential_unref(a);
    otls__credential_unref(b);
    otls__credential_unref(c);
}
END_TEST

START_TEST(credential_with_a_response_is_another_one)
{
    struct otls__credential *a, *with, *without;
    const unsigned char *kept;
    unsigned char *data;
    size_t len, kept_len;

    certs_standard();
    a = load("server", "key", NULL);
    data = certs_make_ocsp("server", "inter", 0, &len);
    ck_assert_ok(otls__credential_with_ocsp(a, data, len, &with));
    ck_assert_ok(otls__credential_with_ocsp(with, NULL, 0, &without));
    otls__credential_ocsp(with, &kept, &kept_len);
    ck_assert_uint_eq(kept_len, len);
    ck_assert_mem_eq(kept, data, len);
    otls__credential_ocsp(without, &kept, &kept_len);
    ck_assert_uint_eq(kept_len, 0);
    ck_assert_mem_ne(
        otls__credential_digest(a), otls__credential_digest(with), 32);
    ck_assert_mem_eq(
        otls__credential_digest(a), otls__credential_digest(without), 32);
    ck_assert_ptr_eq(otls__credential_evp(a), otls__credential_evp(with));
    free(data);
    otls__credential_unref(a);
    otls__credential_unref(with);
    otls__credential_unref(without);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("credential");
    TCase *tcase = tcase_create("credential");

    tcase_add_test(tcase, credential_loaded_again_is_the_same_object);
    tcase_add_test(tcase, credential_knows_the_last_eight_callables);
    tcase_add_test(tcase, credential_renewed_serves_the_same_names);
    tcase_add_test(tcase, credential_with_a_response_is_another_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
