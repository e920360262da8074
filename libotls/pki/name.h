/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_NAME_H
#define OTLS_PKI_NAME_H

#include <openssl/x509.h>

/*
 * The distinguished name that |text| writes as RFC 4514 says, the most
 * specific part first: "CN=example.com,O=Example,C=GB". The caller frees
 * |name|. OTLS_E_INVALID says which field can't be read.
 */
int otls__name_parse(const char *text, X509_NAME **name);

#endif
