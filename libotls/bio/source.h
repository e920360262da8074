/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_SOURCE_H
#define OTLS_BIO_SOURCE_H

#include <stddef.h>
#include <stdint.h>

/* A regular file to send from, by places, so that the descriptor's own place
 * stays. Each pauses the call. */
int otls__source_open(const char *path, int *fd);
/* OTLS_E_UNSUPPORTED for what isn't a regular file. */
int otls__source_check(int fd);
int otls__source_read(
    int fd, int64_t offset, void *buf, size_t cap, size_t *len);
void otls__source_close(int fd);

#endif
