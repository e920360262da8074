/* SPDX-License-Identifier: ISC */
#include <otls/age_header.h>

#include "age/inspect.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "bio/bio.h"

int
otls_age_header_read(otls_handle input, otls_handle *header)
{
    struct otls__call call;
    struct otls__bio *in;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (header == NULL)
        rv = otls__error_null("header");
    else if ((rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) ==
                 OTLS_OK &&
             (rv = otls__age_inspection_read(in, &x)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_HEADER, x,
                  otls__age_inspection_free, header)) != OTLS_OK)
        otls__age_inspection_free(x);
    return otls__call_end(&call, rv);
}

int
otls_age_header_stanzas(otls_handle header, int64_t *count)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = otls__call_object(
                  &call, header, OTLS_KIND_AGE_HEADER, &x)) == OTLS_OK)
        *count = (int64_t)x->header.count;
    return otls__call_end(&call, rv);
}

int
otls_age_header_stanza_type(
    otls_handle header, int64_t index, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, header, OTLS_KIND_AGE_HEADER, &x)) ==
        OTLS_OK)
        rv = otls__age_inspection_type(x, index, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_header_is_armored(otls_handle header)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, header, OTLS_KIND_AGE_HEADER, &x)) ==
        OTLS_OK)
        rv = x->armored;
    return otls__call_end(&call, rv);
}

int
otls_age_header_sizes(otls_handle header, int64_t *header_bytes,
    int64_t *armor_bytes, int64_t *overhead_bytes, int64_t *payload_bytes)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (header_bytes == NULL)
        rv = otls__error_null("header_bytes");
    else if (armor_bytes == NULL)
        rv = otls__error_null("armor_bytes");
    else if (overhead_bytes == NULL)
        rv = otls__error_null("overhead_bytes");
    else if (payload_bytes == NULL)
        rv = otls__error_null("payload_bytes");
    else if ((rv = otls__call_object(
                  &call, header, OTLS_KIND_AGE_HEADER, &x)) == OTLS_OK) {
        *header_bytes = (int64_t)x->header.len;
        *armor_bytes = x->armor;
        *overhead_bytes = x->overhead;
        *payload_bytes = x->payload;
    }
    return otls__call_end(&call, rv);
}

int
otls_age_header_json(otls_handle header, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, header, OTLS_KIND_AGE_HEADER, &x)) ==
        OTLS_OK)
        rv = otls__age_inspection_json(x, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_header_export(otls_handle header, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_inspection *x;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, header, OTLS_KIND_AGE_HEADER, &x)) ==
        OTLS_OK)
        rv = otls__copy_bytes(x->header.raw, x->header.len, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_header_free(otls_handle header)
{
    struct otls__call call;
    int rv;

    if (header == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(header, OTLS_KIND_AGE_HEADER));
}
