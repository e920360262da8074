/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_SAN_H
#define OTLS_PKI_SAN_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/x509v3.h>

/*
 * Subject alternative names, as certificates and requests have them.
 */

/* The |index|th of |sans|, which may be NULL; |type| is OTLS_CERT_SAN_*. */
int otls__san_out(const GENERAL_NAMES *sans, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len);

/* A name of |type| made of |text|: what can't be one, or wouldn't match
 * anything, is OTLS_E_INVALID. */
int otls__san_make(int type, const char *text, GENERAL_NAME **san);

/* OTLS_E_INVALID unless |name| can be a host's: ASCII, no empty label. */
int otls__san_check_host(const char *name);

/* Writes an X509_NAME as RFC 4514 says, in UTF-8: for otls__write_pem(). */
int otls__name_print(BIO *bio, const void *name);

#endif
