/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "certs.h"
#include "support.h"

#define DAY ((int64_t)86400)

static otls_handle
generate(int algorithm)
{
    otls_handle key;

    ck_assert_ok(otls_key_generate(
        algorithm, algorithm == OTLS_KEY_RSA ? 2048 : 0, &key));
    return key;
}

static otls_handle
ask(const char *subject, const char *host)
{
    otls_handle request;

    ck_assert_ok(otls_cert_request_new(&request));
    if (subject != NULL)
        ck_assert_ok(otls_cert_request_set_subject(request, subject));
    if (host != NULL)
        ck_assert_ok(
            otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, host));
    return request;
}

/* An authority, and its key. */
static otls_handle
authority(int path_length, otls_handle *key)
{
    otls_handle request = ask("CN=authority,O=Test", NULL), cert;

    *key = generate(OTLS_KEY_EC_P256);
    ck_assert_ok(otls_cert_request_set_ca(request, path_length));
    ck_assert_ok(otls_cert_request_self_sign(request, *key, &cert));
    ck_assert_ok(otls_cert_request_free(request));
    return cert;
}

static X509 *
x509_of(otls_handle cert)
{
    unsigned char der[8192];
    const unsigned char *p = der;
    size_t len;

    ck_assert_ok(otls_cert_der(cert, der, sizeof(der), &len));
    return d2i_X509(NULL, &p, (long)len);
}

/* Whether |cert| leads to |root|, strictly, for |host|. */
static int
verifies(otls_handle cert, otls_handle root, const char *host)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *leaf = x509_of(cert), *ca = x509_of(root);
    int rv;

    ck_assert_int_eq(X509_STORE_add_cert(store, ca), 1);
    ck_assert_int_eq(X509_STORE_CTX_init(ctx, store, leaf, NULL), 1);
    X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(ctx), 2);
    ck_assert_int_eq(
        X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(ctx), host, 0),
        1);
    rv = X509_verify_cert(ctx);
    if (rv != 1)
        printf("# %s\n",
            X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    X509_free(leaf);
    X509_free(ca);
    return rv;
}

