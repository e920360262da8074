/* SPDX-License-Identifier: ISC */
#include <otls/trust.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert_list.h"
#include "pki/trust.h"

static int
give(struct otls__trust *t, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_TRUST, t, otls__trust_unref, handle);

    if (rv != OTLS_OK)
        otls__trust_unref(t);
    return rv;
}

int
otls_trust_empty(otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__trust_empty(&t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_system(otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__trust_system(&t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_load_file(const char *path, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__trust_load_file(path, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_load_bytes(const void *data, size_t data_len, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL)
        rv = otls__error_null("data");
    else if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__trust_load_bytes(data, data_len, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_load_directory(const char *path, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__trust_load_directory(path, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_from_list(otls_handle list, otls_handle *trust)
{
    struct otls__call call;
    struct otls__cert_list *l;
    struct otls__trust *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__call_object(
                  &call, list, OTLS_KIND_CERT_LIST, &l)) == OTLS_OK &&
             (rv = otls__trust_from_list(l, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_certs(otls_handle trust, otls_handle *list)
{
    struct otls__call call;
    struct otls__cert_list *l;
    struct otls__trust *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__call_object(&call, trust, OTLS_KIND_TRUST, &t)) ==
                 OTLS_OK &&
             (rv = otls__trust_certs(t, &l)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_CERT_LIST, l,
                  otls__cert_list_unref, list)) != OTLS_OK)
        otls__cert_list_unref(l);
    return otls__call_end(&call, rv);
}

int
otls_trust_combine(otls_handle a, otls_handle b, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *one, *other, *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__call_object(&call, a, OTLS_KIND_TRUST, &one)) ==
                 OTLS_OK &&
             (rv = otls__call_object(&call, b, OTLS_KIND_TRUST, &other)) ==
                 OTLS_OK &&
             (rv = otls__trust_combine(one, other, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_with_crls_file(
    otls_handle base, const char *path, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *b, *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__call_object(&call, base, OTLS_KIND_TRUST, &b)) ==
                 OTLS_OK &&
             (rv = otls__trust_with_crls_file(b, path, &t)) == OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_with_crls_bytes(otls_handle base, const void *data,
    size_t data_len, otls_handle *trust)
{
    struct otls__call call;
    struct otls__trust *b, *t = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL)
        rv = otls__error_null("data");
    else if (trust == NULL)
        rv = otls__error_null("trust");
    else if ((rv = otls__call_object(&call, base, OTLS_KIND_TRUST, &b)) ==
                 OTLS_OK &&
             (rv = otls__trust_with_crls_bytes(b, data, data_len, &t)) ==
                 OTLS_OK)
        rv = give(t, trust);
    return otls__call_end(&call, rv);
}

int
otls_trust_count(otls_handle trust, int64_t *certs)
{
    struct otls__call call;
    struct otls__trust *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (certs == NULL)
        rv = otls__error_null("certs");
    else if ((rv = otls__call_object(&call, trust, OTLS_KIND_TRUST, &t)) ==
             OTLS_OK)
        *certs = otls__trust_count(t);
    return otls__call_end(&call, rv);
}

int
otls_trust_crl_count(otls_handle trust, int64_t *crls)
{
    struct otls__call call;
    struct otls__trust *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (crls == NULL)
        rv = otls__error_null("crls");
    else if ((rv = otls__call_object(&call, trust, OTLS_KIND_TRUST, &t)) ==
             OTLS_OK)
        *crls = otls__trust_crl_count(t);
    return otls__call_end(&call, rv);
}

int
otls_trust_free(otls_handle trust)
{
    struct otls__call call;
    int rv;

    if (trust == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__handle_free(trust, OTLS_KIND_TRUST));
}
