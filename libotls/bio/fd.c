/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/limit.h"
#include "bio/method.h"
#include "bio/sigpipe.h"

#define PORTION ((size_t)1 << 30)

enum sort { REGULAR, SOCKET, OTHER };

struct fd {
    struct otls__bio bio;
    int fd;
    int close_fd;
    enum sort sort;
    atomic_int eof;
    _Atomic int64_t timeout_ms;
};

static struct otls__limit
limit_begin(struct fd *f)
{
    return otls__limit_begin(atomic_load(&f->timeout_ms));
}

static int
want(const struct fd *f, short events)
{
    return events == POLLIN
               ? otls__error(OTLS_E_WANT_READ,
                     "descriptor %d has nothing to read yet", f->fd)
               : otls__error(OTLS_E_WANT_WRITE,
                     "descriptor %d can take nothing yet", f->fd);
}

static int
fail(const struct fd *f, const char *what)
{
    const int number = errno;

    return otls__error_errno(otls__error_code_of_errno(number), number,
        "%s descriptor %d", what, f->fd);
}

/* OTLS_OK once the next system call won't wait, or will say what is wrong. */
static int
wait_for(const struct fd *f, short events, const struct otls__limit *limit)
{
    struct pollfd p = {f->fd, events, 0};
    int left, n, rv;

    for (;;) {
        left = otls__limit_left_ms(limit);
        otls__call_pause();
        n = poll(&p, 1, left);
        if ((rv = otls__call_resume()) != OTLS_OK)
            return rv;
        if (n > 0)
            return OTLS_OK;
        if (n < 0)
            return fail(f, "waiting for");
        if (limit->timeout_ms == 0)
            return want(f, events);
        if (otls__limit_left_ms(limit) == 0)
            return otls__error(OTLS_E_TIMEOUT,
                "descriptor %d was not ready within %lld ms", f->fd,
                (long long)limit->timeout_ms);
    }
}

static int
again(ssize_t n)
{
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

static int
fd_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    struct fd *f = (struct fd *)bio;
    const struct otls__limit limit = limit_begin(f);
    ssize_t n;
    int rv;

    if (cap > PORTION)
        cap = PORTION;
    /* a socket can be asked without waiting: most often the bytes are there */
    if (f->sort == OTHER && (rv = wait_for(f, POLLIN, &limit)) != OTLS_OK)
        return rv;
    for (;;) {
        if (f->sort == SOCKET) {
            n = recv(f->fd, buf, cap, MSG_DONTWAIT);
        } else {
            otls__call_pause();
            n = read(f->fd, buf, cap);
            if ((rv = otls__call_resume()) != OTLS_OK)
                return rv;
        }
        if (!again(n))
            break;
        if (limit.timeout_ms == 0 && f->sort == SOCKET)
            return want(f, POLLIN);
        if ((rv = wait_for(f, POLLIN, &limit)) != OTLS_OK)
            return rv;
    }
    if (n < 0)
        return fail(f, "reading from");
    atomic_store(&f->eof, n == 0);
    *len = (size_t)n;
    return OTLS_OK;
}

static int
fd_read_at(
    struct otls__bio *bio, int64_t offset, void *buf, size_t cap, size_t *len)
{
    const struct fd *f = (struct fd *)bio;
    ssize_t n;
    int rv;

    otls__call_pause();
    n = pread(f->fd, buf, cap < PORTION ? cap : PORTION, (off_t)offset);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0 && errno == ESPIPE)
        return otls__error_errno(OTLS_E_UNSUPPORTED, ESPIPE,
            "reading at a place in descriptor %d", f->fd);
    if (n < 0)
        return fail(f, "reading from");
    *len = (size_t)n;
    return OTLS_OK;
}

/* How much a write may be given so that it doesn't wait past the limit: a
 * pipe that poll() calls writable takes at least PIPE_BUF bytes at once. */
static size_t
portion(
    const struct fd *f, size_t len, const struct otls__limit *limit, int *may)
{
    const int flags = f->sort == OTHER ? fcntl(f->fd, F_GETFL) : 0;

    if (len > PORTION)
        len = PORTION;
    *may = f->sort == OTHER && (flags < 0 || (flags & O_NONBLOCK) == 0);
    if (*may && limit->timeout_ms >= 0 && len > PIPE_BUF)
        len = PIPE_BUF;
    return len;
}

