/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CREDENTIAL_PART_H
#define OTLS_PKI_CREDENTIAL_PART_H

#include "pki/credential.h"

/* How a credential is made, for the files of credential_*.c alone. */

/* Names for messages: where the certificate and the key came from. */
struct otls__credential_names {
    const char *cert;
    const char *key;
};

/*
 * Takes its own references. The first certificate must be that of |key|, or
 * the answer is OTLS_E_KEY_MISMATCH; |ocsp| may be NULL.
 */
int otls__credential_make(const STACK_OF(X509) *certs, EVP_PKEY *key,
    const void *ocsp, size_t ocsp_len,
    const struct otls__credential_names *names,
    struct otls__credential **credential);

#endif
