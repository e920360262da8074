/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include "certs.h"
#include "pki/trust.h"
#include "support.h"

static struct otls__trust *
load(const char *file)
{
    struct otls__trust *t;

    ck_assert_ok(otls__trust_load_file(certs_path(file), &t));
    return t;
}

static struct otls__trust *
combine(struct otls__trust *a, struct otls__trust *b)
{
    struct otls__trust *t;

    ck_assert_ok(otls__trust_combine(a, b, &t));
    return t;
}

static int
same_digest(const struct otls__trust *a, const struct otls__trust *b)
{
    return memcmp(otls__trust_digest(a), otls__trust_digest(b), 32) == 0;
}

static X509 *
read_cert(const char *file)
{
    FILE *f = fopen(certs_path(file), "r");
    X509 *x = PEM_read_X509(f, NULL, NULL, NULL);

    ck_assert_ptr_nonnull(x);
    (void)fclose(f);
    return x;
}

/* What OpenSSL says of the certificate in |file| with inter beside it. */
static int
verdict(const struct otls__trust *t, const char *file)
{
    X509 *leaf = read_cert(file), *inter = read_cert("inter.crt");
    STACK_OF(X509) *between = sk_X509_new_null();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int error;

    ck_assert_int_gt(sk_X509_push(between, inter), 0);
    ck_assert_int_eq(
        X509_STORE_CTX_init(ctx, otls__trust_store(t), leaf, between), 1);
    if (otls__trust_has_crls(t))
        X509_STORE_CTX_set_flags(
            ctx, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    (void)X509_verify_cert(ctx);
    error = X509_STORE_CTX_get_error(ctx);
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(between, X509_free);
    X509_free(leaf);
    return error;
}

START_TEST(trust_loaded_again_is_the_same_object)
{
    struct otls__trust *a, *b, *c;
    unsigned char *data;
    size_t len;

    certs_standard();
    a = load("root.crt");
    b = load("root.crt");
    ck_assert_ptr_eq(a, b);
    data = support_read_file(certs_path("root.crt"), &len);
    ck_assert_ok(otls__trust_load_bytes(data, len, &c));
    ck_assert_ptr_eq(a, c);
    free(data);
    otls__trust_unref(a);
    otls__trust_unref(b);
    otls__trust_unref(c);
}
END_TEST

START_TEST(trust_of_a_changed_file_is_new_and_the_old_one_stays)
{
    struct otls__trust *old, *new;
    unsigned char *data;
    char path[256];
    size_t len;

    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", support_path("changing.pem"));
    data = support_read_file(certs_path("root.crt"), &len);
    support_write_file(path, data, len);
    free(data);
    ck_assert_ok(otls__trust_load_file(path, &old));
    data = support_read_file(certs_path("stranger-root.crt"), &len);
    support_write_file(path, data, len);
    free(data);
    ck_assert_ok(otls__trust_load_file(path, &new));
    ck_assert_ptr_ne(old, new);
    ck_assert_int_eq(verdict(old, "server.crt"), X509_V_OK);
    ck_assert_int_ne(verdict(new, "server.crt"), X509_V_OK);
    ck_assert_int_eq(verdict(new, "stranger.crt"), X509_V_OK);
    otls__trust_unref(old);
    otls__trust_unref(new);
}
END_TEST

START_TEST(trust_digest_depends_on_content_and_not_on_order)
{
    struct otls__trust *a, *b, *ab, *ba, *aba, *listed, *other;

    certs_standard();
    a = load("root.crt");
    b = load("stranger-root.crt");
    ab = combine(a, b);
    ba = combine(b, a);
    aba = combine(ab, a);
    ck_assert(!same_digest(a, b));
    ck_assert(!same_digest(a, ab));
    ck_assert(same_digest(ab, ba));
    ck_assert(same_digest(ab, aba));
    ck_assert_int_eq(sk_X509_NAME_num(otls__trust_names(ab)), 2);
    ck_assert_ok(
        otls__trust_with_crls_file(a, certs_path("root.crl"), &listed));
    ck_assert_ok(
        otls__trust_with_crls_file(a, certs_path("all.crl"), &other));
    ck_assert(!same_digest(a, listed));
    ck_assert(!same_digest(listed, other));
    ck_assert_int_eq(otls__trust_has_crls(a), 0);
    ck_assert_int_eq(otls__trust_has_crls(listed), 1);
    otls__trust_unref(a);
    otls__trust_unref(b);
    otls__trust_unref(ab);
    otls__trust_unref(ba);
    otls__trust_unref(aba);
    otls__trust_unref(listed);
    otls__trust_unref(other);
}
END_TEST

START_TEST(trust_verifies_with_its_lists)
{
    struct otls__trust *root, *listed;

    certs_standard();
    root = load("root.crt");
    ck_assert_ok(
        otls__trust_with_crls_file(root, certs_path("all.crl"), &listed));
    ck_assert_int_eq(verdict(root, "revoked.crt"), X509_V_OK);
    ck_assert_int_eq(
        verdict(listed, "revoked.crt"), X509_V_ERR_CERT_REVOKED);
    ck_assert_int_eq(verdict(listed, "server.crt"), X509_V_OK);
    ck_assert_int_ne(verdict(root, "stranger.crt"), X509_V_OK);
    otls__trust_unref(root);
    otls__trust_unref(listed);
}
END_TEST

/* Puts |file| into |directory| under the name that its subject asks for. */
static void
rehash(const char *directory, const char *file)
{
    X509 *x = read_cert(file);
    unsigned char *data;
    char path[400];
    size_t len;

    data = support_read_file(certs_path(file), &len);
    (void)snprintf(path, sizeof(path), "%s/%08lx.0", directory,
        X509_subject_name_hash(x));
    support_write_file(path, data, len);
    free(data);
    X509_free(x);
}

START_TEST(trust_looks_into_directories_when_it_must)
{
    struct otls__trust *before, *after;
    char path[256];

    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", support_path("lazy"));
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_ok(otls__trust_load_directory(path, &before));
    ck_assert_int_ne(verdict(before, "server.crt"), X509_V_OK);
    rehash(path, "root.crt");
    ck_assert_int_eq(verdict(before, "server.crt"), X509_V_OK);
    /* each has a look of its own, and another content is another identity */
    ck_assert_ok(otls__trust_load_directory(path, &after));
    ck_assert_ptr_ne(before, after);
    ck_assert(!same_digest(before, after));
    ck_assert_int_eq(otls__trust_count(after), 0);
    ck_assert_int_eq(verdict(after, "server.crt"), X509_V_OK);
    ck_assert_int_ne(verdict(after, "stranger.crt"), X509_V_OK);
    otls__trust_unref(before);
    otls__trust_unref(after);
}
END_TEST

START_TEST(trust_of_the_system_is_shared_until_it_changes)
{
    struct otls__trust *a, *b;

    certs_standard();
    ck_assert_int_eq(setenv("SSL_CERT_DIR", "", 1), 0);
    ck_assert_int_eq(setenv("SSL_CERT_FILE", certs_path("root.crt"), 1), 0);
    ck_assert_ok(otls__trust_system(&a));
    ck_assert_ok(otls__trust_system(&b));
    ck_assert_ptr_eq(a, b);
    otls__trust_unref(b);
    ck_assert_int_eq(
        setenv("SSL_CERT_FILE", certs_path("stranger-root.crt"), 1), 0);
    ck_assert_ok(otls__trust_system(&b));
    ck_assert_ptr_ne(a, b);
    ck_assert(!same_digest(a, b));
    otls__trust_unref(a);
    otls__trust_unref(b);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("trust");
    TCase *tcase = tcase_create("trust");

    tcase_add_test(tcase, trust_loaded_again_is_the_same_object);
    tcase_add_test(
        tcase, trust_of_a_changed_file_is_new_and_the_old_one_stays);
    tcase_add_test(tcase, trust_digest_depends_on_content_and_not_on_order);
    tcase_add_test(tcase, trust_verifies_with_its_lists);
    tcase_add_test(tcase, trust_looks_into_directories_when_it_must);
    tcase_add_test(tcase, trust_of_the_system_is_shared_until_it_changes);
    suite_add_tcase(suite, tcase);
    return suite;
}
