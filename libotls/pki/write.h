/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_WRITE_H
#define OTLS_PKI_WRITE_H

#include <stddef.h>

#include <openssl/bio.h>

/*
 * What OpenSSL encodes goes out to the caller by the convention of
 * otls/types.h, and what lay in between is wiped. |what| is for messages.
 */

/* Text: |encode| answers 1 where it has written |object|. */
int otls__write_pem(int (*encode)(BIO *bio, const void *object),
    const void *object, const char *what, void *buf, size_t cap, size_t *len);

/* The |n| bytes of |*der| that an i2d function made, and that are freed here;
 * less than 1 says that it failed. */
int otls__write_der(int n, unsigned char **der, const char *what, void *buf,
    size_t cap, size_t *len);

#endif
