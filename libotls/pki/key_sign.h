/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_KEY_SIGN_H
#define OTLS_PKI_KEY_SIGN_H

#include <openssl/x509.h>

struct otls__key;

/* OTLS_OK for a private key that can sign and is strong enough to. */
int otls__key_check_signer(const struct otls__key *key);
/* OTLS_E_KEY_WEAK for a public key that no certificate should have. */
int otls__key_check_strength(EVP_PKEY *pkey);

/* With the key's own digest. */
int otls__key_sign_cert(const struct otls__key *key, X509 *cert);
int otls__key_sign_request(const struct otls__key *key, X509_REQ *request);

/* OTLS_E_SIGNATURE unless the key in it has signed it, with a strong digest. */
int otls__request_verify(X509_REQ *request);

#endif
