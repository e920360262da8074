/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_METHOD_H
#define OTLS_BIO_METHOD_H

#include <sys/stat.h>

#include "base/lock.h"
#include "base/mem.h"
#include "bio/bio.h"

/*
 * What a kind of bio can do. bio.c takes the lock, checks what is common to
 * all, and answers OTLS_E_UNSUPPORTED for what is NULL here.
 */
struct otls__bio_method {
    const char *name;
    /* |intact| is 0 where fork() caught another thread inside: then nothing
     * may be flushed. A lock that the bio shares was taken where it is 1. */
    void (*free)(struct otls__bio *bio, int intact);
    int (*read)(struct otls__bio *bio, void *buf, size_t cap, size_t *len);
    int (*write)(
        struct otls__bio *bio, const void *data, size_t len, size_t *written);
    /* |cap| is at least 2; bio.c adds the NUL */
    int (*gets)(struct otls__bio *bio, void *buf, size_t cap, size_t *len);
    /* called without the lock, which it takes where it needs it */
    int (*read_at)(struct otls__bio *bio, int64_t offset, void *buf,
        size_t cap, size_t *len);
    int (*seek)(struct otls__bio *bio, int64_t offset);
    int (*tell)(struct otls__bio *bio, int64_t *offset);
    int (*eof)(struct otls__bio *bio);
    int (*flush)(struct otls__bio *bio);
    int (*reset)(struct otls__bio *bio);
    int (*pending)(struct otls__bio *bio, int64_t *bytes);
    int (*set_timeout_ms)(struct otls__bio *bio, int64_t timeout_ms);
    int (*shutdown_write)(struct otls__bio *bio);
    int (*fd)(struct otls__bio *bio, int64_t *fd);
    int (*commit)(struct otls__bio *bio);
    int (*span)(struct otls__bio *bio, int64_t *offset);
    /* called without the lock */
    int (*write_at)(struct otls__bio *bio, int64_t offset, const void *data,
        size_t len, size_t *written);
    int (*move)(struct otls__bio *bio, int64_t offset);
    int (*would_wait)(struct otls__bio *bio);
    void (*expect)(struct otls__bio *bio, int64_t bytes);
    /* Which file it reads or will have written: not OTLS_OK where none. */
    int (*identity)(struct otls__bio *bio, struct stat *st);
};

/* The first member of every kind's struct. */
struct otls__bio {
    struct otls__ref ref;
    const struct otls__bio_method *method;
    struct otls__lock *lock; /* NULL where calls need none */
    struct otls__lock own;
};

/* Begins with one reference, and with a lock of its own. */
void otls__bio_init(
    struct otls__bio *bio, const struct otls__bio_method *method);

/* For tests: 1 makes atomic bios do without unnamed files. */
extern int otls__bio_atomic_named;

#endif
