/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_SCRYPT_H
#define OTLS_AGE_SCRYPT_H

#include "age/identity.h"
#include "age/recipient.h"

/* Work factors, as powers of two: what encryption uses, and the most that it
 * may; what a program may allow a file that is decrypted. */
#define OTLS__AGE_SCRYPT_WORK 18
#define OTLS__AGE_SCRYPT_WORK_MAX 22
#define OTLS__AGE_SCRYPT_LIMIT_MAX 30

extern const struct otls__age_recipient_type otls__age_scrypt_recipient;
extern const struct otls__age_identity_type otls__age_scrypt_identity;

/* Limits where 0 means the default: the work factor 22, and the memory that
 * the work factor needs. */
int otls__age_scrypt_limits_set(
    struct otls__age_scrypt_limits *limits, int work_factor, int64_t memory);

#endif
