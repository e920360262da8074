/* SPDX-License-Identifier: ISC */
#include <otls/cert.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert.h"
#include "pki/key.h"

static int
give(struct otls__cert *c, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_CERT, c, otls__cert_unref, handle);

    if (rv != OTLS_OK)
        otls__cert_unref(c);
    return rv;
}

int
otls_cert_load_file(const char *path, otls_handle *cert)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = otls__cert_load_file(path, &c)) == OTLS_OK)
        rv = give(c, cert);
    return otls__call_end(&call, rv);
}

int
otls_cert_load_bytes(const void *data, size_t data_len, otls_handle *cert)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = otls__cert_load_bytes(data, data_len, &c)) == OTLS_OK)
        rv = give(c, cert);
    return otls__call_end(&call, rv);
}

/* What needs the certificate and a buffer alone. */
static int
copy(otls_handle cert,
    int (*get)(const struct otls__cert *, void *, size_t, size_t *),
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = get(c, buf, cap, len);
    return otls__call_end(&call, rv);
}

/* What gives a number, and may fail. */
static int
number(otls_handle cert, int (*get)(const struct otls__cert *, int64_t *),
    const char *name, int64_t *value)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null(name);
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = get(c, value);
    return otls__call_end(&call, rv);
}

int
otls_cert_pem(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_pem, buf, cap, len);
}

int
otls_cert_der(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_der, buf, cap, len);
}

int
otls_cert_text(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_text, buf, cap, len);
}

static int
subject(const struct otls__cert *c, void *buf, size_t cap, size_t *len)
{
    return otls__cert_name_text(c, OTLS_CERT_NAME_SUBJECT, buf, cap, len);
}

static int
issuer(const struct otls__cert *c, void *buf, size_t cap, size_t *len)
{
    return otls__cert_name_text(c, OTLS_CERT_NAME_ISSUER, buf, cap, len);
}

int
otls_cert_subject(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, subject, buf, cap, len);
}

int
otls_cert_issuer(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, issuer, buf, cap, len);
}

int
otls_cert_serial(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_serial, buf, cap, len);
}

int
otls_cert_extended_key_usage(
    otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_extended_key_usage, buf, cap, len);
}

int
otls_cert_signature_algorithm(
    otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, otls__cert_signature_algorithm, buf, cap, len);
}

static int
subject_key_id(const struct otls__cert *c, void *buf, size_t cap, size_t *len)
{
    return otls__cert_key_id(c, 0, buf, cap, len);
}

static int
authority_key_id(const struct otls__cert *c, void *buf, size_t cap, size_t *len)
{
    return otls__cert_key_id(c, 1, buf, cap, len);
}

int
otls_cert_subject_key_id(otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, subject_key_id, buf, cap, len);
}

int
otls_cert_authority_key_id(
    otls_handle cert, void *buf, size_t cap, size_t *len)
{
    return copy(cert, authority_key_id, buf, cap, len);
}

static int
key_usage(const struct otls__cert *c, int64_t *value)
{
    *value = otls__cert_key_usage(c);
    return OTLS_OK;
}

static int
path_length(const struct otls__cert *c, int64_t *value)
{
    *value = otls__cert_path_length(c);
    return OTLS_OK;
}

static int
not_before_s(const struct otls__cert *c, int64_t *value)
{
    return otls__cert_time_s(c, 0, value);
}

static int
not_after_s(const struct otls__cert *c, int64_t *value)
{
    return otls__cert_time_s(c, 1, value);
}

int
otls_cert_version(otls_handle cert, int64_t *version)
{
    return number(cert, otls__cert_version, "version", version);
}

int
otls_cert_key_usage(otls_handle cert, int64_t *bits)
{
    return number(cert, key_usage, "bits", bits);
}

int
otls_cert_path_length(otls_handle cert, int64_t *length)
{
    return number(cert, path_length, "length", length);
}

int
otls_cert_not_before_s(otls_handle cert, int64_t *seconds)
{
    return number(cert, not_before_s, "seconds", seconds);
}

int
otls_cert_not_after_s(otls_handle cert, int64_t *seconds)
{
    return number(cert, not_after_s, "seconds", seconds);
}

int
otls_cert_san_count(otls_handle cert, int64_t *count)
{
    return number(cert, otls__cert_san_count, "count", count);
}

int
otls_cert_name_fields(otls_handle cert, int64_t of, int64_t *count)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_name_fields(c, of, count);
    return otls__call_end(&call, rv);
}

int
otls_cert_name_field(otls_handle cert, int64_t of, int64_t index,
    int64_t *rdn, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (rdn == NULL)
        rv = otls__error_null("rdn");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_name_field(c, of, index, rdn, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_name_value(otls_handle cert, int64_t of, int64_t index,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_name_value(c, of, index, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_san(otls_handle cert, int64_t index, int64_t *type, void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (type == NULL)
        rv = otls__error_null("type");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_san(c, index, type, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_fingerprint(otls_handle cert, const char *digest, void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_fingerprint(c, digest, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_uri_count(otls_handle cert, int kind, int64_t *count)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_uri_count(c, kind, count);
    return otls__call_end(&call, rv);
}

int
otls_cert_uri(otls_handle cert, int kind, int64_t index, void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_uri(c, kind, index, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_cert_matches_host(otls_handle cert, const char *name)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (name == NULL)
        rv = otls__error_null("name");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_matches_host(c, name);
    return otls__call_end(&call, rv);
}

int
otls_cert_matches_ip(otls_handle cert, const char *address)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (address == NULL)
        rv = otls__error_null("address");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = otls__cert_matches_ip(c, address);
    return otls__call_end(&call, rv);
}

int
otls_cert_is_ca(otls_handle cert)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) == OTLS_OK)
        rv = otls__cert_is_ca(c);
    return otls__call_end(&call, rv);
}

int
otls_cert_is_issued_by(otls_handle cert, otls_handle issuer)
{
    struct otls__call call;
    struct otls__cert *c, *other;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) == OTLS_OK &&
        (rv = otls__call_object(&call, issuer, OTLS_KIND_CERT, &other)) ==
            OTLS_OK)
        rv = otls__cert_is_issued_by(c, other);
    return otls__call_end(&call, rv);
}

int
otls_cert_equal(otls_handle a, otls_handle b)
{
    struct otls__call call;
    struct otls__cert *c, *other;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, a, OTLS_KIND_CERT, &c)) == OTLS_OK &&
        (rv = otls__call_object(&call, b, OTLS_KIND_CERT, &other)) ==
            OTLS_OK)
        rv = otls__cert_equal(c, other);
    return otls__call_end(&call, rv);
}

static int
give_key(const struct otls__cert *c, otls_handle *handle)
{
    struct otls__key *key;
    int rv;

    if ((rv = otls__cert_public_key(c, &key)) == OTLS_OK &&
        (rv = otls__handle_new(
             OTLS_KIND_KEY, key, otls__key_unref, handle)) != OTLS_OK)
        otls__key_unref(key);
    return rv;
}

int
otls_cert_public_key(otls_handle cert, otls_handle *key)
{
    struct otls__call call;
    struct otls__cert *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__call_object(&call, cert, OTLS_KIND_CERT, &c)) ==
             OTLS_OK)
        rv = give_key(c, key);
    return otls__call_end(&call, rv);
}

int
otls_cert_free(otls_handle cert)
{
    struct otls__call call;
    int rv;

    if (cert == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__handle_free(cert, OTLS_KIND_CERT));
}
