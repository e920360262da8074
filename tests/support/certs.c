/* SPDX-License-Identifier: ISC */
#include "certs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "support.h"

const char certs_dh[] =
    "-----BEGIN DH PARAMETERS-----\n"
    "MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz\n"
    "+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a\n"
    "87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7\n"
    "YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi\n"
    "7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD\n"
    "ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==\n"
    "-----END DH PARAMETERS-----\n";

#define DAY_S (24 * 60 * 60)
#define NAMES                                                                 \
    "DNS:localhost,DNS:example.com,DNS:*.wild.example,IP:127.0.0.1,IP:::1"

#define must(call) ck_assert_msg((call) > 0, "%s", #call)

static const char *
path_of(const char *name, const char *suffix)
{
    char file[128];

    (void)snprintf(file, sizeof(file), "%s%s", name, suffix);
    return support_path(file);
}

const char *
certs_path(const char *file)
{
    const char *path = support_path(file);

    ck_assert_msg(access(path, R_OK) == 0, "no file %s: make it first", file);
    return path;
}

static FILE *
open_file(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);

    ck_assert_msg(f != NULL, "cannot open %s", path);
    return f;
}

static X509 *
load_cert(const char *name)
{
    FILE *f = open_file(path_of(name, ".crt"), "r");
    X509 *cert = PEM_read_X509(f, NULL, NULL, NULL);

    ck_assert_ptr_nonnull(cert);
    (void)fclose(f);
    return cert;
}

static EVP_PKEY *
load_key(const char *name)
{
    FILE *f = open_file(path_of(name, ".key"), "r");
    EVP_PKEY *key = PEM_read_PrivateKey(f, NULL, NULL, NULL);

    ck_assert_ptr_nonnull(key);
    (void)fclose(f);
    return key;
}

static EVP_PKEY *
make_key(enum certs_key kind)
{
    EVP_PKEY *key = NULL;

    switch (kind) {
    case CERTS_P256:
        key = EVP_EC_gen("P-256");
        break;
    case CERTS_P384:
        key = EVP_EC_gen("P-384");
        break;
    case CERTS_RSA_2048:
        key = EVP_RSA_gen(2048);
        break;
    case CERTS_RSA_1024:
        key = EVP_RSA_gen(1024);
        break;
    case CERTS_ED25519:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
        break;
    }
    ck_assert_ptr_nonnull(key);
    return key;
}

static const EVP_MD *
digest_for(EVP_PKEY *key, int sha1)
{
    if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519)
        return NULL;
    return sha1 ? EVP_sha1() : EVP_sha256();
}

static void
set_serial(X509 *cert)
{
    unsigned char bytes[8];
    BIGNUM *n;

    must(RAND_bytes(bytes, sizeof(bytes)));
    bytes[0] = (bytes[0] & 0x7f) | 1;
    n = BN_bin2bn(bytes, sizeof(bytes), NULL);
    ck_assert_ptr_nonnull(n);
    ck_assert_ptr_nonnull(BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert)));
    BN_free(n);
}

static void
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509_EXTENSION *e;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    ck_assert_msg(e != NULL, "extension %s", value);
    must(X509_add_ext(cert, e, -1));
    X509_EXTENSION_free(e);
}

