/* SPDX-License-Identifier: ISC */
#include <otls/openssl.h>

#include <openssl/crypto.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "base/mem.h"
#include "pki/cert.h"
#include "pki/object.h"
#include "tls/connection.h"
#include "tls/context.h"
#include "tls/openssl.h"
#include "tls/session.h"

int
otls_openssl_number(int64_t *number)
{
    if (number == NULL)
        return otls__error_null("number");
    *number = (int64_t)OpenSSL_version_num();
    return OTLS_OK;
}

int
otls_openssl_constant(const char *name, int64_t *value)
{
    if (name == NULL)
        return otls__error_null("name");
    if (value == NULL)
        return otls__error_null("value");
    return otls__openssl_constant(name, value);
}

int
otls_openssl_reason(int64_t packed, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__openssl_reason_words(packed, buf, cap, len));
}

int
otls_openssl_default_path(int which, void *buf, size_t cap, size_t *len)
{
    return otls__object_path(which, buf, cap, len);
}

int
otls_openssl_nid(const char *text, int names, int64_t *nid)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if (nid == NULL)
        rv = otls__error_null("nid");
    else
        rv = otls__object_nid(text, names, nid);
    return otls__call_end(&call, rv);
}

int
otls_openssl_object(int nid, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__object_text(nid, buf, cap, len));
}

int
otls_openssl_ciphers(otls_handle context, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__context *c;
    char *table;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = otls__context_cipher_table(c, &table)) == OTLS_OK) {
        rv = otls__copy_text(table, buf, cap, len);
        otls__free(table);
    }
    return otls__call_end(&call, rv);
}

static int
set_wide(otls_handle context,
    int (*set)(struct otls__context *context, int64_t value), int64_t value)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = set(c, value);
    return otls__call_end(&call, rv);
}

static int
set_switch(otls_handle context,
    int (*set)(struct otls__context *context, int on), int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = set(c, on);
    return otls__call_end(&call, rv);
}

int
otls_openssl_insecure_set_options(otls_handle context, int64_t options)
{
    return set_wide(context, otls__context_set_options, options);
}

int
otls_openssl_insecure_set_verify_flags(otls_handle context, int64_t flags)
{
    return set_wide(context, otls__context_set_x509_flags, flags);
}

int
otls_openssl_insecure_set_host_flags(otls_handle context, int64_t flags)
{
    return set_wide(context, otls__context_set_host_flags, flags);
}

int
otls_openssl_set_dh(otls_handle context, const void *data, size_t data_len)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
             OTLS_OK)
        rv = otls__context_set_dh(c, data, data_len);
    return otls__call_end(&call, rv);
}

int
otls_openssl_set_alpn_fallback(otls_handle context, int on)
{
    return set_switch(context, otls__context_set_alpn_fallback, on);
}

int
otls_openssl_set_messages(otls_handle context, int on)
{
    return set_switch(context, otls__context_set_messages, on);
}

int
otls_openssl_next_message(otls_handle connection, int64_t *outgoing,
    int64_t *version, int64_t *type, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (outgoing == NULL)
        rv = otls__error_null("outgoing");
    else if (version == NULL)
        rv = otls__error_null("version");
    else if (type == NULL)
        rv = otls__error_null("type");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_next_message(
            c, outgoing, version, type, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_openssl_finished(
    otls_handle connection, int peer, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_finished(c, peer, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_openssl_refuse_name(otls_handle connection, int alert)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_refuse_name_with(c, alert);
    return otls__call_end(&call, rv);
}

int
otls_openssl_verify_words(int64_t verdict, void *buf, size_t cap, size_t *len)
{
    return otls__object_verdict(verdict, buf, cap, len);
}

int
otls_openssl_check_ca(otls_handle cert)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) == OTLS_OK)
        rv = otls__cert_check_ca(c);
    return otls__call_end(&call, rv);
}

int
otls_openssl_set_auto_chain(otls_handle context, int on)
{
    return set_switch(context, otls__context_set_auto_chain, on);
}

int
otls_openssl_session(otls_handle connection, otls_handle *session)
{
    struct otls__call call;
    struct otls__connection *c;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (session == NULL)
        rv = otls__error_null("session");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK &&
             (rv = otls__connection_any_session(c, &s)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_SESSION, s, otls__session_unref,
                  session)) != OTLS_OK)
        otls__session_unref(s);
    return otls__call_end(&call, rv);
}
