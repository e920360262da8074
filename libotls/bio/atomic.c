/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "bio/method.h"
#include "bio/private.h"
#include "bio/stream.h"
#include "bio/target.h"

struct atomic {
    struct otls__bio bio;
    struct otls__stream stream;
    struct otls__target target;
    char *private_name; /* a name to remove, or NULL */
    unsigned generation;
    int through; /* a device, FIFO or their like: nothing to replace */
    int done;
};

int otls__bio_atomic_named;

/* Where linkat() can't name it later, an unnamed file is of no use. */
static int
open_unnamed(struct atomic *a)
{
#ifdef O_TMPFILE
    char link[64];
    struct stat st;
    int fd =
        openat(a->target.dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    if (fstatat(AT_FDCWD, link, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return fd;
    (void)close(fd);
#else
    (void)a;
#endif
    return -1;
}

static int
open_named(struct atomic *a, const char *path, int *fd)
{
    int rv;

    rv = otls__private_create(&a->target, path, &a->private_name, fd);
    if (rv == OTLS_OK)
        a->generation = otls__fork_generation();
    return rv;
}

static void
remove_private(struct atomic *a)
{
    if (a->private_name == NULL)
        return;
    if (a->generation == otls__fork_generation())
        (void)unlinkat(a->target.dir, a->private_name, 0);
    otls__free(a->private_name);
    a->private_name = NULL;
}

static int
open_private(struct atomic *a, const char *path)
{
    int fd = -1, rv;

    otls__private_sweep(&a->target);
    if (!otls__bio_atomic_named)
        fd = open_unnamed(a);
    if (fd < 0 && (rv = open_named(a, path, &fd)) != OTLS_OK)
        return rv;
    /* whatever the process's umask takes away */
    if (fchmod(fd, 0600) != 0)
        rv = otls__error_errno(
            OTLS_E_IO, errno, "setting the mode of %s", path);
    else
        rv = otls__stream_init(&a->stream, fd, path);
    if (rv != OTLS_OK)
        (void)close(fd);
    return rv;
}

static int
atomic_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    struct atomic *a = (struct atomic *)bio;

    if (a->done)
        return otls__error(OTLS_E_INVALID,
            "%s was committed: open it anew to write again", a->stream.path);
    return otls__stream_write(&a->stream, data, len, written);
}

static int
atomic_flush(struct otls__bio *bio)
{
    return otls__stream_flush(&((struct atomic *)bio)->stream);
}

static int
sync_file(struct atomic *a)
{
    int failed, rv;

    otls__call_pause();
    failed = fsync(a->stream.fd) != 0;
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (failed && (!a->through || (errno != EINVAL && errno != EROFS)))
        return otls__error_errno(otls__error_code_of_errno(errno), errno,
            "syncing %s", a->stream.path);
    return OTLS_OK;
}

/* linkat() can't replace a file, so that the unnamed one needs a name of its
 * own first. */
static int
name_unnamed(struct atomic *a)
{
    int rv;

    rv = otls__private_link(
        &a->target, a->stream.path, a->stream.fd, &a->private_name);
    if (rv == OTLS_OK)
        a->generation = otls__fork_generation();
    return rv;
}

static int
put_in_place(struct atomic *a)
{
    int rv = OTLS_OK;

    if (a->private_name == NULL)
        rv = otls__target_fill(
            &a->target, a->stream.fd, a->stream.path, &a->done);
    if (rv != OTLS_OK || a->done)
        return rv;
    if (a->private_name == NULL && (rv = name_unnamed(a)) != OTLS_OK)
        return rv;
    rv = otls__target_replace(
        &a->target, a->private_name, a->stream.path, &a->done);
    if (a->done) {
        otls__free(a->private_name);
        a->private_name = NULL;
        otls__private_publish(a->stream.fd);
    }
    return rv;
}

static int
atomic_commit(struct otls__bio *bio)
{
    struct atomic *a = (struct atomic *)bio;
    int rv;

    if (a->done)
        return otls__error(
            OTLS_E_INVALID, "%s was committed before", a->stream.path);
    if ((rv = otls__stream_flush(&a->stream)) != OTLS_OK ||
        (rv = sync_file(a)) != OTLS_OK)
        return rv;
    if (!a->through)
        return put_in_place(a);
    a->done = 1;
    return OTLS_OK;
}

static int
atomic_span(struct otls__bio *bio, int64_t *offset)
{
    struct atomic *a = (struct atomic *)bio;
    off_t at;
    int rv;

    if (a->through || a->done)
        return otls__error(OTLS_E_UNSUPPORTED,
            "%s is written at its end alone", a->stream.path);
    if ((rv = otls__stream_flush(&a->stream)) != OTLS_OK)
        return rv;
    if ((at = lseek(a->stream.fd, 0, SEEK_CUR)) < 0)
        return otls__error_errno(
            OTLS_E_IO, errno, "seeking in %s", a->stream.path);
    *offset = at;
    return OTLS_OK;
}

static int
atomic_write_at(struct otls__bio *bio, int64_t offset, const void *data,
    size_t len, size_t *written)
{
    struct atomic *a = (struct atomic *)bio;

    return otls__stream_write_at(&a->stream, offset, data, len, written);
}

static int
atomic_move(struct otls__bio *bio, int64_t offset)
{
    struct atomic *a = (struct atomic *)bio;

    if (lseek(a->stream.fd, (off_t)offset, SEEK_SET) < 0)
        return otls__error_errno(
            OTLS_E_IO, errno, "seeking in %s", a->stream.path);
    return OTLS_OK;
}

/* What would be overwritten, so that it can be told from the input. */
static int
atomic_identity(struct otls__bio *bio, struct stat *st)
{
    const struct atomic *a = (struct atomic *)bio;

    if (a->through || !a->target.exists)
        return otls__error(
            OTLS_E_UNSUPPORTED, "no regular file stood at %s", a->stream.path);
    *st = a->target.st;
    return OTLS_OK;
}

static void
atomic_free(struct otls__bio *bio, int intact)
{
    struct atomic *a = (struct atomic *)bio;

    (void)intact;
    remove_private(a);
    otls__stream_free(&a->stream);
    otls__target_free(&a->target);
    otls__free(a);
}

static const struct otls__bio_method atomic_method = {
    .name = "atomic",
    .free = atomic_free,
    .write = atomic_write,
    .flush = atomic_flush,
    .commit = atomic_commit,
    .span = atomic_span,
    .write_at = atomic_write_at,
    .move = atomic_move,
    .identity = atomic_identity,
};

/* 1 where |path| leads to something that exists and is no regular file. */
static int
is_special(const char *path, struct stat *st)
{
    return stat(path, st) == 0 && !S_ISREG(st->st_mode);
}

static int
open_target(struct atomic *a, const char *path)
{
    struct stat st;
    int rv;

    memset(&st, 0, sizeof(st));
    if (is_special(path, &st)) {
        a->through = 1;
        return otls__stream_open(&a->stream, path, O_WRONLY, 0);
    }
    if ((rv = otls__target_find(&a->target, path)) != OTLS_OK)
        return rv;
    /* links in /proc lead where their text does not */
    if (st.st_mode != 0 &&
        (!a->target.exists || a->target.st.st_dev != st.st_dev ||
            a->target.st.st_ino != st.st_ino))
        rv = otls__error(OTLS_E_IO,
            "%s is a link that can't be followed by its name: give the path "
            "of the file itself",
            path);
    else
        rv = open_private(a, path);
    if (rv != OTLS_OK) {
        remove_private(a);
        otls__target_free(&a->target);
    }
    return rv;
}

int
otls__bio_atomic_open(const char *path, struct otls__bio **bio)
{
    struct atomic *a = otls__calloc(1, sizeof(*a));
    int rv;

    if (a == NULL)
        return otls__error_memory();
    a->target.dir = -1;
    if ((rv = open_target(a, path)) != OTLS_OK) {
        otls__free(a);
        return rv;
    }
    otls__bio_init(&a->bio, &atomic_method);
    *bio = &a->bio;
    return OTLS_OK;
}
