/* SPDX-License-Identifier: ISC */
#ifndef OTLS_RAND_H
#define OTLS_RAND_H

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

OTLS_API int otls_rand_bytes(void *buf, size_t len);
OTLS_API int otls_rand_private_bytes(void *buf, size_t len);
OTLS_API int otls_rand_uniform(int64_t n, int64_t *value);
OTLS_API int otls_rand_status(void);
OTLS_API int otls_rand_insecure_new(
    const void *seed, size_t seed_len, otls_handle *generator);
OTLS_API int otls_rand_insecure_bytes(
    otls_handle generator, void *buf, size_t len);
OTLS_API int otls_rand_insecure_uniform(
    otls_handle generator, int64_t n, int64_t *value);
OTLS_API int otls_rand_insecure_free(otls_handle generator);

#ifdef __cplusplus
}
#endif

#endif
