/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certs.h"

static otls_handle
make(int role)
{
    otls_handle context;

    ck_assert_ok(otls_context_new(role, &context));
    return context;
}

static const char *
ciphers(otls_handle context)
{
    static char names[4096];
    size_t len;

    ck_assert_ok(otls_context_ciphers(context, names, sizeof(names), &len));
    ck_assert_uint_eq(strlen(names), len);
    return names;
}

START_TEST(context_needs_a_role)
{
    otls_handle context = 5;

    ck_assert_otls(otls_context_new(0, &context), OTLS_E_INVALID);
    support_assert_message("OTLS_ROLE_CLIENT");
    ck_assert_otls(otls_context_new(3, &context), OTLS_E_INVALID);
    ck_assert_int_eq(context, 5);
    ck_assert_otls(otls_context_new(OTLS_ROLE_CLIENT, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_context_free(0));
}
END_TEST

START_TEST(context_ciphers_are_modern_by_default)
{
    const int roles[] = {OTLS_ROLE_CLIENT, OTLS_ROLE_SERVER};
    otls_handle context;
    char *name, *save = NULL, names[4096];
    int i, count;

    for (i = 0; i < 2; i++) {
        context = make(roles[i]);
        count = 0;
        (void)snprintf(names, sizeof(names), "%s", ciphers(context));
        for (name = strtok_r(names, ":", &save); name != NULL;
             name = strtok_r(NULL, ":", &save), count++) {
            ck_assert_msg(strncmp(name, "TLS_", 4) == 0 ||
                              strncmp(name, "ECDHE-", 6) == 0,
                "%s has no forward secrecy", name);
            ck_assert_msg(strstr(name, "GCM") != NULL ||
                              strstr(name, "POLY1305") != NULL,
                "%s has no authenticated encryption", name);
        }
        ck_assert_int_ge(count, 6);
        ck_assert_ok(otls_context_free(context));
    }
}
END_TEST

START_TEST(context_ciphers_follow_the_versions_and_the_setters)
{
    otls_handle context = make(OTLS_ROLE_SERVER);
    char small[4];
    size_t len;

    ck_assert_ok(
        otls_context_set_ciphers(context, "ECDHE-ECDSA-AES128-GCM-SHA256"));
    ck_assert_ok(otls_context_set_ciphersuites(
        context, "TLS_CHACHA20_POLY1305_SHA256"));
    ck_assert_str_eq(ciphers(context),
        "TLS_CHACHA20_POLY1305_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256");
    ck_assert_ok(otls_context_set_versions(context, OTLS_TLS_1_3, 0));
    ck_assert_str_eq(ciphers(context), "TLS_CHACHA20_POLY1305_SHA256");
    ck_assert_ok(otls_context_set_versions(context, 0, OTLS_TLS_1_2));
    ck_assert_str_eq(ciphers(context), "ECDHE-ECDSA-AES128-GCM-SHA256");
    ck_assert_otls(otls_context_ciphers(context, small, sizeof(small), &len),
        OTLS_E_TOO_SMALL);
    ck_assert_uint_eq(len, strlen("ECDHE-ECDSA-AES128-GCM-SHA256"));
    ck_assert_ok(otls_context_ciphers(context, NULL, 0, &len));
    ck_assert_ok(otls_context_free(context));
}
END_TEST

struct bad {
    int (*set)(otls_handle, const char *);
    const char *value;
    const char *named;
};

START_TEST(context_setters_name_the_bad_element)
{
    static const struct bad bad[] = {
        {otls_context_set_ciphers, "ECDHE+AESGCM:ECDHE-RSA-AES128-GCM-SHA25",
            "ECDHE-RSA-AES128-GCM-SHA25'"},
        {otls_context_set_ciphers, "HIGH:!aNUL", "'aNUL'"},
        {otls_context_set_ciphers, "HIGH:@SECLEVEL=9", "@SECLEVEL=9"},
        {otls_context_set_ciphers, "HIGH:@FOO", "@FOO"},
        {otls_context_set_ciphers, "TLS_AES_128_GCM_SHA256",
            "otls_context_set_ciphersuites"},
        {otls_context_set_ciphers, "", "selects no"},
        {otls_context_set_ciphers, "HIGH:!ALL", "selects no"},
        {otls_context_set_ciphersuites, "TLS_AES_128_GCM_SHA256:TLS_FOO",
            "'TLS_FOO'"},
        {otls_context_set_ciphersuites, "", "no list"},
        {otls_context_set_groups, "X25519:P-257", "'P-257'"},
        {otls_context_set_groups, "P-256:P-256", "once"},
        {otls_context_set_signature_algorithms, "ed25519:RSA+SHA257",
            "'RSA+SHA257'"},
    };
    otls_handle context = make(OTLS_ROLE_CLIENT);
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_otls(bad[i].set(context, bad[i].value), OTLS_E_INVALID);
        support_assert_message(bad[i].named);
    }
    ck_assert_ok(otls_context_set_ciphers(
        context, "HIGH:!aNULL:!MD5:!RC4:!DSS:-PSK:@STRENGTH"));
    ck_assert_ok(otls_context_set_ciphers(context, NULL));
    ck_assert_ok(otls_context_set_ciphersuites(context, NULL));
    ck_assert_ok(otls_context_set_groups(context, NULL));
    ck_assert_ok(otls_context_set_signature_algorithms(context, NULL));
    ck_assert_ok(otls_context_free(context));
}
END_TEST

