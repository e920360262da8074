/* SPDX-License-Identifier: ISC */
#include <otls/key.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/key.h"
#include "pki/passphrase.h"

static int
give(struct otls__key *k, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_KEY, k, otls__key_unref, handle);

    if (rv != OTLS_OK)
        otls__key_unref(k);
    return rv;
}

int
otls_key_generate(int algorithm, int bits, otls_handle *key)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__key_generate(algorithm, bits, &k)) == OTLS_OK)
        rv = give(k, key);
    return otls__call_end(&call, rv);
}

static int
load_file(
    const char *path, struct otls__passphrase *passphrase, otls_handle *key)
{
    struct otls__key *k;
    int rv;

    if (path == NULL)
        rv = otls__error_null("path");
    else if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__key_load_file(path, passphrase, &k)) == OTLS_OK)
        rv = give(k, key);
    otls__passphrase_end(passphrase);
    return rv;
}

static int
load_bytes(const void *data, size_t data_len,
    struct otls__passphrase *passphrase, otls_handle *key)
{
    struct otls__key *k;
    int rv;

    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__key_load_bytes(data, data_len, passphrase, &k)) ==
             OTLS_OK)
        rv = give(k, key);
    otls__passphrase_end(passphrase);
    return rv;
}

int
otls_key_load_file(const char *path, const void *passphrase,
    size_t passphrase_len, otls_handle *key)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else
        rv = load_file(path, &p, key);
    return otls__call_end(&call, rv);
}

int
otls_key_load_bytes(const void *data, size_t data_len, const void *passphrase,
    size_t passphrase_len, otls_handle *key)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else
        rv = load_bytes(data, data_len, &p, key);
    return otls__call_end(&call, rv);
}

int
otls_key_load_file_ask(const char *path,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *key)
{
    struct otls__passphrase p = {NULL, 0, callback, user, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (callback == NULL)
        rv = otls__error_null("callback");
    else
        rv = load_file(path, &p, key);
    return otls__call_end(&call, rv);
}

int
otls_key_load_bytes_ask(const void *data, size_t data_len,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *key)
{
    struct otls__passphrase p = {NULL, 0, callback, user, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (callback == NULL)
        rv = otls__error_null("callback");
    else
        rv = load_bytes(data, data_len, &p, key);
    return otls__call_end(&call, rv);
}

int
otls_key_algorithm(otls_handle key, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) == OTLS_OK)
        rv = otls__copy_text(otls__key_algorithm(k), buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_key_bits(otls_handle key, int64_t *bits)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (bits == NULL)
        rv = otls__error_null("bits");
    else if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
             OTLS_OK)
        *bits = otls__key_bits(k);
    return otls__call_end(&call, rv);
}

int
otls_key_is_private(otls_handle key)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) == OTLS_OK)
        rv = otls__key_is_private(k);
    return otls__call_end(&call, rv);
}

int
otls_key_equal(otls_handle a, otls_handle b)
{
    struct otls__call call;
    struct otls__key *one, *other;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, a, OTLS_KIND_KEY, &one)) == OTLS_OK &&
        (rv = otls__call_object(&call, b, OTLS_KIND_KEY, &other)) == OTLS_OK)
        rv = otls__key_equal(one, other);
    return otls__call_end(&call, rv);
}

int
otls_key_public(otls_handle key, otls_handle *public_key)
{
    struct otls__call call;
    struct otls__key *k, *public;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (public_key == NULL)
        rv = otls__error_null("public_key");
    else if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
                 OTLS_OK &&
             (rv = otls__key_public(k, &public)) == OTLS_OK)
        rv = give(public, public_key);
    return otls__call_end(&call, rv);
}

int
otls_key_public_pem(otls_handle key, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) == OTLS_OK)
        rv = otls__key_public_pem(k, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_key_public_der(otls_handle key, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) == OTLS_OK)
        rv = otls__key_public_der(k, buf, cap, len);
    return otls__call_end(&call, rv);
}

static int
export_secret(otls_handle key, int pem, const void *passphrase,
    size_t passphrase_len, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (passphrase == NULL && passphrase_len > 0)
        rv = otls__error_null("passphrase");
    else if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
             OTLS_OK)
        rv = otls__key_export(
            k, pem, passphrase, passphrase_len, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_key_export_secret_pem(otls_handle key, const void *passphrase,
    size_t passphrase_len, void *buf, size_t cap, size_t *len)
{
    return export_secret(key, 1, passphrase, passphrase_len, buf, cap, len);
}

int
otls_key_export_secret_der(otls_handle key, const void *passphrase,
    size_t passphrase_len, void *buf, size_t cap, size_t *len)
{
    return export_secret(key, 0, passphrase, passphrase_len, buf, cap, len);
}

int
otls_key_sign(otls_handle key, const char *digest, const void *data,
    size_t data_len, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
             OTLS_OK)
        rv = otls__key_sign(k, digest, data, data_len, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_key_verify(otls_handle key, const char *digest, const void *data,
    size_t data_len, const void *signature, size_t signature_len)
{
    struct otls__call call;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (signature == NULL && signature_len > 0)
        rv = otls__error_null("signature");
    else if ((rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
             OTLS_OK)
        rv = otls__key_verify(
            k, digest, data, data_len, signature, signature_len);
    return otls__call_end(&call, rv);
}

int
otls_key_free(otls_handle key)
{
    struct otls__call call;
    int rv;

    if (key == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__handle_free(key, OTLS_KIND_KEY));
}
