/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_SERVERNAME_H
#define OTLS_TLS_SERVERNAME_H

#include <stddef.h>

/* The longest name that DNS knows. */
#define OTLS__SERVERNAME_MAX 253

/* 1 for what may stand in the server name extension: labels of letters,
 * digits, hyphens and underscores, with no dot at the end. */
int otls__servername_is_valid(const char *name, size_t len);

/* 1 for an IPv4 or IPv6 address in its usual form. */
int otls__servername_is_ip(const char *name);

/* OTLS_OK for either, else OTLS_E_INVALID. One dot at the end is fine. */
int otls__servername_check(const char *name);

#endif