static void
add_extensions(X509 *cert, X509 *issuer, const struct certs_spec *spec)
{
    add_extension(cert, issuer, NID_subject_key_identifier, "hash");
    if (issuer != cert)
        add_extension(cert, issuer, NID_authority_key_identifier, "keyid");
    if (spec->ca) {
        add_extension(cert, issuer, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(
            cert, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        add_extension(
            cert, issuer, NID_basic_constraints, "critical,CA:FALSE");
        add_extension(
            cert, issuer, NID_key_usage, "critical,digitalSignature");
        add_extension(cert, issuer, NID_ext_key_usage,
            spec->client ? "clientAuth" : "serverAuth");
    }
    if (spec->san != NULL)
        add_extension(cert, issuer, NID_subject_alt_name, spec->san);
}

static X509 *
build_cert(const struct certs_spec *spec, EVP_PKEY *key)
{
    X509 *cert = X509_new(), *issuer;
    EVP_PKEY *signer;
    X509_NAME *subject;

    ck_assert_ptr_nonnull(cert);
    issuer = spec->issuer == NULL ? cert : load_cert(spec->issuer);
    signer = spec->issuer == NULL ? key : load_key(spec->issuer);
    must(X509_set_version(cert, X509_VERSION_3));
    set_serial(cert);
    ck_assert_ptr_nonnull(X509_gmtime_adj(X509_getm_notBefore(cert),
        spec->from_days == 0 ? -3600 : (long)spec->from_days * DAY_S));
    ck_assert_ptr_nonnull(X509_gmtime_adj(X509_getm_notAfter(cert),
        spec->until_s > 0
            ? spec->until_s
            : (spec->until_days == 0 ? 30L : (long)spec->until_days) * DAY_S));
    subject = X509_get_subject_name(cert);
    must(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
        (const unsigned char *)"libotls tests", -1, -1, 0));
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
        (const unsigned char *)spec->name, -1, -1, 0));
    must(X509_set_issuer_name(cert, X509_get_subject_name(issuer)));
    must(X509_set_pubkey(cert, key));
    add_extensions(cert, issuer, spec);
    must(X509_sign(cert, signer, digest_for(signer, spec->sha1)));
    if (spec->issuer != NULL) {
        X509_free(issuer);
        EVP_PKEY_free(signer);
    }
    return cert;
}

/* Appends the certificates of |from| to |to|, but for one signed by itself,
 * which no peer needs. */
static void
append_chain(FILE *to, const char *from)
{
    FILE *f = open_file(path_of(from, ".pem"), "r");
    X509 *cert;

    while ((cert = PEM_read_X509(f, NULL, NULL, NULL)) != NULL) {
        if (X509_check_issued(cert, cert) != X509_V_OK)
            must(PEM_write_X509(to, cert));
        X509_free(cert);
    }
    (void)fclose(f);
}

static void
write_key(const char *name, EVP_PKEY *key)
{
    FILE *f = open_file(path_of(name, ".key"), "w");

    must(PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL));
    (void)fclose(f);
    f = open_file(path_of(name, ".enc"), "w");
    must(PEM_write_PKCS8PrivateKey(f, key, EVP_aes_256_cbc(), CERTS_PASSPHRASE,
        (int)strlen(CERTS_PASSPHRASE), NULL, NULL));
    (void)fclose(f);
}

void
certs_make(const struct certs_spec *spec)
{
    EVP_PKEY *key;
    X509 *cert;
    FILE *f;

    /* tests run in children, one after the other, with one directory */
    if (access(path_of(spec->name, ".crt"), R_OK) == 0)
        return;
    key = make_key(spec->key);
    cert = build_cert(spec, key);
    write_key(spec->name, key);
    f = open_file(path_of(spec->name, ".pem"), "w");
    must(PEM_write_X509(f, cert));
    if (spec->issuer != NULL)
        append_chain(f, spec->issuer);
    (void)fclose(f);
    f = open_file(path_of(spec->name, ".crt"), "w");
    must(PEM_write_X509(f, cert));
    (void)fclose(f);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static void
add_revoked(X509_CRL *crl, const char *name)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    X509 *cert = load_cert(name);
    ASN1_TIME *now = X509_gmtime_adj(NULL, -60);

    ck_assert_ptr_nonnull(entry);
    must(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(cert)));
    must(X509_REVOKED_set_revocationDate(entry, now));
    must(X509_CRL_add0_revoked(crl, entry));
    ASN1_TIME_free(now);
    X509_free(cert);
}

static void
add_crl_number(X509_CRL *crl)
{
    ASN1_INTEGER *number = ASN1_INTEGER_new();

    must(ASN1_INTEGER_set(number, 1));
    must(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0));
    ASN1_INTEGER_free(number);
}

void
certs_make_crl(const char *file, const char *issuer, const char *revoked)
{
    X509_CRL *crl = X509_CRL_new();
    X509 *ca = load_cert(issuer);
    EVP_PKEY *key = load_key(issuer);
    ASN1_TIME *from = X509_gmtime_adj(NULL, -3600);
    ASN1_TIME *until = X509_gmtime_adj(NULL, 30L * DAY_S);
    FILE *f;

    ck_assert_ptr_nonnull(crl);
    must(X509_CRL_set_version(crl, X509_CRL_VERSION_2));
    must(X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca)));
    must(X509_CRL_set1_lastUpdate(crl, from));
    must(X509_CRL_set1_nextUpdate(crl, until));
    if (revoked != NULL)
        add_revoked(crl, revoked);
    add_crl_number(crl);
    must(X509_CRL_sort(crl));
    must(X509_CRL_sign(crl, key, digest_for(key, 0)));
    f = open_file(support_path(file), "w");
    must(PEM_write_X509_CRL(f, crl));
    (void)fclose(f);
    ASN1_TIME_free(until);
    ASN1_TIME_free(from);
    EVP_PKEY_free(key);
    X509_free(ca);
    X509_CRL_free(crl);
}

