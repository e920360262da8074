/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_DH_H
#define OTLS_TLS_DH_H

#include <stddef.h>

#include <openssl/ssl.h>

/* Parameters for Diffie-Hellman in PEM; the caller frees them. */
int otls__dh_read(const void *data, size_t len, EVP_PKEY **parameters);

/* For all that an SSL_CTX makes; SSL_set_SSL_CTX() takes them along. No bytes
 * are none. */
int otls__dh_apply(SSL_CTX *ctx, const void *data, size_t len);

#endif
