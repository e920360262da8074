/* SPDX-License-Identifier: ISC */
#include <otls/age_encryptor.h>

#include "age/encrypt.h"
#include "age/file.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "bio/bio.h"

int
otls_age_encryptor_new(otls_handle *encryptor)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (encryptor == NULL)
        rv = otls__error_null("encryptor");
    else if ((rv = otls__age_encryptor_new(&e)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_ENCRYPTOR, e,
                  otls__age_encryptor_free, encryptor)) != OTLS_OK)
        otls__age_encryptor_free(e);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_add(otls_handle encryptor, otls_handle recipient)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK &&
        (rv = otls__call_object(
             &call, recipient, OTLS_KIND_AGE_RECIPIENT, &r)) == OTLS_OK)
        rv = otls__age_encryptor_add(e, r);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_add_file(otls_handle encryptor, const char *path)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if ((rv = otls__call_object(
                  &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK)
        rv = otls__age_encryptor_add_file(e, path);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_set_armor(otls_handle encryptor, int armor)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK)
        rv = otls__age_encryptor_set_armor(e, armor);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_set_threads(otls_handle encryptor, int threads)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK)
        rv = otls__age_encryptor_set_threads(e, threads);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_on_progress(otls_handle encryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK)
        otls__age_encryptor_on_progress(e, callback, user);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_file(
    otls_handle encryptor, const char *input, const char *output)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (input == NULL)
        rv = otls__error_null("input");
    else if (output == NULL)
        rv = otls__error_null("output");
    else if ((rv = otls__call_object(
                  &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK)
        rv = otls__age_encryptor_file(e, input, output);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_stream(
    otls_handle encryptor, otls_handle input, otls_handle output)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    struct otls__bio *in, *out;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK &&
        (rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) ==
            OTLS_OK &&
        (rv = otls__call_object(&call, output, OTLS_KIND_BIO, &out)) ==
            OTLS_OK)
        rv = otls__age_encryptor_stream(e, in, out);
    return otls__call_end(&call, rv);
}

int
otls_age_encryptor_free(otls_handle encryptor)
{
    struct otls__call call;
    int rv;

    if (encryptor == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(encryptor, OTLS_KIND_AGE_ENCRYPTOR));
}
