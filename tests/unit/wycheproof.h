/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_WYCHEPROOF_H
#define OTLS_TESTS_WYCHEPROOF_H

#include <stddef.h>

/* A test of one of Wycheproof's JSON files (C2SP/wycheproof, testvectors_v1),
 * with the fields of its group. A field that isn't there fails the test. */
struct wycheproof;
const char *wycheproof_text(const struct wycheproof *t, const char *name);
/* The field's bytes and how many, in a static buffer for each of |name|'s
 * last eight. */
const unsigned char *wycheproof_bytes(
    const struct wycheproof *t, const char *name, size_t *len);

/*
 * Calls |each| with every test of |file|, answers 1 for those that it could
 * use. Fails unless the file's tests are as many as it says and |least| of
 * them or more were used. Where the file isn't there, says so and answers 0.
 */
int wycheproof_run(
    const char *file, int (*each)(const struct wycheproof *t), int least);

/* |hex| in one of eight static buffers. */
const unsigned char *wycheproof_hex(const char *hex, size_t *len);

#endif