START_TEST(context_setters_check_their_numbers)
{
    otls_handle c = make(OTLS_ROLE_CLIENT), s = make(OTLS_ROLE_SERVER);

    ck_assert_otls(otls_context_set_versions(c, 1, 0), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_versions(c, OTLS_TLS_1_3, OTLS_TLS_1_2),
        OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_security_level(c, 6), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_security_level(c, -1), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_verify(s, 3), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_verify_depth(c, 101), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_verify_flags(c, 16), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_tickets(s, 17), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_record_size(c, 511), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_record_size(c, 16385), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_keylog(c, 2), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_resumption(c, 4), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_alpn(c, "\x02h", 2), OTLS_E_INVALID);
    support_assert_message("protocol 1");
    ck_assert_otls(otls_context_set_alpn(c, "\x02h2\x00", 4), OTLS_E_INVALID);
    support_assert_message("protocol 2");
    ck_assert_otls(otls_context_set_alpn(c, NULL, 1), OTLS_E_NULL);
    ck_assert_ok(otls_context_set_alpn(c, NULL, 0));
    ck_assert_ok(otls_context_free(c));
    ck_assert_ok(otls_context_free(s));
}
END_TEST

START_TEST(context_ends_verification_only_by_an_insecure_name)
{
    otls_handle c = make(OTLS_ROLE_CLIENT), s = make(OTLS_ROLE_SERVER);

    ck_assert_otls(
        otls_context_set_verify(c, OTLS_VERIFY_NONE), OTLS_E_INVALID);
    support_assert_message("otls_context_insecure_set_verify_none");
    ck_assert_otls(
        otls_context_set_verify(c, OTLS_VERIFY_OPTIONAL), OTLS_E_INVALID);
    ck_assert_ok(otls_context_set_verify(c, OTLS_VERIFY_REQUIRED));
    ck_assert_ok(otls_context_insecure_set_verify_none(c));
    ck_assert_otls(otls_context_insecure_set_verify_none(s), OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_insecure_set_hostname_check(s, 0), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_ask_verify(s, 1), OTLS_E_INVALID);
    ck_assert_otls(otls_context_set_ask_name(c, 1), OTLS_E_INVALID);
    ck_assert_otls(otls_context_on_name(c, NULL, NULL), OTLS_E_INVALID);
    ck_assert_ok(otls_context_free(c));
    ck_assert_ok(otls_context_free(s));
}
END_TEST

START_TEST(context_names_are_checked_and_never_lead_in_a_circle)
{
    static const char *const bad[] = {"", "*", "*.", "a..b", "a.*.b", "a b",
        "192.0.2.1", "b\xc3\xbc.example", "example.com.", ".example"};
    otls_handle a = make(OTLS_ROLE_SERVER), b = make(OTLS_ROLE_SERVER);
    otls_handle d = make(OTLS_ROLE_SERVER), client = make(OTLS_ROLE_CLIENT);
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_otls(otls_context_add_name(a, bad[i], b), OTLS_E_INVALID);
    ck_assert_otls(otls_context_add_name(a, NULL, b), OTLS_E_NULL);
    ck_assert_otls(otls_context_add_name(a, "x.example", a), OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_add_name(a, "x.example", client), OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_add_name(client, "x.example", a), OTLS_E_INVALID);
    ck_assert_ok(otls_context_add_name(a, "x.example", b));
    ck_assert_ok(otls_context_add_name(a, "*.Example", b));
    ck_assert_otls(otls_context_add_name(b, "y.example", d), OTLS_E_INVALID);
    support_assert_message("stands in a table");
    ck_assert_otls(otls_context_add_name(d, "y.example", a), OTLS_E_INVALID);
    support_assert_message("table of names of its own");
    ck_assert_ok(otls_context_add_name(a, "x.example", 0));
    ck_assert_ok(otls_context_add_name(a, "*.example", 0));
    ck_assert_ok(otls_context_add_name(b, "y.example", d));
    ck_assert_ok(otls_context_free(b));
    ck_assert_ok(otls_context_add_name(d, "z.example", 0));
    ck_assert_ok(otls_context_free(a));
    ck_assert_ok(otls_context_free(d));
    ck_assert_ok(otls_context_free(client));
}
END_TEST

