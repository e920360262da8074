/* SPDX-License-Identifier: ISC */
#include "pki/hex.h"

#include "base/error.h"
#include "base/mem.h"

int
otls__hex_out(const unsigned char *data, size_t n, int flags, void *buf,
    size_t cap, size_t *len)
{
    const char *digits = (flags & OTLS__HEX_UPPER) != 0 ? "0123456789ABCDEF"
                                                        : "0123456789abcdef";
    char *text = otls__malloc(2 * n + 2), *p = text;
    size_t i;
    int rv;

    if (text == NULL)
        return otls__error_memory();
    if ((flags & OTLS__HEX_MINUS) != 0)
        *p++ = '-';
    for (i = 0; i < n; i++) {
        *p++ = digits[data[i] >> 4];
        *p++ = digits[data[i] & 15];
    }
    *p = '\0';
    rv = otls__copy_text(text, buf, cap, len);
    otls__free(text);
    return rv;
}
