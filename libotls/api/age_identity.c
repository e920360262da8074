/* SPDX-License-Identifier: ISC */
#include <otls/age_identity.h>

#include "age/identity.h"
#include "age/recipient.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

static int
give(struct otls__age_identity *identity, otls_handle *handle)
{
    int rv = otls__handle_new(
        OTLS_KIND_AGE_IDENTITY, identity, otls__age_identity_unref, handle);

    if (rv != OTLS_OK)
        otls__age_identity_unref(identity);
    return rv;
}

int
otls_age_identity_generate(otls_handle *identity)
{
    struct otls__call call;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (identity == NULL)
        rv = otls__error_null("identity");
    else if ((rv = otls__age_identity_generate(&i)) == OTLS_OK)
        rv = give(i, identity);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_parse(
    const void *text, size_t text_len, otls_handle *identity)
{
    struct otls__call call;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if (identity == NULL)
        rv = otls__error_null("identity");
    else if ((rv = otls__age_identity_parse(text, text_len, &i)) == OTLS_OK)
        rv = give(i, identity);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_passphrase(
    const void *passphrase, size_t passphrase_len, otls_handle *identity)
{
    struct otls__call call;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if (identity == NULL)
        rv = otls__error_null("identity");
    else if ((rv = otls__age_identity_passphrase(
                  passphrase, passphrase_len, &i)) == OTLS_OK)
        rv = give(i, identity);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_passphrase_normalised(
    const void *passphrase, size_t passphrase_len, otls_handle *identity)
{
    struct otls__call call;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if (identity == NULL)
        rv = otls__error_null("identity");
    else if ((rv = otls__age_identity_passphrase_normalised(
                  passphrase, passphrase_len, &i)) == OTLS_OK)
        rv = give(i, identity);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_export_secret(
    otls_handle identity, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_identity *i;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, identity, OTLS_KIND_AGE_IDENTITY, &i)) == OTLS_OK)
        rv = otls__age_identity_export_secret(i, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_recipient(otls_handle identity, otls_handle *recipient)
{
    struct otls__call call;
    struct otls__age_identity *i;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (recipient == NULL)
        rv = otls__error_null("recipient");
    else if ((rv = otls__call_object(
                  &call, identity, OTLS_KIND_AGE_IDENTITY, &i)) == OTLS_OK &&
             (rv = otls__age_identity_recipient(i, &r)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_AGE_RECIPIENT, r,
                  otls__age_recipient_unref, recipient)) != OTLS_OK)
        otls__age_recipient_unref(r);
    return otls__call_end(&call, rv);
}

int
otls_age_identity_free(otls_handle identity)
{
    struct otls__call call;
    int rv;

    if (identity == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(identity, OTLS_KIND_AGE_IDENTITY));
}
