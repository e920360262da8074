/* SPDX-License-Identifier: ISC */
#include "age/encrypt.h"

#include <string.h>

#include "age/header.h"
#include "age/keyfile.h"
#include "age/reader.h"
#include "age/recipient.h"
#include "age/stream.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"
#include "crypto/rand.h"

int
otls__age_encryptor_new(struct otls__age_encryptor **encryptor)
{
    struct otls__age_encryptor *e = otls__calloc(1, sizeof(*e));

    if (e == NULL)
        return otls__error_memory();
    if (pthread_mutex_init(&e->lock, NULL) != 0) {
        otls__free(e);
        return otls__error_memory();
    }
    *encryptor = e;
    return OTLS_OK;
}

void
otls__age_encryptor_free(void *encryptor)
{
    struct otls__age_encryptor *e = encryptor;

    otls__age_list_end(&e->recipients, otls__age_recipient_unref);
    (void)pthread_mutex_destroy(&e->lock);
    otls__free(e);
}

/* With the lock held and room made. */
static int
add(struct otls__age_encryptor *e, struct otls__age_recipient *recipient)
{
    struct otls__age_recipient *other;
    size_t i;

    for (i = 0; i < e->recipients.count; i++) {
        other = e->recipients.items[i];
        if (otls__age_recipient_equal(other, recipient))
            return OTLS_OK;
        if (other->type->alone || recipient->type->alone)
            return otls__error(OTLS_E_AGE_MIXED,
                "a passphrase must be a file's only recipient: use an "
                "encryptor for it alone");
    }
    otls__ref_take(&recipient->ref);
    e->recipients.items[e->recipients.count++] = recipient;
    return OTLS_OK;
}

int
otls__age_encryptor_add(
    struct otls__age_encryptor *e, struct otls__age_recipient *recipient)
{
    int rv;

    (void)pthread_mutex_lock(&e->lock);
    rv = otls__age_list_reserve(&e->recipients, 1);
    if (rv == OTLS_OK)
        rv = add(e, recipient);
    (void)pthread_mutex_unlock(&e->lock);
    return rv;
}

int
otls__age_encryptor_add_file(struct otls__age_encryptor *e, const char *path)
{
    struct otls__age_list list = {NULL, 0, 0};
    size_t i;
    int rv;

    if ((rv = otls__age_keyfile_recipients(path, &list)) == OTLS_OK) {
        (void)pthread_mutex_lock(&e->lock);
        rv = otls__age_list_reserve(&e->recipients, list.count);
        /* a passphrase is there or it isn't: only the first can be refused */
        for (i = 0; rv == OTLS_OK && i < list.count; i++)
            rv = add(e, list.items[i]);
        (void)pthread_mutex_unlock(&e->lock);
    }
    otls__age_list_end(&list, otls__age_recipient_unref);
    return rv;
}

void
otls__age_encryptor_on_progress(
    struct otls__age_encryptor *e, otls__age_callback *callback, void *user)
{
    (void)pthread_mutex_lock(&e->lock);
    e->callback = callback;
    e->user = user;
    (void)pthread_mutex_unlock(&e->lock);
}

static int
write_header(const struct otls__age_list *recipients,
    const unsigned char *file_key, struct otls__bio *output,
    struct otls__age_progress *progress)
{
    const struct otls__age_recipient *r;
    struct otls__age_header h;
    size_t i;
    int rv;

    otls__age_header_init(&h);
    rv = otls__age_header_begin(&h);
    for (i = 0; rv == OTLS_OK && i < recipients->count; i++) {
        r = recipients->items[i];
        rv = r->type->wrap(r, file_key, &h);
    }
    if (rv == OTLS_OK)
        rv = otls__age_header_seal(&h, file_key);
    if (rv == OTLS_OK)
        rv = otls__bio_write_full(
            output, h.raw, h.len, otls__age_progress_interrupted, progress);
    otls__age_header_end(&h);
    return rv;
}

/* A file key of its own for each run: two files must never share one. */
static int
begin(const struct otls__age_list *recipients, struct otls__bio *output,
    struct otls__age_stream *stream, struct otls__age_progress *progress)
{
    unsigned char file_key[OTLS__AGE_FILE_KEY], nonce[OTLS__AGE_NONCE];
    int rv;

