/* SPDX-License-Identifier: ISC */
#include "age/decrypt.h"

#include <stdio.h>
#include <string.h>

#include "age/header.h"
#include "age/keyfile.h"
#include "age/scrypt.h"
#include "age/stanza.h"
#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"

/* after so many stanzas tried, fork() gets its chance: some milliseconds */
#define TRIES 64

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

void
otls__age_decryptor_free(void *decryptor)
{
    struct otls__age_decryptor *d = decryptor;

    otls__age_list_end(&d->identities, otls__age_identity_unref);
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

int
otls__age_decryptor_add_file(struct otls__age_decryptor *d, const char *path)
{
    struct otls__age_list list = {NULL, 0, 0};
    int rv;

    if ((rv = otls__age_keyfile_identities(path, &list)) == OTLS_OK) {
        (void)pthread_mutex_lock(&d->lock);
        rv = otls__age_list_copy(&d->identities, &list);
        (void)pthread_mutex_unlock(&d->lock);
    }
    otls__age_list_end(&list, otls__age_identity_unref);
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

void
otls__age_decryptor_on_progress(
    struct otls__age_decryptor *d, otls__age_callback *callback, void *user)
{
    (void)pthread_mutex_lock(&d->lock);
    d->callback = callback;
    d->user = user;
    (void)pthread_mutex_unlock(&d->lock);
}

/* The kinds of stanza that the file has, each once, as far as they fit. */
static void
list_kinds(const struct otls__age_header *h, char *kinds, size_t cap)
{
    const char *text, *other;
    size_t i, j, len, other_len, n = 0;

    for (i = 0; i < h->count && n < 100; i++) {
        (void)otls__age_stanza_arg(h, &h->stanzas[i], 0, &text, &len);
        for (j = 0; j < i && j < 16; j++) {
            (void)otls__age_stanza_arg(
                h, &h->stanzas[j], 0, &other, &other_len);
            if (len == other_len && memcmp(text, other, len) == 0)
                break;
        }
        if (j == i)
            n += (size_t)snprintf(kinds + n, cap - n, "%s%.*s",
                n == 0 ? "" : ", ", len < 40 ? (int)len : 40, text);
        else if (j == 16)
            break;
    }
}

static int
no_match(
    const struct otls__age_header *h, const struct otls__age_list *identities)
{
    const struct otls__age_identity *id;
    size_t i, passphrases = 0;
    char kinds[200] = "";

    for (i = 0; i < identities->count; i++) {
        id = identities->items[i];
        passphrases += id->type == &otls__age_scrypt_identity;
    }
    if (otls__age_stanza_is(
            h, &h->stanzas[0], otls__age_scrypt_identity.stanza))
        return otls__error(OTLS_E_AGE_NO_MATCH, "%s",
            passphrases == 0 ? "the file is encrypted with a passphrase: give "
                               "that, no identity can decrypt it"
                             : "the passphrase is wrong");
    list_kinds(h, kinds, sizeof(kinds));
    if (passphrases == identities->count)
        return otls__error(OTLS_E_AGE_NO_MATCH,
            "the file is encrypted to recipients, not with a passphrase: give "
            "an identity of one of them; it has stanzas of the kinds: %s",
            kinds);
    return otls__error(OTLS_E_AGE_NO_MATCH,
        "the file is not for any of the %zu identities given; it has stanzas "
        "of the kinds: %s",
        identities->count, kinds);
}

/* A passphrase beside anything else would let whoever knows it alone pass
 * for someone who could write to the others. */
static int
check_alone(const struct otls__age_header *h)
{
    size_t i;

    for (i = 0; h->count > 1 && i < h->count; i++)
        if (otls__age_stanza_is(
                h, &h->stanzas[i], otls__age_scrypt_identity.stanza))
            return otls__error(OTLS_E_AGE_HEADER,
                "the age header has a scrypt stanza that is not alone");
    return OTLS_OK;
}

static int
breathe(size_t *tries)
{
    if (++*tries % TRIES != 0)
        return OTLS_OK;
    otls__call_pause();
    return otls__call_resume();
}

static int
unwrap(const struct otls__age_header *h,
    const struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits, unsigned char *file_key)
{
    const struct otls__age_identity *id;
    size_t i, j, tries = 0;
    int rv;

    if ((rv = check_alone(h)) != OTLS_OK)
        return rv;
    for (i = 0; i < identities->count; i++) {
        id = identities->items[i];
        for (j = 0; j < h->count; j++) {
            if (!otls__age_stanza_is(h, &h->stanzas[j], id->type->stanza))
                continue;
            rv = id->type->unwrap(id, h, &h->stanzas[j], limits, file_key);
            if (rv != OTLS_E_AGE_NO_MATCH || (rv = breathe(&tries)) != OTLS_OK)
                return rv;
        }
    }
    return no_match(h, identities);
}

/* The header, its MAC and the nonce: in this order. */
static int
begin_stream(struct otls__age_decryption *x,
    const struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits)
{
    unsigned char file_key[OTLS__AGE_FILE_KEY], nonce[OTLS__AGE_NONCE];
    struct otls__age_header h;
    size_t len;
    int rv;

    otls__age_header_init(&h);
    if ((rv = otls__age_reader_header(&x->reader, &h)) == OTLS_OK &&
        (rv = unwrap(&h, identities, limits, file_key)) == OTLS_OK &&
        (rv = otls__age_header_verify(&h, file_key)) == OTLS_OK &&
        (rv = otls__age_reader_full(&x->reader, nonce, sizeof(nonce), &len)) ==
            OTLS_OK)
        rv = len == sizeof(nonce)
                 ? otls__age_stream_init(&x->stream, file_key, nonce)
                 : otls__error(OTLS_E_AGE_HEADER,
                       "the input ends before the nonce "
                       "that follows the header");
    otls__wipe(file_key, sizeof(file_key));
    otls__age_header_end(&h);
    return rv;
}

/* Copies out what a run needs. */
static int
snapshot(struct otls__age_decryptor *d, struct otls__age_decryption *x,
    struct otls__age_list *identities, struct otls__age_scrypt_limits *limits,
    struct otls__bio *input)
{
    otls__age_callback *callback;
    void *user;
    int rv;

    (void)pthread_mutex_lock(&d->lock);
    rv = otls__age_list_copy(identities, &d->identities);
    *limits = d->limits;
    callback = d->callback;
    user = d->user;
    (void)pthread_mutex_unlock(&d->lock);
    if (rv != OTLS_OK)
        return rv;
    if (identities->count == 0)
        return otls__error(OTLS_E_INVALID,
            "the decryptor has no identities: add one with "
            "otls_age_decryptor_add()");
    otls__age_progress_init(&x->progress, callback, user, input);
    return OTLS_OK;
}

int
otls__age_decryption_begin(struct otls__age_decryption *x,
    struct otls__age_decryptor *d, struct otls__bio *input)
{
    struct otls__age_list identities = {NULL, 0, 0};
    struct otls__age_scrypt_limits limits;
    int rv;

    x->stream.aead = NULL;
    otls__age_reader_init(&x->reader, input, &x->progress);
    if ((rv = snapshot(d, x, &identities, &limits, input)) == OTLS_OK)
        rv = begin_stream(x, &identities, &limits);
    otls__age_list_end(&identities, otls__age_identity_unref);
    return rv;
}

void
otls__age_decryption_end(struct otls__age_decryption *x, int rv)
{
    otls__age_stream_end(&x->stream, rv);
    otls__wipe(x, sizeof(*x));
}

static int
check_end(struct otls__age_reader *reader)
{
    unsigned char byte;
    size_t len;
    int rv;

    if ((rv = otls__age_reader_full(reader, &byte, 1, &len)) == OTLS_OK &&
        len > 0)
        rv = otls__error(OTLS_E_AGE_PAYLOAD,
            "the input goes on after the last chunk of the age payload");
    return rv;
}

static int
open_chunks(struct otls__age_decryption *x, struct otls__bio *output,
    unsigned char *buf)
{
    unsigned char *sealed = buf, *plain = buf + OTLS__AGE_SEALED;
    uint64_t index;
    size_t len;
    int rv, last = 0;

    for (index = 0; !last; index++) {
        rv = otls__age_reader_full(&x->reader, sealed, OTLS__AGE_SEALED, &len);
        if (rv == OTLS_OK)
            rv = otls__age_stream_open(
                &x->stream, index, sealed, len, plain, &last);
        if (rv == OTLS_OK)
            rv = otls__bio_write_full(output, plain, len - OTLS__AGE_TAG,
                otls__age_progress_interrupted, &x->progress);
        if (rv == OTLS_OK)
            rv = otls__age_progress_chunk(&x->progress, x->reader.done);
        if (rv != OTLS_OK)
            return rv;
    }
    if ((rv = check_end(&x->reader)) != OTLS_OK)
        return rv;
    return otls__age_progress_finish(&x->progress, x->reader.done);
}

int
otls__age_decryption_payload(
    struct otls__age_decryption *x, struct otls__bio *output)
{
    const size_t size = OTLS__AGE_SEALED + OTLS__AGE_CHUNK;
    unsigned char *buf = otls__malloc(size);
    int rv;

    if (buf == NULL)
        return otls__error_memory();
    if ((rv = open_chunks(x, output, buf)) == OTLS_OK)
        rv = otls__age_flush(output, &x->progress);
    otls__wipe(buf, size);
    otls__free(buf);
    return rv;
}

int
otls__age_decryptor_stream(struct otls__age_decryptor *d,
    struct otls__bio *input, struct otls__bio *output)
{
    struct otls__age_decryption x;
    int rv;

    rv = otls__age_decryption_begin(&x, d, input);
    if (rv == OTLS_OK)
        rv = otls__age_decryption_payload(&x, output);
    otls__age_decryption_end(&x, rv);
    return rv;
}
