/* SPDX-License-Identifier: ISC */
#include <otls/session.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "tls/session.h"

int
otls_session_id(otls_handle session, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
        OTLS_OK)
        rv = otls__session_id(s, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_session_created_s(otls_handle session, int64_t *seconds)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (seconds == NULL)
        rv = otls__error_null("seconds");
    else if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
             OTLS_OK)
        rv = otls__session_created_s(s, seconds);
    return otls__call_end(&call, rv);
}

int
otls_session_lifetime_s(otls_handle session, int64_t *seconds)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (seconds == NULL)
        rv = otls__error_null("seconds");
    else if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
             OTLS_OK)
        rv = otls__session_lifetime_s(s, seconds);
    return otls__call_end(&call, rv);
}

int
otls_session_has_ticket(otls_handle session)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
        OTLS_OK)
        rv = otls__session_has_ticket(s);
    return otls__call_end(&call, rv);
}

int
otls_session_ticket_lifetime_s(otls_handle session, int64_t *seconds)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (seconds == NULL)
        rv = otls__error_null("seconds");
    else if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
             OTLS_OK)
        rv = otls__session_ticket_lifetime_s(s, seconds);
    return otls__call_end(&call, rv);
}

int
otls_session_is_resumable(otls_handle session)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
        OTLS_OK)
        rv = otls__session_is_resumable(s);
    return otls__call_end(&call, rv);
}

int
otls_session_version(otls_handle session, int64_t *version)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (version == NULL)
        rv = otls__error_null("version");
    else if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
             OTLS_OK)
        rv = otls__session_version(s, version);
    return otls__call_end(&call, rv);
}

int
otls_session_servername(
    otls_handle session, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
        OTLS_OK)
        rv = otls__session_servername(s, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_session_export(otls_handle session, const void *secret, size_t secret_len,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (secret == NULL)
        rv = otls__error_null("secret");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
             OTLS_OK)
        rv = otls__session_export(s, secret, secret_len, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_session_import(const void *data, size_t data_len, const void *secret,
    size_t secret_len, otls_handle *session)
{
    struct otls__call call;
    struct otls__session *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL)
        rv = otls__error_null("data");
    else if (secret == NULL)
        rv = otls__error_null("secret");
    else if (session == NULL)
        rv = otls__error_null("session");
    else if ((rv = otls__session_import(
                  data, data_len, secret, secret_len, &s)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_SESSION, s, otls__session_unref,
                  session)) != OTLS_OK)
        otls__session_unref(s);
    return otls__call_end(&call, rv);
}

int
otls_session_equal(otls_handle session, otls_handle other)
{
    struct otls__call call;
    struct otls__session *s, *o;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, session, OTLS_KIND_SESSION, &s)) ==
            OTLS_OK &&
        (rv = otls__call_object(&call, other, OTLS_KIND_SESSION, &o)) ==
            OTLS_OK)
        rv = otls__session_equal(s, o);
    return otls__call_end(&call, rv);
}

int
otls_session_free(otls_handle session)
{
    struct otls__call call;
    int rv;

    if (session == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(session, OTLS_KIND_SESSION));
}
