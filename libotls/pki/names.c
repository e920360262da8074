/* SPDX-License-Identifier: ISC */
#include "pki/names.h"

#include <string.h>

#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/identity.h"
#include "pki/idset.h"

/* Adds |type| with |len| bytes, in lower case where |fold| says so. */
static int
add(struct otls__idset *set, unsigned char type, const unsigned char *data,
    size_t len, int fold)
{
    unsigned char id[32], *copy = otls__malloc(len + 1);
    size_t i;
    int rv;

    if (copy == NULL)
        return otls__error_memory();
    copy[0] = type;
    for (i = 0; i < len; i++)
        copy[i + 1] = fold && data[i] >= 'A' && data[i] <= 'Z'
                          ? (unsigned char)(data[i] + ('a' - 'A'))
                          : data[i];
    rv = otls__identity(copy, len + 1, id);
    otls__free(copy);
    return rv == OTLS_OK ? otls__idset_add(set, id) : rv;
}

static int
add_general_name(struct otls__idset *set, GENERAL_NAME *name)
{
    unsigned char *der = NULL;
    int len, rv;

    if (name->type == GEN_DNS)
        return add(set, GEN_DNS, ASN1_STRING_get0_data(name->d.dNSName),
            (size_t)ASN1_STRING_length(name->d.dNSName), 1);
    if ((len = i2d_GENERAL_NAME(name, &der)) <= 0)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not encode a name");
    rv = add(set, (unsigned char)name->type, der, (size_t)len, 0);
    OPENSSL_free(der);
    return rv;
}

/* Common names count as DNS names, which they stand for. */
static int
add_common_names(struct otls__idset *set, X509 *cert)
{
    const X509_NAME *subject = X509_get_subject_name(cert);
    unsigned char *text = NULL;
    int at = -1, len, rv;

    while ((at = X509_NAME_get_index_by_NID(
                subject, NID_commonName, at)) >= 0) {
        len = ASN1_STRING_to_UTF8(&text,
            X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        if (len < 0)
            return otls__error_openssl(
                OTLS_E_OPENSSL, "OpenSSL could not convert a name");
        rv = add(set, GEN_DNS, text, (size_t)len, 1);
        OPENSSL_free(text);
        if (rv < 0)
            return rv;
    }
    return OTLS_OK;
}

int
otls__names_digest(X509 *cert, unsigned char out[32])
{
    struct otls__idset set = {NULL, 0, 0};
    int critical = 0, i, rv = OTLS_OK;
    GENERAL_NAMES *names;

    names = X509_get_ext_d2i(cert, NID_subject_alt_name, &critical, NULL);
    /* -1: there is none; else it is tried again, since memory may be what was
     * missing */
    if (names == NULL && critical != -1) {
        names = X509_get_ext_d2i(cert, NID_subject_alt_name, &critical, NULL);
        if (names == NULL && critical != -1)
            return otls__error_openssl(OTLS_E_CERT_INVALID,
                "the certificate's subject alternative names are damaged");
    }
    for (i = 0; rv >= 0 && i < sk_GENERAL_NAME_num(names); i++)
        rv = add_general_name(&set, sk_GENERAL_NAME_value(names, i));
    if (rv >= 0 && names == NULL)
        rv = add_common_names(&set, cert);
    if (rv >= 0)
        rv = otls__idset_digest(&set, out);
    GENERAL_NAMES_free(names);
    otls__idset_end(&set);
    return rv;
}
