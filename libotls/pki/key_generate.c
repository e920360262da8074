/* SPDX-License-Identifier: ISC */
#include "pki/key.h"

#include <otls/key.h>

#include <openssl/rsa.h>

#include "base/error.h"

#define RSA_MIN 2048
#define RSA_MAX 8192

static int
check(int algorithm, int bits)
{
    if (algorithm < OTLS_KEY_RSA || algorithm > OTLS_KEY_X25519)
        return otls__error(OTLS_E_INVALID,
            "there is no key algorithm %d: OTLS_KEY_RSA is one", algorithm);
    if (algorithm != OTLS_KEY_RSA && bits != 0)
        return otls__error(OTLS_E_INVALID,
            "bits is %d, and only RSA keys come in several sizes: pass 0",
            bits);
    if (algorithm != OTLS_KEY_RSA || bits == 0)
        return OTLS_OK;
    if (bits < RSA_MIN)
        return otls__error(OTLS_E_KEY_WEAK,
            "an RSA key of %d bits is too weak: ask for %d or more", bits,
            RSA_MIN);
    if (bits > RSA_MAX || bits % 8 != 0)
        return otls__error(OTLS_E_INVALID,
            "an RSA key can't have %d bits: ask for a multiple of 8 up to %d",
            bits, RSA_MAX);
    return OTLS_OK;
}

static EVP_PKEY *
generate(int algorithm, int bits)
{
    switch (algorithm) {
    case OTLS_KEY_EC_P256:
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    case OTLS_KEY_EC_P384:
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
    case OTLS_KEY_EC_P521:
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-521");
    case OTLS_KEY_ED25519:
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    case OTLS_KEY_X25519:
        return EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    default:
        return EVP_PKEY_Q_keygen(
            NULL, NULL, "RSA", (size_t)(bits == 0 ? 3072 : bits));
    }
}

int
otls__key_generate(int algorithm, int bits, struct otls__key **key)
{
    EVP_PKEY *pkey;
    int rv;

    if ((rv = check(algorithm, bits)) != OTLS_OK)
        return rv;
    if ((pkey = generate(algorithm, bits)) == NULL)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not make a key");
    if ((rv = otls__key_wrap(pkey, key)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    return rv;
}
