/* SPDX-License-Identifier: ISC */
#include <otls/context.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "base/mem.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "tls/context.h"

/* A new handle for |c|, whose reference it takes over in any case. */
static int
give(struct otls__context *c, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_CONTEXT, c, otls__context_unref, handle);

    if (rv != OTLS_OK)
        otls__context_unref(c);
    return rv;
}

/* The object of |handle|, or NULL where it is 0. */
static int
look_up(struct otls__call *call, otls_handle handle, int kind, void **object)
{
    *object = NULL;
    return handle == 0 ? OTLS_OK
                       : otls__call_object(call, handle, kind, object);
}

int
otls_context_new(int role, otls_handle *context)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (context == NULL)
        rv = otls__error_null("context");
    else if ((rv = otls__context_new(role, &c)) == OTLS_OK)
        rv = give(c, context);
    return otls__call_end(&call, rv);
}

int
otls_context_copy(otls_handle context, otls_handle *copy)
{
    struct otls__call call;
    struct otls__context *c, *made;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (copy == NULL)
        rv = otls__error_null("copy");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
                 OTLS_OK &&
             (rv = otls__context_copy(c, &made)) == OTLS_OK)
        rv = give(made, copy);
    return otls__call_end(&call, rv);
}

int
otls_context_free(otls_handle context)
{
    struct otls__call call;
    int rv;

    if (context == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(context, OTLS_KIND_CONTEXT));
}

int
otls_context_counter(otls_handle context, int counter, int64_t *value)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
             OTLS_OK)
        rv = otls__context_counter(c, counter, value);
    return otls__call_end(&call, rv);
}

int
otls_context_set_versions(otls_handle context, int min, int max)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_versions(c, min, max);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ciphers(otls_handle context, const char *ciphers)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ciphers(c, ciphers);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ciphersuites(otls_handle context, const char *ciphersuites)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ciphersuites(c, ciphersuites);
    return otls__call_end(&call, rv);
}

int
otls_context_ciphers(otls_handle context, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__context *c;
    char *names = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = otls__context_ciphers(c, &names)) == OTLS_OK)
        rv = otls__copy_text(names, buf, cap, len);
    otls__free(names);
    return otls__call_end(&call, rv);
}

int
otls_context_set_groups(otls_handle context, const char *groups)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_groups(c, groups);
    return otls__call_end(&call, rv);
}

int
otls_context_set_signature_algorithms(
    otls_handle context, const char *algorithms)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_signature_algorithms(c, algorithms);
    return otls__call_end(&call, rv);
}

int
otls_context_set_security_level(otls_handle context, int level)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_security_level(c, level);
    return otls__call_end(&call, rv);
}

int
otls_context_set_alpn(otls_handle context, const void *data, size_t data_len)
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
        rv = otls__context_set_alpn(c, data, data_len);
    return otls__call_end(&call, rv);
}

int
otls_context_set_record_size(otls_handle context, int bytes)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_record_size(c, bytes);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ticket_keys(otls_handle context, otls_handle keys)
{
    struct otls__call call;
    struct otls__context *c;
    void *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = look_up(&call, keys, OTLS_KIND_TICKET_KEYS, &object)) == OTLS_OK)
        rv = otls__context_set_ticket_keys(c, object);
    return otls__call_end(&call, rv);
}

int
otls_context_set_trust(otls_handle context, otls_handle trust)
{
    struct otls__call call;
    struct otls__context *c;
    void *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = look_up(&call, trust, OTLS_KIND_TRUST, &object)) == OTLS_OK)
        otls__context_set_trust(c, object);
    return otls__call_end(&call, rv);
}

int
otls_context_set_verify(otls_handle context, int mode)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_verify(c, mode);
    return otls__call_end(&call, rv);
}

int
otls_context_insecure_set_verify_none(otls_handle context)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_insecure_set_verify_none(c);
    return otls__call_end(&call, rv);
}

int
otls_context_insecure_set_hostname_check(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_insecure_set_hostname_check(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_set_verify_depth(otls_handle context, int depth)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_verify_depth(c, depth);
    return otls__call_end(&call, rv);
}

int
otls_context_set_verify_flags(otls_handle context, int64_t flags)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_verify_flags(c, flags);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ask_verify(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ask_verify(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_on_verify(otls_handle context,
    int (*callback)(void *user, int64_t connection), void *user)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        otls__context_on_verify(c, callback, user);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ocsp_stapling(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ocsp_stapling(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_set_credential(otls_handle context, otls_handle credential)
{
    struct otls__call call;
    struct otls__context *c;
    void *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = look_up(&call, credential, OTLS_KIND_CREDENTIAL, &object)) ==
            OTLS_OK)
        otls__context_set_credential(c, object);
    return otls__call_end(&call, rv);
}

int
otls_context_add_credential(otls_handle context, otls_handle credential)
{
    struct otls__call call;
    struct otls__context *c;
    struct otls__credential *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = otls__call_object(
             &call, credential, OTLS_KIND_CREDENTIAL, &object)) == OTLS_OK)
        rv = otls__context_add_credential(c, object);
    return otls__call_end(&call, rv);
}

int
otls_context_set_post_handshake_auth(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_post_handshake_auth(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ask_psk(otls_handle context, int on, const char *hint)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ask_psk(c, on, hint);
    return otls__call_end(&call, rv);
}

int
otls_context_add_name(
    otls_handle context, const char *pattern, otls_handle other)
{
    struct otls__call call;
    struct otls__context *c;
    void *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (pattern == NULL)
        rv = otls__error_null("pattern");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
                 OTLS_OK &&
             (rv = look_up(&call, other, OTLS_KIND_CONTEXT, &object)) ==
                 OTLS_OK)
        rv = otls__context_add_name(c, pattern, object);
    return otls__call_end(&call, rv);
}

int
otls_context_set_ask_name(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_ask_name(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_on_name(otls_handle context,
    int (*callback)(void *user, int64_t connection), void *user)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_on_name(c, callback, user);
    return otls__call_end(&call, rv);
}

int
otls_context_set_resumption(otls_handle context, int mode)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_resumption(c, mode);
    return otls__call_end(&call, rv);
}

int
otls_context_set_tickets(otls_handle context, int count)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_tickets(c, count);
    return otls__call_end(&call, rv);
}

int
otls_context_set_store(otls_handle context, otls_handle store)
{
    struct otls__call call;
    struct otls__context *c;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
            OTLS_OK &&
        (rv = look_up(&call, store, OTLS_KIND_STORE, (void **)&s)) == OTLS_OK)
        rv = otls__context_set_store(c, s);
    return otls__call_end(&call, rv);
}

int
otls_context_set_session_life_s(otls_handle context, int64_t seconds)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_session_life_s(c, seconds);
    return otls__call_end(&call, rv);
}

int
otls_context_set_keylog(otls_handle context, int on)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_keylog(c, on);
    return otls__call_end(&call, rv);
}

int
otls_context_set_keylog_file(otls_handle context, const char *path)
{
    struct otls__call call;
    struct otls__context *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &c)) ==
        OTLS_OK)
        rv = otls__context_set_keylog_file(c, path);
    return otls__call_end(&call, rv);
}
