/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_CHECK_H
#define OTLS_TLS_CHECK_H

#include <stddef.h>

/*
 * Values of a specification, judged before they are set: OTLS_OK, or
 * OTLS_E_INVALID with a message that names the bad element.
 */

/* |level| becomes the last "@SECLEVEL=" of |text|, where it has one. */
int otls__check_ciphers(const char *text, int *level);
int otls__check_ciphersuites(const char *text);
int otls__check_groups(const char *text);
int otls__check_signature_algorithms(const char *text);
int otls__check_alpn(const void *data, size_t len);

#endif
