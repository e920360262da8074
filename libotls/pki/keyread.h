/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_KEYREAD_H
#define OTLS_PKI_KEYREAD_H

#include <openssl/x509.h>

struct otls__passphrase;
struct otls__source;

/*
 * The private key in a source: the first one in PEM (PKCS#8 or traditional),
 * or one in DER. Whether it is encrypted is found out before the passphrase
 * is asked for, and stored in |encrypted|. The caller frees |key|.
 */
int otls__keyread(const struct otls__source *source,
    struct otls__passphrase *passphrase, EVP_PKEY **key, int *encrypted);

#endif
