/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_BECH32_H
#define OTLS_AGE_BECH32_H

#include <stddef.h>

/* Bech32 (BIP 173) without its limit of 90 characters. */

/* How many bytes the text needs, its NUL included. */
size_t otls__age_bech32_size(size_t prefix_len, size_t len);

/* Writes text and NUL, in capitals where the prefix has them; answers the
 * length of the text. */
size_t otls__age_bech32_encode(
    const char *prefix, const void *data, size_t len, char *out);

/*
 * Answers NULL, or a clause that says what is wrong with the text without
 * quoting it. The first |prefix_len| characters of |text| are the prefix in
 * the case that it has; |out| may hold a part of the data after a failure.
 */
const char *otls__age_bech32_decode(const char *text, size_t text_len,
    size_t *prefix_len, void *out, size_t cap, size_t *len);

#endif
