/* SPDX-License-Identifier: ISC */
#include <otls/connection.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "bio/bio.h"
#include "tls/connection.h"
#include "tls/context.h"
#include "tls/session.h"

/* Hands a new connection over to the table; callbacks get its handle. */
static int
publish(struct otls__connection *c, otls_handle *connection)
{
    int rv;

    rv = otls__handle_new(
        OTLS_KIND_CONNECTION, c, otls__connection_free, connection);
    if (rv == OTLS_OK)
        otls__connection_set_self(c, *connection);
    return rv;
}

int
otls_connection_connect(otls_handle context, const char *host, int port,
    int64_t timeout_ms, otls_handle *connection)
{
    struct otls__call call;
    struct otls__context *x;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (host == NULL)
        rv = otls__error_null("host");
    else if (connection == NULL)
        rv = otls__error_null("connection");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &x)) ==
                 OTLS_OK &&
             (rv = otls__connection_connect(x, host, port, timeout_ms, &c)) ==
                 OTLS_OK &&
             (rv = publish(c, connection)) != OTLS_OK)
        otls__connection_free(c);
    return otls__call_end(&call, rv);
}

/* After a failure the descriptor is the caller's: it is owned last. */
int
otls_connection_new_socket(
    otls_handle context, int fd, int close_fd, otls_handle *connection)
{
    struct otls__call call;
    struct otls__context *x;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (connection == NULL)
        rv = otls__error_null("connection");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &x)) ==
                 OTLS_OK &&
             (rv = otls__connection_new_socket(x, fd, &c)) == OTLS_OK) {
        if ((rv = publish(c, connection)) != OTLS_OK)
            otls__connection_free(c);
        else if (close_fd)
            otls__connection_own_fd(c);
    }
    return otls__call_end(&call, rv);
}

int
otls_connection_new_bio(otls_handle context, otls_handle incoming,
    otls_handle outgoing, otls_handle *connection)
{
    struct otls__call call;
    struct otls__context *x;
    struct otls__bio *i, *o;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (connection == NULL)
        rv = otls__error_null("connection");
    else if ((rv = otls__call_object(&call, context, OTLS_KIND_CONTEXT, &x)) ==
                 OTLS_OK &&
             (rv = otls__call_object(&call, incoming, OTLS_KIND_BIO, &i)) ==
                 OTLS_OK &&
             (rv = otls__call_object(&call, outgoing, OTLS_KIND_BIO, &o)) ==
                 OTLS_OK &&
             (rv = otls__connection_new_bio(x, i, o, &c)) == OTLS_OK &&
             (rv = publish(c, connection)) != OTLS_OK)
        otls__connection_free(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_set_servername(otls_handle connection, const char *name)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (name == NULL)
        rv = otls__error_null("name");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_set_servername(c, name);
    return otls__call_end(&call, rv);
}

int
otls_connection_set_port(otls_handle connection, int port)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_set_port(c, port);
    return otls__call_end(&call, rv);
}

int
otls_connection_set_timeout_ms(otls_handle connection, int64_t timeout_ms)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_set_timeout_ms(c, timeout_ms);
    return otls__call_end(&call, rv);
}

int
otls_connection_set_session(otls_handle connection, otls_handle session)
{
    struct otls__call call;
    struct otls__connection *c;
    struct otls__session *s = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK &&
        (session == 0 || (rv = otls__call_object(&call, session,
                              OTLS_KIND_SESSION, &s)) == OTLS_OK))
        rv = otls__connection_set_session(c, s);
    return otls__call_end(&call, rv);
}

int
otls_connection_handshake(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_handshake(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_read(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap > 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_read(c, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_write(
    otls_handle connection, const void *data, size_t data_len, size_t *written)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (written == NULL)
        rv = otls__error_null("written");
    else if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_write(c, data, data_len, written);
    return otls__call_end(&call, rv);
}

int
otls_connection_send_file(otls_handle connection, const char *path,
    int64_t offset, int64_t length, int64_t *sent)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (sent == NULL)
        rv = otls__error_null("sent");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_send_file(c, path, offset, length, sent);
    return otls__call_end(&call, rv);
}

int
otls_connection_send_fd(otls_handle connection, int fd, int64_t offset,
    int64_t length, int64_t *sent)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (sent == NULL)
        rv = otls__error_null("sent");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_send_fd(c, fd, offset, length, sent);
    return otls__call_end(&call, rv);
}

int
otls_connection_pending(otls_handle connection, int64_t *bytes)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (bytes == NULL)
        rv = otls__error_null("bytes");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_pending(c, bytes);
    return otls__call_end(&call, rv);
}

int
otls_connection_shutdown(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_shutdown(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_shutdown_write(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_shutdown_write(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_key_update(otls_handle connection, int ask_peer)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_key_update(c, ask_peer);
    return otls__call_end(&call, rv);
}

int
otls_connection_request_certificate(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_request_certificate(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_wanted_name(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_wanted_name(c, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_reply_name(otls_handle connection, otls_handle context)
{
    struct otls__call call;
    struct otls__connection *c;
    struct otls__context *x = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK &&
        (context == 0 || (rv = otls__call_object(&call, context,
                              OTLS_KIND_CONTEXT, &x)) == OTLS_OK))
        rv = otls__connection_reply_name(c, x);
    return otls__call_end(&call, rv);
}

int
otls_connection_refuse_name(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_refuse_name(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_reply_verify(otls_handle connection, int accept)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_reply_verify(c, accept);
    return otls__call_end(&call, rv);
}

int
otls_connection_wanted_psk(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_wanted_psk(c, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_reply_psk(otls_handle connection, const char *identity,
    const void *key, size_t key_len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_reply_psk(c, identity, key, key_len);
    return otls__call_end(&call, rv);
}

int
otls_connection_refuse_psk(otls_handle connection)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_refuse_psk(c);
    return otls__call_end(&call, rv);
}

int
otls_connection_session(otls_handle connection, otls_handle *session)
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
             (rv = otls__connection_session(c, &s)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_SESSION, s, otls__session_unref,
                  session)) != OTLS_OK)
        otls__session_unref(s);
    return otls__call_end(&call, rv);
}

int
otls_connection_fd(otls_handle connection, int64_t *fd)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (fd == NULL)
        rv = otls__error_null("fd");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_fd(c, fd);
    return otls__call_end(&call, rv);
}

int
otls_connection_free(otls_handle connection)
{
    struct otls__call call;
    int rv;

    if (connection == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(connection, OTLS_KIND_CONNECTION));
}
