/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_OBJECT_H
#define OTLS_PKI_OBJECT_H

#include <stddef.h>
#include <stdint.h>

/* What OpenSSL knows of object identifiers: otls/openssl.h. */
int otls__object_nid(const char *text, int names, int64_t *nid);
int otls__object_text(int nid, void *buf, size_t cap, size_t *len);

/* Where it looks for trusted certificates: OTLS_OPENSSL_PATH_*. */
int otls__object_path(int which, void *buf, size_t cap, size_t *len);

/* OpenSSL's words for X509_V_*. */
int otls__object_verdict(int64_t verdict, void *buf, size_t cap, size_t *len);

#endif
