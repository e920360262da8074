/* SPDX-License-Identifier: ISC */
#include <otls/credential.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/cert.h"
#include "pki/cert_list.h"
#include "pki/credential.h"
#include "pki/key.h"
#include "pki/passphrase.h"
#include "tls/frozen.h"

static int
give(struct otls__credential *c, otls_handle *handle)
{
    const int rv = otls__handle_new(
        OTLS_KIND_CREDENTIAL, c, otls__credential_unref, handle);

    if (rv != OTLS_OK)
        otls__credential_unref(c);
    return rv;
}

/* The first argument that must not be NULL and is. */
static int
check_passphrase(const void *passphrase, size_t len)
{
    return passphrase == NULL && len > 0 ? otls__error_null("passphrase")
                                         : OTLS_OK;
}

static int
load_file(const char *cert_path, const char *key_path,
    struct otls__passphrase *passphrase, otls_handle *credential)
{
    struct otls__credential *c;
    int rv;

    if (cert_path == NULL)
        rv = otls__error_null("cert_path");
    else if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = otls__credential_load_file(
                  cert_path, key_path, passphrase, &c)) == OTLS_OK)
        rv = give(c, credential);
    otls__passphrase_end(passphrase);
    return rv;
}

static int
load_bytes(const void *cert, size_t cert_len, const void *key, size_t key_len,
    struct otls__passphrase *passphrase, otls_handle *credential)
{
    struct otls__credential *c;
    int rv;

    if (cert == NULL)
        rv = otls__error_null("cert");
    else if (key == NULL && key_len > 0)
        rv = otls__error_null("key");
    else if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = otls__credential_load_bytes(cert, cert_len, key, key_len,
                  passphrase, &c)) == OTLS_OK)
        rv = give(c, credential);
    otls__passphrase_end(passphrase);
    return rv;
}

