/* SPDX-License-Identifier: ISC */
#include <otls/credential.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "pki/credential.h"
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
