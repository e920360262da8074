/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_HEX_H
#define OTLS_PKI_HEX_H

#include <stddef.h>

#define OTLS__HEX_UPPER 1
#define OTLS__HEX_MINUS 2 /* a sign in front */

/* Two digits a byte, out by the convention of otls/types.h. */
int otls__hex_out(const unsigned char *data, size_t n, int flags, void *buf,
    size_t cap, size_t *len);

#endif
