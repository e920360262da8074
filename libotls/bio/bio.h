/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_BIO_H
#define OTLS_BIO_BIO_H

#include <otls/types.h>

/*
 * Bytes in and out. Each function answers as its twin in otls/bio.h does and
 * sets the last error; this header says only what the twin doesn't. Any call
 * will do around them: what uses OpenSSL keeps its error queue by itself.
 */
struct otls__bio;

/* Each gives the caller one reference. */
int otls__bio_memory_new(struct otls__bio **bio);
int otls__bio_memory_from(
    const void *data, size_t len, struct otls__bio **bio);
int otls__bio_queue_new(struct otls__bio **bio);
int otls__bio_null_new(struct otls__bio **bio);
int otls__bio_pair_new(
    size_t capacity, struct otls__bio **a, struct otls__bio **b);
int otls__bio_file_open(
    const char *path, const char *mode, struct otls__bio **bio);
int otls__bio_fd_new(int fd, int close_fd, struct otls__bio **bio);
int otls__bio_socket_new(int fd, int close_fd, struct otls__bio **bio);
int otls__bio_atomic_open(const char *path, struct otls__bio **bio);
int otls__bio_atomic_commit(struct otls__bio *bio);

/* The last reference frees. unref takes a void pointer so that it can be a
 * handle's destructor; NULL is fine. */
void otls__bio_ref(struct otls__bio *bio);
void otls__bio_unref(void *bio);

int otls__bio_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len);
int otls__bio_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written);
int otls__bio_gets(struct otls__bio *bio, void *buf, size_t cap, size_t *len);
int otls__bio_puts(struct otls__bio *bio, const char *text, size_t *written);
int otls__bio_seek(struct otls__bio *bio, int64_t offset);
int otls__bio_tell(struct otls__bio *bio, int64_t *offset);
int otls__bio_eof(struct otls__bio *bio);
int otls__bio_flush(struct otls__bio *bio);
int otls__bio_reset(struct otls__bio *bio);
int otls__bio_pending(struct otls__bio *bio, int64_t *bytes);
/* About as many bytes will be written: a hint, which may be wrong, for bios
 * that need room for them. */
void otls__bio_expect(struct otls__bio *bio, int64_t bytes);
int otls__bio_set_timeout_ms(struct otls__bio *bio, int64_t timeout_ms);
int otls__bio_shutdown_write(struct otls__bio *bio);
int otls__bio_fd(struct otls__bio *bio, int64_t *fd);

/* Asked when a signal has interrupted a wait: OTLS_OK goes on, an error is
 * the answer. NULL goes on always. */
typedef int otls__bio_interrupted(void *user);

/* Reads until |cap| bytes are there or the end of file is reached. |len| says
 * how many bytes there are, after a failure too. */
int otls__bio_read_full(struct otls__bio *bio, void *buf, size_t cap,
    size_t *len, otls__bio_interrupted *interrupted, void *user);

/* Writes everything. */
int otls__bio_write_full(struct otls__bio *bio, const void *data, size_t len,
    otls__bio_interrupted *interrupted, void *user);

/* Reads at a place until |cap| bytes are there or the end is reached, and
 * changes no place: several threads can read one bio so.
 * OTLS_E_UNSUPPORTED where there are no places. */
int otls__bio_read_at(struct otls__bio *bio, int64_t offset, void *buf,
    size_t cap, size_t *len, otls__bio_interrupted *interrupted, void *user);

/* Where the bytes of a bio with places end now. */
int otls__bio_end(struct otls__bio *bio, int64_t *end);

/*
 * For the threads that share one call's work: OTLS_OK, and where reads or
 * writes go on, where |bio| is a regular file that was opened for reading, or
 * an atomic one that isn't committed. The one can then be read at any place,
 * the other written. What was buffered is written before.
 */
int otls__bio_span(struct otls__bio *bio, int64_t *offset);
/* Writes everything, with no lock, and changes no place. */
int otls__bio_write_at(struct otls__bio *bio, int64_t offset, const void *data,
    size_t len, otls__bio_interrupted *interrupted, void *user);
/* Where reads or writes go on from now on. */
int otls__bio_move(struct otls__bio *bio, int64_t offset);

/* 1 where a read may have to wait for bytes, 0 where some, the end of file or
 * a failure are there, or nothing is ever waited for. */
int otls__bio_would_wait(struct otls__bio *bio);

/* The size of the regular file behind |bio|, else OTLS_E_UNSUPPORTED. */
int otls__bio_size(struct otls__bio *bio, int64_t *size);

/* From now on |bio|, of otls__bio_socket_new(), closes its descriptor. */
void otls__bio_own_fd(struct otls__bio *bio);

/* 1 where both are the same regular file by device and inode, else 0. */
int otls__bio_same_file(struct otls__bio *a, struct otls__bio *b);

#endif
