/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_TRUST_PART_H
#define OTLS_PKI_TRUST_PART_H

#include "pki/trust.h"

/*
 * How a trust is made: begin, add, finish. Until then it is nobody else's.
 * For trust.c and trust_system.c alone.
 */
struct otls__source;

int otls__trust_begin(struct otls__trust **trust);

int otls__trust_add_source(
    struct otls__trust *trust, const struct otls__source *source);
/* The same for a source that holds revocation lists and nothing else. */
int otls__trust_add_crls(
    struct otls__trust *trust, const struct otls__source *source);
int otls__trust_add_certs(
    struct otls__trust *trust, const STACK_OF(X509) *certs);
int otls__trust_add_directory(
    struct otls__trust *trust, const char *path, size_t len);
int otls__trust_add_trust(
    struct otls__trust *trust, const struct otls__trust *other);

/* Where |rv| is OTLS_OK, makes the store, counts what it holds, and hands the
 * trust over in |out|; frees it otherwise. Answers what went wrong first. */
int otls__trust_finish(
    struct otls__trust *trust, int rv, struct otls__trust **out);

/* The process-wide cache. */
int otls__trust_cached(
    const void *key, size_t len, struct otls__trust **trust);
void otls__trust_keep(
    const void *key, size_t len, struct otls__trust *trust);
int otls__trust_load_source(
    struct otls__source *source, struct otls__trust **trust);

#endif
