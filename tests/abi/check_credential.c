/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include "certs.h"
#include "support.h"

#define PASS CERTS_PASSPHRASE
#define PASS_LEN strlen(CERTS_PASSPHRASE)

static int asked;

static int
say(void *user, void *buf, size_t cap, size_t *len)
{
    (void)__atomic_add_fetch(&asked, 1, __ATOMIC_RELAXED);
    *len = strlen(user);
    ck_assert_uint_ge(cap, *len);
    memcpy(buf, user, *len);
    return OTLS_CALLBACK_ACCEPT;
}

static int
refuse(void *user, void *buf, size_t cap, size_t *len)
{
    (void)user;
    (void)buf;
    (void)cap;
    *len = 1;
    return 1;
}

static int
claim_too_much(void *user, void *buf, size_t cap, size_t *len)
{
    (void)user;
    (void)buf;
    *len = cap + 1;
    return OTLS_CALLBACK_ACCEPT;
}

static char chain[256], key[256], encrypted[256];

static void
make_files(void)
{
    certs_standard();
    (void)snprintf(chain, sizeof(chain), "%s", certs_path("server.pem"));
    (void)snprintf(key, sizeof(key), "%s", certs_path("server.key"));
    (void)snprintf(
        encrypted, sizeof(encrypted), "%s", certs_path("server.enc"));
}

static int
load(const char *passphrase, otls_handle *credential)
{
    return otls_credential_load_file(chain, encrypted, passphrase,
        passphrase == NULL ? 0 : strlen(passphrase), credential);
}

static int
ask(int (*callback)(void *, void *, size_t, size_t *), char *user,
    otls_handle *credential)
{
    return otls_credential_load_file_ask(
        chain, encrypted, callback, user, credential);
}

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

START_TEST(credential_comes_from_two_files_or_one)
{
    const char *one;
    otls_handle c;

    make_files();
    ck_assert_ok(otls_credential_load_file(chain, key, NULL, 0, &c));
    ck_assert_int_eq(otls_handle_kind(c), OTLS_KIND_CREDENTIAL);
    ck_assert_ok(otls_credential_free(c));
    one = join("one.pem", "server.key", "server.pem");
    ck_assert_ok(otls_credential_load_file(one, NULL, NULL, 0, &c));
    ck_assert_ok(otls_credential_free(c));
    one = join("one2.pem", "server.pem", "server.enc");
    ck_assert_ok(otls_credential_load_file(one, one, PASS, PASS_LEN, &c));
    ck_assert_ok(otls_credential_free(c));
}
END_TEST