START_TEST(a_request_travels_and_a_certificate_comes_back)
{
    static const int algorithms[] = {OTLS_KEY_RSA, OTLS_KEY_EC_P256,
        OTLS_KEY_EC_P384, OTLS_KEY_EC_P521, OTLS_KEY_ED25519};
    otls_handle ca_key, ca = authority(0, &ca_key), key, request, there, cert;
    otls_handle public;
    char pem[8192], text[200];
    int64_t type, count, usage;
    size_t len;

    key = generate(algorithms[_i]);
    request = ask("CN=www.example,O=Example\\, Inc.", "www.example");
    ck_assert_ok(
        otls_cert_request_add_san(request, OTLS_CERT_SAN_IP, "127.0.0.1"));
    ck_assert_ok(otls_cert_request_sign(request, key));
    ck_assert_ok(otls_cert_request_pem(request, pem, sizeof(pem), &len));
    ck_assert_ok(otls_cert_request_load_bytes(pem, len, &there));
    ck_assert_ok(otls_cert_request_subject(there, text, sizeof(text), &len));
    ck_assert_str_eq(text, "CN=www.example,O=Example\\, Inc.");
    ck_assert_ok(otls_cert_request_san_count(there, &count));
    ck_assert_int_eq(count, 2);
    ck_assert_ok(
        otls_cert_request_san(there, 1, &type, text, sizeof(text), &len));
    ck_assert_int_eq(type, OTLS_CERT_SAN_IP);
    ck_assert_uint_eq(len, strlen("127.0.0.1"));
    ck_assert_mem_eq(text, "127.0.0.1", len);
    ck_assert_ok(otls_cert_request_public_key(there, &public));
    ck_assert_int_eq(otls_key_equal(public, key), 1);
    ck_assert_int_eq(otls_key_is_private(public), 0);
    ck_assert_ok(otls_cert_request_issue(there, ca, ca_key, &cert));
    ck_assert_int_eq(verifies(cert, ca, "www.example"), 1);
    ck_assert_int_eq(otls_cert_matches_ip(cert, "127.0.0.1"), 1);
    ck_assert_int_eq(otls_cert_is_ca(cert), 0);
    ck_assert_int_eq(otls_cert_is_issued_by(cert, ca), 1);
    ck_assert_ok(otls_cert_key_usage(cert, &usage));
    ck_assert_int_eq(usage,
        OTLS_CERT_USAGE_DIGITAL_SIGNATURE |
            (algorithms[_i] == OTLS_KEY_RSA ? OTLS_CERT_USAGE_KEY_ENCIPHERMENT
                                            : 0));
    ck_assert_ok(otls_cert_extended_key_usage(cert, text, sizeof(text), &len));
    ck_assert_str_eq(text, "serverAuth,clientAuth");
    ck_assert_ok(otls_key_free(public));
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_key_free(ca_key));
    ck_assert_ok(otls_cert_free(ca));
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_cert_request_free(there));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(a_root_is_an_authority_and_nothing_else)
{
    otls_handle key, root = authority(3, &key);
    X509 *x509 = x509_of(root);
    char serial[100], other[100];
    int64_t usage, length, from, until;
    size_t len;

    ck_assert_int_eq(otls_cert_is_ca(root), 1);
    ck_assert_ok(otls_cert_path_length(root, &length));
    ck_assert_int_eq(length, 3);
    ck_assert_ok(otls_cert_key_usage(root, &usage));
    ck_assert_int_eq(
        usage, OTLS_CERT_USAGE_CERT_SIGN | OTLS_CERT_USAGE_CRL_SIGN);
    ck_assert_uint_eq(X509_get_extended_key_usage(x509), UINT32_MAX);
    ck_assert_int_eq(
        X509_EXTENSION_get_critical(X509_get_ext(
            x509, X509_get_ext_by_NID(x509, NID_basic_constraints, -1))),
        1);
    ck_assert_int_eq(ASN1_OCTET_STRING_cmp(X509_get0_subject_key_id(x509),
                         X509_get0_authority_key_id(x509)),
        0);
    ck_assert_ok(otls_cert_not_before_s(root, &from));
    ck_assert_ok(otls_cert_not_after_s(root, &until));
    ck_assert_int_lt(from, (int64_t)time(NULL));
    ck_assert_int_eq(until - from, 90 * DAY + 3600);
    ck_assert_ok(otls_cert_serial(root, serial, sizeof(serial), &len));
    ck_assert_int_ge((int)len, 30);
    X509_free(x509);
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_cert_free(root));
    root = authority(3, &key);
    ck_assert_ok(otls_cert_serial(root, other, sizeof(other), &len));
    ck_assert_str_ne(serial, other);
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_cert_free(root));
}
END_TEST

