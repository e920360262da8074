/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include "base/error.h"
#include "bio/method.h"

static int
null_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    (void)bio;
    (void)buf;
    (void)cap;
    *len = 0;
    return OTLS_OK;
}

static int
null_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    (void)bio;
    (void)data;
    *written = len;
    return OTLS_OK;
}

static int
null_eof(struct otls__bio *bio)
{
    (void)bio;
    return 1;
}

static int
null_pending(struct otls__bio *bio, int64_t *bytes)
{
    (void)bio;
    *bytes = 0;
    return OTLS_OK;
}

static int
null_nothing(struct otls__bio *bio)
{
    (void)bio;
    return OTLS_OK;
}

static void
null_free(struct otls__bio *bio, int intact)
{
    (void)intact;
    otls__free(bio);
}

static const struct otls__bio_method null_method = {
    .name = "null",
    .free = null_free,
    .read = null_read,
    .write = null_write,
    .gets = null_read,
    .eof = null_eof,
    .flush = null_nothing,
    .reset = null_nothing,
    .pending = null_pending,
};

int
otls__bio_null_new(struct otls__bio **bio)
{
    struct otls__bio *made = otls__calloc(1, sizeof(*made));

    if (made == NULL)
        return otls__error_memory();
    otls__bio_init(made, &null_method);
    made->lock = NULL;
    *bio = made;
    return OTLS_OK;
}
