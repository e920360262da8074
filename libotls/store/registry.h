/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REGISTRY_H
#define OTLS_STORE_REGISTRY_H

#include "store/backend.h"

/* Stores that a program has of its own, by the scheme of their URLs. */
struct otls__store_functions {
    int (*put)(void *user, const void *key, size_t key_len, const void *value,
        size_t value_len, int64_t ttl_ms);
    int (*get)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len);
    int (*take)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len);
    int (*remove)(void *user, const void *key, size_t key_len);
    void *user;
};

/* A scheme stays registered until the process ends, since stores of it may
 * be open. */
int otls__store_register(
    const char *scheme, const struct otls__store_functions *functions);

/* OTLS_E_UNSUPPORTED where nobody registered the URL's scheme. */
int otls__store_registered_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state);

#endif
