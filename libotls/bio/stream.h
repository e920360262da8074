/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_STREAM_H
#define OTLS_BIO_STREAM_H

#include <stddef.h>
#include <stdint.h>

/*
 * A descriptor that the library opened under a path, with a buffer for each
 * direction. stdio can't take its place: it drops what it holds when a write
 * is interrupted or fails, and raises SIGPIPE.
 */
#define OTLS__STREAM_BUFFER 65536

struct otls__stream {
    int fd;
    int regular;
    int eof; /* the last read met the end of the file */
    char *path;
    unsigned char *in;
    size_t in_pos, in_len;
    unsigned char *out;
    size_t out_pos, out_len;
};

/* open(2) with O_CLOEXEC added; a directory is refused. */
int otls__stream_open(
    struct otls__stream *s, const char *path, int flags, unsigned mode);
/* Takes |fd| over where it answers OTLS_OK; |path| is for messages. */
int otls__stream_init(struct otls__stream *s, int fd, const char *path);
/* Writes nothing: flush first. */
void otls__stream_free(struct otls__stream *s);

int otls__stream_read(
    struct otls__stream *s, void *buf, size_t cap, size_t *len);
/* What the file has there, past the buffers: any number of threads at once. */
int otls__stream_read_at(const struct otls__stream *s, int64_t offset,
    void *buf, size_t cap, size_t *len);
int otls__stream_gets(
    struct otls__stream *s, void *buf, size_t cap, size_t *len);
int otls__stream_write(
    struct otls__stream *s, const void *data, size_t len, size_t *written);
int otls__stream_write_at(const struct otls__stream *s, int64_t offset,
    const void *data, size_t len, size_t *written);
/* 1 where nothing is buffered and a read would wait. */
int otls__stream_would_wait(const struct otls__stream *s);
/* What couldn't be written stays for the next flush. */
int otls__stream_flush(struct otls__stream *s);
void otls__stream_forget_input(struct otls__stream *s);

#endif
