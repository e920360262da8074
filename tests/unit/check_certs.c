/* SPDX-License-Identifier: ISC */

/* Are the certificates that other tests use what their names say? */
#include "certs.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "support.h"

struct question {
    const char *name;
    int purpose;
    int level;
    const char *host;
    int wanted;
};

static const struct question questions[] = {
    {"server", X509_PURPOSE_SSL_SERVER, 2, "example.com", X509_V_OK},
    {"server", X509_PURPOSE_SSL_SERVER, 2, "a.wild.example", X509_V_OK},
    {"server", X509_PURPOSE_SSL_SERVER, 2, "example.org",
        X509_V_ERR_HOSTNAME_MISMATCH},
    {"server-rsa", X509_PURPOSE_SSL_SERVER, 2, "localhost", X509_V_OK},
    {"server-ed25519", X509_PURPOSE_SSL_SERVER, 2, "localhost", X509_V_OK},
    {"server-p384", X509_PURPOSE_SSL_SERVER, 2, "localhost", X509_V_OK},
    {"other", X509_PURPOSE_SSL_SERVER, 2, "other.example", X509_V_OK},
    {"client", X509_PURPOSE_SSL_CLIENT, 2, NULL, X509_V_OK},
    {"client", X509_PURPOSE_SSL_SERVER, 2, NULL, X509_V_ERR_INVALID_PURPOSE},
    {"client-rsa", X509_PURPOSE_SSL_CLIENT, 2, NULL, X509_V_OK},
    {"expired", X509_PURPOSE_SSL_SERVER, 2, NULL, X509_V_ERR_CERT_HAS_EXPIRED},
    {"future", X509_PURPOSE_SSL_SERVER, 2, NULL,
        X509_V_ERR_CERT_NOT_YET_VALID},
    {"revoked", X509_PURPOSE_SSL_SERVER, 2, NULL, X509_V_ERR_CERT_REVOKED},
    {"weak-rsa", X509_PURPOSE_SSL_SERVER, 2, NULL,
        X509_V_ERR_EE_KEY_TOO_SMALL},
    {"weak-rsa", X509_PURPOSE_SSL_SERVER, 0, NULL, X509_V_OK},
    {"weak-sha1", X509_PURPOSE_SSL_SERVER, 2, NULL, X509_V_ERR_CA_MD_TOO_WEAK},
    {"weak-sha1", X509_PURPOSE_SSL_SERVER, 0, NULL, X509_V_OK},
    {"stranger", X509_PURPOSE_SSL_SERVER, 2, NULL,
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {"stranger-client", X509_PURPOSE_SSL_CLIENT, 2, NULL,
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
};
#define QUESTIONS (sizeof(questions) / sizeof(questions[0]))

static X509_STORE *
load_store(void)
{
    X509_STORE *store = X509_STORE_new();

    ck_assert_int_eq(X509_STORE_load_file(store, certs_path("root.crt")), 1);
    ck_assert_int_eq(X509_STORE_load_file(store, certs_path("all.crl")), 1);
    ck_assert_int_eq(X509_STORE_set_flags(store,
                         X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL),
        1);
    return store;
}

static STACK_OF(X509) * load_chain(const char *file)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    FILE *f = fopen(certs_path(file), "r");
    X509 *cert;

    ck_assert_ptr_nonnull(f);
    while ((cert = PEM_read_X509(f, NULL, NULL, NULL)) != NULL)
        ck_assert_int_gt(sk_X509_push(chain, cert), 0);
    (void)fclose(f);
    return chain;
}

static int
verify(const struct question *q)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    X509_STORE *store = load_store();
    STACK_OF(X509) * chain;
    char file[64];
    int code;

    (void)snprintf(file, sizeof(file), "%s.pem", q->name);
    chain = load_chain(file);
    ck_assert_int_eq(
        X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain), 1);
    param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_auth_level(param, q->level);
    if (q->host != NULL)
        ck_assert_int_eq(X509_VERIFY_PARAM_set1_host(param, q->host, 0), 1);
    ck_assert_int_eq(X509_STORE_CTX_set_purpose(ctx, q->purpose), 1);
    (void)X509_verify_cert(ctx);
    code = X509_STORE_CTX_get_error(ctx);
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(chain, X509_free);
    X509_STORE_free(store);
    return code;
}

START_TEST(certificates_are_what_their_names_say)
{
    size_t i;

    certs_standard();
    for (i = 0; i < QUESTIONS; i++) {
        const int code = verify(&questions[i]);

        ck_assert_msg(code == questions[i].wanted, "%s (%zu): %s",
            questions[i].name, i, X509_verify_cert_error_string(code));
    }
}
END_TEST

static EVP_PKEY *
read_key(const char *file, const char *passphrase)
{
    FILE *f = fopen(certs_path(file), "r");
    EVP_PKEY *key;

    ck_assert_ptr_nonnull(f);
    key = PEM_read_PrivateKey(f, NULL, NULL, (void *)(uintptr_t)passphrase);
    (void)fclose(f);
    return key;
}

START_TEST(encrypted_keys_open_with_the_passphrase_alone)
{
    EVP_PKEY *plain, *encrypted;

    certs_standard();
    plain = read_key("server.key", "");
    encrypted = read_key("server.enc", CERTS_PASSPHRASE);
    ck_assert_int_eq(EVP_PKEY_eq(plain, encrypted), 1);
    ck_assert_ptr_null(read_key("server.enc", "open sesam"));
    EVP_PKEY_free(plain);
    EVP_PKEY_free(encrypted);
}
END_TEST

START_TEST(an_ocsp_response_says_what_was_asked_for)
{
    const unsigned char *p;
    unsigned char *der;
    OCSP_RESPONSE *response;
    OCSP_BASICRESP *basic;
    size_t len;
    int revoked;

    certs_standard();
    for (revoked = 0; revoked < 2; revoked++) {
        p = der = certs_make_ocsp("server", "inter", revoked, &len);
        response = d2i_OCSP_RESPONSE(NULL, &p, (long)len);
        ck_assert_ptr_nonnull(response);
        basic = OCSP_response_get1_basic(response);
        ck_assert_ptr_nonnull(basic);
        ck_assert_int_eq(OCSP_single_get0_status(
                             OCSP_resp_get0(basic, 0), NULL, NULL, NULL, NULL),
            revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD);
        OCSP_BASICRESP_free(basic);
        OCSP_RESPONSE_free(response);
        free(der);
    }
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("certs");
    TCase *c = tcase_create("certs");

    tcase_add_test(c, certificates_are_what_their_names_say);
    tcase_add_test(c, encrypted_keys_open_with_the_passphrase_alone);
    tcase_add_test(c, an_ocsp_response_says_what_was_asked_for);
    suite_add_tcase(s, c);
    return s;
}
