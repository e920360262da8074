/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/error.h"
#include "pki/bundle.h"
#include "pki/credential_cache.h"
#include "pki/credential_part.h"
#include "pki/keyread.h"
#include "pki/passphrase.h"
#include "pki/source.h"

/* What a credential is loaded from: |key| may be |cert|. */
struct job {
    struct otls__source *cert;
    struct otls__source *key;
    struct otls__passphrase *passphrase;
};

static void
key_of(const struct job *job, unsigned char key[OTLS__CREDENTIAL_KEY])
{
    key[0] = 'C';
    memcpy(key + 1, job->cert->digest, 32);
    memcpy(key + 33, job->key->digest, 32);
}

static int
make(const struct job *job, const STACK_OF(X509) *certs,
    struct otls__credential **credential)
{
    const struct otls__credential_names names = {
        job->cert->name, job->key->name};
    unsigned char id[OTLS__CREDENTIAL_KEY];
    EVP_PKEY *key = NULL;
    int encrypted, rv;

    if ((rv = otls__keyread(job->key, job->passphrase, &key, &encrypted)) !=
        OTLS_OK)
        return rv;
    if ((rv = otls__credential_make(
             certs, key, NULL, 0, &names, credential)) == OTLS_OK) {
        key_of(job, id);
        otls__credential_keep(id, encrypted, job->passphrase, credential);
    }
    EVP_PKEY_free(key);
    return rv;
}

/* The certificates first: nobody is asked for a passphrase in vain. */
static int
parse(const struct job *job, struct otls__credential **credential)
{
    struct otls__bundle bundle = {NULL, NULL};
    int rv;

    if ((rv = otls__source_need(job->cert)) != OTLS_OK ||
        (rv = otls__source_need(job->key)) != OTLS_OK)
        return rv;
    if ((rv = otls__bundle_read(&bundle, job->cert)) == OTLS_OK)
        rv = make(job, bundle.certs, credential);
    otls__bundle_end(&bundle);
    return rv;
}

static int
load(const struct job *job, struct otls__credential **credential)
{
    unsigned char id[OTLS__CREDENTIAL_KEY];
    int rv;

    key_of(job, id);
    rv = otls__credential_cached(
        id, job->key->name, job->passphrase, credential);
    if (rv == 0)
        return parse(job, credential);
    return rv < 0 ? rv : OTLS_OK;
}

int
otls__credential_load_file(const char *cert_path, const char *key_path,
    struct otls__passphrase *passphrase, struct otls__credential **credential)
{
    struct otls__source cert, key;
    struct job job = {&cert, &cert, passphrase};
    int rv;

    memset(&key, 0, sizeof(key));
    if ((rv = otls__source_file(
             &cert, cert_path, OTLS__SOURCE_CREDENTIAL, 1)) == OTLS_OK &&
        key_path != NULL && strcmp(key_path, cert_path) != 0) {
        job.key = &key;
        rv = otls__source_file(&key, key_path, OTLS__SOURCE_CREDENTIAL, 1);
    }
    if (rv == OTLS_OK)
        rv = load(&job, credential);
    otls__source_end(&cert);
    otls__source_end(&key);
    return rv;
}

int
otls__credential_load_bytes(const void *cert, size_t cert_len,
    const void *key, size_t key_len, struct otls__passphrase *passphrase,
    struct otls__credential **credential)
{
    struct otls__source certs, keys;
    struct job job = {&certs, &certs, passphrase};
    int rv;

    memset(&keys, 0, sizeof(keys));
    if ((rv = otls__source_bytes(&certs, "the certificate's bytes", cert,
             cert_len, OTLS__SOURCE_CREDENTIAL)) == OTLS_OK &&
        key != NULL) {
        job.key = &keys;
        rv = otls__source_bytes(&keys, "the key's bytes", key, key_len,
            OTLS__SOURCE_CREDENTIAL);
    }
    if (rv == OTLS_OK)
        rv = load(&job, credential);
    otls__source_end(&certs);
    otls__source_end(&keys);
    return rv;
}
