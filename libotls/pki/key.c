/* SPDX-License-Identifier: ISC */
#include "pki/key.h"

#include <string.h>
#include <strings.h>

#include <openssl/core_names.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "base/mem.h"

#define NAME_SIZE 64

struct otls__key {
    struct otls__ref ref;
    EVP_PKEY *pkey;
    int is_private;
    char algorithm[NAME_SIZE];
};

/* OpenSSL's names for what has a better known one. */
static const char *const renamed[][2] = {
    {"prime256v1", "P-256"},
    {"secp384r1", "P-384"},
    {"secp521r1", "P-521"},
    {"ED25519", "Ed25519"},
    {"ED448", "Ed448"},
};

static void
name_algorithm(struct otls__key *key)
{
    const char *type = EVP_PKEY_get0_type_name(key->pkey);
    size_t i, len;

    if (EVP_PKEY_get_base_id(key->pkey) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(
            key->pkey, key->algorithm, NAME_SIZE, &len) != 1) {
        key->algorithm[0] = '\0';
        strncat(key->algorithm, type == NULL ? "unknown" : type,
            NAME_SIZE - 1);
    }
    for (i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
        if (strcasecmp(key->algorithm, renamed[i][0]) == 0)
            strcpy(key->algorithm, renamed[i][1]);
}

/* Asks for the size of the secret, not for the secret. */
static int
shows_secret(const EVP_PKEY *pkey)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_PRIV_KEY, OSSL_PKEY_PARAM_RSA_D};
    OSSL_PARAM params[2];
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        params[0] =
            OSSL_PARAM_construct_octet_string((char *)names[i], NULL, 0);
        if (i == 1 || EVP_PKEY_get_base_id(pkey) == EVP_PKEY_EC ||
            EVP_PKEY_get_base_id(pkey) == EVP_PKEY_DSA ||
            EVP_PKEY_get_base_id(pkey) == EVP_PKEY_DH)
            params[0].data_type = OSSL_PARAM_UNSIGNED_INTEGER;
        params[1] = OSSL_PARAM_construct_end();
        (void)EVP_PKEY_get_params(pkey, params);
        if (params[0].return_size != OSSL_PARAM_UNMODIFIED &&
            params[0].return_size > 0)
            return 1;
    }
    return 0;
}

/* Without memory OpenSSL says no: whoever says no is asked again. */
static int
has_secret(const EVP_PKEY *pkey)
{
    if (shows_secret(pkey) || shows_secret(pkey))
        return 1;
    return otls__openssl_memory_is_out() ? otls__error_memory() : 0;
}

int
otls__key_wrap(EVP_PKEY *pkey, struct otls__key **key)
{
    struct otls__key *k = otls__calloc(1, sizeof(*k));
    int rv;

    if (k == NULL)
        return otls__error_memory();
    otls__ref_init(&k->ref);
    k->pkey = pkey;
    otls__openssl_begin();
    rv = has_secret(pkey);
    name_algorithm(k);
    otls__openssl_end();
    if (rv < 0) {
        otls__free(k);
        return rv;
    }
    k->is_private = rv;
    *key = k;
    return OTLS_OK;
}

EVP_PKEY *
otls__key_evp(const struct otls__key *key)
{
    return key->pkey;
}

void
otls__key_ref(void *key)
{
    otls__ref_take(&((struct otls__key *)key)->ref);
}

void
otls__key_unref(void *key)
{
    struct otls__key *k = key;

    if (k == NULL || !otls__ref_drop(&k->ref))
        return;
    EVP_PKEY_free(k->pkey);
    otls__free(k);
}

const char *
otls__key_algorithm(const struct otls__key *key)
{
    return key->algorithm;
}

int
otls__key_bits(const struct otls__key *key)
{
    return EVP_PKEY_get_bits(key->pkey);
}

int
otls__key_is_private(const struct otls__key *key)
{
    return key->is_private;
}

int
otls__key_equal(const struct otls__key *a, const struct otls__key *b)
{
    int equal;

    otls__openssl_begin();
    equal = EVP_PKEY_eq(a->pkey, b->pkey) == 1;
    otls__openssl_end();
    return equal;
}

int
otls__key_public(const struct otls__key *key, struct otls__key **public)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    EVP_PKEY *pkey = NULL;
    int len, rv;

    if ((len = i2d_PUBKEY(key->pkey, &der)) > 0) {
        p = der;
        pkey = d2i_PUBKEY(NULL, &p, len);
    }
    if (pkey == NULL)
        rv = otls__error_openssl(OTLS_E_OPENSSL,
            "OpenSSL could not take the public part of the key");
    else if ((rv = otls__key_wrap(pkey, public)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    OPENSSL_free(der);
    return rv;
}
