/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_DIRECTORY_H
#define OTLS_PKI_DIRECTORY_H

#include <stddef.h>

/*
 * A hash directory, as c_rehash and `openssl rehash` make them: its files
 * have names like 5ed36f99.0 for certificates and 5ed36f99.r0 for revocation
 * lists. OpenSSL looks a name up when it needs it.
 */
struct otls__directory {
    size_t certs; /* entries of each kind */
    size_t crls;
    unsigned char digest[32]; /* of the entries' names and content */
};

/* What the directory holds now. An entry that can't be read counts for
 * nothing, as OpenSSL passes over it. */
int otls__directory_scan(
    const char *path, struct otls__directory *directory);

#endif
