/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_H
#define OTLS_BIO_H

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

OTLS_API int otls_bio_memory_new(otls_handle *bio);
OTLS_API int otls_bio_memory_from(
    const void *data, size_t data_len, otls_handle *bio);
OTLS_API int otls_bio_null_new(otls_handle *bio);
OTLS_API int otls_bio_pair_new(size_t capacity, otls_handle *a, otls_handle *b);
OTLS_API int otls_bio_file_open(
    const char *path, const char *mode, otls_handle *bio);
OTLS_API int otls_bio_atomic_open(const char *path, otls_handle *bio);
OTLS_API int otls_bio_atomic_commit(otls_handle bio);
OTLS_API int otls_bio_fd_new(int fd, int close_fd, otls_handle *bio);
OTLS_API int otls_bio_socket_new(int fd, int close_fd, otls_handle *bio);
OTLS_API int otls_bio_free(otls_handle bio);
OTLS_API int otls_bio_read(
    otls_handle bio, void *buf, size_t cap, size_t *len);
OTLS_API int otls_bio_write(
    otls_handle bio, const void *data, size_t data_len, size_t *written);
OTLS_API int otls_bio_gets(
    otls_handle bio, void *buf, size_t cap, size_t *len);
OTLS_API int otls_bio_puts(
    otls_handle bio, const char *text, size_t *written);
OTLS_API int otls_bio_seek(otls_handle bio, int64_t offset);
OTLS_API int otls_bio_tell(otls_handle bio, int64_t *offset);
OTLS_API int otls_bio_eof(otls_handle bio);
OTLS_API int otls_bio_flush(otls_handle bio);
OTLS_API int otls_bio_reset(otls_handle bio);
OTLS_API int otls_bio_pending(otls_handle bio, int64_t *bytes);
OTLS_API int otls_bio_set_timeout_ms(otls_handle bio, int64_t timeout_ms);
OTLS_API int otls_bio_shutdown_write(otls_handle bio);
OTLS_API int otls_bio_fd(otls_handle bio, int64_t *fd);

#ifdef __cplusplus
}
#endif

#endif