int
otls_credential_load_file(const char *cert_path, const char *key_path,
    const void *passphrase, size_t passphrase_len, otls_handle *credential)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = check_passphrase(passphrase, passphrase_len)) == OTLS_OK)
        rv = load_file(cert_path, key_path, &p, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_load_bytes(const void *cert, size_t cert_len, const void *key,
    size_t key_len, const void *passphrase, size_t passphrase_len,
    otls_handle *credential)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = check_passphrase(passphrase, passphrase_len)) == OTLS_OK)
        rv = load_bytes(cert, cert_len, key, key_len, &p, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_load_file_ask(const char *cert_path, const char *key_path,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *credential)
{
    struct otls__passphrase p = {NULL, 0, callback, user, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (callback == NULL)
        rv = otls__error_null("callback");
    else
        rv = load_file(cert_path, key_path, &p, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_load_bytes_ask(const void *cert, size_t cert_len,
    const void *key, size_t key_len,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *credential)
{
    struct otls__passphrase p = {NULL, 0, callback, user, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (callback == NULL)
        rv = otls__error_null("callback");
    else
        rv = load_bytes(cert, cert_len, key, key_len, &p, credential);
    return otls__call_end(&call, rv);
}

static int
load_pkcs12_file(const char *path, struct otls__passphrase *passphrase,
    otls_handle *credential)
{
    struct otls__credential *c;
    int rv;

    if (path == NULL)
        rv = otls__error_null("path");
    else if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = otls__credential_load_pkcs12_file(
                  path, passphrase, &c)) == OTLS_OK)
        rv = give(c, credential);
    otls__passphrase_end(passphrase);
    return rv;
}

int
otls_credential_load_pkcs12_file(const char *path, const void *passphrase,
    size_t passphrase_len, otls_handle *credential)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = check_passphrase(passphrase, passphrase_len)) == OTLS_OK)
        rv = load_pkcs12_file(path, &p, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_load_pkcs12_file_ask(const char *path,
    int (*callback)(void *user, void *buf, size_t cap, size_t *len),
    void *user, otls_handle *credential)
{
    struct otls__passphrase p = {NULL, 0, callback, user, NULL};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (callback == NULL)
        rv = otls__error_null("callback");
    else
        rv = load_pkcs12_file(path, &p, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_load_pkcs12_bytes(const void *data, size_t data_len,
    const void *passphrase, size_t passphrase_len, otls_handle *credential)
{
    struct otls__passphrase p = {passphrase, passphrase_len, NULL, NULL, NULL};
    struct otls__call call;
    struct otls__credential *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL)
        rv = otls__error_null("data");
    else if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = check_passphrase(passphrase, passphrase_len)) == OTLS_OK &&
             (rv = otls__credential_load_pkcs12_bytes(
                  data, data_len, &p, &c)) == OTLS_OK)
        rv = give(c, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_with_ocsp(otls_handle base, const void *data, size_t data_len,
    otls_handle *credential)
{
    struct otls__call call;
    struct otls__credential *b, *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = otls__call_object(
                  &call, base, OTLS_KIND_CREDENTIAL, &b)) == OTLS_OK &&
             (rv = otls__credential_with_ocsp(b, data, data_len, &c)) ==
                 OTLS_OK)
        rv = give(c, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_new(otls_handle list, otls_handle key, otls_handle *credential)
{
    struct otls__call call;
    struct otls__cert_list *l;
    struct otls__credential *c;
    struct otls__key *k;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (credential == NULL)
        rv = otls__error_null("credential");
    else if ((rv = otls__call_object(
                  &call, list, OTLS_KIND_CERT_LIST, &l)) == OTLS_OK &&
             (rv = otls__call_object(&call, key, OTLS_KIND_KEY, &k)) ==
                 OTLS_OK &&
             (rv = otls__credential_from(l, k, &c)) == OTLS_OK)
        rv = give(c, credential);
    return otls__call_end(&call, rv);
}

int
otls_credential_cert(otls_handle credential, otls_handle *cert)
{
    struct otls__call call;
    struct otls__credential *c;
    struct otls__cert *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (cert == NULL)
        rv = otls__error_null("cert");
    else if ((rv = otls__call_object(
                  &call, credential, OTLS_KIND_CREDENTIAL, &c)) == OTLS_OK &&
             (rv = otls__credential_cert(c, &object)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_CERT, object,
                  otls__cert_unref, cert)) != OTLS_OK)
        otls__cert_unref(object);
    return otls__call_end(&call, rv);
}

int
otls_credential_chain(otls_handle credential, otls_handle *list)
{
    struct otls__call call;
    struct otls__credential *c;
    struct otls__cert_list *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (list == NULL)
        rv = otls__error_null("list");
    else if ((rv = otls__call_object(
                  &call, credential, OTLS_KIND_CREDENTIAL, &c)) == OTLS_OK &&
             (rv = otls__credential_chain(c, &object)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_CERT_LIST, object,
                  otls__cert_list_unref, list)) != OTLS_OK)
        otls__cert_list_unref(object);
    return otls__call_end(&call, rv);
}

int
otls_credential_key(otls_handle credential, otls_handle *key)
{
    struct otls__call call;
    struct otls__credential *c;
    struct otls__key *object;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (key == NULL)
        rv = otls__error_null("key");
    else if ((rv = otls__call_object(
                  &call, credential, OTLS_KIND_CREDENTIAL, &c)) == OTLS_OK &&
             (rv = otls__credential_key(c, &object)) == OTLS_OK &&
             (rv = otls__handle_new(OTLS_KIND_KEY, object,
                  otls__key_unref, key)) != OTLS_OK)
        otls__key_unref(object);
    return otls__call_end(&call, rv);
}

int
otls_credential_forget(otls_handle credential)
{
    struct otls__call call;
    struct otls__credential *c;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(
             &call, credential, OTLS_KIND_CREDENTIAL, &c)) == OTLS_OK) {
        otls__credential_forget(c);
        otls__frozen_forget(c);
    }
    return otls__call_end(&call, rv);
}

int
otls_credential_forget_all(void)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    otls__credential_forget_all();
    otls__frozen_forget(NULL);
    return otls__call_end(&call, rv);
}

int
otls_credential_free(otls_handle credential)
{
    struct otls__call call;
    int rv;

    if (credential == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(credential, OTLS_KIND_CREDENTIAL));
}
