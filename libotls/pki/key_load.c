/* SPDX-License-Identifier: ISC */
#include "pki/key.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "pki/contents.h"
#include "pki/keyread.h"
#include "pki/source.h"

/* SPKI has "PUBLIC KEY" for its label, RSA by itself "RSA PUBLIC KEY". */
#define LABEL "PUBLIC KEY"

static EVP_PKEY *
decode_public(const char *label, const unsigned char *der, long len)
{
    const unsigned char *p = der;
    EVP_PKEY *pkey;

    pkey = strcmp(label, LABEL) == 0
               ? d2i_PUBKEY(NULL, &p, len)
               : d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, len);
    if (p == der + len)
        return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

static EVP_PKEY *
read_public_pem(const struct otls__source *source)
{
    BIO *bio = BIO_new_mem_buf(source->data, (int)source->len);
    char *label = NULL, *header = NULL;
    unsigned char *der = NULL;
    EVP_PKEY *pkey = NULL;
    int found = 0;
    long len;

    while (bio != NULL && !found &&
           PEM_read_bio(bio, &label, &header, &der, &len) == 1) {
        found = strcmp(label, LABEL) == 0 ||
                strcmp(label, PEM_STRING_RSA_PUBLIC) == 0;
        if (found)
            pkey = decode_public(label, der, len);
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    BIO_free(bio);
    return pkey;
}

static int
read_public(
    const struct otls__source *source, unsigned contents, EVP_PKEY **pkey)
{
    int rv = OTLS_OK;

    otls__openssl_begin();
    *pkey = (contents & OTLS__HOLDS_PEM) != 0
                ? read_public_pem(source)
                : decode_public(LABEL, source->data, (long)source->len);
    if (*pkey == NULL)
        rv = otls__error_openssl(OTLS_E_KEY_FORMAT,
            "%s: the public key is damaged, or of a kind that OpenSSL "
            "doesn't know",
            source->name);
    otls__openssl_end();
    return rv;
}

static int
refuse(const struct otls__source *source, unsigned contents)
{
    if ((contents & OTLS__HOLDS_OPENSSH) != 0)
        return otls__error(OTLS_E_UNSUPPORTED, "%s holds %s", source->name,
            otls__contents_text(contents));
    if ((contents & OTLS__HOLDS_PKCS12) != 0)
        return otls__error(OTLS_E_KEY_FORMAT,
            "%s is a PKCS#12 file: load it as a credential", source->name);
    return otls__error(OTLS_E_KEY_FORMAT,
        "%s holds no key but %s: give a key in PEM or DER", source->name,
        otls__contents_text(contents));
}

static int
load(struct otls__source *source, struct otls__passphrase *passphrase,
    struct otls__key **key)
{
    EVP_PKEY *pkey = NULL;
    unsigned contents;
    int encrypted, rv;
    size_t n;

    if ((rv = otls__source_need(source)) != OTLS_OK)
        return rv;
    contents = otls__contents(source);
    if ((n = otls__contents_trailing(source, contents)) > 0)
        rv = otls__error(OTLS_E_KEY_FORMAT,
            "%s: %zu bytes follow the key, which belong to nothing",
            source->name, n);
    else if ((contents & OTLS__HOLDS_PRIVATE_KEY) != 0)
        rv = otls__keyread(source, passphrase, &pkey, &encrypted);
    else if ((contents & OTLS__HOLDS_PUBLIC_KEY) != 0)
        rv = read_public(source, contents, &pkey);
    else
        rv = refuse(source, contents);
    if (rv == OTLS_OK && (rv = otls__key_wrap(pkey, key)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    return rv;
}

int
otls__key_load_file(const char *path, struct otls__passphrase *passphrase,
    struct otls__key **key)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(
             &source, path, OTLS__SOURCE_CREDENTIAL, 1)) == OTLS_OK)
        rv = load(&source, passphrase, key);
    otls__source_end(&source);
    return rv;
}

int
otls__key_load_bytes(const void *data, size_t len,
    struct otls__passphrase *passphrase, struct otls__key **key)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the key", data, len,
             OTLS__SOURCE_CREDENTIAL)) == OTLS_OK)
        rv = load(&source, passphrase, key);
    otls__source_end(&source);
    return rv;
}