START_TEST(nothing_goes_beyond_its_issuer)
{
    const int64_t now = (int64_t)time(NULL);
    otls_handle key, root = authority(2, &key), own, request, inter, leaf;
    int64_t length, from, until, root_from, root_until;

    own = generate(OTLS_KEY_ED25519);
    request = ask("CN=inter", NULL);
    ck_assert_ok(otls_cert_request_sign(request, own));
    ck_assert_ok(otls_cert_request_set_ca(request, -1));
    ck_assert_ok(
        otls_cert_request_set_validity_s(request, 1, now + 1000 * DAY));
    ck_assert_ok(otls_cert_request_issue(request, root, key, &inter));
    ck_assert_ok(otls_cert_path_length(inter, &length));
    ck_assert_int_eq(length, 1);
    ck_assert_ok(otls_cert_not_before_s(inter, &from));
    ck_assert_ok(otls_cert_not_after_s(inter, &until));
    ck_assert_ok(otls_cert_not_before_s(root, &root_from));
    ck_assert_ok(otls_cert_not_after_s(root, &root_until));
    ck_assert_int_eq(from, root_from);
    ck_assert_int_eq(until, root_until);
    ck_assert_ok(otls_cert_request_set_validity_s(
        request, now + 1000 * DAY, now + 1001 * DAY));
    ck_assert_otls(
        otls_cert_request_issue(request, root, key, &leaf), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_cert_free(inter));
    ck_assert_ok(otls_cert_free(root));
    ck_assert_ok(otls_key_free(own));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(who_may_not_issue_does_not)
{
    const int64_t now = (int64_t)time(NULL);
    otls_handle key, ca = authority(0, &key), own, request, cert, leaf, old;

    own = generate(OTLS_KEY_EC_P256);
    request = ask("CN=a", "a.example");
    ck_assert_otls(
        otls_cert_request_issue(request, ca, key, &cert), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_sign(request, own));
    ck_assert_otls(
        otls_cert_request_issue(request, ca, own, &cert), OTLS_E_KEY_MISMATCH);
    ck_assert_ok(otls_cert_request_self_sign(request, own, &leaf));
    ck_assert_otls(otls_cert_request_issue(request, leaf, own, &cert),
        OTLS_E_CERT_INVALID);
    ck_assert_otls(
        otls_cert_request_self_sign(request, key, &cert), OTLS_E_KEY_MISMATCH);
    /* no authority below */
    ck_assert_ok(otls_cert_request_set_ca(request, -1));
    ck_assert_otls(
        otls_cert_request_issue(request, ca, key, &cert), OTLS_E_CERT_INVALID);
    ck_assert_ok(otls_cert_request_set_validity_s(request, 1000, now - DAY));
    ck_assert_ok(otls_cert_request_self_sign(request, own, &old));
    ck_assert_otls(otls_cert_request_issue(request, old, own, &cert),
        OTLS_E_CERT_EXPIRED);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_cert_free(ca));
    ck_assert_ok(otls_cert_free(leaf));
    ck_assert_ok(otls_cert_free(old));
    ck_assert_ok(otls_key_free(own));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(what_can_not_sign_is_refused)
{
    otls_handle x25519 = generate(OTLS_KEY_X25519), weak, public, cert;
    otls_handle key = generate(OTLS_KEY_ED25519), request;

    certs_standard();
    ck_assert_ok(
        otls_key_load_file(certs_path("weak-rsa.key"), NULL, 0, &weak));
    ck_assert_ok(otls_key_public(key, &public));
    request = ask(NULL, NULL);
    ck_assert_otls(otls_cert_request_sign(request, key), OTLS_E_INVALID);
    ck_assert_ok(
        otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, "a.example"));
    ck_assert_otls(otls_cert_request_sign(request, x25519), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_self_sign(request, x25519, &cert), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_sign(request, public), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_sign(request, weak), OTLS_E_KEY_WEAK);
    ck_assert_ok(otls_cert_request_set_ca(request, 0));
    ck_assert_otls(
        otls_cert_request_self_sign(request, key, &cert), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_key_free(x25519));
    ck_assert_ok(otls_key_free(weak));
    ck_assert_ok(otls_key_free(public));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(what_a_signature_covers_stays)
{
    otls_handle key = generate(OTLS_KEY_EC_P256), request = ask("CN=a", NULL);
    char buf[10];
    size_t len;

    ck_assert_otls(
        otls_cert_request_pem(request, NULL, 0, &len), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_sign(request, key));
    ck_assert_otls(
        otls_cert_request_set_subject(request, "CN=b"), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, "b.example"),
        OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_sign(request, key), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_der(request, NULL, 0, &len));
    ck_assert_otls(
        otls_cert_request_der(request, buf, 1, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(a_changed_request_is_not_signed)
{
    otls_handle key = generate(OTLS_KEY_EC_P256), request, back;
    unsigned char der[2048];
    size_t len, i;
    int rv;

    request = ask("CN=abcdefgh", NULL);
    ck_assert_ok(otls_cert_request_sign(request, key));
    ck_assert_ok(otls_cert_request_der(request, der, sizeof(der), &len));
    for (i = 0; i + 8 < len && memcmp(der + i, "abcdefgh", 8) != 0; i++)
        continue;
    der[i] = 'x';
    ck_assert_otls(
        otls_cert_request_load_bytes(der, len, &back), OTLS_E_SIGNATURE);
    der[i] = 'a';
    ck_assert_ok(otls_cert_request_load_bytes(der, len, &back));
    ck_assert_ok(otls_cert_request_free(back));
    for (i = 0; i < len; i++) {
        rv = otls_cert_request_load_bytes(der, i, &back);
        ck_assert_int_eq(rv, OTLS_E_CERT_FORMAT);
    }
    for (i = 0; i < len; i++) {
        der[i] ^= 0x55;
        rv = otls_cert_request_load_bytes(der, len, &back);
        ck_assert_int_lt(rv, 0);
        der[i] ^= 0x55;
    }
    ck_assert_otls(otls_cert_request_load_file(certs_path("root.crt"), &back),
        OTLS_E_CERT_FORMAT);
    ck_assert_otls(otls_cert_request_load_file(support_path("nothing"), &back),
        OTLS_E_NOT_FOUND);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

START_TEST(bad_arguments_have_errors)
{
    otls_handle request = ask(NULL, NULL), key = generate(OTLS_KEY_ED25519);
    int64_t n;
    size_t len;
    char buf[10];

    ck_assert_otls(otls_cert_request_new(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_cert_request_set_subject(request, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_cert_request_set_subject(request, "nothing"), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_set_subject(key, "CN=a"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, "a b"),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_add_san(request, OTLS_CERT_SAN_IP, "1.2.3"),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_add_san(request, 99, "a"), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_set_ca(request, -2), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_set_purposes(request, 0), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_request_set_purposes(request, 4), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_set_validity_s(request, 5, 5), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_set_validity_s(request, -1, 5), OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_set_validity_s(request, 1, INT64_C(253402300800)),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_cert_request_san(request, 0, &n, buf, sizeof(buf), &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_cert_request_free(0));
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_otls(otls_cert_request_free(request), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_key_free(key));
}
END_TEST

/* What it asks for beyond its names is the issuer's to say. */
START_TEST(a_request_from_elsewhere_makes_no_authority)
{
    otls_handle key, ca = authority(-1, &key), own, request, there, cert;
    char pem[4096];
    size_t len;

    own = generate(OTLS_KEY_EC_P256);
    request = ask("CN=sneaky", NULL);
    ck_assert_ok(otls_cert_request_set_ca(request, -1));
    ck_assert_ok(otls_cert_request_sign(request, own));
    ck_assert_ok(otls_cert_request_pem(request, pem, sizeof(pem), &len));
    ck_assert_ok(otls_cert_request_load_bytes(pem, len, &there));
    ck_assert_ok(otls_cert_request_issue(there, ca, key, &cert));
    ck_assert_int_eq(otls_cert_is_ca(cert), 0);
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_ok(otls_cert_request_set_ca(there, 0));
    ck_assert_ok(otls_cert_request_issue(there, ca, key, &cert));
    ck_assert_int_eq(otls_cert_is_ca(cert), 1);
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_ok(otls_cert_free(ca));
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_cert_request_free(there));
    ck_assert_ok(otls_key_free(own));
    ck_assert_ok(otls_key_free(key));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("cert_request");
    TCase *c = tcase_create("cert_request");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(
        c, a_request_travels_and_a_certificate_comes_back, 0, 5);
    tcase_add_test(c, a_root_is_an_authority_and_nothing_else);
    tcase_add_test(c, nothing_goes_beyond_its_issuer);
    tcase_add_test(c, who_may_not_issue_does_not);
    tcase_add_test(c, what_can_not_sign_is_refused);
    tcase_add_test(c, what_a_signature_covers_stays);
    tcase_add_test(c, a_changed_request_is_not_signed);
    tcase_add_test(c, bad_arguments_have_errors);
    tcase_add_test(c, a_request_from_elsewhere_makes_no_authority);
    suite_add_tcase(s, c);
    return s;
}
