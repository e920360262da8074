/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_UNWRAP_H
#define OTLS_AGE_UNWRAP_H

#include "age/header.h"

struct otls__age_list;
struct otls__age_scrypt_limits;

/*
 * Finds the file key that a header holds for one of the identities, tried in
 * their order, and checks the header's MAC with it. |file_key| needs wiping
 * whatever the answer is.
 */
int otls__age_unwrap_header(const struct otls__age_header *h,
    const struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits,
    unsigned char file_key[OTLS__AGE_FILE_KEY]);

#endif
