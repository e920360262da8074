/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "certs.h"

static char chain[256], key[256], encrypted[256], bundle[256];

/* The standard one takes thousands of allocations more to open. */
static void
encrypt_with_one_round(void)
{
    FILE *in = fopen(key, "r"), *out = fopen(encrypted, "w");
    EVP_PKEY *pkey = PEM_read_PrivateKey(in, NULL, NULL, NULL);
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
    X509_SIG *sig = PKCS8_encrypt(-1, EVP_aes_128_cbc(), CERTS_PASSPHRASE,
        (int)strlen(CERTS_PASSPHRASE), NULL, 0, 1, info);

    ck_assert_int_eq(PEM_write_PKCS8(out, sig), 1);
    (void)fclose(in);
    (void)fclose(out);
    EVP_PKEY_free(pkey);
    PKCS8_PRIV_KEY_INFO_free(info);
    X509_SIG_free(sig);
}

static void
write_pkcs12(void)
{
    FILE *in = fopen(key, "r"), *cert = fopen(chain, "r");
    FILE *out = fopen(bundle, "w");
    EVP_PKEY *pkey = PEM_read_PrivateKey(in, NULL, NULL, NULL);
    X509 *x509 = PEM_read_X509(cert, NULL, NULL, NULL);
    PKCS12 *p12 = PKCS12_create(
        CERTS_PASSPHRASE, "server", pkey, x509, NULL, 0, 0, 1, 1, 0);

    ck_assert_int_eq(i2d_PKCS12_fp(out, p12), 1);
    (void)fclose(in);
    (void)fclose(cert);
    (void)fclose(out);
    EVP_PKEY_free(pkey);
    X509_free(x509);
    PKCS12_free(p12);
}

static void
make_files(void)
{
    if (chain[0] != '\0')
        return;
    certs_standard();
    (void)snprintf(chain, sizeof(chain), "%s", certs_path("server.pem"));
    (void)snprintf(key, sizeof(key), "%s", certs_path("server.key"));
    (void)snprintf(
        encrypted, sizeof(encrypted), "%s", support_path("server.one"));
    encrypt_with_one_round();
    (void)snprintf(bundle, sizeof(bundle), "%s", support_path("server.p12"));
    write_pkcs12();
}

static int
say(void *user, void *buf, size_t cap, size_t *len)
{
    (void)user;
    *len = strlen(CERTS_PASSPHRASE);
    ck_assert_uint_ge(cap, *len);
    memcpy(buf, CERTS_PASSPHRASE, *len);
    return OTLS_CALLBACK_ACCEPT;
}

static int
credential_files(void)
{
    otls_handle plain = 0, again = 0, same = 0, cert = 0, list = 0;
    otls_handle private = 0;
    int rv;

    make_files();
    ck_assert_ok(otls_credential_forget_all());
    TRY(otls_credential_load_file(chain, key, NULL, 0, &plain));
    TRY(otls_credential_load_file_ask(chain, key, say, NULL, &again));
    TRY(otls_credential_forget(plain));
    TRY(otls_credential_cert(plain, &cert));
    TRY(otls_credential_chain(plain, &list));
    TRY(otls_credential_key(plain, &private));
    TRY(otls_credential_new(list, private, &same));
out:
    ck_assert_ok(otls_handle_free(cert));
    ck_assert_ok(otls_handle_free(list));
    ck_assert_ok(otls_handle_free(private));
    ck_assert_ok(otls_credential_free(same));
    ck_assert_ok(otls_credential_free(plain));
    ck_assert_ok(otls_credential_free(again));
    ck_assert_ok(otls_credential_forget_all());
    return rv;
}

static int
credential_bytes(void)
{
    static unsigned char *certs, *keys;
    static size_t certs_len, keys_len;
    otls_handle locked = 0, asked = 0;
    int rv;

    make_files();
    if (certs == NULL) {
        certs = support_read_file(chain, &certs_len);
        keys = support_read_file(encrypted, &keys_len);
    }
    ck_assert_ok(otls_credential_forget_all());
    TRY(otls_credential_load_bytes_ask(
        certs, certs_len, keys, keys_len, say, NULL, &asked));
    TRY(otls_credential_load_bytes(certs, certs_len, keys, keys_len,
        CERTS_PASSPHRASE, strlen(CERTS_PASSPHRASE), &locked));
out:
    ck_assert_ok(otls_credential_free(locked));
    ck_assert_ok(otls_credential_free(asked));
    ck_assert_ok(otls_credential_forget_all());
    return rv;
}

static int
credential_pkcs12(void)
{
    static unsigned char *data, *response;
    static size_t len, response_len;
    otls_handle one = 0, same = 0, asked = 0, stapled = 0;
    int rv;

    make_files();
    if (data == NULL) {
        data = support_read_file(bundle, &len);
        response = certs_make_ocsp("server", "inter", 0, &response_len);
    }
    ck_assert_ok(otls_credential_forget_all());
    TRY(otls_credential_load_pkcs12_file(
        bundle, CERTS_PASSPHRASE, strlen(CERTS_PASSPHRASE), &one));
    TRY(otls_credential_load_pkcs12_bytes(
        data, len, CERTS_PASSPHRASE, strlen(CERTS_PASSPHRASE), &same));
    TRY(otls_credential_load_pkcs12_file_ask(bundle, say, NULL, &asked));
    TRY(otls_credential_with_ocsp(one, response, response_len, &stapled));
out:
    ck_assert_ok(otls_credential_free(one));
    ck_assert_ok(otls_credential_free(same));
    ck_assert_ok(otls_credential_free(asked));
    ck_assert_ok(otls_credential_free(stapled));
    ck_assert_ok(otls_credential_forget_all());
    return rv;
}

const struct oom_scenario oom_credential[] = {
    {"credential_files", credential_files},
    {"credential_bytes", credential_bytes},
    {"credential_pkcs12", credential_pkcs12},
    {NULL, NULL},
};
