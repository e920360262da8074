/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_TRUST_H
#define OTLS_PKI_TRUST_H

#include <stdint.h>

#include <openssl/x509.h>

struct otls__cert_list;

/*
 * Whom a context believes: certificates, revocation lists, and directories
 * where OpenSSL looks for more. Immutable; what adds makes another object.
 * Where the content is the same, files and bytes give the same object as long
 * as the process-wide cache keeps it.
 *
 * Each gives the caller one reference.
 */
struct otls__trust;

int otls__trust_empty(struct otls__trust **trust);
int otls__trust_system(struct otls__trust **trust);
int otls__trust_load_file(const char *path, struct otls__trust **trust);
int otls__trust_load_bytes(
    const void *data, size_t len, struct otls__trust **trust);
/* Never shared: what OpenSSL has found in a directory it keeps, so each
 * caller gets a look of its own. */
int otls__trust_load_directory(const char *path, struct otls__trust **trust);
int otls__trust_from_list(
    struct otls__cert_list *list, struct otls__trust **trust);
int otls__trust_combine(const struct otls__trust *a,
    const struct otls__trust *b, struct otls__trust **trust);
int otls__trust_with_crls_file(const struct otls__trust *base,
    const char *path, struct otls__trust **trust);
int otls__trust_with_crls_bytes(const struct otls__trust *base,
    const void *data, size_t len, struct otls__trust **trust);

/* What was loaded; what a directory holds doesn't count. */
int64_t otls__trust_count(const struct otls__trust *trust);
int64_t otls__trust_crl_count(const struct otls__trust *trust);
int otls__trust_certs(
    const struct otls__trust *trust, struct otls__cert_list **list);

/* Borrowed, for as long as the trust lives. Nobody changes the store but
 * OpenSSL, which adds to it what it finds in directories. */
X509_STORE *otls__trust_store(const struct otls__trust *trust);
/* Subjects in the order of loading, for the list of authorities that a server
 * sends; the names belong to the certificates. Never NULL. */
const STACK_OF(X509_NAME) *otls__trust_names(const struct otls__trust *trust);
int otls__trust_has_crls(const struct otls__trust *trust);

/* 32 bytes of content identity: of the sets of certificates and lists and of
 * what the directories held when they were loaded, the same on each host and
 * in each process. */
const unsigned char *otls__trust_digest(const struct otls__trust *trust);

void otls__trust_ref(void *trust);
void otls__trust_unref(void *trust);

/* Lets the cache go of all. */
void otls__trust_forget_all(void);

#endif
