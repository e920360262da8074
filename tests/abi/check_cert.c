/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "certs.h"
#include "support.h"

static otls_handle
load(const char *file)
{
    otls_handle cert;

    certs_standard();
    ck_assert_ok(otls_cert_load_file(certs_path(file), &cert));
    return cert;
}

/* A certificate in DER with what |add| puts in before it is signed. */
static int
make(void (*add)(X509 *x509), unsigned char **der)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *x509 = X509_new();
    int n;

    ck_assert_int_eq(X509_set_version(x509, 2), 1);
    ck_assert_int_eq(X509_set_pubkey(x509, pkey), 1);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 0x0102);
    ASN1_TIME_set_string(X509_getm_notBefore(x509), "19500101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x509), "99991231235959Z");
    add(x509);
    ck_assert_int_gt(X509_sign(x509, pkey, EVP_sha256()), 0);
    *der = NULL;
    n = i2d_X509(x509, der);
    X509_free(x509);
    EVP_PKEY_free(pkey);
    return n;
}

static void
add_san(X509 *x509, int type, const void *data, int len)
{
    GENERAL_NAMES *sans = GENERAL_NAMES_new();
    GENERAL_NAME *san = GENERAL_NAME_new();
    ASN1_STRING *s = ASN1_STRING_type_new(
        type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);

    ASN1_STRING_set(s, data, len);
    GENERAL_NAME_set0_value(san, type, s);
    sk_GENERAL_NAME_push(sans, san);
    ck_assert_int_eq(
        X509_add1_ext_i2d(x509, NID_subject_alt_name, sans, 0, 0), 1);
    GENERAL_NAMES_free(sans);
}

static void
with_nul(X509 *x509)
{
    X509_NAME *name = X509_get_subject_name(x509);

    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
        (const unsigned char *)"Ex,ample", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
        (const unsigned char *)"good.example", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "UID", MBSTRING_UTF8,
        (const unsigned char *)"\xc3\xa4", -1, -1, -1);
    add_san(x509, GEN_DNS, "good.example\0.evil.example", 26);
}

static void
with_wildcard(X509 *x509)
{
    add_san(x509, GEN_DNS, "*.wild.example", 14);
}

static void
with_common_name_alone(X509 *x509)
{
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN",
        MBSTRING_UTF8, (const unsigned char *)"good.example", -1, -1, 0);
}

static void
with_odd_address(X509 *x509)
{
    add_san(x509, GEN_IPADD, "\x7f\0\0", 3);
}

static void
with_uris(X509 *x509)
{
    static const int nids[] = {
        NID_info_access, NID_info_access, NID_crl_distribution_points};
    X509_EXTENSION *ext;

    ext = X509V3_EXT_conf_nid(NULL, NULL, nids[0],
        "OCSP;URI:http://ocsp.example,caIssuers;URI:http://ca.example,"
        "OCSP;URI:http://two.example");
    X509_add_ext(x509, ext, -1);
    X509_EXTENSION_free(ext);
    ext = X509V3_EXT_conf_nid(NULL, NULL, nids[2], "URI:http://crl.example");
    X509_add_ext(x509, ext, -1);
    X509_EXTENSION_free(ext);
    ext = X509V3_EXT_conf_nid(
        NULL, NULL, NID_key_usage, "digitalSignature,decipherOnly");
    X509_add_ext(x509, ext, -1);
    X509_EXTENSION_free(ext);
    ext = X509V3_EXT_conf_nid(
        NULL, NULL, NID_ext_key_usage, "clientAuth,1.2.3.4");
    X509_add_ext(x509, ext, -1);
    X509_EXTENSION_free(ext);
}

static otls_handle
made(void (*add)(X509 *x509))
{
    unsigned char *der;
    const int n = make(add, &der);
    otls_handle cert;

    ck_assert_ok(otls_cert_load_bytes(der, (size_t)n, &cert));
    OPENSSL_free(der);
    return cert;
}

