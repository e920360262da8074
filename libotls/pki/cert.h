/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CERT_H
#define OTLS_PKI_CERT_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

struct otls__key;

/*
 * A certificate: immutable, and shared by whoever has a reference. What
 * otls/cert.h says of a function isn't said again here. Each that makes one
 * gives the caller one reference.
 */
struct otls__cert;

/* Takes its own reference to |x509|, which nobody may change any more. */
int otls__cert_wrap(X509 *x509, struct otls__cert **cert);

/* Borrowed, for as long as the certificate lives. */
X509 *otls__cert_x509(const struct otls__cert *cert);

void otls__cert_ref(void *cert);
/* NULL is fine. */
void otls__cert_unref(void *cert);

int otls__cert_load_file(const char *path, struct otls__cert **cert);
int otls__cert_load_bytes(
    const void *data, size_t len, struct otls__cert **cert);

#endif
