/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/error.h"
#include "pki/credential_cache.h"
#include "pki/credential_part.h"
#include "pki/passphrase.h"
#include "pki/pkcs12.h"
#include "pki/source.h"

static void
key_of(const struct otls__source *source,
    unsigned char key[OTLS__CREDENTIAL_KEY])
{
    memset(key, 0, OTLS__CREDENTIAL_KEY);
    key[0] = 'P';
    memcpy(key + 1, source->digest, 32);
}

static int
parse(struct otls__source *source, struct otls__passphrase *passphrase,
    struct otls__credential **credential)
{
    const struct otls__credential_names names = {source->name, source->name};
    unsigned char id[OTLS__CREDENTIAL_KEY];
    STACK_OF(X509) *certs;
    EVP_PKEY *key;
    int encrypted, rv;

    if ((rv = otls__source_need(source)) != OTLS_OK ||
        (rv = otls__pkcs12_read(
             source, passphrase, &certs, &key, &encrypted)) != OTLS_OK)
        return rv;
    if ((rv = otls__credential_make(
             certs, key, NULL, 0, &names, credential)) == OTLS_OK) {
        key_of(source, id);
        otls__credential_keep(id, encrypted, passphrase, credential);
    }
    sk_X509_pop_free(certs, X509_free);
    EVP_PKEY_free(key);
    return rv;
}

static int
load(struct otls__source *source, struct otls__passphrase *passphrase,
    struct otls__credential **credential)
{
    unsigned char id[OTLS__CREDENTIAL_KEY];
    int rv;

    key_of(source, id);
    rv = otls__credential_cached(id, source->name, passphrase, credential);
    if (rv == 0)
        return parse(source, passphrase, credential);
    return rv < 0 ? rv : OTLS_OK;
}

int
otls__credential_load_pkcs12_file(const char *path,
    struct otls__passphrase *passphrase, struct otls__credential **credential)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(
             &source, path, OTLS__SOURCE_CREDENTIAL, 1)) == OTLS_OK)
        rv = load(&source, passphrase, credential);
    otls__source_end(&source);
    return rv;
}

int
otls__credential_load_pkcs12_bytes(const void *data, size_t len,
    struct otls__passphrase *passphrase, struct otls__credential **credential)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the PKCS#12 bytes", data, len,
             OTLS__SOURCE_CREDENTIAL)) == OTLS_OK)
        rv = load(&source, passphrase, credential);
    otls__source_end(&source);
    return rv;
}
