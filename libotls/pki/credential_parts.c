/* SPDX-License-Identifier: ISC */
#include "base/error.h"
#include "pki/cert.h"
#include "pki/cert_list.h"
#include "pki/credential.h"
#include "pki/key.h"

/* Asked again where it is no: that is the answer as well when memory is
 * missing. */
static int
need_private(const struct otls__key *key)
{
    if (otls__key_is_private(key) || otls__key_is_private(key))
        return OTLS_OK;
    if (otls__openssl_memory_is_out())
        return otls__error_memory();
    return otls__error(OTLS_E_INVALID,
        "the key is a public one: a credential needs its private half");
}

int
otls__credential_from(struct otls__cert_list *list,
    const struct otls__key *key, struct otls__credential **credential)
{
    STACK_OF(X509) *certs;
    int rv;

    if ((rv = need_private(key)) != OTLS_OK ||
        (rv = otls__cert_list_stack(list, &certs)) != OTLS_OK)
        return rv;
    rv = otls__credential_new(certs, otls__key_evp(key), credential);
    sk_X509_pop_free(certs, X509_free);
    return rv;
}

int
otls__credential_cert(
    const struct otls__credential *credential, struct otls__cert **cert)
{
    return otls__cert_wrap(otls__credential_x509(credential), cert);
}

int
otls__credential_chain(
    const struct otls__credential *credential, struct otls__cert_list **list)
{
    STACK_OF(X509) *certs = sk_X509_dup(otls__credential_stack(credential));
    int rv;

    if (certs == NULL ||
        sk_X509_unshift(certs, otls__credential_x509(credential)) <= 0)
        rv = otls__error_memory();
    else
        rv = otls__cert_list_wrap(certs, list);
    sk_X509_free(certs);
    return rv;
}

int
otls__credential_key(
    const struct otls__credential *credential, struct otls__key **key)
{
    EVP_PKEY *pkey = otls__credential_evp(credential);
    int rv;

    if (EVP_PKEY_up_ref(pkey) != 1)
        return otls__error_memory();
    if ((rv = otls__key_wrap(pkey, key)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    return rv;
}
