/* SPDX-License-Identifier: ISC */
#include <otls/rand.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "crypto/insecure.h"
#include "crypto/rand.h"

int
otls_rand_bytes(void *buf, size_t len)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (buf == NULL && len > 0)
        rv = otls__error_null("buf");
    else
        rv = otls__rand_bytes(buf, len);
    return otls__call_end(&call, rv);
}

int
otls_rand_private_bytes(void *buf, size_t len)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (buf == NULL && len > 0)
        rv = otls__error_null("buf");
    else
        rv = otls__rand_private_bytes(buf, len);
    return otls__call_end(&call, rv);
}

int
otls_rand_uniform(int64_t n, int64_t *value)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null("value");
    else
        rv = otls__rand_uniform(n, value);
    return otls__call_end(&call, rv);
}

int
otls_rand_add(const void *data, size_t data_len)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else
        otls__rand_add(data, data_len);
    return otls__call_end(&call, rv);
}

int
otls_rand_status(void)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(&call, otls__rand_status());
}

static void
destroy(void *object)
{
    otls__insecure_free(object);
}

int
otls_rand_insecure_new(
    const void *seed, size_t seed_len, otls_handle *generator)
{
    struct otls__call call;
    struct otls__insecure *g = NULL;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (seed == NULL && seed_len > 0)
        rv = otls__error_null("seed");
    else if (generator == NULL)
        rv = otls__error_null("generator");
    else if ((rv = otls__insecure_new(seed, seed_len, &g)) == OTLS_OK &&
             (rv = otls__handle_new(
                  OTLS_KIND_RAND_INSECURE, g, destroy, generator)) != OTLS_OK)
        otls__insecure_free(g);
    return otls__call_end(&call, rv);
}

int
otls_rand_insecure_bytes(otls_handle generator, void *buf, size_t len)
{
    struct otls__call call;
    struct otls__insecure *g;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (buf == NULL && len > 0)
        rv = otls__error_null("buf");
    else if ((rv = otls__call_object(
                  &call, generator, OTLS_KIND_RAND_INSECURE, &g)) == OTLS_OK)
        rv = otls__insecure_bytes(g, buf, len);
    return otls__call_end(&call, rv);
}

int
otls_rand_insecure_uniform(otls_handle generator, int64_t n, int64_t *value)
{
    struct otls__call call;
    struct otls__insecure *g;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (value == NULL)
        rv = otls__error_null("value");
    else if ((rv = otls__call_object(
                  &call, generator, OTLS_KIND_RAND_INSECURE, &g)) == OTLS_OK)
        rv = otls__insecure_uniform(g, n, value);
    return otls__call_end(&call, rv);
}

int
otls_rand_insecure_free(otls_handle generator)
{
    struct otls__call call;
    int rv;

    if (generator == 0)
        return OTLS_OK;
    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    return otls__call_end(
        &call, otls__handle_free(generator, OTLS_KIND_RAND_INSECURE));
}
