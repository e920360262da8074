/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_IDSET_H
#define OTLS_PKI_IDSET_H

#include <stddef.h>

/* A set of SHA-256 digests, whose own digest doesn't depend on the order in
 * which they came. Begins zeroed. */
struct otls__idset {
    unsigned char (*ids)[32];
    size_t count;
    size_t cap;
};

/* 1 where |id| is new, 0 where it was there, or an error. */
int otls__idset_add(struct otls__idset *set, const unsigned char id[32]);

/* The digest of all of them and of how many they are. */
int otls__idset_digest(const struct otls__idset *set, unsigned char out[32]);

void otls__idset_end(struct otls__idset *set);

#endif
