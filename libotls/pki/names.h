/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_NAMES_H
#define OTLS_PKI_NAMES_H

#include <openssl/x509.h>

/* The digest of the set of names that a certificate serves: its subject
 * alternative names, DNS names in lower case, or else its common names. */
int otls__names_digest(X509 *cert, unsigned char out[32]);

#endif
