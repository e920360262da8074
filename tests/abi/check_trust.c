/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certs.h"
#include "support.h"

static int64_t
count(otls_handle trust)
{
    int64_t n = -1;

    ck_assert_ok(otls_trust_count(trust, &n));
    return n;
}

static int64_t
crl_count(otls_handle trust)
{
    int64_t n = -1;

    ck_assert_ok(otls_trust_crl_count(trust, &n));
    return n;
}

static otls_handle
load(const char *file)
{
    otls_handle trust = 0;

    ck_assert_ok(otls_trust_load_file(certs_path(file), &trust));
    return trust;
}

/* Writes the files named, one after the other, to |name|. */
static const char *
join(const char *name, const char *first, const char *second)
{
    static char path[256];
    unsigned char *a, *b, *both;
    size_t a_len, b_len;

    a = support_read_file(certs_path(first), &a_len);
    b = support_read_file(certs_path(second), &b_len);
    ck_assert_ptr_nonnull(both = malloc(a_len + b_len));
    memcpy(both, a, a_len);
    memcpy(both + a_len, b, b_len);
    (void)snprintf(path, sizeof(path), "%s", support_path(name));
    support_write_file(path, both, a_len + b_len);
    free(a);
    free(b);
    free(both);
    return path;
}

START_TEST(trust_counts_each_certificate_once)
{
    otls_handle trust, twice;

    certs_standard();
    ck_assert_ok(otls_trust_empty(&trust));
    ck_assert_int_eq(otls_handle_kind(trust), OTLS_KIND_TRUST);
    ck_assert_int_eq(count(trust), 0);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_trust_load_file(
        join("two.pem", "root.crt", "stranger-root.crt"), &trust));
    ck_assert_int_eq(count(trust), 2);
    ck_assert_int_eq(crl_count(trust), 0);
    ck_assert_ok(otls_trust_load_file(
        join("same.pem", "root.crt", "root.crt"), &twice));
    ck_assert_int_eq(count(twice), 1);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_trust_free(twice));
}
END_TEST

START_TEST(trust_passes_over_keys_and_refuses_what_has_no_certificate)
{
    otls_handle trust = 0;

    certs_standard();
    ck_assert_ok(otls_trust_load_file(
        join("mixed.pem", "root.key", "root.crt"), &trust));
    ck_assert_int_eq(count(trust), 1);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_otls(otls_trust_load_file(certs_path("root.key"), &trust),
        OTLS_E_CERT_FORMAT);
    support_assert_message("root.key");
    ck_assert_otls(
        otls_trust_load_bytes("", 0, &trust), OTLS_E_CERT_FORMAT);
    ck_assert_otls(
        otls_trust_load_bytes("hello", 5, &trust), OTLS_E_CERT_FORMAT);
    ck_assert_otls(
        otls_trust_load_bytes("\x30\x03zzz", 5, &trust), OTLS_E_CERT_FORMAT);
    ck_assert_otls(
        otls_trust_load_file(support_path("none"), &trust), OTLS_E_NOT_FOUND);
    support_assert_message("none");
    ck_assert_otls(
        otls_trust_load_file(support_tmpdir(), &trust), OTLS_E_IO);
}
END_TEST

/* The first certificate is fine, the second is cut: OpenSSL's own loader
 * would be content with the first. */
START_TEST(trust_refuses_a_file_with_one_damaged_certificate)
{
    const char *path;
    unsigned char *data;
    otls_handle trust = 0;
    size_t len;

    certs_standard();
    path = join("cut.pem", "root.crt", "stranger-root.crt");
    data = support_read_file(path, &len);
    ck_assert_otls(otls_trust_load_bytes(data, len - 60, &trust),
        OTLS_E_CERT_FORMAT);
    support_assert_message("block 2 of 2");
    data[len - 200] = '!';
    ck_assert_otls(
        otls_trust_load_bytes(data, len, &trust), OTLS_E_CERT_FORMAT);
    free(data);
}
END_TEST

