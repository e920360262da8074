/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "bio/method.h"
#include "bio/stream.h"

struct file {
    struct otls__bio bio;
    struct otls__stream stream;
    int flags;
};

static int
refuse(const struct file *f, const char *what)
{
    return otls__error(OTLS_E_UNSUPPORTED,
        "the mode that %s was opened with doesn't allow %s", f->stream.path,
        what);
}

static int
fail_seek(const struct file *f)
{
    const int number = errno;

    return otls__error_errno(number == ESPIPE ? OTLS_E_UNSUPPORTED : OTLS_E_IO,
        number, "seeking in %s", f->stream.path);
}

static int
before_read(struct file *f)
{
    if ((f->flags & O_ACCMODE) == O_WRONLY)
        return refuse(f, "reading");
    return otls__stream_flush(&f->stream);
}

/* The descriptor goes back to where the caller has read to. What has no
 * places, like a terminal, reads and writes independently. */
static int
before_write(struct file *f)
{
    struct otls__stream *s = &f->stream;
    const off_t ahead = (off_t)(s->in_len - s->in_pos);

    if ((f->flags & O_ACCMODE) == O_RDONLY)
        return refuse(f, "writing");
    if (!s->regular)
        return OTLS_OK;
    if (ahead > 0 && lseek(s->fd, -ahead, SEEK_CUR) < 0)
        return fail_seek(f);
    otls__stream_forget_input(s);
    return OTLS_OK;
}

static int
file_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct file *f = (struct file *)bio;
    int rv;

    if ((rv = before_read(f)) != OTLS_OK)
        return rv;
    return otls__stream_read(&f->stream, buf, cap, len);
}

/* The lock is for what was written before and waits. */
static int
file_read_at(
    struct otls__bio *bio, int64_t offset, void *buf, size_t cap, size_t *len)
{
    struct file *f = (struct file *)bio;
    int rv = OTLS_OK;

    if ((f->flags & O_ACCMODE) != O_RDONLY) {
        if ((rv = otls__lock_take(&bio->own)) != OTLS_OK)
            return rv;
        rv = before_read(f);
        otls__lock_give(&bio->own);
    }
    return rv == OTLS_OK
               ? otls__stream_read_at(&f->stream, offset, buf, cap, len)
               : rv;
}

static int
file_gets(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct file *f = (struct file *)bio;
    int rv;

    if ((rv = before_read(f)) != OTLS_OK)
        return rv;
    return otls__stream_gets(&f->stream, buf, cap, len);
}

static int
file_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct file *f = (struct file *)bio;
    int rv;

    if ((rv = before_write(f)) != OTLS_OK)
        return rv;
    return otls__stream_write(&f->stream, data, len, written);
}

static int
file_flush(struct otls__bio *bio)
{
    return otls__stream_flush(&((struct file *)bio)->stream);
}

static int
file_seek(struct otls__bio *bio, int64_t offset)
{
    struct file *f = (struct file *)bio;
    int rv;

    if ((rv = otls__stream_flush(&f->stream)) != OTLS_OK)
        return rv;
    if (lseek(f->stream.fd, (off_t)offset, SEEK_SET) < 0)
        return fail_seek(f);
    otls__stream_forget_input(&f->stream);
    return OTLS_OK;
}

static int
file_reset(struct otls__bio *bio)
{
    return file_seek(bio, 0);
}

/* With O_APPEND only the write itself finds out where the bytes go. */
static int
file_tell(struct otls__bio *bio, int64_t *offset)
{
    struct file *f = (struct file *)bio;
    struct otls__stream *s = &f->stream;
    off_t at;
    int rv;

    if ((f->flags & O_APPEND) != 0 && (rv = otls__stream_flush(s)) != OTLS_OK)
        return rv;
    if ((at = lseek(s->fd, 0, SEEK_CUR)) < 0)
        return fail_seek(f);
    *offset = (int64_t)at - (int64_t)(s->in_len - s->in_pos) +
              (int64_t)(s->out_len - s->out_pos);
    return OTLS_OK;
}

