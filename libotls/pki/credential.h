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

/* PKCS#12. */
int otls__credential_load_pkcs12_file(const char *path,
    struct otls__passphrase *passphrase,
    struct otls__credential **credential);
int otls__credential_load_pkcs12_bytes(const void *data, size_t len,
    struct otls__passphrase *passphrase,
    struct otls__credential **credential);

/* The first of |certs| must be that of |key|. */
int otls__credential_new(const STACK_OF(X509) *certs, EVP_PKEY *key,
    struct otls__credential **credential);

/* The same with the OCSP response in |len| bytes of DER at |data|, or without
 * one where |len| is 0. */
int otls__credential_with_ocsp(const struct otls__credential *base,
    const void *data, size_t len, struct otls__credential **credential);

/* From and to the objects of their own words. The list has the certificate
 * first. */
int otls__credential_from(struct otls__cert_list *list,
    const struct otls__key *key, struct otls__credential **credential);
int otls__credential_cert(
    const struct otls__credential *credential, struct otls__cert **cert);
int otls__credential_chain(const struct otls__credential *credential,
    struct otls__cert_list **list);
int otls__credential_key(
    const struct otls__credential *credential, struct otls__key **key);

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
