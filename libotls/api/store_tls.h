/* SPDX-License-Identifier: ISC */
#ifndef OTLS_API_STORE_TLS_H
#define OTLS_API_STORE_TLS_H

#include "store/tls.h"

/* The TLS that stores are lent: connections of the library's own, which check
 * the server's certificate and name. What is read from disk is read now. */
otls__store_make_tls otls__store_over_tls;

#endif