START_TEST(nul_in_a_name_is_seen_and_matches_nothing)
{
    const otls_handle cert = made(with_nul);
    char out[128];
    int64_t type, n;
    size_t len;

    ck_assert_ok(otls_cert_san_count(cert, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_ok(otls_cert_san(cert, 0, &type, out, sizeof(out), &len));
    ck_assert_int_eq(type, OTLS_CERT_SAN_DNS);
    ck_assert_uint_eq(len, 26);
    ck_assert_int_eq(memcmp(out, "good.example\0.evil.example", 26), 0);
    ck_assert_int_eq(otls_cert_matches_host(cert, "good.example"), 0);
    ck_assert_otls(otls_cert_san(cert, 1, &type, out, sizeof(out), &len),
        OTLS_E_INVALID);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(name_fields_show_order_and_multivalued_rdns)
{
    static const struct {
        const char *field, *value;
        int rdn;
    } wanted[] = {{"organizationName", "Ex,ample", 0},
        {"userId", "\xc3\xa4", 1}, {"commonName", "good.example", 1}};
    const otls_handle cert = made(with_nul);
    char out[128];
    int64_t n, rdn;
    size_t len;
    int i;

    ck_assert_ok(otls_cert_name_fields(cert, OTLS_CERT_NAME_SUBJECT, &n));
    ck_assert_int_eq(n, 3);
    for (i = 0; i < 3; i++) {
        ck_assert_ok(otls_cert_name_field(cert, OTLS_CERT_NAME_SUBJECT, i,
            &rdn, out, sizeof(out), &len));
        ck_assert_str_eq(out, wanted[i].field);
        ck_assert_int_eq(rdn, wanted[i].rdn);
        ck_assert_ok(otls_cert_name_value(
            cert, OTLS_CERT_NAME_SUBJECT, i, out, sizeof(out), &len));
        ck_assert_uint_eq(len, strlen(wanted[i].value));
        ck_assert_int_eq(memcmp(out, wanted[i].value, len), 0);
    }
    ck_assert_ok(otls_cert_subject(cert, out, sizeof(out), &len));
    ck_assert_ptr_nonnull(strstr(out, "O=Ex\\,ample"));
    ck_assert_ok(otls_cert_issuer(cert, out, sizeof(out), &len));
    ck_assert_str_eq(out, "");
    ck_assert_otls(otls_cert_name_fields(cert, OTLS_CERT_NAME_SAN, &n),
        OTLS_E_INVALID);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(dates_before_1970_and_up_to_9999_are_seconds)
{
    const otls_handle cert = made(with_wildcard);
    char out[64];
    int64_t n;
    size_t len;

    ck_assert_ok(otls_cert_not_before_s(cert, &n));
    ck_assert_int_eq(n, -631152000);
    ck_assert_ok(otls_cert_not_after_s(cert, &n));
    ck_assert_int_eq(n, 253402300799);
    ck_assert_ok(otls_cert_serial(cert, out, sizeof(out), &len));
    ck_assert_str_eq(out, "0102");
    ck_assert_ok(otls_cert_version(cert, &n));
    ck_assert_int_eq(n, 3);
    ck_assert_ok(otls_cert_key_usage(cert, &n));
    ck_assert_int_eq(n, -1);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(hosts_match_by_alternative_names_alone)
{
    static const struct {
        void (*add)(X509 *x509);
        const char *name;
        int answer;
    } cases[] = {
        {with_wildcard, "a.wild.example", 1},
        {with_wildcard, "A.WILD.example.", 1},
        {with_wildcard, "wild.example", 0},
        {with_wildcard, "a.b.wild.example", 0},
        {with_wildcard, "*.wild.example", OTLS_E_INVALID},
        {with_wildcard, "", OTLS_E_INVALID},
        {with_wildcard, "a..wild.example", OTLS_E_INVALID},
        {with_wildcard, "\xc3\xa4.wild.example", OTLS_E_INVALID},
        {with_common_name_alone, "good.example", 0},
    };
    otls_handle cert;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cert = made(cases[i].add);
        ck_assert_otls(
            otls_cert_matches_host(cert, cases[i].name), cases[i].answer);
        ck_assert_ok(otls_cert_free(cert));
    }
    cert = load("server.crt");
    ck_assert_int_eq(otls_cert_matches_ip(cert, "127.0.0.1"), 1);
    ck_assert_int_eq(otls_cert_matches_ip(cert, "::1"), 1);
    ck_assert_int_eq(otls_cert_matches_ip(cert, "127.0.0.2"), 0);
    ck_assert_int_eq(otls_cert_matches_host(cert, "127.0.0.1"), 0);
    ck_assert_otls(otls_cert_matches_ip(cert, "localhost"), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(addresses_are_text_and_odd_ones_bytes)
{
    otls_handle cert = made(with_odd_address);
    char out[64];
    int64_t type;
    size_t len;

    ck_assert_ok(otls_cert_san(cert, 0, &type, out, sizeof(out), &len));
    ck_assert_int_eq(type, OTLS_CERT_SAN_OTHER);
    ck_assert_int_eq(otls_cert_matches_ip(cert, "127.0.0.0"), 0);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(uris_and_usages_are_listed)
{
    const otls_handle cert = made(with_uris);
    char out[64];
    int64_t n;
    size_t len;

    ck_assert_ok(otls_cert_uri_count(cert, OTLS_CERT_URI_OCSP, &n));
    ck_assert_int_eq(n, 2);
    ck_assert_ok(
        otls_cert_uri(cert, OTLS_CERT_URI_OCSP, 1, out, sizeof(out), &len));
    ck_assert_int_eq(memcmp(out, "http://two.example", len), 0);
    ck_assert_ok(otls_cert_uri(
        cert, OTLS_CERT_URI_CA_ISSUERS, 0, out, sizeof(out), &len));
    ck_assert_int_eq(memcmp(out, "http://ca.example", len), 0);
    ck_assert_ok(
        otls_cert_uri(cert, OTLS_CERT_URI_CRL, 0, out, sizeof(out), &len));
    ck_assert_int_eq(memcmp(out, "http://crl.example", len), 0);
    ck_assert_otls(
        otls_cert_uri(cert, OTLS_CERT_URI_CRL, 1, out, sizeof(out), &len),
        OTLS_E_INVALID);
    ck_assert_otls(otls_cert_uri_count(cert, 4, &n), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_key_usage(cert, &n));
    ck_assert_int_eq(n,
        OTLS_CERT_USAGE_DIGITAL_SIGNATURE | OTLS_CERT_USAGE_DECIPHER_ONLY);
    ck_assert_ok(
        otls_cert_extended_key_usage(cert, out, sizeof(out), &len));
    ck_assert_str_eq(out, "clientAuth,1.2.3.4");
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(chain_is_recognised)
{
    const otls_handle leaf = load("server.crt"), inter = load("inter.crt"),
                      root = load("root.crt"), other = load("stranger-root.crt");
    char a[200], b[200];
    size_t n, m;

    ck_assert_int_eq(otls_cert_is_issued_by(leaf, inter), 1);
    ck_assert_int_eq(otls_cert_is_issued_by(inter, root), 1);
    ck_assert_int_eq(otls_cert_is_issued_by(root, root), 1);
    ck_assert_int_eq(otls_cert_is_issued_by(leaf, root), 0);
    ck_assert_int_eq(otls_cert_is_issued_by(inter, other), 0);
    ck_assert_int_eq(otls_cert_is_ca(root), 1);
    ck_assert_int_eq(otls_cert_is_ca(leaf), 0);
    ck_assert_ok(otls_cert_authority_key_id(leaf, a, sizeof(a), &n));
    ck_assert_ok(otls_cert_subject_key_id(inter, b, sizeof(b), &m));
    ck_assert_int_eq(n == m && memcmp(a, b, n) == 0, 1);
    ck_assert_ok(otls_cert_free(leaf));
    ck_assert_ok(otls_cert_free(inter));
    ck_assert_ok(otls_cert_free(root));
    ck_assert_ok(otls_cert_free(other));
}
END_TEST

START_TEST(pem_and_der_go_out_and_in)
{
    const otls_handle cert = load("server.crt");
    char out[8192];
    otls_handle back, key;
    size_t len, asked;

    ck_assert_ok(otls_cert_pem(cert, NULL, 0, &asked));
    ck_assert_ok(otls_cert_pem(cert, out, sizeof(out), &len));
    ck_assert_uint_eq(asked, len);
    ck_assert_ok(otls_cert_load_bytes(out, len, &back));
    ck_assert_int_eq(otls_cert_equal(cert, back), 1);
    ck_assert_ok(otls_cert_free(back));
    ck_assert_ok(otls_cert_der(cert, out, sizeof(out), &len));
    ck_assert_ok(otls_cert_load_bytes(out, len, &back));
    ck_assert_int_eq(otls_cert_equal(cert, back), 1);
    ck_assert_ok(otls_cert_free(back));
    out[len] = 0;
    ck_assert_otls(
        otls_cert_load_bytes(out, len + 1, &back), OTLS_E_CERT_FORMAT);
    support_assert_message("1 bytes follow");
    ck_assert_ok(otls_cert_text(cert, out, sizeof(out), &len));
    ck_assert_ptr_nonnull(strstr(out, "DNS:localhost"));
    ck_assert_ok(otls_cert_public_key(cert, &key));
    ck_assert_int_eq(otls_key_is_private(key), 0);
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_cert_fingerprint(cert, NULL, out, sizeof(out), &len));
    ck_assert_uint_eq(len, 64);
    ck_assert_ok(
        otls_cert_fingerprint(cert, "sha1", out, sizeof(out), &len));
    ck_assert_uint_eq(len, 40);
    ck_assert_otls(
        otls_cert_fingerprint(cert, "crc", out, sizeof(out), &len),
        OTLS_E_INVALID);
    ck_assert_ok(
        otls_cert_signature_algorithm(cert, out, sizeof(out), &len));
    ck_assert_str_eq(out, "ecdsa-with-SHA256");
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(a_key_is_no_certificate_and_the_message_says_so)
{
    otls_handle cert = 7;

    certs_standard();
    ck_assert_otls(otls_cert_load_file(certs_path("server.key"), &cert),
        OTLS_E_CERT_FORMAT);
    support_assert_message("a private key");
    support_assert_message("server.key");
    ck_assert_otls(
        otls_cert_load_file("/nonexistent", &cert), OTLS_E_NOT_FOUND);
    ck_assert_otls(otls_cert_load_bytes("", 0, &cert), OTLS_E_CERT_FORMAT);
    ck_assert_int_eq(cert, 7);
}
END_TEST

/* Asks for everything, and takes any answer. */
static void
read_all(otls_handle cert)
{
    char out[4096];
    int64_t n, m;
    size_t len;
    int i;

    (void)otls_cert_text(cert, out, sizeof(out), &len);
    (void)otls_cert_subject(cert, out, sizeof(out), &len);
    (void)otls_cert_name_value(cert, 0, 0, out, sizeof(out), &len);
    (void)otls_cert_serial(cert, out, sizeof(out), &len);
    (void)otls_cert_not_before_s(cert, &n);
    (void)otls_cert_not_after_s(cert, &n);
    (void)otls_cert_key_usage(cert, &n);
    (void)otls_cert_extended_key_usage(cert, out, sizeof(out), &len);
    (void)otls_cert_signature_algorithm(cert, out, sizeof(out), &len);
    (void)otls_cert_matches_host(cert, "example.com");
    (void)otls_cert_is_issued_by(cert, cert);
    for (i = 1; i < 4; i++)
        (void)otls_cert_uri_count(cert, i, &n);
    if (otls_cert_san_count(cert, &n) == OTLS_OK)
        while (n-- > 0)
            (void)otls_cert_san(cert, n, &m, out, sizeof(out), &len);
}

START_TEST(damaged_certificates_are_errors_or_certificates)
{
    otls_handle cert = load("server.crt");
    unsigned char der[4096];
    size_t len, i;
    int rv;

    ck_assert_ok(otls_cert_der(cert, der, sizeof(der), &len));
    ck_assert_ok(otls_cert_free(cert));
    for (i = 0; i < len; i++) {
        if (i % 7 == 0)
            ck_assert_otls(
                otls_cert_load_bytes(der, i, &cert), OTLS_E_CERT_FORMAT);
        der[i] ^= 0x21;
        rv = otls_cert_load_bytes(der, len, &cert);
        der[i] ^= 0x21;
        if (rv == OTLS_OK) {
            read_all(cert);
            ck_assert_ok(otls_cert_free(cert));
        } else
            ck_assert_otls(rv, OTLS_E_CERT_FORMAT);
    }
}
END_TEST

START_TEST(lists_keep_their_order)
{
    const otls_handle root = load("root.crt");
    otls_handle list, empty, cert;
    char out[16384];
    int64_t n;
    size_t len;

    ck_assert_ok(otls_cert_list_load_file(certs_path("server.pem"), &list));
    ck_assert_ok(otls_cert_list_add(list, root));
    ck_assert_ok(otls_cert_list_count(list, &n));
    ck_assert_int_eq(n, 3);
    ck_assert_ok(otls_cert_list_at(list, 2, &cert));
    ck_assert_int_eq(otls_cert_equal(cert, root), 1);
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_otls(otls_cert_list_at(list, 3, &cert), OTLS_E_INVALID);
    ck_assert_otls(otls_cert_list_at(list, -1, &cert), OTLS_E_INVALID);
    ck_assert_ok(otls_cert_list_pem(list, out, sizeof(out), &len));
    ck_assert_ok(otls_cert_list_free(list));
    ck_assert_ok(otls_cert_list_load_bytes(out, len, &list));
    ck_assert_ok(otls_cert_list_count(list, &n));
    ck_assert_int_eq(n, 3);
    ck_assert_ok(otls_cert_list_new(&empty));
    ck_assert_ok(otls_cert_list_pem(empty, out, sizeof(out), &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_otls(otls_cert_list_add(root, list), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_cert_list_free(empty));
    ck_assert_ok(otls_cert_list_free(list));
    ck_assert_otls(otls_cert_list_free(list), OTLS_E_HANDLE_STALE);
    ck_assert_ok(otls_cert_free(root));
    ck_assert_otls(otls_cert_free(root), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_cert_version(0, &n), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_cert_load_file(NULL, &cert), OTLS_E_NULL);
    ck_assert_otls(otls_cert_load_bytes(NULL, 1, &cert), OTLS_E_NULL);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("cert");
    TCase *tcase = tcase_create("cert");

    tcase_add_test(tcase, nul_in_a_name_is_seen_and_matches_nothing);
    tcase_add_test(tcase, name_fields_show_order_and_multivalued_rdns);
    tcase_add_test(tcase, dates_before_1970_and_up_to_9999_are_seconds);
    tcase_add_test(tcase, hosts_match_by_alternative_names_alone);
    tcase_add_test(tcase, addresses_are_text_and_odd_ones_bytes);
    tcase_add_test(tcase, uris_and_usages_are_listed);
    tcase_add_test(tcase, chain_is_recognised);
    tcase_add_test(tcase, pem_and_der_go_out_and_in);
    tcase_add_test(tcase, a_key_is_no_certificate_and_the_message_says_so);
    tcase_add_test(tcase, damaged_certificates_are_errors_or_certificates);
    tcase_add_test(tcase, lists_keep_their_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
