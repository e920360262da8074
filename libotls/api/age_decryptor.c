/* SPDX-License-Identifier: ISC */
#include <otls/age_decryptor.h>

#include "age/decrypt.h"
#include "age/file.h"
#include "age/verify.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "bio/bio.h"

int
otls_age_decryptor_new(otls_handle *decryptor)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (decryptor == NULL)
        rv = otls__error_null("decryptor");
    else if ((rv = otls__age_decryptor_new(&d)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_DECRYPTOR, d,
                  otls__age_decryptor_free, decryptor)) != OTLS_OK)
        otls__age_decryptor_free(d);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_add(otls_handle decryptor, otls_handle identity)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
        (rv = otls__call_object(
             &call, identity, OTLS_KIND_AGE_IDENTITY, &i)) == OTLS_OK)
        rv = otls__age_decryptor_add(d, i);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_add_file(otls_handle decryptor, const char *path)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_add_file(d, path);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_add_file_passphrase(otls_handle decryptor, const char *path,
    const void *passphrase, size_t passphrase_len)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_add_file_passphrase(
            d, path, passphrase, passphrase_len);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_set_scrypt_limits(
    otls_handle decryptor, int work_factor, int64_t memory_bytes)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_set_scrypt_limits(
            d, work_factor, memory_bytes);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_set_armor(otls_handle decryptor, int mode)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_set_armor(d, mode);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_set_header(
    otls_handle decryptor, const void *data, size_t data_len)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_set_header(d, data, data_len);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_set_threads(otls_handle decryptor, int threads)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_set_threads(d, threads);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_on_progress(otls_handle decryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        otls__age_decryptor_on_progress(d, callback, user);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_file(
    otls_handle decryptor, const char *input, const char *output)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (input == NULL)
        rv = otls__error_null("input");
    else if (output == NULL)
        rv = otls__error_null("output");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_file(d, input, output);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_stream(
    otls_handle decryptor, otls_handle input, otls_handle output)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__bio *in, *out;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
        (rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) ==
            OTLS_OK &&
        (rv = otls__call_object(&call, output, OTLS_KIND_BIO, &out)) ==
            OTLS_OK)
        rv = otls__age_decryptor_stream(d, in, out);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_verify_file(otls_handle decryptor, const char *input)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (input == NULL)
        rv = otls__error_null("input");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK)
        rv = otls__age_decryptor_verify_file(d, input);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_verify_stream(otls_handle decryptor, otls_handle input)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__bio *in;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
        (rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) == OTLS_OK)
        rv = otls__age_decryptor_verify_stream(d, in);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_free(otls_handle decryptor)
{
    struct otls__call call;
    int rv;

    if (decryptor == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(decryptor, OTLS_KIND_AGE_DECRYPTOR));
}