    rv = otls__rand_private_bytes(file_key, sizeof(file_key));
    if (rv == OTLS_OK)
        rv = otls__rand_bytes(nonce, sizeof(nonce));
    if (rv == OTLS_OK)
        rv = otls__age_stream_init(stream, file_key, nonce);
    if (rv == OTLS_OK)
        rv = write_header(recipients, file_key, output, progress);
    if (rv == OTLS_OK)
        rv = otls__bio_write_full(output, nonce, sizeof(nonce),
            otls__age_progress_interrupted, progress);
    otls__wipe(file_key, sizeof(file_key));
    return rv;
}

/* Two chunks are read ahead of, since only the end of the input tells that
 * a full chunk was the last. */
static int
seal_chunks(struct otls__age_stream *stream, struct otls__bio *input,
    struct otls__bio *output, struct otls__age_progress *progress,
    unsigned char *buf)
{
    unsigned char *plain = buf, *next = buf + OTLS__AGE_CHUNK, *swap;
    unsigned char *sealed = buf + 2 * OTLS__AGE_CHUNK;
    size_t len, next_len = 0;
    uint64_t index;
    int64_t done = 0;
    int rv;

    rv = otls__bio_read_full(input, plain, OTLS__AGE_CHUNK, &len,
        otls__age_progress_interrupted, progress);
    for (index = 0; rv == OTLS_OK; index++) {
        next_len = 0;
        if (len == OTLS__AGE_CHUNK)
            rv = otls__bio_read_full(input, next, OTLS__AGE_CHUNK, &next_len,
                otls__age_progress_interrupted, progress);
        if (rv == OTLS_OK)
            rv = otls__age_stream_seal(
                stream, index, next_len == 0, plain, len, sealed);
        if (rv == OTLS_OK)
            rv = otls__bio_write_full(output, sealed, len + OTLS__AGE_TAG,
                otls__age_progress_interrupted, progress);
        done += (int64_t)len;
        if (rv == OTLS_OK)
            rv = otls__age_progress_chunk(progress, done);
        if (rv == OTLS_OK && next_len == 0)
            return otls__age_progress_finish(progress, done);
        swap = plain;
        plain = next;
        next = swap;
        len = next_len;
    }
    return rv;
}

/* Copies out what a run needs. */
static int
snapshot(struct otls__age_encryptor *e, struct otls__age_list *recipients,
    struct otls__age_progress *progress, struct otls__bio *input)
{
    otls__age_callback *callback;
    void *user;
    int rv;

    (void)pthread_mutex_lock(&e->lock);
    rv = otls__age_list_copy(recipients, &e->recipients);
    callback = e->callback;
    user = e->user;
    (void)pthread_mutex_unlock(&e->lock);
    if (rv != OTLS_OK)
        return rv;
    if (recipients->count == 0)
        return otls__error(OTLS_E_INVALID,
            "the encryptor has no recipients: add one with "
            "otls_age_encryptor_add()");
    otls__age_progress_init(progress, callback, user, input);
    return OTLS_OK;
}

int
otls__age_encryptor_stream(struct otls__age_encryptor *e,
    struct otls__bio *input, struct otls__bio *output)
{
    const size_t size = 2 * OTLS__AGE_CHUNK + OTLS__AGE_SEALED;
    struct otls__age_list recipients = {NULL, 0, 0};
    struct otls__age_stream stream = {NULL};
    struct otls__age_progress progress;
    unsigned char *buf = NULL;
    int rv;

    if ((rv = snapshot(e, &recipients, &progress, input)) != OTLS_OK)
        goto out;
    if ((buf = otls__malloc(size)) == NULL) {
        rv = otls__error_memory();
        goto out;
    }
    if ((rv = begin(&recipients, output, &stream, &progress)) == OTLS_OK)
        rv = seal_chunks(&stream, input, output, &progress, buf);
    if (rv == OTLS_OK)
        rv = otls__age_flush(output, &progress);
out:
    if (buf != NULL)
        otls__wipe(buf, size);
    otls__free(buf);
    otls__age_stream_end(&stream, rv);
    otls__age_list_end(&recipients, otls__age_recipient_unref);
    return rv;
}
