/* SPDX-License-Identifier: ISC */
#include <otls/connection_store.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "tls/connection.h"

int
otls_connection_store_poll(
    otls_handle connection, int64_t *fd, int64_t *events, int64_t *wait_ms)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (fd == NULL)
        rv = otls__error_null("fd");
    else if (events == NULL)
        rv = otls__error_null("events");
    else if (wait_ms == NULL)
        rv = otls__error_null("wait_ms");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_store_poll(c, fd, events, wait_ms);
    return otls__call_end(&call, rv);
}

int
otls_connection_store_wanted(otls_handle connection, int64_t *operation,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (operation == NULL)
        rv = otls__error_null("operation");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_store_wanted(c, operation, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_store_reply(
    otls_handle connection, const void *value, size_t value_len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (value == NULL && value_len != 0)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_store_reply(c, value, value_len);
    return otls__call_end(&call, rv);
}
