/* SPDX-License-Identifier: ISC */
#include <otls/ticket_keys.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "store/store.h"
#include "tls/frozen.h"
#include "tls/ticket_keys.h"

/* A new handle for |k|, whose reference it takes over in any case. */
static int
give(struct otls__ticket_keys *k, otls_handle *handle)
{
    const int rv = otls__handle_new(
        OTLS_KIND_TICKET_KEYS, k, otls__ticket_keys_unref, handle);

    if (rv != OTLS_OK)
        otls__ticket_keys_unref(k);
    return rv;
}

int
otls_ticket_keys_derived(const void *secret, size_t secret_len,
    int64_t rotation_s, otls_handle *keys)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (secret == NULL)
        rv = otls__error_null("secret");
    else if (keys == NULL)
        rv = otls__error_null("keys");
    else if ((rv = otls__ticket_keys_derived(
                  secret, secret_len, rotation_s, &k)) == OTLS_OK)
        rv = give(k, keys);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_derived_file(
    const char *path, int64_t rotation_s, otls_handle *keys)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (keys == NULL)
        rv = otls__error_null("keys");
    else if ((rv = otls__ticket_keys_derived_file(path, rotation_s, &k)) ==
             OTLS_OK)
        rv = give(k, keys);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_stored(
    otls_handle store, int64_t rotation_s, otls_handle *keys)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (keys == NULL)
        rv = otls__error_null("keys");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
                 OTLS_OK &&
             (rv = otls__ticket_keys_stored(s, rotation_s, &k)) == OTLS_OK)
        rv = give(k, keys);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_file(const char *path, otls_handle *keys)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (keys == NULL)
        rv = otls__error_null("keys");
    else if ((rv = otls__ticket_keys_file(path, &k)) == OTLS_OK)
        rv = give(k, keys);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_counter(otls_handle keys, int counter, int64_t *value)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(
                  &call, keys, OTLS_KIND_TICKET_KEYS, &k)) == OTLS_OK)
        rv = otls__ticket_keys_counter(k, counter, value);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_warning(otls_handle keys, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, keys, OTLS_KIND_TICKET_KEYS, &k)) ==
        OTLS_OK)
        rv = otls__ticket_keys_warning(k, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_ticket_keys_free(otls_handle keys)
{
    struct otls__call call;
    struct otls__ticket_keys *k;
    int rv;

    if (keys == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, keys, OTLS_KIND_TICKET_KEYS, &k)) ==
            OTLS_OK &&
        (rv = otls__handle_free(keys, OTLS_KIND_TICKET_KEYS)) == OTLS_OK) {
        otls__ticket_keys_retire(k);
        otls__frozen_forget_retired();
    }
    return otls__call_end(&call, rv);
}
