/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_KEYFILE_H
#define OTLS_AGE_KEYFILE_H

#include <stddef.h>

struct otls__age_identity;
struct otls__age_list;
struct otls__age_scrypt_limits;

#define OTLS__AGE_KEYFILE_MAX ((size_t)16 << 20)
#define OTLS__AGE_KEYFILE_LINE_MAX ((size_t)1 << 16)

/*
 * Files of identities or recipients: one a line, that a carriage return may
 * end too; empty lines and those that begin with '#' say nothing. The list
 * receives a reference to each. Messages name the file and the line.
 *
 * A file of identities may be encrypted with a passphrase, which |key| is;
 * OTLS_E_WANT_PASSPHRASE where that is NULL. It is at most as long as one that
 * isn't encrypted, and |limits| bound its scrypt.
 */
int otls__age_keyfile_identities(const char *path,
    struct otls__age_identity *key,
    const struct otls__age_scrypt_limits *limits, struct otls__age_list *list);
int otls__age_keyfile_recipients(
    const char *path, struct otls__age_list *list);

#endif
