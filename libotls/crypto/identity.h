/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CRYPTO_IDENTITY_H
#define OTLS_CRYPTO_IDENTITY_H

#include <stddef.h>

/* The SHA-256 of the data, by which two contents are the same or not. Data of
 * no bytes may be NULL. |out| is wiped on failure. */
int otls__identity(const void *data, size_t len, unsigned char out[32]);

#endif
