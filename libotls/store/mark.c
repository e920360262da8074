/* SPDX-License-Identifier: ISC */
#include "store/mark.h"

#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "crypto/rand.h"
#include "store/keys.h"

#define RANDOM 16
#define TAG (OTLS__STORE_MARKED - RANDOM)

static int
tag(const struct otls__store *store, int which, const void *scope,
    size_t scope_len, const unsigned char *random, unsigned char out[32])
{
    unsigned char text[OTLS__STORE_SCOPE_MAX + RANDOM];

    if (scope_len > OTLS__STORE_SCOPE_MAX)
        return otls__error(OTLS_E_INTERNAL, "a scope is too long");
    memcpy(text, scope, scope_len);
    memcpy(text + scope_len, random, RANDOM);
    return otls__store_keys_mark(
        otls__store_keys_of(store), which, text, scope_len + RANDOM, out);
}

int
otls__store_mark(const struct otls__store *store, const void *scope,
    size_t scope_len, unsigned char id[OTLS__STORE_MARKED])
{
    unsigned char full[32];
    int rv;

    if ((rv = otls__rand_bytes(id, RANDOM)) != OTLS_OK ||
        (rv = tag(store, 0, scope, scope_len, id, full)) != OTLS_OK)
        return rv;
    memcpy(id + RANDOM, full, TAG);
    return OTLS_OK;
}

int
otls__store_marked(const struct otls__store *store, const void *scope,
    size_t scope_len, const unsigned char id[OTLS__STORE_MARKED])
{
    const int count = otls__store_keys_count(otls__store_keys_of(store));
    unsigned char full[32];
    int i;

    for (i = 0; i < count; i++)
        if (tag(store, i, scope, scope_len, id, full) == OTLS_OK &&
            otls__equal(full, id + RANDOM, TAG))
            return i;
    return -1;
}
