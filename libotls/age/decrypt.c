/* SPDX-License-Identifier: ISC */
#include "age/decrypt.h"

#include <string.h>

#include <otls/age_decryptor.h>

#include "age/keyfile.h"
#include "age/opener.h"
#include "age/run.h"
#include "age/scrypt.h"
#include "base/error.h"
#include "base/mem.h"

int
otls__age_decryptor_new(struct otls__age_decryptor **decryptor)
{
    struct otls__age_decryptor *d = otls__calloc(1, sizeof(*d));

    if (d == NULL)
        return otls__error_memory();
    if (pthread_mutex_init(&d->lock, NULL) != 0) {
        otls__free(d);
        return otls__error_memory();
    }
    (void)otls__age_scrypt_limits_set(&d->limits, 0, 0);
    *decryptor = d;
    return OTLS_OK;
}

static void
detached_unref(struct otls__age_detached *header)
{
    if (header != NULL && otls__ref_drop(&header->ref))
        otls__free(header);
}

void
otls__age_decryptor_free(void *decryptor)
{
    struct otls__age_decryptor *d = decryptor;

    otls__age_list_end(&d->identities, otls__age_identity_unref);
    detached_unref(d->header);
    (void)pthread_mutex_destroy(&d->lock);
    otls__free(d);
}

int
otls__age_decryptor_add(
    struct otls__age_decryptor *d, struct otls__age_identity *identity)
{
    int rv;

    (void)pthread_mutex_lock(&d->lock);
    if ((rv = otls__age_list_add(&d->identities, identity)) == OTLS_OK)
        otls__ref_take(&identity->ref);
    (void)pthread_mutex_unlock(&d->lock);
    return rv;
}

static int
add_file(struct otls__age_decryptor *d, const char *path,
    struct otls__age_identity *key)
{
    struct otls__age_list list = {NULL, 0, 0};
    struct otls__age_scrypt_limits limits;
    int rv;

    (void)pthread_mutex_lock(&d->lock);
    limits = d->limits;
    (void)pthread_mutex_unlock(&d->lock);
    rv = otls__age_keyfile_identities(path, key, &limits, &list);
    if (rv == OTLS_OK) {
        (void)pthread_mutex_lock(&d->lock);
        rv = otls__age_list_copy(&d->identities, &list);
        (void)pthread_mutex_unlock(&d->lock);
    }
    otls__age_list_end(&list, otls__age_identity_unref);
    return rv;
}

int
otls__age_decryptor_add_file(struct otls__age_decryptor *d, const char *path)
{
    return add_file(d, path, NULL);
}

int
otls__age_decryptor_add_file_passphrase(struct otls__age_decryptor *d,
    const char *path, const void *passphrase, size_t len)
{
    struct otls__age_identity *key;
    int rv;

    if ((rv = otls__age_identity_passphrase(passphrase, len, &key)) != OTLS_OK)
        return rv;
    rv = add_file(d, path, key);
    otls__age_identity_unref(key);
    return rv;
}

int
otls__age_decryptor_set_scrypt_limits(
    struct otls__age_decryptor *d, int work_factor, int64_t memory)
{
    struct otls__age_scrypt_limits limits;
    int rv;

    rv = otls__age_scrypt_limits_set(&limits, work_factor, memory);
    if (rv != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&d->lock);
    d->limits = limits;
    (void)pthread_mutex_unlock(&d->lock);
    return OTLS_OK;
}

int
otls__age_decryptor_set_armor(struct otls__age_decryptor *d, int mode)
{
    if (mode != OTLS_AGE_ARMOR_AUTO && mode != OTLS_AGE_ARMOR_NO &&
        mode != OTLS_AGE_ARMOR_YES)
        return otls__error(OTLS_E_INVALID,
            "mode is %d and must be an OTLS_AGE_ARMOR_*", mode);
    (void)pthread_mutex_lock(&d->lock);
    d->armor = mode;
    (void)pthread_mutex_unlock(&d->lock);
    return OTLS_OK;
}

