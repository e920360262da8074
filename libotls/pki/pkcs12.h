/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_PKCS12_H
#define OTLS_PKI_PKCS12_H

#include <openssl/x509.h>

struct otls__passphrase;
struct otls__source;

/*
 * What is in a PKCS#12 source: the private key, and the certificates with the
 * key's own first. Whether it needs a passphrase is found out before one is
 * asked for, and stored in |encrypted|. The caller frees both, with
 * sk_X509_pop_free() and EVP_PKEY_free().
 */
int otls__pkcs12_read(const struct otls__source *source,
    struct otls__passphrase *passphrase, STACK_OF(X509) **certs,
    EVP_PKEY **key, int *encrypted);

#endif
