/* SPDX-License-Identifier: ISC */
#include "bio/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/sigpipe.h"

/* What one system call is asked for at most. */
#define PORTION ((size_t)1 << 30)

static int
fail(const struct otls__stream *s, int again, const char *what)
{
    const int number = errno;

    if (number == EAGAIN || number == EWOULDBLOCK)
        return otls__error_errno(again, number, "%s %s", what, s->path);
    return otls__error_errno(
        otls__error_code_of_errno(number), number, "%s %s", what, s->path);
}

int
otls__stream_init(struct otls__stream *s, int fd, const char *path)
{
    struct stat st;

    memset(s, 0, sizeof(*s));
    s->fd = -1;
    if (fstat(fd, &st) != 0)
        return otls__error_errno(OTLS_E_IO, errno, "examining %s", path);
    if (S_ISDIR(st.st_mode))
        return otls__error_errno(OTLS_E_IO, EISDIR, "opening %s", path);
    if ((s->path = otls__strdup(path)) == NULL)
        return otls__error_memory();
    s->regular = S_ISREG(st.st_mode);
    s->fd = fd;
    return OTLS_OK;
}

int
otls__stream_open(
    struct otls__stream *s, const char *path, int flags, unsigned mode)
{
    int fd, rv;

    otls__call_pause();
    fd = open(path, flags | O_CLOEXEC | O_NOCTTY, (mode_t)mode);
    rv = otls__call_resume();
    if (fd < 0 && rv == OTLS_OK)
        return otls__error_errno(
            otls__error_code_of_errno(errno), errno, "opening %s", path);
    if (rv == OTLS_OK)
        rv = otls__stream_init(s, fd, path);
    if (rv != OTLS_OK && fd >= 0)
        (void)close(fd);
    return rv;
}

void
otls__stream_free(struct otls__stream *s)
{
    if (s->in != NULL)
        otls__wipe(s->in, OTLS__STREAM_BUFFER);
    if (s->out != NULL)
        otls__wipe(s->out, OTLS__STREAM_BUFFER);
    otls__free(s->in);
    otls__free(s->out);
    otls__free(s->path);
    if (s->fd >= 0)
        (void)close(s->fd);
}

void
otls__stream_forget_input(struct otls__stream *s)
{
    s->in_pos = s->in_len = 0;
    s->eof = 0;
}

static int
need(unsigned char **buffer)
{
    if (*buffer == NULL &&
        (*buffer = otls__malloc(OTLS__STREAM_BUFFER)) == NULL)
        return otls__error_memory();
    return OTLS_OK;
}

static int
read_some(struct otls__stream *s, void *buf, size_t cap, size_t *len)
{
    ssize_t n;
    int rv;

    otls__call_pause();
    n = read(s->fd, buf, cap < PORTION ? cap : PORTION);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0)
        return fail(s, OTLS_E_WANT_READ, "reading");
    s->eof = n == 0;
    *len = (size_t)n;
    return OTLS_OK;
}

int
otls__stream_read_at(const struct otls__stream *s, int64_t offset, void *buf,
    size_t cap, size_t *len)
{
    ssize_t n;
    int rv;

    otls__call_pause();
    n = pread(s->fd, buf, cap < PORTION ? cap : PORTION, (off_t)offset);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0 && errno == ESPIPE)
        return otls__error_errno(
            OTLS_E_UNSUPPORTED, ESPIPE, "reading at a place in %s", s->path);
    if (n < 0)
        return fail(s, OTLS_E_WANT_READ, "reading");
    *len = (size_t)n;
    return OTLS_OK;
}

static int
write_some(
    struct otls__stream *s, const void *data, size_t len, size_t *written)
{
    ssize_t n;
    int rv;

    if (len > PORTION)
        len = PORTION;
    otls__call_pause();
    n = s->regular ? write(s->fd, data, len)
                   : otls__sigpipe_write(s->fd, data, len);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0)
        return fail(s, OTLS_E_WANT_WRITE, "writing");
    *written = (size_t)n;
    return OTLS_OK;
}

