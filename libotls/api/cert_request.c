/* SPDX-License-Identifier: ISC */
#include <otls/cert_request.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "pki/request.h"

static int
give(struct otls__request *r, otls_handle *handle)
{
    const int rv = otls__handle_new(
        OTLS_KIND_CERT_REQUEST, r, otls__request_unref, handle);

    if (rv != OTLS_OK)
        otls__request_unref(r);
    return rv;
}

static int
give_cert(struct otls__cert *c, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_CERT, c, otls__cert_unref, handle);

    if (rv != OTLS_OK)
        otls__cert_unref(c);
    return rv;
}

static int
find(struct otls__call *call, otls_handle request, struct otls__request **r)
{
    return otls__call_object(call, request, OTLS_KIND_CERT_REQUEST, r);
}

int
otls_cert_request_new(otls_handle *request)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (request == NULL)
        rv = otls__error_null("request");
    else if ((rv = otls__request_new(&r)) == OTLS_OK)
        rv = give(r, request);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_load_file(const char *path, otls_handle *request)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (request == NULL)
        rv = otls__error_null("request");
    else if ((rv = otls__request_load_file(path, &r)) == OTLS_OK)
        rv = give(r, request);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_load_bytes(
    const void *data, size_t data_len, otls_handle *request)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (request == NULL)
        rv = otls__error_null("request");
    else if ((rv = otls__request_load_bytes(data, data_len, &r)) == OTLS_OK)
        rv = give(r, request);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_set_subject(otls_handle request, const char *text)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_set_subject(r, text);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_add_san(otls_handle request, int type, const char *text)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_add_san(r, type, text);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_set_ca(otls_handle request, int path_length)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_set_ca(r, path_length);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_set_purposes(otls_handle request, int purposes)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_set_purposes(r, purposes);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_set_validity_s(
    otls_handle request, int64_t not_before_s, int64_t not_after_s)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_set_validity_s(r, not_before_s, not_after_s);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_sign(otls_handle request, otls_handle key)
{
    struct otls__call call;
    struct otls__request *r;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = find(&call, request, &r)) == OTLS_OK &&
        (rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) == OTLS_OK)
        rv = otls__request_sign(r, k);
    return otls__call_end(&call, rv);
}

/* What gives text or bytes. */
static int
copy(otls_handle request,
    int (*get)(struct otls__request *, void *, size_t, size_t *), void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = get(r, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_pem(otls_handle request, void *buf, size_t cap, size_t *len)
{
    return copy(request, otls__request_pem, buf, cap, len);
}

int
otls_cert_request_der(otls_handle request, void *buf, size_t cap, size_t *len)
{
    return copy(request, otls__request_der, buf, cap, len);
}

int
otls_cert_request_subject(
    otls_handle request, void *buf, size_t cap, size_t *len)
{
    return copy(request, otls__request_subject, buf, cap, len);
}

int
otls_cert_request_san_count(otls_handle request, int64_t *count)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_san_count(r, count);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_san(otls_handle request, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__request *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (type == NULL)
        rv = otls__error_null("type");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = find(&call, request, &r)) == OTLS_OK)
        rv = otls__request_san(r, index, type, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_public_key(otls_handle request, otls_handle *key)
{
    struct otls__call call;
    struct otls__request *r;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = find(&call, request, &r)) == OTLS_OK &&
             (rv = otls__request_public_key(r, &k)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_KEY, k, otls__key_unref, key)) !=
                 OTLS_OK)
        otls__key_unref(k);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_self_sign(
    otls_handle request, otls_handle key, otls_handle *cert)
{
    struct otls__call call;
    struct otls__request *r;
    struct otls__key *k;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = find(&call, request, &r)) == OTLS_OK &&
             (rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
                 OTLS_OK &&
             (rv = otls__request_self_sign(r, k, &c)) == OTLS_OK)
        rv = give_cert(c, cert);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_issue(otls_handle request, otls_handle ca_cert,
    otls_handle ca_key, otls_handle *cert)
{
    struct otls__call call;
    struct otls__request *r;
    struct otls__cert *ca, *c;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = find(&call, request, &r)) == OTLS_OK &&
             (rv = otls__call_object(&call, ca_cert, OTLS_KIND_CERT, &ca)) ==
                 OTLS_OK &&
             (rv = otls__call_object(&call, ca_key, OTLS_KIND_KEY, &k)) ==
                 OTLS_OK &&
             (rv = otls__request_issue(r, ca, k, &c)) == OTLS_OK)
        rv = give_cert(c, cert);
    return otls__call_end(&call, rv);
}

int
otls_cert_request_free(otls_handle request)
{
    struct otls__call call;
    int rv;

    if (request == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(request, OTLS_KIND_CERT_REQUEST));
}