static void
join(const char *out, const char *a, const char *b)
{
    size_t a_len, b_len;
    unsigned char *x = support_read_file(support_path(a), &a_len);
    unsigned char *y = support_read_file(support_path(b), &b_len);

    x = realloc(x, a_len + b_len);
    ck_assert_ptr_nonnull(x);
    memcpy(x + a_len, y, b_len);
    support_write_file(support_path(out), x, a_len + b_len);
    free(x);
    free(y);
}

unsigned char *
certs_make_ocsp(const char *name, const char *issuer, int revoked, size_t *len)
{
    X509 *cert = load_cert(name), *ca = load_cert(issuer);
    EVP_PKEY *key = load_key(issuer);
    OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha256(), cert, ca);
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    ASN1_TIME *then = X509_gmtime_adj(NULL, -60);
    ASN1_TIME *next = X509_gmtime_adj(NULL, DAY_S);
    OCSP_RESPONSE *response;
    unsigned char *der = NULL, *copy;
    int n;

    ck_assert_ptr_nonnull(OCSP_basic_add1_status(basic, id,
        revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD,
        OCSP_REVOKED_STATUS_NOSTATUS, revoked ? then : NULL, then, next));
    must(OCSP_basic_sign(basic, ca, key, digest_for(key, 0), NULL, 0));
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    n = i2d_OCSP_RESPONSE(response, &der);
    ck_assert_int_gt(n, 0);
    copy = malloc((size_t)n);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, der, (size_t)n);
    *len = (size_t)n;
    OPENSSL_free(der);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(next);
    ASN1_TIME_free(then);
    EVP_PKEY_free(key);
    X509_free(ca);
    X509_free(cert);
    return copy;
}

static const struct certs_spec standard[] = {
    {.name = "root", .key = CERTS_RSA_2048, .ca = 1, .until_days = 60},
    {.name = "inter", .issuer = "root", .ca = 1, .until_days = 60},
    {.name = "server", .issuer = "inter", .san = NAMES},
    {.name = "server-rsa",
        .issuer = "inter",
        .san = NAMES,
        .key = CERTS_RSA_2048},
    {.name = "server-ed25519",
        .issuer = "inter",
        .san = NAMES,
        .key = CERTS_ED25519},
    {.name = "server-p384",
        .issuer = "inter",
        .san = NAMES,
        .key = CERTS_P384},
    {.name = "other", .issuer = "inter", .san = "DNS:other.example"},
    {.name = "client", .issuer = "inter", .client = 1},
    {.name = "client-rsa",
        .issuer = "inter",
        .client = 1,
        .key = CERTS_RSA_2048},
    {.name = "expired",
        .issuer = "inter",
        .san = NAMES,
        .from_days = -20,
        .until_days = -10},
    {.name = "future",
        .issuer = "inter",
        .san = NAMES,
        .from_days = 10,
        .until_days = 20},
    {.name = "revoked", .issuer = "inter", .san = NAMES},
    {.name = "weak-rsa",
        .issuer = "inter",
        .san = NAMES,
        .key = CERTS_RSA_1024},
    {.name = "weak-sha1", .issuer = "inter", .san = NAMES, .sha1 = 1},
    {.name = "stranger-root", .ca = 1, .until_days = 60},
    {.name = "stranger", .issuer = "stranger-root", .san = NAMES},
    {.name = "stranger-client", .issuer = "stranger-root", .client = 1},
};

void
certs_standard(void)
{
    size_t i;

    if (access(support_path("all.crl"), R_OK) == 0)
        return;
    for (i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
        certs_make(&standard[i]);
    certs_make_crl("root.crl", "root", NULL);
    certs_make_crl("inter.crl", "inter", "revoked");
    join("all.crl", "root.crl", "inter.crl");
}
