/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CREDENTIAL_H
#define OTLS_PKI_CREDENTIAL_H

#include <stddef.h>

#include <openssl/x509.h>

struct otls__cert;
struct otls__cert_list;
struct otls__key;
struct otls__passphrase;

/*
 * Who an end of a connection is: a certificate, its private key, the
 * certificates between it and an authority, and perhaps an OCSP response.
 * Immutable, and shared by the process: docs/internals/pki.rst has the rules
 * of its cache.
 *
 * Each gives the caller one reference. Whoever has a |passphrase| ends it.
 */
struct otls__credential;

/* |key_path| NULL means the same file. */
int otls__credential_load_file(const char *cert_path, const char *key_path,
    struct otls__passphrase *passphrase,
    struct otls__credential **credential);
/* |key| NULL means the same bytes. */
int otls__credential_load_bytes(const void *cert, size_t cert_len,
    const void *key, size_t key_len, struct otls__passphrase *passphrase,
    struct otls__credential **credential);

/* Borrowed, for as long as the credential lives. */
X509 *otls__credential_x509(const struct otls__credential *credential);
/* What goes between the certificate and its authority; never NULL. */
STACK_OF(X509) *
    otls__credential_stack(const struct otls__credential *credential);
EVP_PKEY *otls__credential_evp(const struct otls__credential *credential);
/* No bytes where there is no response. */
void otls__credential_ocsp(const struct otls__credential *credential,
    const unsigned char **data, size_t *len);

/* 32 bytes each: of the whole content, and of the set of names that it
 * serves, which a renewed certificate has too. Both are the same on each host
 * and in each process. */
const unsigned char *
    otls__credential_digest(const struct otls__credential *credential);
const unsigned char *
    otls__credential_names_digest(const struct otls__credential *credential);

void otls__credential_ref(void *credential);
void otls__credential_unref(void *credential);

/* The cache lets go of whatever has this key, or of everything. The key is
 * wiped once nobody holds it. */
void otls__credential_forget(const struct otls__credential *credential);
void otls__credential_forget_all(void);

#endif