/* Whole, and nothing behind it. */
static int
check_header(const void *data, size_t len)
{
    struct otls__age_header h;
    size_t used;
    int rv;

    otls__age_header_init(&h);
    rv = otls__age_header_feed(&h, data, len, &used);
    if (rv == OTLS_OK && !otls__age_header_complete(&h))
        rv = otls__age_header_truncated(&h);
    else if (rv == OTLS_OK && used < len)
        rv = otls__error(OTLS_E_AGE_HEADER,
            "%zu bytes follow the age header: give the header alone",
            len - used);
    otls__age_header_end(&h);
    return rv;
}

int
otls__age_decryptor_set_header(
    struct otls__age_decryptor *d, const void *data, size_t len)
{
    struct otls__age_detached *made = NULL, *old;
    int rv;

    if (data != NULL) {
        if ((rv = check_header(data, len)) != OTLS_OK)
            return rv;
        if ((made = otls__malloc(sizeof(*made) + len)) == NULL)
            return otls__error_memory();
        otls__ref_init(&made->ref);
        made->len = len;
        memcpy(made->bytes, data, len);
    }
    (void)pthread_mutex_lock(&d->lock);
    old = d->header;
    d->header = made;
    (void)pthread_mutex_unlock(&d->lock);
    detached_unref(old);
    return OTLS_OK;
}

int
otls__age_decryptor_set_threads(struct otls__age_decryptor *d, int threads)
{
    int rv;

    if ((rv = otls__age_threads_check(threads)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&d->lock);
    d->threads = threads;
    (void)pthread_mutex_unlock(&d->lock);
    return OTLS_OK;
}

void
otls__age_decryptor_on_progress(
    struct otls__age_decryptor *d, otls__age_callback *callback, void *user)
{
    (void)pthread_mutex_lock(&d->lock);
    d->callback = callback;
    d->user = user;
    (void)pthread_mutex_unlock(&d->lock);
}

int
otls__age_decryptor_means(
    struct otls__age_decryptor *d, struct otls__age_means *m)
{
    int rv;

    memset(m, 0, sizeof(*m));
    (void)pthread_mutex_lock(&d->lock);
    rv = otls__age_list_copy(&m->identities, &d->identities);
    m->limits = d->limits;
    m->armor = d->armor;
    m->callback = d->callback;
    m->user = d->user;
    if ((m->header = d->header) != NULL) {
        otls__ref_take(&m->header->ref);
        /* any bytes may begin what has no header */
        if (m->armor == OTLS_AGE_ARMOR_AUTO)
            m->armor = OTLS_AGE_ARMOR_NO;
    }
    (void)pthread_mutex_unlock(&d->lock);
    if (rv == OTLS_OK && m->identities.count == 0)
        rv = otls__error(OTLS_E_INVALID,
            "the decryptor has no identities: add one with "
            "otls_age_decryptor_add()");
    return rv;
}

void
otls__age_means_end(struct otls__age_means *m)
{
    otls__age_list_end(&m->identities, otls__age_identity_unref);
    detached_unref(m->header);
}

int
otls__age_decryptor_opener(
    struct otls__age_decryptor *d, struct otls__age_opener *o)
{
    struct otls__age_means m;
    int rv;

    if ((rv = otls__age_decryptor_means(d, &m)) == OTLS_OK) {
        otls__age_opener_begin(o, &m.identities, &m.limits, m.armor);
        if (m.header != NULL &&
            (rv = otls__age_opener_header(
                 o, m.header->bytes, m.header->len)) != OTLS_OK)
            otls__age_opener_end(o, rv);
    }
    otls__age_means_end(&m);
    return rv;
}

int
otls__age_decryptor_stream(struct otls__age_decryptor *d,
    struct otls__bio *input, struct otls__bio *output)
{
    struct otls__age_opener o;
    struct otls__age_run run;
    otls__age_callback *callback;
    void *user;
    int rv, threads;

    if ((rv = otls__age_decryptor_opener(d, &o)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&d->lock);
    callback = d->callback;
    user = d->user;
    threads = d->threads;
    (void)pthread_mutex_unlock(&d->lock);
    otls__age_run_begin(&run, input, output, threads, callback, user);
    rv = otls__age_run_open(&run, &o);
    if (rv == OTLS_OK)
        rv = otls__age_run_end(&run);
    otls__age_opener_end(&o, rv);
    return rv;
}
