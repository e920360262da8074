/* SPDX-License-Identifier: ISC */
#include <otls/bio.h>

#include "base/call.h"
#include "base/error.h"
#include "base/handle.h"
#include "bio/bio.h"

/* Gives the reference that the caller has to a new handle. */
static int
publish(struct otls__bio *bio, otls_handle *handle)
{
    const int rv =
        otls__handle_new(OTLS_KIND_BIO, bio, otls__bio_unref, handle);

    if (rv != OTLS_OK)
        otls__bio_unref(bio);
    return rv;
}

int
otls_bio_memory_new(otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_memory_new(&made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_memory_from(const void *data, size_t data_len, otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_memory_from(data, data_len, &made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_queue_new(otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_queue_new(&made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_null_new(otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_null_new(&made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_pair_new(size_t capacity, otls_handle *a, otls_handle *b)
{
    struct otls__call call;
    struct otls__bio *one, *other;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (a == NULL)
        rv = otls__error_null("a");
    else if (b == NULL)
        rv = otls__error_null("b");
    else if ((rv = otls__bio_pair_new(capacity, &one, &other)) == OTLS_OK) {
        if ((rv = publish(one, a)) != OTLS_OK)
            otls__bio_unref(other);
        else if ((rv = publish(other, b)) != OTLS_OK)
            (void)otls__handle_free(*a, OTLS_KIND_BIO);
    }
    return otls__call_end(&call, rv);
}

int
otls_bio_file_open(const char *path, const char *mode, otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (mode == NULL)
        rv = otls__error_null("mode");
    else if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_file_open(path, mode, &made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_atomic_open(const char *path, otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (path == NULL)
        rv = otls__error_null("path");
    else if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_atomic_open(path, &made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_fd_new(int fd, int close_fd, otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_fd_new(fd, close_fd, &made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_socket_new(int fd, int close_fd, otls_handle *bio)
{
    struct otls__call call;
    struct otls__bio *made;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bio == NULL)
        rv = otls__error_null("bio");
    else if ((rv = otls__bio_socket_new(fd, close_fd, &made)) == OTLS_OK)
        rv = publish(made, bio);
    return otls__call_end(&call, rv);
}

int
otls_bio_free(otls_handle bio)
{
    struct otls__call call;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    rv = otls__handle_free(bio, OTLS_KIND_BIO);
    return otls__call_end(&call, rv);
}

int
otls_bio_atomic_commit(otls_handle bio)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_atomic_commit(object);
    return otls__call_end(&call, rv);
}

int
otls_bio_read(otls_handle bio, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (buf == NULL && cap > 0)
        rv = otls__error_null("buf");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_read(object, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_bio_write(
    otls_handle bio, const void *data, size_t data_len, size_t *written)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (data == NULL && data_len > 0)
        rv = otls__error_null("data");
    else if (written == NULL)
        rv = otls__error_null("written");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_write(object, data, data_len, written);
    return otls__call_end(&call, rv);
}

int
otls_bio_gets(otls_handle bio, void *buf, size_t cap, size_t *len)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (buf == NULL && cap > 0)
        rv = otls__error_null("buf");
    else if (len == NULL)
        rv = otls__error_null("len");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_gets(object, buf, cap, len);
    return otls__call_end(&call, rv);
}

int
otls_bio_puts(otls_handle bio, const char *text, size_t *written)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (text == NULL)
        rv = otls__error_null("text");
    else if (written == NULL)
        rv = otls__error_null("written");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_puts(object, text, written);
    return otls__call_end(&call, rv);
}

int
otls_bio_seek(otls_handle bio, int64_t offset)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_seek(object, offset);
    return otls__call_end(&call, rv);
}

int
otls_bio_tell(otls_handle bio, int64_t *offset)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (offset == NULL)
        rv = otls__error_null("offset");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_tell(object, offset);
    return otls__call_end(&call, rv);
}

int
otls_bio_eof(otls_handle bio)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_eof(object);
    return otls__call_end(&call, rv);
}

int
otls_bio_flush(otls_handle bio)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_flush(object);
    return otls__call_end(&call, rv);
}

int
otls_bio_reset(otls_handle bio)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_reset(object);
    return otls__call_end(&call, rv);
}

int
otls_bio_pending(otls_handle bio, int64_t *bytes)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (bytes == NULL)
        rv = otls__error_null("bytes");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_pending(object, bytes);
    return otls__call_end(&call, rv);
}

int
otls_bio_set_timeout_ms(otls_handle bio, int64_t timeout_ms)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_set_timeout_ms(object, timeout_ms);
    return otls__call_end(&call, rv);
}

int
otls_bio_shutdown_write(otls_handle bio)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
        OTLS_OK)
        rv = otls__bio_shutdown_write(object);
    return otls__call_end(&call, rv);
}

int
otls_bio_fd(otls_handle bio, int64_t *fd)
{
    struct otls__call call;
    struct otls__bio *object;
    int rv;

    if ((rv = otls__call_begin(&call)) != OTLS_OK)
        return rv;
    if (fd == NULL)
        rv = otls__error_null("fd");
    else if ((rv = otls__call_object(&call, bio, OTLS_KIND_BIO, &object)) ==
             OTLS_OK)
        rv = otls__bio_fd(object, fd);
    return otls__call_end(&call, rv);
}