START_TEST(credential_comes_from_bytes)
{
    unsigned char *certs, *keys;
    size_t certs_len, keys_len;
    otls_handle c = 0;

    make_files();
    certs = support_read_file(chain, &certs_len);
    keys = support_read_file(encrypted, &keys_len);
    ck_assert_otls(otls_credential_load_bytes(
                       certs, certs_len, keys, keys_len, NULL, 0, &c),
        OTLS_E_WANT_PASSPHRASE);
    ck_assert_ok(otls_credential_load_bytes_ask(
        certs, certs_len, keys, keys_len, say, (char[]){PASS}, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_otls(otls_credential_load_bytes(
                       certs, certs_len, NULL, 0, NULL, 0, &c),
        OTLS_E_KEY_FORMAT);
    support_assert_message("holds no private key");
    ck_assert_otls(otls_credential_load_bytes(
                       keys, keys_len, keys, keys_len, NULL, 0, &c),
        OTLS_E_CERT_FORMAT);
    free(certs);
    free(keys);
}
END_TEST

START_TEST(credential_wants_the_passphrase_and_refuses_a_wrong_one)
{
    otls_handle c = 0;

    make_files();
    ck_assert_otls(load(NULL, &c), OTLS_E_WANT_PASSPHRASE);
    support_assert_message("server.enc");
    ck_assert_otls(load("wrong", &c), OTLS_E_KEY_PASSPHRASE);
    support_assert_message("server.enc");
    ck_assert_otls(load("", &c), OTLS_E_KEY_PASSPHRASE);
    ck_assert_otls(
        ask(say, (char[]){"wrong"}, &c), OTLS_E_KEY_PASSPHRASE);
    ck_assert_otls(ask(refuse, NULL, &c), OTLS_E_CANCELLED);
    support_assert_message("server.enc");
    ck_assert_otls(ask(claim_too_much, NULL, &c), OTLS_E_INVALID);
    ck_assert_ok(load(PASS, &c));
    ck_assert_ok(otls_credential_free(c));
}
END_TEST

START_TEST(credential_asks_once_for_the_same_callable)
{
    char one[] = PASS, other[] = PASS;
    otls_handle c;
    int i;

    make_files();
    asked = 0;
    for (i = 0; i < 20; i++) {
        ck_assert_ok(ask(say, one, &c));
        ck_assert_ok(otls_credential_free(c));
    }
    ck_assert_int_eq(asked, 1);
    /* another user is another callable */
    ck_assert_ok(ask(say, other, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_int_eq(asked, 2);
    ck_assert_ok(ask(say, other, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_int_eq(asked, 2);
}
END_TEST

START_TEST(credential_in_the_cache_still_refuses_a_wrong_passphrase)
{
    otls_handle held, c = 0;

    make_files();
    ck_assert_ok(load(PASS, &held));
    ck_assert_otls(load("wrong", &c), OTLS_E_KEY_PASSPHRASE);
    ck_assert_otls(
        ask(say, (char[]){"wrong"}, &c), OTLS_E_KEY_PASSPHRASE);
    ck_assert_otls(ask(refuse, NULL, &c), OTLS_E_CANCELLED);
    /* no passphrase, and the right one, are answered */
    ck_assert_ok(load(NULL, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(load(PASS, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_free(held));
}
END_TEST

START_TEST(credential_forgotten_needs_its_passphrase_again)
{
    otls_handle held, c = 0;

    make_files();
    ck_assert_ok(load(PASS, &held));
    ck_assert_ok(otls_credential_forget(held));
    ck_assert_otls(load(NULL, &c), OTLS_E_WANT_PASSPHRASE);
    ck_assert_ok(load(PASS, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(load(NULL, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_forget_all());
    ck_assert_otls(load(NULL, &c), OTLS_E_WANT_PASSPHRASE);
    ck_assert_ok(otls_credential_free(held));
}
END_TEST

START_TEST(credential_reads_a_file_that_changed)
{
    char path[256];
    unsigned char *data;
    otls_handle c = 0;
    size_t len;

    make_files();
    (void)snprintf(path, sizeof(path), "%s", support_path("moving.key"));
    data = support_read_file(key, &len);
    support_write_file(path, data, len);
    ck_assert_ok(otls_credential_load_file(chain, path, NULL, 0, &c));
    ck_assert_ok(otls_credential_free(c));
    /* the same size, and maybe the same tick of the clock */
    data[len / 2] = data[len / 2] == 'A' ? 'B' : 'A';
    support_write_file(path, data, len);
    ck_assert_int_lt(
        otls_credential_load_file(chain, path, NULL, 0, &c), 0);
    free(data);
    data = support_read_file(certs_path("other.key"), &len);
    support_write_file(path, data, len);
    free(data);
    ck_assert_otls(otls_credential_load_file(chain, path, NULL, 0, &c),
        OTLS_E_KEY_MISMATCH);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_otls(otls_credential_load_file(chain, path, NULL, 0, &c),
        OTLS_E_NOT_FOUND);
}
END_TEST

START_TEST(credential_mismatch_names_both_files)
{
    otls_handle c = 0;

    make_files();
    ck_assert_otls(otls_credential_load_file(
                       chain, certs_path("other.key"), NULL, 0, &c),
        OTLS_E_KEY_MISMATCH);
    support_assert_message("server.pem");
    support_assert_message("other.key");
    /* another kind of key */
    ck_assert_otls(otls_credential_load_file(chain,
                       certs_path("server-rsa.key"), NULL, 0, &c),
        OTLS_E_KEY_MISMATCH);
    /* the issuer stands in front */
    ck_assert_otls(
        otls_credential_load_file(join("wrong.pem", "inter.crt", "server.crt"),
            key, NULL, 0, &c),
        OTLS_E_KEY_MISMATCH);
    support_assert_message("certificate 2");
}
END_TEST

START_TEST(credential_takes_keys_of_each_kind)
{
    static const char *const names[] = {
        "server", "server-rsa", "server-ed25519", "server-p384", "expired"};
    char cert[40], name[40], path[256];
    otls_handle c;
    size_t i;

    make_files();
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(cert, sizeof(cert), "%s.pem", names[i]);
        (void)snprintf(name, sizeof(name), "%s.enc", names[i]);
        (void)snprintf(path, sizeof(path), "%s", certs_path(cert));
        ck_assert_ok(otls_credential_load_file(
            path, certs_path(name), PASS, PASS_LEN, &c));
        ck_assert_ok(otls_credential_free(c));
    }
}
END_TEST

START_TEST(credential_failures_leave_no_descriptor_or_handle)
{
    const int fds = support_open_fds();
    int64_t before, after;
    otls_handle c = 0;
    int i;

    make_files();
    ck_assert_ok(otls_handle_count(0, &before));
    for (i = 0; i < 5; i++) {
        (void)otls_credential_load_file("/none", key, NULL, 0, &c);
        (void)otls_credential_load_file(chain, "/none", NULL, 0, &c);
        (void)otls_credential_load_file(
            chain, certs_path("other.key"), NULL, 0, &c);
        (void)otls_credential_load_file(chain, chain, NULL, 0, &c);
        (void)load("wrong", &c);
        (void)load(NULL, &c);
        (void)ask(refuse, NULL, &c);
    }
    ck_assert_int_eq(c, 0);
    ck_assert_ok(otls_handle_count(0, &after));
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(credential_gives_its_parts_and_is_made_of_them)
{
    otls_handle c, cert, list, private, same, bio;

    make_files();
    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_ok(otls_credential_load_file(chain, key, NULL, 0, &c));
    ck_assert_ok(otls_credential_cert(c, &cert));
    ck_assert_int_eq(otls_handle_kind(cert), OTLS_KIND_CERT);
    ck_assert_ok(otls_credential_chain(c, &list));
    ck_assert_int_eq(otls_handle_kind(list), OTLS_KIND_CERT_LIST);
    ck_assert_ok(otls_credential_key(c, &private));
    ck_assert_int_eq(otls_handle_kind(private), OTLS_KIND_KEY);
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_new(list, private, &same));
    ck_assert_ok(otls_credential_free(same));
    ck_assert_ok(otls_credential_load_file(certs_path("other.pem"),
        certs_path("other.key"), NULL, 0, &c));
    ck_assert_ok(otls_handle_free(list));
    ck_assert_ok(otls_credential_chain(c, &list));
    ck_assert_otls(
        otls_credential_new(list, private, &same), OTLS_E_KEY_MISMATCH);
    ck_assert_otls(
        otls_credential_new(bio, private, &same), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_credential_new(list, bio, &same), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_credential_new(list, private, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_cert(c, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_chain(c, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_key(c, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_key(bio, &same), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_handle_free(list));
    ck_assert_ok(otls_handle_free(private));
    ck_assert_ok(otls_handle_free(cert));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

/* Writes server's key and certificate to |name|; NID 0 is OpenSSL's own
 * choice of encryption, -1 none. */
static const char *
write_pkcs12(const char *name, const char *passphrase, int nid)
{
    static char path[256];
    FILE *in = fopen(certs_path("server.key"), "r");
    FILE *cert = fopen(certs_path("server.pem"), "r"), *out;
    EVP_PKEY *pkey = PEM_read_PrivateKey(in, NULL, NULL, NULL);
    X509 *x509 = PEM_read_X509(cert, NULL, NULL, NULL);
    PKCS12 *p12;

    p12 = PKCS12_create(
        passphrase, "server", pkey, x509, NULL, nid, nid, 0, 0, 0);
    ck_assert_ptr_nonnull(p12);
    (void)snprintf(path, sizeof(path), "%s", support_path(name));
    ck_assert_ptr_nonnull(out = fopen(path, "w"));
    ck_assert_int_eq(i2d_PKCS12_fp(out, p12), 1);
    (void)fclose(in);
    (void)fclose(cert);
    (void)fclose(out);
    EVP_PKEY_free(pkey);
    X509_free(x509);
    PKCS12_free(p12);
    return path;
}

START_TEST(credential_comes_from_pkcs12)
{
    const char *path;
    unsigned char *data;
    otls_handle c = 0;
    size_t len;

    make_files();
    path = write_pkcs12("server.p12", PASS, 0);
    ck_assert_otls(otls_credential_load_pkcs12_file(path, NULL, 0, &c),
        OTLS_E_WANT_PASSPHRASE);
    support_assert_message("server.p12");
    ck_assert_otls(otls_credential_load_pkcs12_file(path, "wrong", 5, &c),
        OTLS_E_KEY_PASSPHRASE);
    asked = 0;
    ck_assert_ok(otls_credential_load_pkcs12_file_ask(
        path, say, (char[]){PASS}, &c));
    ck_assert_int_eq(asked, 1);
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_load_pkcs12_file(path, PASS, PASS_LEN, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_otls(otls_credential_load_pkcs12_file(path, "wrong", 5, &c),
        OTLS_E_KEY_PASSPHRASE);
    data = support_read_file(path, &len);
    ck_assert_ok(
        otls_credential_load_pkcs12_bytes(data, len, PASS, PASS_LEN, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_otls(otls_credential_load_pkcs12_bytes(
                       data, len - 1, PASS, PASS_LEN, &c),
        OTLS_E_KEY_FORMAT);
    free(data);
    ck_assert_otls(otls_credential_load_pkcs12_file(chain, NULL, 0, &c),
        OTLS_E_KEY_FORMAT);
    support_assert_message("not PKCS#12");
}
END_TEST

START_TEST(credential_pkcs12_without_a_passphrase_needs_none)
{
    const char *path;
    otls_handle c;

    make_files();
    path = write_pkcs12("empty.p12", "", 0);
    ck_assert_ok(otls_credential_load_pkcs12_file(path, NULL, 0, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_load_pkcs12_file(path, "", 0, &c));
    ck_assert_ok(otls_credential_free(c));
    path = write_pkcs12("plain.p12", NULL, -1);
    ck_assert_ok(otls_credential_load_pkcs12_file(path, NULL, 0, &c));
    ck_assert_ok(otls_credential_free(c));
    path = write_pkcs12(
        "triple.p12", PASS, NID_pbe_WithSHA1And3_Key_TripleDES_CBC);
    ck_assert_ok(otls_credential_load_pkcs12_file(path, PASS, PASS_LEN, &c));
    ck_assert_ok(otls_credential_free(c));
}
END_TEST

/* A child writes it, which has the legacy provider. */
START_TEST(credential_pkcs12_with_rc2_names_the_remedy)
{
    otls_handle c = 0;
    pid_t pid;
    int rv;

    make_files();
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        if (OSSL_PROVIDER_load(NULL, "legacy") == NULL ||
            OSSL_PROVIDER_load(NULL, "default") == NULL)
            _exit(77);
        (void)write_pkcs12(
            "rc2.p12", PASS, NID_pbe_WithSHA1And40BitRC2_CBC);
        _exit(0);
    }
    if ((rv = support_wait(pid)) == 77) {
        support_skip("credential_pkcs12_with_rc2_names_the_remedy",
            "OpenSSL's legacy provider isn't installed");
        return;
    }
    ck_assert_int_eq(rv, 0);
    ck_assert_otls(otls_credential_load_pkcs12_file(
                       support_path("rc2.p12"), "wrong", 5, &c),
        OTLS_E_KEY_PASSPHRASE);
    ck_assert_otls(otls_credential_load_pkcs12_file(
                       support_path("rc2.p12"), PASS, PASS_LEN, &c),
        OTLS_E_UNSUPPORTED);
    support_assert_message("openssl pkcs12 -legacy");
}
END_TEST

START_TEST(credential_takes_an_ocsp_response)
{
    unsigned char *data;
    otls_handle c, with, without;
    size_t len;

    make_files();
    data = certs_make_ocsp("server", "inter", 0, &len);
    ck_assert_ok(otls_credential_load_file(chain, key, NULL, 0, &c));
    ck_assert_otls(
        otls_credential_with_ocsp(c, "x", 1, &with), OTLS_E_INVALID);
    ck_assert_otls(
        otls_credential_with_ocsp(c, data, len - 9, &with), OTLS_E_INVALID);
    /* tryLater */
    ck_assert_otls(otls_credential_with_ocsp(
                       c, "\x30\x03\x0a\x01\x03", 5, &with),
        OTLS_E_INVALID);
    ck_assert_ok(otls_credential_with_ocsp(c, data, len, &with));
    ck_assert_ok(otls_credential_with_ocsp(with, NULL, 0, &without));
    free(data);
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_free(with));
    ck_assert_ok(otls_credential_free(without));
}
END_TEST

/* A callback may use the library, the cache too. */
static int
say_by_the_library(void *user, void *buf, size_t cap, size_t *len)
{
    otls_handle c;

    ck_assert_ok(otls_credential_load_file(chain, key, NULL, 0, &c));
    ck_assert_ok(otls_credential_free(c));
    ck_assert_ok(otls_credential_forget_all());
    return say(user, buf, cap, len);
}

START_TEST(credential_callback_may_call_the_library)
{
    otls_handle c;

    make_files();
    ck_assert_ok(ask(say_by_the_library, (char[]){PASS}, &c));
    ck_assert_ok(otls_credential_free(c));
}
END_TEST

START_TEST(credential_functions_refuse_null_and_other_handles)
{
    otls_handle c, bio;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(
        otls_credential_load_file(NULL, "x", NULL, 0, &c), OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_file("x", "x", NULL, 1, &c), OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_file("x", "x", NULL, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_bytes(NULL, 0, "x", 1, NULL, 0, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_bytes("x", 1, NULL, 1, NULL, 0, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_bytes("x", 1, "x", 1, NULL, 1, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_bytes("x", 1, "x", 1, NULL, 0, NULL),
        OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_file_ask("x", "x", NULL, NULL, &c), OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_bytes_ask(
                       "x", 1, "x", 1, NULL, NULL, &c),
        OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_pkcs12_file(NULL, NULL, 0, &c), OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_pkcs12_file("x", NULL, 1, &c), OTLS_E_NULL);
    ck_assert_otls(
        otls_credential_load_pkcs12_file("x", NULL, 0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_pkcs12_bytes(NULL, 0, NULL, 0, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_pkcs12_bytes("x", 1, NULL, 0, NULL),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_pkcs12_file_ask("x", NULL, NULL, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_load_pkcs12_file_ask(NULL, say, NULL, &c),
        OTLS_E_NULL);
    ck_assert_otls(otls_credential_with_ocsp(0, "x", 1, &c),
        OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_credential_with_ocsp(bio, NULL, 1, &c), OTLS_E_NULL);
    ck_assert_otls(otls_credential_with_ocsp(bio, "x", 1, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_credential_forget(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_credential_forget(bio), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_credential_free(bio), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_credential_free(0));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

static void *
load_forget_and_free(void *arg)
{
    const int number = *(int *)arg;
    char user[] = PASS;
    otls_handle c;
    int i;

    for (i = 0; i < 30; i++) {
        ck_assert_ok(i % 2 == 0 ? ask(say, user, &c) : load(PASS, &c));
        if ((i + number) % 10 == 0)
            ck_assert_ok(otls_credential_forget(c));
        if ((i + number) % 15 == 0)
            ck_assert_ok(otls_credential_forget_all());
        ck_assert_ok(otls_credential_free(c));
    }
    return NULL;
}

START_TEST(credential_is_loaded_forgotten_and_freed_by_several_threads)
{
    pthread_t threads[4];
    int numbers[4], i;

    make_files();
    for (i = 0; i < 4; i++) {
        numbers[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL,
                             load_forget_and_free, &numbers[i]),
            0);
    }
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST

START_TEST(credential_in_the_cache_serves_a_child)
{
    otls_handle c;
    pid_t pid;
    int rv;

    make_files();
    ck_assert_ok(load(PASS, &c));
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        rv = load(NULL, &c) == OTLS_OK &&
             load("wrong", &c) == OTLS_E_KEY_PASSPHRASE &&
             otls_credential_forget_all() == OTLS_OK &&
             load(NULL, &c) == OTLS_E_WANT_PASSPHRASE;
        _exit(rv ? 0 : 1);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_ok(load(NULL, &c));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("credential");
    TCase *t = tcase_create("credential");

    tcase_add_test(t, credential_comes_from_two_files_or_one);
    tcase_add_test(t, credential_comes_from_bytes);
    tcase_add_test(
        t, credential_wants_the_passphrase_and_refuses_a_wrong_one);
    tcase_add_test(t, credential_asks_once_for_the_same_callable);
    tcase_add_test(
        t, credential_in_the_cache_still_refuses_a_wrong_passphrase);
    tcase_add_test(t, credential_forgotten_needs_its_passphrase_again);
    tcase_add_test(t, credential_reads_a_file_that_changed);
    tcase_add_test(t, credential_mismatch_names_both_files);
    tcase_add_test(t, credential_takes_keys_of_each_kind);
    tcase_add_test(t, credential_failures_leave_no_descriptor_or_handle);
    tcase_add_test(t, credential_gives_its_parts_and_is_made_of_them);
    tcase_add_test(t, credential_comes_from_pkcs12);
    tcase_add_test(t, credential_pkcs12_without_a_passphrase_needs_none);
    tcase_add_test(t, credential_pkcs12_with_rc2_names_the_remedy);
    tcase_add_test(t, credential_takes_an_ocsp_response);
    tcase_add_test(t, credential_callback_may_call_the_library);
    tcase_add_test(t, credential_functions_refuse_null_and_other_handles);
    tcase_add_test(
        t, credential_is_loaded_forgotten_and_freed_by_several_threads);
    tcase_add_test(t, credential_in_the_cache_serves_a_child);
    suite_add_tcase(suite, t);
    return suite;
}
