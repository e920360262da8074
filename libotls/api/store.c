/* SPDX-License-Identifier: ISC */
#include <otls/store.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "base/secret.h"
#include "api/store_tls.h"
#include "pki/source.h"
#include "store/keys.h"
#include "store/pulled.h"
#include "store/registry.h"
#include "store/store.h"
#include "tls/frozen.h"

#define SECRETS_MAX ((size_t)64 << 10)

static int
give(struct otls__store *s, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_STORE, s, otls__store_unref, handle);

    if (rv != OTLS_OK)
        otls__store_unref(s);
    return rv;
}

int
otls_store_open(
    const char *url, const void *secret, size_t secret_len, otls_handle *store)
{
    struct otls__call call;
    struct otls__store *s = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (url == NULL)
        rv = otls__error_null("url");
    else if (store == NULL)
        rv = otls__error_null("store");
    else if (secret == NULL && secret_len != 0)
        rv = otls__error_null("secret");
    else if ((rv = otls__store_open_tls(url, secret, secret_len,
                  otls__store_over_tls, &s)) == OTLS_OK)
        rv = give(s, store);
    return otls__call_end(&call, rv);
}

int
otls_store_make_secret(void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    char text[45];
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__store_keys_make(text)) == OTLS_OK)
        rv = otls__copy_text(text, buf, cap, len);
    otls__wipe(text, sizeof(text));
    return otls__call_end(&call, rv);
}

static int
open_file(const char *url, const char *path, struct otls__store **store)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(&source, path, SECRETS_MAX, 1)) == OTLS_OK &&
        (rv = otls__source_need(&source)) == OTLS_OK)
        rv = otls__store_open_tls(url, (const char *)source.data, source.len,
            otls__store_over_tls, store);
    otls__source_end(&source);
    return rv;
}

int
otls_store_open_file(const char *url, const char *path, otls_handle *store)
{
    struct otls__call call;
    struct otls__store *s = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (url == NULL)
        rv = otls__error_null("url");
    else if (path == NULL)
        rv = otls__error_null("path");
    else if (store == NULL)
        rv = otls__error_null("store");
    else if ((rv = open_file(url, path, &s)) == OTLS_OK)
        rv = give(s, store);
    return otls__call_end(&call, rv);
}

int
otls_store_register(const char *scheme,
    int (*put)(void *user, const void *key, size_t key_len, const void *value,
        size_t value_len, int64_t ttl_ms),
    int (*get)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len),
    int (*take)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len),
    int (*remove)(void *user, const void *key, size_t key_len), void *user)
{
    const struct otls__store_functions functions = {
        put, get, take, remove, user};
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (scheme == NULL)
        rv = otls__error_null("scheme");
    else if (put == NULL)
        rv = otls__error_null("put");
    else if (get == NULL)
        rv = otls__error_null("get");
    else if (take == NULL)
        rv = otls__error_null("take");
    else if (remove == NULL)
        rv = otls__error_null("remove");
    else
        rv = otls__store_register(scheme, &functions);
    return otls__call_end(&call, rv);
}

int
otls_store_put(otls_handle store, const void *name, size_t name_len,
    const void *value, size_t value_len, int64_t ttl_ms)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (name == NULL)
        rv = otls__error_null("name");
    else if (value == NULL && value_len != 0)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_put(s, name, name_len, value, value_len, ttl_ms);
    return otls__call_end(&call, rv);
}

static int
look_up(otls_handle store, const void *name, size_t name_len, int take,
    void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (name == NULL)
        rv = otls__error_null("name");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_get(s, name, name_len, take, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_store_get(otls_handle store, const void *name, size_t name_len, void *buf,
    size_t cap, size_t *len)
{
    return look_up(store, name, name_len, 0, buf, cap, len);
}

int
otls_store_take(otls_handle store, const void *name, size_t name_len,
    void *buf, size_t cap, size_t *len)
{
    return look_up(store, name, name_len, 1, buf, cap, len);
}

int
otls_store_remove(otls_handle store, const void *name, size_t name_len)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (name == NULL)
        rv = otls__error_null("name");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_remove(s, name, name_len);
    return otls__call_end(&call, rv);
}

int
otls_store_count(otls_handle store, int64_t *count)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (count == NULL)
        rv = otls__error_null("count");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_count(s, count);
    return otls__call_end(&call, rv);
}

int
otls_store_purge(otls_handle store)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) == OTLS_OK)
        rv = otls__store_purge(s);
    return otls__call_end(&call, rv);
}

int
otls_store_scan(otls_handle store, int64_t cursor, int64_t *next, void *buf,
    size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (next == NULL)
        rv = otls__error_null("next");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_scan(s, cursor, next, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_store_pump(otls_handle store)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) == OTLS_OK)
        rv = otls__store_pump(s);
    return otls__call_end(&call, rv);
}

int
otls_store_fd(otls_handle store, int64_t *fd)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (fd == NULL)
        rv = otls__error_null("fd");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_fd(s, fd);
    return otls__call_end(&call, rv);
}

int
otls_store_counter(otls_handle store, int counter, int64_t *value)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_counter(s, counter, value);
    return otls__call_end(&call, rv);
}

int
otls_store_warning(otls_handle store, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_warning(s, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_store_next_write(
    otls_handle store, int64_t *ttl_ms, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (ttl_ms == NULL)
        rv = otls__error_null("ttl_ms");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if (buf == NULL && cap != 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
             OTLS_OK)
        rv = otls__store_next_write(s, ttl_ms, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_store_free(otls_handle store)
{
    struct otls__call call;
    struct otls__store *s;
    int rv;

    if (store == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, store, OTLS_KIND_STORE, &s)) ==
        OTLS_OK) {
        otls__store_flush(s);
        if ((rv = otls__handle_free(store, OTLS_KIND_STORE)) == OTLS_OK) {
            otls__store_retire(s);
            otls__frozen_forget_retired();
        }
    }
    return otls__call_end(&call, rv);
}
