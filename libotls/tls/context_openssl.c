/* SPDX-License-Identifier: ISC */
#include <otls/context.h>

#include "base/error.h"
#include "tls/context_part.h"
#include "tls/dh.h"
#include "tls/openssl.h"

#define HOST_FLAGS 63

static int
set_wide(struct otls__context *context, int64_t *field, const char *what,
    int64_t value, int64_t most)
{
    if (value < -1 || value > most)
        return otls__error(OTLS_E_INVALID,
            "the %s are %lld: pass OpenSSL's, or -1 for the default", what,
            (long long)value);
    otls__context_begin(context);
    *field = value;
    otls__context_changed(context);
    return OTLS_OK;
}

static int
set_switch(struct otls__context *context, int *field, int on)
{
    if (on != 0 && on != 1)
        return otls__error(OTLS_E_INVALID, "the switch is %d: use 0 or 1", on);
    otls__context_begin(context);
    *field = on;
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_options(struct otls__context *context, int64_t options)
{
    return set_wide(
        context, &context->spec.options, "options", options, INT64_MAX);
}

int
otls__context_set_x509_flags(struct otls__context *context, int64_t flags)
{
    return set_wide(
        context, &context->spec.x509_flags, "flags", flags, INT64_MAX);
}

int
otls__context_set_host_flags(struct otls__context *context, int64_t flags)
{
    return set_wide(
        context, &context->spec.host_flags, "flags", flags, HOST_FLAGS);
}

int
otls__context_set_dh(
    struct otls__context *context, const void *data, size_t len)
{
    EVP_PKEY *parameters;
    int rv;

    if (len > 0) {
        if ((rv = otls__dh_read(data, len, &parameters)) != OTLS_OK)
            return rv;
        EVP_PKEY_free(parameters);
    }
    otls__context_begin(context);
    rv = otls__spec_set_bytes(&context->spec.dh, data, len);
    otls__context_changed(context);
    return rv;
}

int
otls__context_set_alpn_fallback(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.alpn_fallback, on);
}

int
otls__context_set_messages(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.messages, on);
}

int
otls__context_set_auto_chain(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.auto_chain, on);
}
