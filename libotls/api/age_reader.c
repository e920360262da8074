/* SPDX-License-Identifier: ISC */
#include <otls/age_decryptor.h>
#include <otls/age_reader.h>

#include "age/reader.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

static int
give(struct otls__age_reader *r, otls_handle *reader)
{
    const int rv = otls__handle_new(
        OTLS_KIND_AGE_READER, r, otls__age_reader_free, reader);

    if (rv != OTLS_OK)
        otls__age_reader_free(r);
    return rv;
}

int
otls_age_decryptor_open(
    otls_handle decryptor, const char *path, otls_handle *reader)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_reader *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (reader == NULL)
        rv = otls__error_null("reader");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
             (rv = otls__age_reader_open_file(d, path, &r)) == OTLS_OK)
        rv = give(r, reader);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_open_bio(
    otls_handle decryptor, otls_handle input, otls_handle *reader)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_reader *r;
    struct otls__bio *in;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (reader == NULL)
        rv = otls__error_null("reader");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
             (rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) ==
                 OTLS_OK &&
             (rv = otls__age_reader_open(d, in, &r)) == OTLS_OK)
        rv = give(r, reader);
    return otls__call_end(&call, rv);
}

int
otls_age_reader_size(otls_handle reader, int64_t *size)
{
    struct otls__call call;
    struct otls__age_reader *r;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (size == NULL)
        rv = otls__error_null("size");
    else if ((rv = otls__call_object(
                  &call, reader, OTLS_KIND_AGE_READER, &r)) == OTLS_OK)
        *size = otls__age_reader_size(r);
    return otls__call_end(&call, rv);
}

int
otls_age_reader_read_at(
    otls_handle reader, int64_t offset, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_reader *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap > 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(
                  &call, reader, OTLS_KIND_AGE_READER, &r)) == OTLS_OK)
        rv = otls__age_reader_read_at(r, offset, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_reader_free(otls_handle reader)
{
    struct otls__call call;
    int rv;

    if (reader == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(reader, OTLS_KIND_AGE_READER));
}
