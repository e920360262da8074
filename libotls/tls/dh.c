/* SPDX-License-Identifier: ISC */
#include "tls/dh.h"

#include <limits.h>

#include <openssl/pem.h>

#include "base/error.h"

static EVP_PKEY *
read_once(const void *data, size_t len)
{
    BIO *bio = BIO_new_mem_buf(data, (int)len);
    EVP_PKEY *found = bio == NULL ? NULL : PEM_read_bio_Parameters(bio, NULL);

    BIO_free(bio);
    if (found == NULL || EVP_PKEY_is_a(found, "DH") ||
        EVP_PKEY_is_a(found, "DHX"))
        return found;
    EVP_PKEY_free(found);
    return NULL;
}

/* Tried twice, since OpenSSL doesn't always say that memory ran out. */
int
otls__dh_read(const void *data, size_t len, EVP_PKEY **parameters)
{
    int rv = OTLS_OK;

    if (len > INT_MAX)
        return otls__error(OTLS_E_KEY_FORMAT,
            "the parameters for Diffie-Hellman have more than 2 GiB");
    otls__openssl_begin();
    if ((*parameters = read_once(data, len)) == NULL &&
        (*parameters = read_once(data, len)) == NULL)
        rv = otls__error_openssl(OTLS_E_KEY_FORMAT,
            "there are no parameters for Diffie-Hellman in PEM");
    otls__openssl_end();
    return rv;
}

int
otls__dh_apply(SSL_CTX *ctx, const void *data, size_t len)
{
    EVP_PKEY *parameters;
    int rv;

    if (len == 0)
        return OTLS_OK;
    if ((rv = otls__dh_read(data, len, &parameters)) != OTLS_OK)
        return rv;
    if (SSL_CTX_set0_tmp_dh_pkey(ctx, parameters) == 1)
        return OTLS_OK;
    rv = otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL refused the parameters for Diffie-Hellman");
    EVP_PKEY_free(parameters);
    return rv;
}
