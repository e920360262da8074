/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_NORMALISE_H
#define OTLS_AGE_NORMALISE_H

#include <stddef.h>

/*
 * The normal forms of a passphrase (Unicode Standard Annex 15): what one
 * keyboard gives as one character, another gives as two.
 */
#define OTLS__AGE_NORMALISE_MAX ((size_t)1 << 20)

/*
 * NFC, or NFD where |decomposed| is 1, in secret memory that the caller frees.
 * OTLS_E_INVALID where the text is no UTF-8, OTLS_E_LIMIT where it has more
 * than OTLS__AGE_NORMALISE_MAX bytes, OTLS_E_UNSUPPORTED where the library was
 * built without utf8proc.
 */
int otls__age_normalise(
    const void *text, size_t len, int decomposed, void **out, size_t *out_len);

#endif
