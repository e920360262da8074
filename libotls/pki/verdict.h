/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_VERDICT_H
#define OTLS_PKI_VERDICT_H

/*
 * What OpenSSL says of a chain (X509_V_ERR_*), in our codes and words. The
 * text is a clause that can follow "example.com: ". For X509_V_OK the code is
 * OTLS_OK; a verdict that this version doesn't know is OTLS_E_CERT_INVALID.
 */
int otls__verdict_code(long verdict);
const char *otls__verdict_text(long verdict);

#endif
