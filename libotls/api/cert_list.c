/* SPDX-License-Identifier: ISC */
#include <otls/cert_list.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert.h"
#include "pki/cert_list.h"

static int
give(struct otls__cert_list *l, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_CERT_LIST, l, otls__cert_list_unref, handle);

    if (rv != OTLS_OK)
        otls__cert_list_unref(l);
    return rv;
}

int
otls_cert_list_load_file(const char *path, otls_handle *list)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__cert_list_load_file(path, &l)) == OTLS_OK)
        rv = give(l, list);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_load_bytes(const void *data, size_t data_len, otls_handle *list)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__cert_list_load_bytes(data, data_len, &l)) == OTLS_OK)
        rv = give(l, list);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_new(otls_handle *list)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__cert_list_new(&l)) == OTLS_OK)
        rv = give(l, list);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_add(otls_handle list, otls_handle cert)
{
    struct otls__call call;
    struct otls__cert_list *l;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, list, OTLS_KIND_CERT_LIST, &l)) ==
            OTLS_OK &&
        (rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) == OTLS_OK)
        rv = otls__cert_list_add(l, c);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_count(otls_handle list, int64_t *count)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = otls__call_object(
                  &call, list, OTLS_KIND_CERT_LIST, &l)) == OTLS_OK)
        *count = (int64_t)otls__cert_list_count(l);
    return otls__call_end(&call, rv);
}

static int
give_cert(struct otls__cert_list *l, int64_t index, otls_handle *handle)
{
    struct otls__cert *c;
    int rv;

    if ((rv = otls__cert_list_at(l, index, &c)) == OTLS_OK &&
        (rv = otls__handle_new(
             OTLS_KIND_CERT, c, otls__cert_unref, handle)) != OTLS_OK)
        otls__cert_unref(c);
    return rv;
}

int
otls_cert_list_at(otls_handle list, int64_t index, otls_handle *cert)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = otls__call_object(
                  &call, list, OTLS_KIND_CERT_LIST, &l)) == OTLS_OK)
        rv = give_cert(l, index, cert);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_pem(otls_handle list, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(
                  &call, list, OTLS_KIND_CERT_LIST, &l)) == OTLS_OK)
        rv = otls__cert_list_pem(l, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_list_free(otls_handle list)
{
    struct otls__call call;
    int rv;

    if (list == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(list, OTLS_KIND_CERT_LIST));
}