static int
write_some(const struct fd *f, const void *data, size_t len, ssize_t *n)
{
    if (f->sort == SOCKET) {
        *n = send(f->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        return OTLS_OK;
    }
    otls__call_pause();
    *n = f->sort == REGULAR ? write(f->fd, data, len)
                            : otls__sigpipe_write(f->fd, data, len);
    return otls__call_resume();
}

static int
fd_write(struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct fd *f = (struct fd *)bio;
    const struct otls__limit limit = limit_begin(f);
    const unsigned char *p = data;
    size_t done = 0, ask;
    int ready = f->sort != OTHER, blocking, rv = OTLS_OK;
    ssize_t n;

    while (done < len) {
        if (!ready && (rv = wait_for(f, POLLOUT, &limit)) != OTLS_OK)
            break;
        ask = portion(f, len - done, &limit, &blocking);
        if ((rv = write_some(f, p + done, ask, &n)) != OTLS_OK)
            break;
        if (n < 0 && !again(n)) {
            rv = fail(f, "writing to");
            break;
        }
        if (n > 0)
            done += (size_t)n;
        /* a signal has cut it short, and the caller must hear of it */
        if (blocking && n >= 0 && (size_t)n < ask)
            break;
        ready = f->sort == REGULAR;
    }
    *written = done;
    return done > 0 ? OTLS_OK : rv;
}

static int
fd_fail_seek(const struct fd *f)
{
    const int number = errno;

    return otls__error_errno(number == ESPIPE ? OTLS_E_UNSUPPORTED : OTLS_E_IO,
        number, "seeking in descriptor %d", f->fd);
}

static int
fd_seek(struct otls__bio *bio, int64_t offset)
{
    struct fd *f = (struct fd *)bio;

    if (lseek(f->fd, (off_t)offset, SEEK_SET) < 0)
        return fd_fail_seek(f);
    atomic_store(&f->eof, 0);
    return OTLS_OK;
}

static int
fd_reset(struct otls__bio *bio)
{
    return fd_seek(bio, 0);
}

static int
fd_tell(struct otls__bio *bio, int64_t *offset)
{
    const struct fd *f = (struct fd *)bio;
    const off_t at = lseek(f->fd, 0, SEEK_CUR);

    if (at < 0)
        return fd_fail_seek(f);
    *offset = at;
    return OTLS_OK;
}

static int
fd_eof(struct otls__bio *bio)
{
    return atomic_load(&((struct fd *)bio)->eof);
}

static int
fd_flush(struct otls__bio *bio)
{
    (void)bio;
    return OTLS_OK;
}

static int
fd_pending(struct otls__bio *bio, int64_t *bytes)
{
    (void)bio;
    *bytes = 0;
    return OTLS_OK;
}

static int
fd_set_timeout_ms(struct otls__bio *bio, int64_t timeout_ms)
{
    atomic_store(&((struct fd *)bio)->timeout_ms, timeout_ms);
    return OTLS_OK;
}

static int
fd_shutdown_write(struct otls__bio *bio)
{
    const struct fd *f = (struct fd *)bio;

    if (shutdown(f->fd, SHUT_WR) != 0)
        return fail(f, "shutting down");
    return OTLS_OK;
}

static int
fd_fd(struct otls__bio *bio, int64_t *fd)
{
    *fd = ((struct fd *)bio)->fd;
    return OTLS_OK;
}

static int
fd_identity(struct otls__bio *bio, struct stat *st)
{
    const struct fd *f = (struct fd *)bio;

    return fstat(f->fd, st) == 0 ? OTLS_OK : fail(f, "examining");
}

static void
fd_free(struct otls__bio *bio, int intact)
{
    struct fd *f = (struct fd *)bio;

    (void)intact;
    if (f->close_fd)
        (void)close(f->fd);
    otls__free(f);
}

static int
fd_would_wait(struct otls__bio *bio)
{
    const struct fd *f = (struct fd *)bio;
    struct pollfd p = {f->fd, POLLIN, 0};

    return f->sort != REGULAR && poll(&p, 1, 0) == 0;
}

static const struct otls__bio_method fd_method = {
    .name = "fd",
    .free = fd_free,
    .read = fd_read,
    .write = fd_write,
    .read_at = fd_read_at,
    .seek = fd_seek,
    .tell = fd_tell,
    .eof = fd_eof,
    .flush = fd_flush,
    .reset = fd_reset,
    .pending = fd_pending,
    .set_timeout_ms = fd_set_timeout_ms,
    .fd = fd_fd,
    .would_wait = fd_would_wait,
    .identity = fd_identity,
};

static const struct otls__bio_method socket_method = {
    .name = "socket",
    .free = fd_free,
    .read = fd_read,
    .write = fd_write,
    .eof = fd_eof,
    .flush = fd_flush,
    .pending = fd_pending,
    .set_timeout_ms = fd_set_timeout_ms,
    .shutdown_write = fd_shutdown_write,
    .fd = fd_fd,
    .would_wait = fd_would_wait,
};

static int
fd_make(int fd, int close_fd, const struct otls__bio_method *method,
    struct otls__bio **bio)
{
    struct stat st;
    struct fd *f;

    if (fstat(fd, &st) != 0)
        return otls__error_errno(
            OTLS_E_INVALID, errno, "descriptor %d can't be used", fd);
    if (method == &socket_method && !S_ISSOCK(st.st_mode))
        return otls__error_errno(OTLS_E_INVALID, ENOTSOCK,
            "descriptor %d needs otls_bio_fd_new", fd);
    if ((f = otls__calloc(1, sizeof(*f))) == NULL)
        return otls__error_memory();
    otls__bio_init(&f->bio, method);
    f->bio.lock = NULL;
    f->fd = fd;
    f->close_fd = close_fd != 0;
    f->sort = S_ISREG(st.st_mode)    ? REGULAR
              : S_ISSOCK(st.st_mode) ? SOCKET
                                     : OTHER;
    atomic_init(&f->eof, 0);
    atomic_init(&f->timeout_ms, -1);
    *bio = &f->bio;
    return OTLS_OK;
}

int
otls__bio_fd_new(int fd, int close_fd, struct otls__bio **bio)
{
    return fd_make(fd, close_fd, &fd_method, bio);
}

int
otls__bio_socket_new(int fd, int close_fd, struct otls__bio **bio)
{
    return fd_make(fd, close_fd, &socket_method, bio);
}

void
otls__bio_own_fd(struct otls__bio *bio)
{
    ((struct fd *)bio)->close_fd = 1;
}
