/* SPDX-License-Identifier: ISC */
#include <otls/age_decryptor.h>
#include <otls/age_encryptor.h>
#include <otls/age_transfer.h>

#include "age/decrypt.h"
#include "age/encrypt.h"
#include "age/transfer.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

int
otls_age_encryptor_begin(otls_handle encryptor, otls_handle *transfer)
{
    struct otls__call call;
    struct otls__age_encryptor *e;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (transfer == NULL)
        rv = otls__error_null("transfer");
    else if ((rv = otls__call_object(
                  &call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, &e)) == OTLS_OK &&
             (rv = otls__age_transfer_encrypt(e, &t)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_TRANSFER, t,
                  otls__age_transfer_free, transfer)) != OTLS_OK)
        otls__age_transfer_free(t);
    return otls__call_end(&call, rv);
}

int
otls_age_decryptor_begin(otls_handle decryptor, otls_handle *transfer)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (transfer == NULL)
        rv = otls__error_null("transfer");
    else if ((rv = otls__call_object(
                  &call, decryptor, OTLS_KIND_AGE_DECRYPTOR, &d)) == OTLS_OK &&
             (rv = otls__age_transfer_decrypt(d, &t)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_TRANSFER, t,
                  otls__age_transfer_free, transfer)) != OTLS_OK)
        otls__age_transfer_free(t);
    return otls__call_end(&call, rv);
}

int
otls_age_transfer_push(
    otls_handle transfer, const void *data, size_t data_len, size_t *taken)
{
    struct otls__call call;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (taken == NULL)
        rv = otls__error_null("taken");
    else if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if ((rv = otls__call_object(
                  &call, transfer, OTLS_KIND_AGE_TRANSFER, &t)) == OTLS_OK)
        rv = otls__age_transfer_push(t, data, data_len, taken);
    return otls__call_end(&call, rv);
}

int
otls_age_transfer_finish(otls_handle transfer)
{
    struct otls__call call;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, transfer, OTLS_KIND_AGE_TRANSFER, &t)) == OTLS_OK)
        rv = otls__age_transfer_finish(t);
    return otls__call_end(&call, rv);
}

int
otls_age_transfer_pull(
    otls_handle transfer, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap > 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(
                  &call, transfer, OTLS_KIND_AGE_TRANSFER, &t)) == OTLS_OK)
        rv = otls__age_transfer_pull(t, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_transfer_done(otls_handle transfer)
{
    struct otls__call call;
    struct otls__age_transfer *t;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, transfer, OTLS_KIND_AGE_TRANSFER, &t)) == OTLS_OK)
        rv = otls__age_transfer_done(t);
    return otls__call_end(&call, rv);
}

int
otls_age_transfer_free(otls_handle transfer)
{
    struct otls__call call;
    int rv;

    if (transfer == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(transfer, OTLS_KIND_AGE_TRANSFER));
}
