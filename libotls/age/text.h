/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_TEXT_H
#define OTLS_AGE_TEXT_H

#include <string.h>

/* Whether the |len| characters begin with |prefix|. */
static inline int
otls__age_begins(const char *text, size_t len, const char *prefix)
{
    const size_t n = strlen(prefix);

    return len >= n && memcmp(text, prefix, n) == 0;
}

#endif
