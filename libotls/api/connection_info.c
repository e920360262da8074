/* SPDX-License-Identifier: ISC */
#include <otls/connection_info.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert.h"
#include "pki/cert_list.h"
#include "tls/connection.h"

typedef int get_text(
    struct otls__connection *c, void *buf, size_t cap, size_t *len);
typedef int get_number(struct otls__connection *c, int64_t *number);
typedef int get_list(
    struct otls__connection *c, struct otls__cert_list **list);
typedef int ask(struct otls__connection *c);

static int
answer_text(
    otls_handle connection, get_text *get, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = get(c, buf, cap, len);
    return otls__call_end(&call, rv);
}

static int
answer_number(
    otls_handle connection, get_number *get, const char *name, int64_t *number)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (number == NULL)
        rv = otls__error_null(name);
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = get(c, number);
    return otls__call_end(&call, rv);
}

static int
answer_question(otls_handle connection, ask *question)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = question(c);
    return otls__call_end(&call, rv);
}

static int
answer_list(otls_handle connection, get_list *get, otls_handle *list)
{
    struct otls__call call;
    struct otls__connection *c;
    struct otls__cert_list *l;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK &&
             (rv = get(c, &l)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_CERT_LIST, l,
                  otls__cert_list_unref, list)) != OTLS_OK)
        otls__cert_list_unref(l);
    return otls__call_end(&call, rv);
}

int
otls_connection_info_version(otls_handle connection, int64_t *version)
{
    return answer_number(
        connection, otls__connection_version, "version", version);
}

int
otls_connection_info_version_name(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(
        connection, otls__connection_version_name, buf, cap, len);
}

int
otls_connection_info_cipher(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(connection, otls__connection_cipher, buf, cap, len);
}

int
otls_connection_info_cipher_bits(otls_handle connection, int64_t *bits)
{
    return answer_number(
        connection, otls__connection_cipher_bits, "bits", bits);
}

int
otls_connection_info_group(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(connection, otls__connection_group, buf, cap, len);
}

int
otls_connection_info_alpn(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(connection, otls__connection_alpn, buf, cap, len);
}

int
otls_connection_info_servername(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(connection, otls__connection_servername, buf, cap, len);
}

int
otls_connection_info_is_resumed(otls_handle connection)
{
    return answer_question(connection, otls__connection_is_resumed);
}

int
otls_connection_info_resumed_by(otls_handle connection)
{
    return answer_question(connection, otls__connection_resumed_by);
}

int
otls_connection_info_is_server(otls_handle connection)
{
    return answer_question(connection, otls__connection_is_server);
}

int
otls_connection_info_explain(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(connection, otls__connection_explain, buf, cap, len);
}

int
otls_connection_info_shared_ciphers(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(
        connection, otls__connection_shared_ciphers, buf, cap, len);
}

int
otls_connection_info_peer_cert(otls_handle connection, otls_handle *cert)
{
    struct otls__call call;
    struct otls__connection *c;
    struct otls__cert *x;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK &&
             (rv = otls__connection_peer_cert(c, &x)) == OTLS_OK &&
             (rv = otls__handle_new(
                  OTLS_KIND_CERT, x, otls__cert_unref, cert)) != OTLS_OK)
        otls__cert_unref(x);
    return otls__call_end(&call, rv);
}

int
otls_connection_info_peer_certs(otls_handle connection, otls_handle *list)
{
    return answer_list(connection, otls__connection_peer_certs, list);
}

int
otls_connection_info_verified_chain(otls_handle connection, otls_handle *list)
{
    return answer_list(connection, otls__connection_verified_chain, list);
}

int
otls_connection_info_verify_error(otls_handle connection, int64_t *verdict,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (verdict == NULL)
        rv = otls__error_null("verdict");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_verify_error(c, verdict, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_info_ocsp_response(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(
        connection, otls__connection_ocsp_response, buf, cap, len);
}

int
otls_connection_info_exporter(otls_handle connection, const char *label,
    const void *context, size_t context_len, int has_context, void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (label == NULL)
        rv = otls__error_null("label");
    else if (context == NULL && context_len > 0)
        rv = otls__error_null("context");
    else if (buf == NULL)
        rv = otls__error_null("buf");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_exporter(
            c, label, context, context_len, has_context, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_info_channel_binding(otls_handle connection, const char *type,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__connection *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (type == NULL)
        rv = otls__error_null("type");
    else if ((rv = otls__call_object(
                  &call, connection, OTLS_KIND_CONNECTION, &c)) == OTLS_OK)
        rv = otls__connection_channel_binding(c, type, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_connection_info_next_keylog(
    otls_handle connection, void *buf, size_t cap, size_t *len)
{
    return answer_text(
        connection, otls__connection_next_keylog, buf, cap, len);
}
