/* SPDX-License-Identifier: ISC */
#include <otls/handle.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

int
otls_handle_kind(otls_handle handle)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__handle_kind(handle));
}

int
otls_handle_free(otls_handle handle)
{
    struct otls__call call;
    int rv;

    if (handle == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__handle_free(handle, 0));
}

int
otls_handle_count(int kind, int64_t *count)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else
        rv = otls__handle_count(kind, count);
    return otls__call_end(&call, rv);
}

int
otls_handle_kind_name(int kind, void *buf, size_t cap, size_t *len)
{
    const char *name = otls__handle_kind_name(kind);

    if (name == NULL)
        return otls__error(OTLS_E_INVALID, "there is no kind %d", kind);
    return otls__copy_text(name, buf, cap, len);
}
