/* SPDX-License-Identifier: ISC */
#include "pki/trust.h"

#include <string.h>

#include "base/error.h"
#include "pki/cache.h"
#include "pki/cert_list.h"
#include "pki/source.h"
#include "pki/trust_part.h"

#define CACHED 64

static struct otls__cache cache =
    OTLS__CACHE_INIT(otls__trust_ref, otls__trust_unref, CACHED);

int
otls__trust_cached(
    const void *key, size_t len, struct otls__trust **trust)
{
    return otls__cache_get(&cache, key, len, trust);
}

void
otls__trust_keep(const void *key, size_t len, struct otls__trust *trust)
{
    otls__cache_put(&cache, key, len, trust);
}

void
otls__trust_forget_all(void)
{
    otls__cache_drop(&cache, NULL, NULL);
}

int
otls__trust_empty(struct otls__trust **trust)
{
    struct otls__trust *t;
    int rv;

    if ((rv = otls__trust_begin(&t)) != OTLS_OK)
        return rv;
    return otls__trust_finish(t, OTLS_OK, trust);
}

/* The key of what a source holds. */
static void
key_of(const struct otls__source *source, unsigned char key[33])
{
    key[0] = 'F';
    memcpy(key + 1, source->digest, 32);
}

static int
parse(struct otls__source *source, struct otls__trust **trust)
{
    unsigned char key[33];
    struct otls__trust *t;
    int rv;

    if ((rv = otls__source_need(source)) != OTLS_OK ||
        (rv = otls__trust_begin(&t)) != OTLS_OK ||
        (rv = otls__trust_finish(
             t, otls__trust_add_source(t, source), trust)) != OTLS_OK)
        return rv;
    key_of(source, key);
    otls__trust_keep(key, sizeof(key), *trust);
    return OTLS_OK;
}

int
otls__trust_load_source(
    struct otls__source *source, struct otls__trust **trust)
{
    unsigned char key[33];

    key_of(source, key);
    return otls__trust_cached(key, sizeof(key), trust) ? OTLS_OK
                                                       : parse(source, trust);
}

int
otls__trust_load_file(const char *path, struct otls__trust **trust)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(&source, path, OTLS__SOURCE_TRUST, 0)) ==
        OTLS_OK)
        rv = otls__trust_load_source(&source, trust);
    otls__source_end(&source);
    return rv;
}

int
otls__trust_load_bytes(
    const void *data, size_t len, struct otls__trust **trust)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the trusted certificates", data,
             len, OTLS__SOURCE_TRUST)) == OTLS_OK)
        rv = otls__trust_load_source(&source, trust);
    otls__source_end(&source);
    return rv;
}

int
otls__trust_load_directory(const char *path, struct otls__trust **trust)
{
    struct otls__trust *t;
    int rv;

    if (strchr(path, ':') != NULL)
        return otls__error(OTLS_E_INVALID,
            "%s: OpenSSL takes a colon in the name of a directory for the "
            "end of the name; load the directories one by one, and rename "
            "this one if the colon is its own",
            path);
    if ((rv = otls__trust_begin(&t)) != OTLS_OK)
        return rv;
    return otls__trust_finish(
        t, otls__trust_add_directory(t, path, strlen(path)), trust);
}

int
otls__trust_from_list(
    struct otls__cert_list *list, struct otls__trust **trust)
{
    STACK_OF(X509) *certs;
    struct otls__trust *t;
    int rv;

    if ((rv = otls__cert_list_stack(list, &certs)) != OTLS_OK)
        return rv;
    if ((rv = otls__trust_begin(&t)) == OTLS_OK)
        rv = otls__trust_finish(t, otls__trust_add_certs(t, certs), trust);
    sk_X509_pop_free(certs, X509_free);
    return rv;
}

int
otls__trust_combine(const struct otls__trust *a, const struct otls__trust *b,
    struct otls__trust **trust)
{
    struct otls__trust *t;
    int rv;

    if ((rv = otls__trust_begin(&t)) != OTLS_OK)
        return rv;
    if ((rv = otls__trust_add_trust(t, a)) == OTLS_OK)
        rv = otls__trust_add_trust(t, b);
    return otls__trust_finish(t, rv, trust);
}

static int
with_crls(const struct otls__trust *base, struct otls__source *source,
    struct otls__trust **trust)
{
    struct otls__trust *t;
    int rv;

    if ((rv = otls__source_need(source)) != OTLS_OK ||
        (rv = otls__trust_begin(&t)) != OTLS_OK)
        return rv;
    if ((rv = otls__trust_add_trust(t, base)) == OTLS_OK)
        rv = otls__trust_add_crls(t, source);
    return otls__trust_finish(t, rv, trust);
}

int
otls__trust_with_crls_file(const struct otls__trust *base, const char *path,
    struct otls__trust **trust)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(&source, path, OTLS__SOURCE_TRUST, 0)) ==
        OTLS_OK)
        rv = with_crls(base, &source, trust);
    otls__source_end(&source);
    return rv;
}

int
otls__trust_with_crls_bytes(const struct otls__trust *base, const void *data,
    size_t len, struct otls__trust **trust)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the revocation lists", data, len,
             OTLS__SOURCE_TRUST)) == OTLS_OK)
        rv = with_crls(base, &source, trust);
    otls__source_end(&source);
    return rv;
}