START_TEST(context_keylog_file_is_for_its_owner_alone)
{
    const char *path = support_path("keys");
    otls_handle c = make(OTLS_ROLE_CLIENT);
    struct stat st;
    size_t len;
    unsigned char *data;

    support_write_file(support_path("open"), "kept\n", 5);
    ck_assert_ok(otls_context_set_keylog_file(c, path));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    ck_assert_ok(otls_context_set_keylog_file(c, support_path("open")));
    data = support_read_file(support_path("open"), &len);
    ck_assert_uint_eq(len, 5);
    free(data);
    ck_assert_otls(
        otls_context_set_keylog_file(c, support_path("no/such/directory")),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls_context_set_keylog_file(c, support_tmpdir()), OTLS_E_IO);
    ck_assert_int_eq(mkfifo(support_path("pipe"), 0600), 0);
    ck_assert_otls(
        otls_context_set_keylog_file(c, support_path("pipe")), OTLS_E_IO);
    ck_assert_ok(otls_context_set_keylog_file(c, NULL));
    ck_assert_ok(otls_context_free(c));
}
END_TEST

START_TEST(context_is_refused_a_weak_credential_when_it_is_used)
{
    otls_handle context = make(OTLS_ROLE_SERVER), credential;
    char names[4096];
    size_t len;

    certs_standard();
    ck_assert_ok(otls_credential_load_file(certs_path("weak-rsa.pem"),
        certs_path("weak-rsa.key"), NULL, 0, &credential));
    ck_assert_ok(otls_context_set_credential(context, credential));
    ck_assert_otls(otls_context_ciphers(context, names, sizeof(names), &len),
        OTLS_E_CERT_WEAK);
    support_assert_message("security level 2");
    ck_assert_ok(otls_context_set_security_level(context, 0));
    ck_assert_ok(otls_context_ciphers(context, names, sizeof(names), &len));
    ck_assert_ok(otls_credential_free(credential));
    ck_assert_ok(otls_context_free(context));
}
END_TEST

START_TEST(context_copies_go_their_own_way)
{
    otls_handle a = make(OTLS_ROLE_SERVER), b;

    ck_assert_ok(otls_context_set_versions(a, OTLS_TLS_1_3, 0));
    ck_assert_ok(otls_context_copy(a, &b));
    ck_assert_ok(otls_context_set_ciphersuites(a, "TLS_AES_128_GCM_SHA256"));
    ck_assert_str_eq(ciphers(a), "TLS_AES_128_GCM_SHA256");
    ck_assert_ptr_nonnull(strstr(ciphers(b), "TLS_AES_256_GCM_SHA384"));
    ck_assert_ptr_null(strstr(ciphers(b), "ECDHE"));
    ck_assert_ok(otls_context_free(a));
    ck_assert_ptr_nonnull(strstr(ciphers(b), "TLS_AES_256_GCM_SHA384"));
    ck_assert_ok(otls_context_free(b));
}
END_TEST

START_TEST(context_handles_are_checked)
{
    otls_handle c = make(OTLS_ROLE_CLIENT), trust, copy = 7;
    int64_t value = 7;

    ck_assert_int_eq(otls_handle_kind(c), OTLS_KIND_CONTEXT);
    ck_assert_ok(otls_trust_empty(&trust));
    ck_assert_otls(otls_context_set_trust(trust, c), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_context_set_trust(c, c), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_context_set_credential(c, trust), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_context_add_credential(c, 0), OTLS_E_HANDLE_NONE);
    ck_assert_ok(otls_context_set_trust(c, trust));
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_context_set_trust(c, 0));
    ck_assert_ok(otls_context_set_credential(c, 0));
    ck_assert_otls(otls_context_counter(c, 0, &value), OTLS_E_INVALID);
    ck_assert_otls(otls_context_counter(c, OTLS_COUNTER_CAPPED + 1, &value),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_context_counter(c, OTLS_COUNTER_CONNECT, NULL), OTLS_E_NULL);
    ck_assert_int_eq(value, 7);
    ck_assert_ok(otls_context_counter(c, OTLS_COUNTER_CONNECT, &value));
    ck_assert_int_eq(value, 0);
    ck_assert_otls(otls_context_copy(c, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_context_free(c));
    ck_assert_otls(otls_context_copy(c, &copy), OTLS_E_HANDLE_STALE);
    ck_assert_int_eq(copy, 7);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("context");
    TCase *c = tcase_create("context");

    tcase_add_test(c, context_needs_a_role);
    tcase_add_test(c, context_ciphers_are_modern_by_default);
    tcase_add_test(c, context_ciphers_follow_the_versions_and_the_setters);
    tcase_add_test(c, context_setters_name_the_bad_element);
    tcase_add_test(c, context_setters_check_their_numbers);
    tcase_add_test(c, context_ends_verification_only_by_an_insecure_name);
    tcase_add_test(c, context_names_are_checked_and_never_lead_in_a_circle);
    tcase_add_test(c, context_keylog_file_is_for_its_owner_alone);
    tcase_add_test(c, context_is_refused_a_weak_credential_when_it_is_used);
    tcase_add_test(c, context_copies_go_their_own_way);
    tcase_add_test(c, context_handles_are_checked);
    suite_add_tcase(s, c);
    return s;
}
