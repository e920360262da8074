/* SPDX-License-Identifier: ISC */
#include <otls/age_recipient.h>

#include "age/recipient.h"
#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"

static int
give(struct otls__age_recipient *recipient, otls_handle *handle)
{
    int rv = otls__handle_new(
        OTLS_KIND_AGE_RECIPIENT, recipient, otls__age_recipient_unref, handle);

    if (rv != OTLS_OK)
        otls__age_recipient_unref(recipient);
    return rv;
}

int
otls_age_recipient_parse(
    const void *text, size_t text_len, otls_handle *recipient)
{
    struct otls__call call;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if (recipient == NULL)
        rv = otls__error_null("recipient");
    else if ((rv = otls__age_recipient_parse(text, text_len, &r)) == OTLS_OK)
        rv = give(r, recipient);
    return otls__call_end(&call, rv);
}

int
otls_age_recipient_passphrase(const void *passphrase, size_t passphrase_len,
    int work_factor, otls_handle *recipient)
{
    struct otls__call call;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if (recipient == NULL)
        rv = otls__error_null("recipient");
    else if ((rv = otls__age_recipient_passphrase(
                  passphrase, passphrase_len, work_factor, &r)) == OTLS_OK)
        rv = give(r, recipient);
    return otls__call_end(&call, rv);
}

int
otls_age_recipient_passphrase_normalised(const void *passphrase,
    size_t passphrase_len, int work_factor, otls_handle *recipient)
{
    struct otls__call call;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if (recipient == NULL)
        rv = otls__error_null("recipient");
    else if ((rv = otls__age_recipient_passphrase_normalised(
                  passphrase, passphrase_len, work_factor, &r)) == OTLS_OK)
        rv = give(r, recipient);
    return otls__call_end(&call, rv);
}

int
otls_age_recipient_text(
    otls_handle recipient, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__age_recipient *r;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, recipient, OTLS_KIND_AGE_RECIPIENT, &r)) == OTLS_OK)
        rv = r->type->text(r, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_age_recipient_free(otls_handle recipient)
{
    struct otls__call call;
    int rv;

    if (recipient == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(recipient, OTLS_KIND_AGE_RECIPIENT));
}