static int
file_eof(struct otls__bio *bio)
{
    const struct otls__stream *s = &((struct file *)bio)->stream;

    return s->eof && s->in_pos == s->in_len;
}

static int
file_pending(struct otls__bio *bio, int64_t *bytes)
{
    const struct otls__stream *s = &((struct file *)bio)->stream;

    *bytes = (int64_t)(s->in_len - s->in_pos);
    return OTLS_OK;
}

static int
file_fd(struct otls__bio *bio, int64_t *fd)
{
    *fd = ((struct file *)bio)->stream.fd;
    return OTLS_OK;
}

static int
file_identity(struct otls__bio *bio, struct stat *st)
{
    struct file *f = (struct file *)bio;
    int rv;

    if ((rv = otls__stream_flush(&f->stream)) != OTLS_OK)
        return rv;
    if (fstat(f->stream.fd, st) != 0)
        return otls__error_errno(
            OTLS_E_IO, errno, "examining %s", f->stream.path);
    return OTLS_OK;
}

static int
file_span(struct otls__bio *bio, int64_t *offset)
{
    struct file *f = (struct file *)bio;
    int rv;

    if (!f->stream.regular || (f->flags & O_ACCMODE) != O_RDONLY)
        return otls__error(OTLS_E_UNSUPPORTED,
            "%s is not a regular file opened for reading alone",
            f->stream.path);
    if ((rv = before_read(f)) != OTLS_OK)
        return rv;
    return file_tell(bio, offset);
}

static int
file_would_wait(struct otls__bio *bio)
{
    return otls__stream_would_wait(&((struct file *)bio)->stream);
}

static void
file_free(struct otls__bio *bio, int intact)
{
    struct file *f = (struct file *)bio;

    if (intact)
        while (otls__stream_flush(&f->stream) == OTLS_E_INTERRUPTED)
            ;
    otls__stream_free(&f->stream);
    otls__free(f);
}

static const struct otls__bio_method file_method = {
    .name = "file",
    .free = file_free,
    .read = file_read,
    .write = file_write,
    .gets = file_gets,
    .read_at = file_read_at,
    .seek = file_seek,
    .tell = file_tell,
    .eof = file_eof,
    .flush = file_flush,
    .reset = file_reset,
    .pending = file_pending,
    .fd = file_fd,
    .span = file_span,
    .move = file_seek,
    .would_wait = file_would_wait,
    .identity = file_identity,
};

static int
parse_mode(const char *mode, int *flags)
{
    int plus, bytes;

    plus = strchr(mode, '+') != NULL;
    bytes = strchr(mode, 'b') != NULL;
    if (strchr("rwa", mode[0]) == NULL || mode[0] == '\0' ||
        strlen(mode) != (size_t)(1 + plus + bytes))
        return otls__error(OTLS_E_INVALID,
            "the mode is '%.16s': use r, w, a, r+, w+ or a+", mode);
    *flags = mode[0] == 'r'   ? 0
             : mode[0] == 'w' ? O_CREAT | O_TRUNC
                              : O_CREAT | O_APPEND;
    *flags |= plus ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY;
    return OTLS_OK;
}

int
otls__bio_file_open(const char *path, const char *mode, struct otls__bio **bio)
{
    struct file *f;
    int flags = 0, rv;

    if ((rv = parse_mode(mode, &flags)) != OTLS_OK)
        return rv;
    if ((f = otls__calloc(1, sizeof(*f))) == NULL)
        return otls__error_memory();
    f->flags = flags;
    if ((rv = otls__stream_open(&f->stream, path, flags, 0666)) != OTLS_OK) {
        otls__free(f);
        return rv;
    }
    if ((flags & O_APPEND) != 0 && (flags & O_ACCMODE) == O_WRONLY)
        (void)lseek(f->stream.fd, 0, SEEK_END);
    otls__bio_init(&f->bio, &file_method);
    *bio = &f->bio;
    return OTLS_OK;
}
