/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_BUNDLE_H
#define OTLS_PKI_BUNDLE_H

#include <openssl/x509.h>

struct otls__source;

/*
 * What a source holds: certificates and revocation lists in PEM, any number
 * of each, or one of either in DER. Other things in PEM, such as keys, are
 * left aside.
 *
 * OpenSSL may report success with a part missing when memory runs out, so
 * what begins in the text is counted, and something that can't be read is an
 * error that says which one it is.
 */
struct otls__bundle {
    STACK_OF(X509) *certs;
    STACK_OF(X509_CRL) *crls;
};

/* Adds to |bundle|, which begins zeroed. A source with nothing in it is
 * OTLS_E_CERT_FORMAT. */
int otls__bundle_read(
    struct otls__bundle *bundle, const struct otls__source *source);

/* The same where there must be a certificate. */
int otls__bundle_certs(
    struct otls__bundle *bundle, const struct otls__source *source);

void otls__bundle_end(struct otls__bundle *bundle);

#endif
