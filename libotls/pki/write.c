/* SPDX-License-Identifier: ISC */
#include "pki/write.h"

#include <openssl/crypto.h>

#include "base/error.h"
#include "base/secret.h"

static int
cannot(const char *what)
{
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL could not encode %s", what);
}

int
otls__write_pem(int (*encode)(BIO *bio, const void *object),
    const void *object, const char *what, void *buf, size_t cap, size_t *len)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    int rv;

    /* the last one puts a NUL behind the text */
    if (bio == NULL || encode(bio, object) != 1 || BIO_write(bio, "", 1) != 1)
        rv = cannot(what);
    else {
        (void)BIO_get_mem_data(bio, &text);
        rv = otls__copy_text(text, buf, cap, len);
    }
    if (bio != NULL && BIO_get_mem_data(bio, &text) > 0)
        otls__wipe(text, (size_t)BIO_get_mem_data(bio, NULL));
    BIO_free(bio);
    return rv;
}

int
otls__write_der(int n, unsigned char **der, const char *what, void *buf,
    size_t cap, size_t *len)
{
    int rv;

    if (n < 1 || *der == NULL)
        return cannot(what);
    rv = otls__copy_bytes(*der, (size_t)n, buf, cap, len);
    otls__wipe(*der, (size_t)n);
    OPENSSL_free(*der);
    return rv;
}
