/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include "base/error.h"
#include "base/secret.h"
#include "bio/method.h"

/* One block for both ends, since each reaches into the other: OpenSSL's
 * ends drop what they hold when the other one goes, ours stay for it. */
struct end {
    struct otls__bio bio;
    struct pair *pair;
    struct end *other;
    BIO *openssl;
    char *ring;
    int gone;
};

struct pair {
    struct otls__ref ref;
    struct otls__lock lock;
    size_t capacity;
    struct end ends[2];
};

static int
pair_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct end *e = (struct end *)bio;
    int ok, again;

    otls__openssl_begin();
    ok = BIO_read_ex(e->openssl, buf, cap, len);
    again = BIO_should_retry(e->openssl);
    otls__openssl_end();
    if (ok == 1)
        return OTLS_OK;
    *len = 0;
    if (again)
        return otls__error(OTLS_E_WANT_READ,
            "the other end of the pair bio has written nothing yet");
    return OTLS_OK;
}

static int
pair_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct end *e = (struct end *)bio;
    int ok, again;

    if (e->other->gone)
        return otls__error(
            OTLS_E_CLOSED, "the other end of the pair bio has been freed");
    otls__openssl_begin();
    ok = BIO_write_ex(e->openssl, data, len, written);
    again = BIO_should_retry(e->openssl);
    otls__openssl_end();
    if (ok == 1)
        return OTLS_OK;
    *written = 0;
    if (again)
        return otls__error(OTLS_E_WANT_WRITE,
            "the pair bio is full: read from its other end");
    return otls__error(
        OTLS_E_CLOSED, "this end of the pair bio was shut down for writing");
}

static int
pair_eof(struct otls__bio *bio)
{
    return BIO_eof(((struct end *)bio)->openssl) == 1;
}

static int
pair_flush(struct otls__bio *bio)
{
    (void)bio;
    return OTLS_OK;
}

static int
pair_pending(struct otls__bio *bio, int64_t *bytes)
{
    *bytes = (int64_t)BIO_ctrl_pending(((struct end *)bio)->openssl);
    return OTLS_OK;
}

static int
pair_shutdown_write(struct otls__bio *bio)
{
    (void)BIO_shutdown_wr(((struct end *)bio)->openssl);
    return OTLS_OK;
}

static void
pair_end(struct pair *p)
{
    int i;

    for (i = 0; i < 2; i++)
        if (p->ends[i].ring != NULL)
            otls__wipe(p->ends[i].ring, p->capacity);
    (void)BIO_free(p->ends[0].openssl);
    (void)BIO_free(p->ends[1].openssl);
    otls__free(p);
}

static void
pair_free(struct otls__bio *bio, int intact)
{
    struct end *e = (struct end *)bio;
    struct pair *p = e->pair;

    if (intact) {
        (void)BIO_shutdown_wr(e->openssl);
        e->gone = 1;
        otls__lock_give(&p->lock);
    }
    if (otls__ref_drop(&p->ref))
        pair_end(p);
}

static const struct otls__bio_method pair_method = {
    .name = "pair",
    .free = pair_free,
    .read = pair_read,
    .write = pair_write,
    .eof = pair_eof,
    .flush = pair_flush,
    .pending = pair_pending,
    .shutdown_write = pair_shutdown_write,
};

static void
end_init(struct pair *p, int i)
{
    struct end *e = &p->ends[i];

    otls__bio_init(&e->bio, &pair_method);
    e->bio.lock = &p->lock;
    e->pair = p;
    e->other = &p->ends[!i];
    p->capacity = (size_t)BIO_get_write_buf_size(e->openssl, 0);
    (void)BIO_nwrite0(e->openssl, &e->ring);
}

int
otls__bio_pair_new(size_t capacity, struct otls__bio **a, struct otls__bio **b)
{
    struct pair *p = otls__calloc(1, sizeof(*p));
    int ok;

    if (p == NULL)
        return otls__error_memory();
    otls__openssl_begin();
    ok = BIO_new_bio_pair(
        &p->ends[0].openssl, capacity, &p->ends[1].openssl, capacity);
    otls__openssl_end();
    if (ok != 1) {
        otls__free(p);
        return otls__error_memory();
    }
    otls__ref_init(&p->ref);
    otls__ref_take(&p->ref);
    otls__lock_init(&p->lock);
    end_init(p, 0);
    end_init(p, 1);
    *a = &p->ends[0].bio;
    *b = &p->ends[1].bio;
    return OTLS_OK;
}