int
otls__stream_write_at(const struct otls__stream *s, int64_t offset,
    const void *data, size_t len, size_t *written)
{
    ssize_t n;
    int rv;

    otls__call_pause();
    n = pwrite(s->fd, data, len < PORTION ? len : PORTION, (off_t)offset);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0)
        return fail(s, OTLS_E_WANT_WRITE, "writing");
    *written = (size_t)n;
    return OTLS_OK;
}

int
otls__stream_would_wait(const struct otls__stream *s)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};

    return !s->regular && s->in_pos == s->in_len && poll(&p, 1, 0) == 0;
}

/* More bytes behind those that are there; the caller has made sure that the
 * buffer isn't full. */
static int
fill(struct otls__stream *s)
{
    size_t n = 0;
    int rv;

    if ((rv = need(&s->in)) != OTLS_OK)
        return rv;
    if (s->in_pos > 0) {
        memmove(s->in, s->in + s->in_pos, s->in_len - s->in_pos);
        s->in_len -= s->in_pos;
        s->in_pos = 0;
    }
    rv = read_some(s, s->in + s->in_len, OTLS__STREAM_BUFFER - s->in_len, &n);
    s->in_len += n;
    return rv;
}

static void
take(struct otls__stream *s, void *buf, size_t n, size_t *len)
{
    if (n > 0)
        memcpy(buf, s->in + s->in_pos, n);
    s->in_pos += n;
    *len = n;
}

int
otls__stream_read(struct otls__stream *s, void *buf, size_t cap, size_t *len)
{
    size_t there = s->in_len - s->in_pos;
    int rv;

    if (there == 0) {
        if (cap >= OTLS__STREAM_BUFFER)
            return read_some(s, buf, cap, len);
        if ((rv = fill(s)) != OTLS_OK)
            return rv;
        there = s->in_len;
    }
    take(s, buf, cap < there ? cap : there, len);
    return OTLS_OK;
}

/* Nothing is taken out before the line is whole, so that an interrupted call
 * can be made again. */
int
otls__stream_gets(struct otls__stream *s, void *buf, size_t cap, size_t *len)
{
    const unsigned char *newline = NULL;
    size_t there, n = 0;
    int rv;

    for (;;) {
        there = s->in_len - s->in_pos;
        if (there > n)
            newline = memchr(s->in + s->in_pos + n, '\n', there - n);
        if (newline != NULL)
            n = (size_t)(newline - (s->in + s->in_pos)) + 1;
        else
            n = there;
        if (newline != NULL || n >= cap - 1 || n == OTLS__STREAM_BUFFER)
            break;
        if ((rv = fill(s)) != OTLS_OK)
            return rv;
        if (s->eof)
            break;
    }
    take(s, buf, n < cap - 1 ? n : cap - 1, len);
    return OTLS_OK;
}

int
otls__stream_flush(struct otls__stream *s)
{
    size_t n;
    int rv;

    while (s->out_pos < s->out_len) {
        rv = write_some(s, s->out + s->out_pos, s->out_len - s->out_pos, &n);
        if (rv != OTLS_OK)
            return rv;
        s->out_pos += n;
    }
    s->out_pos = s->out_len = 0;
    return OTLS_OK;
}

static int
keep(struct otls__stream *s, const void *data, size_t len, size_t *written)
{
    size_t room;
    int rv;

    if ((rv = need(&s->out)) != OTLS_OK)
        return rv;
    if (s->out_len == OTLS__STREAM_BUFFER &&
        (rv = otls__stream_flush(s)) != OTLS_OK)
        return rv;
    room = OTLS__STREAM_BUFFER - s->out_len;
    *written = len < room ? len : room;
    memcpy(s->out + s->out_len, data, *written);
    s->out_len += *written;
    return OTLS_OK;
}

int
otls__stream_write(
    struct otls__stream *s, const void *data, size_t len, size_t *written)
{
    const unsigned char *p = data;
    size_t done = 0, n = 0;
    int rv = OTLS_OK;

    while (done < len) {
        if (s->out_len == 0 && len - done >= OTLS__STREAM_BUFFER)
            rv = write_some(s, p + done, len - done, &n);
        else
            rv = keep(s, p + done, len - done, &n);
        if (rv != OTLS_OK)
            break;
        done += n;
    }
    *written = done;
    return done > 0 ? OTLS_OK : rv;
}