START_TEST(trust_combines_without_changing_its_parts)
{
    otls_handle a, b, both, listed, again;

    certs_standard();
    a = load("root.crt");
    b = load("stranger-root.crt");
    ck_assert_ok(otls_trust_combine(a, b, &both));
    ck_assert_int_eq(count(both), 2);
    ck_assert_int_eq(count(a), 1);
    ck_assert_int_eq(count(b), 1);
    ck_assert_ok(
        otls_trust_with_crls_file(both, certs_path("all.crl"), &listed));
    ck_assert_int_eq(crl_count(listed), 2);
    ck_assert_int_eq(count(listed), 2);
    ck_assert_int_eq(crl_count(both), 0);
    ck_assert_ok(otls_trust_combine(listed, a, &again));
    ck_assert_int_eq(count(again), 2);
    ck_assert_int_eq(crl_count(again), 2);
    ck_assert_ok(otls_trust_free(a));
    ck_assert_ok(otls_trust_free(b));
    ck_assert_ok(otls_trust_free(both));
    ck_assert_ok(otls_trust_free(listed));
    ck_assert_ok(otls_trust_free(again));
}
END_TEST

START_TEST(trust_gives_and_takes_certificate_lists)
{
    otls_handle trust, list, same;

    certs_standard();
    ck_assert_ok(otls_trust_load_file(
        join("both.pem", "root.crt", "stranger-root.crt"), &trust));
    ck_assert_ok(otls_trust_certs(trust, &list));
    ck_assert_int_eq(otls_handle_kind(list), OTLS_KIND_CERT_LIST);
    ck_assert_ok(otls_trust_from_list(list, &same));
    ck_assert_int_eq(count(same), 2);
    ck_assert_ok(otls_handle_free(list));
    ck_assert_ok(otls_trust_free(same));
    ck_assert_otls(otls_trust_from_list(trust, &same), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_trust_from_list(trust, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_certs(trust, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_certs(0, &list), OTLS_E_HANDLE_NONE);
    ck_assert_ok(otls_trust_free(trust));
}
END_TEST

START_TEST(trust_takes_revocation_lists_and_nothing_else_beside_them)
{
    otls_handle base, trust = 0;
    unsigned char *data;
    size_t len;

    certs_standard();
    base = load("root.crt");
    ck_assert_otls(
        otls_trust_with_crls_file(base, certs_path("root.crt"), &trust),
        OTLS_E_CERT_FORMAT);
    support_assert_message("no revocation list");
    ck_assert_otls(otls_trust_with_crls_file(
                       base, join("cl.pem", "root.crl", "root.crt"), &trust),
        OTLS_E_INVALID);
    data = support_read_file(certs_path("root.crl"), &len);
    ck_assert_otls(otls_trust_with_crls_bytes(base, data, len - 60, &trust),
        OTLS_E_CERT_FORMAT);
    ck_assert_ok(otls_trust_with_crls_bytes(base, data, len, &trust));
    ck_assert_int_eq(crl_count(trust), 1);
    free(data);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_trust_free(base));
}
END_TEST

START_TEST(trust_of_a_directory_names_what_is_wrong)
{
    char path[256], colon[300];
    otls_handle trust = 0;

    (void)snprintf(path, sizeof(path), "%s", support_path("hashed"));
    (void)snprintf(colon, sizeof(colon), "%s:x", path);
    ck_assert_otls(otls_trust_load_directory(path, &trust), OTLS_E_NOT_FOUND);
    support_assert_message(path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_otls(otls_trust_load_directory(colon, &trust), OTLS_E_INVALID);
    ck_assert_ok(otls_trust_load_directory(path, &trust));
    ck_assert_int_eq(count(trust), 0);
    ck_assert_ok(otls_trust_free(trust));
    support_write_file(support_path("plain"), "x", 1);
    ck_assert_otls(
        otls_trust_load_directory(support_path("plain"), &trust),
        OTLS_E_NOT_FOUND);
    support_assert_message("plain");
}
END_TEST

START_TEST(trust_of_the_system_honours_the_environment)
{
    const int fds = support_open_fds();
    otls_handle trust;

    certs_standard();
    ck_assert_int_eq(setenv("SSL_CERT_DIR", support_tmpdir(), 1), 0);
    ck_assert_int_eq(setenv("SSL_CERT_FILE", certs_path("root.crt"), 1), 0);
    ck_assert_ok(otls_trust_system(&trust));
    ck_assert_int_eq(count(trust), 1);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_int_eq(
        setenv("SSL_CERT_FILE", join("sys.pem", "root.crt", "inter.crt"), 1),
        0);
    ck_assert_ok(otls_trust_system(&trust));
    ck_assert_int_eq(count(trust), 2);
    ck_assert_ok(otls_trust_free(trust));
    /* nothing there is nothing trusted, and a damaged file is an error */
    ck_assert_int_eq(setenv("SSL_CERT_FILE", "/dev/null", 1), 0);
    ck_assert_int_eq(setenv("SSL_CERT_DIR", "/nonexistent:/neither", 1), 0);
    ck_assert_ok(otls_trust_system(&trust));
    ck_assert_int_eq(count(trust), 0);
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_int_eq(setenv("SSL_CERT_FILE", "/nonexistent", 1), 0);
    ck_assert_ok(otls_trust_system(&trust));
    ck_assert_ok(otls_trust_free(trust));
    support_write_file(support_path("bad"), "-----BEGIN CERTIFICATE", 22);
    ck_assert_int_eq(setenv("SSL_CERT_FILE", support_path("bad"), 1), 0);
    ck_assert_otls(otls_trust_system(&trust), OTLS_E_CERT_FORMAT);
    support_assert_message("bad");
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(trust_functions_refuse_null_and_other_handles)
{
    otls_handle trust, bio, out;
    int64_t n;

    ck_assert_ok(otls_trust_empty(&trust));
    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(otls_trust_empty(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_system(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_file(NULL, &out), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_file("x", NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_bytes(NULL, 0, &out), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_bytes("x", 1, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_directory(NULL, &out), OTLS_E_NULL);
    ck_assert_otls(otls_trust_load_directory("x", NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_combine(trust, trust, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_trust_combine(trust, bio, &out), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_trust_combine(0, trust, &out), OTLS_E_HANDLE_NONE);
    ck_assert_otls(
        otls_trust_with_crls_file(trust, NULL, &out), OTLS_E_NULL);
    ck_assert_otls(
        otls_trust_with_crls_file(trust, "x", NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_trust_with_crls_bytes(trust, NULL, 0, &out), OTLS_E_NULL);
    ck_assert_otls(
        otls_trust_with_crls_bytes(trust, "x", 1, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_count(trust, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_crl_count(trust, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_trust_count(bio, &n), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_trust_free(0));
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_otls(otls_trust_free(trust), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

static void *
load_and_free(void *arg)
{
    otls_handle a, b, both;
    int i;

    for (i = 0; i < 40; i++) {
        ck_assert_ok(otls_trust_load_file(arg, &a));
        ck_assert_ok(otls_trust_system(&b));
        ck_assert_ok(otls_trust_combine(a, b, &both));
        ck_assert_int_eq(count(both), 2);
        ck_assert_ok(otls_trust_free(a));
        ck_assert_ok(otls_trust_free(b));
        ck_assert_ok(otls_trust_free(both));
    }
    return NULL;
}

START_TEST(trust_is_loaded_and_freed_by_several_threads)
{
    pthread_t threads[4];
    char path[256];
    size_t i;

    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", certs_path("root.crt"));
    ck_assert_int_eq(setenv("SSL_CERT_DIR", "", 1), 0);
    ck_assert_int_eq(
        setenv("SSL_CERT_FILE", certs_path("inter.crt"), 1), 0);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, load_and_free, path), 0);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("trust");
    TCase *tcase = tcase_create("trust");

    tcase_add_test(tcase, trust_counts_each_certificate_once);
    tcase_add_test(
        tcase, trust_passes_over_keys_and_refuses_what_has_no_certificate);
    tcase_add_test(tcase, trust_refuses_a_file_with_one_damaged_certificate);
    tcase_add_test(tcase, trust_combines_without_changing_its_parts);
    tcase_add_test(tcase, trust_gives_and_takes_certificate_lists);
    tcase_add_test(
        tcase, trust_takes_revocation_lists_and_nothing_else_beside_them);
    tcase_add_test(tcase, trust_of_a_directory_names_what_is_wrong);
    tcase_add_test(tcase, trust_of_the_system_honours_the_environment);
    tcase_add_test(tcase, trust_functions_refuse_null_and_other_handles);
    tcase_add_test(tcase, trust_is_loaded_and_freed_by_several_threads);
    suite_add_tcase(suite, tcase);
    return suite;
}
