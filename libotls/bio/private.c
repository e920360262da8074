/* SPDX-License-Identifier: ISC */
#include "bio/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

/* How often a name is made anew where it was taken. */
#define TRIES 100
/* So much of the target's name goes into the private one, which must not be
 * longer than a name may be. */
#define NAME_KEPT 200
#define RANDOM 16
#define NAME_ROOM (sizeof("..otls-") + NAME_KEPT + RANDOM)

static void
swept_name(const struct otls__target *t, int i, char *name)
{
    (void)snprintf(
        name, NAME_ROOM, ".%.*s.otls-%d", NAME_KEPT, t->name, i + 1);
}

static int
random_name(const struct otls__target *t, char *name)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char random[RANDOM];
    char suffix[RANDOM + 1];
    size_t i;

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return otls__error_errno(
            OTLS_E_RANDOM, errno, "making a private name");
    for (i = 0; i < RANDOM; i++)
        suffix[i] = digits[random[i] & 31];
    suffix[i] = '\0';
    (void)snprintf(
        name, NAME_ROOM, ".%.*s.otls-%s", NAME_KEPT, t->name, suffix);
    return OTLS_OK;
}

static int
make_name(const struct otls__target *t, int i, char *name)
{
    if (i >= OTLS__PRIVATE_SWEPT)
        return random_name(t, name);
    swept_name(t, i, name);
    return OTLS_OK;
}

static int
lock(int fd)
{
    int rv;

    do
        rv = flock(fd, LOCK_EX | LOCK_NB);
    while (rv != 0 && errno == EINTR);
    return rv;
}

static int
same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int
leads_to(const struct otls__target *t, const char *name, const struct stat *st)
{
    struct stat now;

    return fstatat(t->dir, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           same_file(&now, st);
}

static int
may_be_ours(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
           st->st_nlink == 1 && (st->st_mode & 07077) == 0;
}

static void
sweep_name(const struct otls__target *t, const char *name)
{
    struct stat seen, st;
    int fd;

    if (fstatat(t->dir, name, &seen, AT_SYMLINK_NOFOLLOW) != 0 ||
        !may_be_ours(&seen))
        return;
    fd = openat(t->dir, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    /* nobody but who holds the lock takes the name away: it still leads
     * here when it is removed */
    if (fstat(fd, &st) == 0 && same_file(&st, &seen) && may_be_ours(&st) &&
        lock(fd) == 0 && leads_to(t, name, &st))
        (void)unlinkat(t->dir, name, 0);
    (void)close(fd);
}

void
otls__private_sweep(const struct otls__target *t)
{
    char name[NAME_ROOM];
    int i;

    for (i = 0; i < OTLS__PRIVATE_SWEPT; i++) {
        swept_name(t, i, name);
        sweep_name(t, name);
    }
}

/* 1 where the new file is ours; a sweeper may have come between. A file
 * system without locks is one without sweepers. */
static int
own(const struct otls__target *t, const char *name, int fd)
{
    struct stat st;

    if (lock(fd) != 0 && errno == EWOULDBLOCK)
        return 0;
    return fstat(fd, &st) == 0 && leads_to(t, name, &st);
}

/* A file of that name, made or linked: OTLS_OK, or -1 and errno. */
static int
try_name(const struct otls__target *t, const char *name, int from, int *fd)
{
    char link[64];

    if (from >= 0) {
        (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", from);
        return linkat(AT_FDCWD, link, t->dir, name, AT_SYMLINK_FOLLOW);
    }
    *fd = openat(t->dir, name,
        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (*fd < 0)
        return -1;
    if (own(t, name, *fd))
        return OTLS_OK;
    (void)close(*fd);
    errno = EEXIST;
    return -1;
}

static int
find_name(const struct otls__target *t, const char *path, int from,
    char **name, int *fd)
{
    int i, rv;

    if ((*name = otls__malloc(NAME_ROOM)) == NULL)
        return otls__error_memory();
    for (i = 0; i < TRIES; i++) {
        if ((rv = make_name(t, i, *name)) != OTLS_OK)
            goto out;
        if (try_name(t, *name, from, fd) == 0)
            return OTLS_OK;
        if (errno != EEXIST)
            break;
    }
    rv = otls__error_errno(otls__error_code_of_errno(errno), errno,
        "making a file beside %s", path);
out:
    otls__free(*name);
    *name = NULL;
    return rv;
}

int
otls__private_create(
    const struct otls__target *t, const char *path, char **name, int *fd)
{
    return find_name(t, path, -1, name, fd);
}

int
otls__private_link(
    const struct otls__target *t, const char *path, int fd, char **name)
{
    /* before it has a name that a sweeper could find */
    (void)lock(fd);
    return find_name(t, path, fd, name, NULL);
}

void
otls__private_publish(int fd)
{
    (void)flock(fd, LOCK_UN);
}
