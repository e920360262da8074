/* SPDX-License-Identifier: ISC */
#include "bio/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"

#define LINKS_MAX 40

static int
fail(int number, const char *what, const char *path)
{
    return otls__error_errno(
        otls__error_code_of_errno(number), number, "%s %s", what, path);
}

void
otls__target_free(struct otls__target *t)
{
    if (t->dir >= 0)
        (void)close(t->dir);
    otls__free(t->name);
}

/* Makes |t| name |path|, taken relative to the directory it held. */
static int
step(struct otls__target *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    char *dir = NULL, *name = otls__strdup(base);
    int fd = -1, rv = OTLS_OK;

    if (slash == NULL)
        dir = otls__strdup(".");
    else if ((dir = otls__strdup(path)) != NULL)
        dir[slash == path ? 1 : slash - path] = '\0';
    if (name == NULL || dir == NULL) {
        rv = otls__error_memory();
        goto out;
    }
    fd = openat(t->dir, dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        rv = fail(errno, "opening the directory of", path);
        goto out;
    }
    otls__target_free(t);
    t->dir = fd;
    t->name = name;
    name = NULL;
out:
    otls__free(dir);
    otls__free(name);
    return rv;
}

int
otls__target_find(struct otls__target *t, const char *path)
{
    char link[PATH_MAX];
    const char *next = path;
    ssize_t n;
    int links, rv = OTLS_OK;

    memset(t, 0, sizeof(*t));
    t->dir = AT_FDCWD;
    for (links = 0; links <= LINKS_MAX; links++) {
        if ((rv = step(t, next)) != OTLS_OK)
            goto out;
        t->exists = 1;
        if (fstatat(t->dir, t->name, &t->st, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT || t->name[0] == '\0')
                rv = fail(errno, "examining", path);
            t->exists = 0;
            goto out;
        }
        if (!S_ISLNK(t->st.st_mode))
            goto out;
        n = readlinkat(t->dir, t->name, link, sizeof(link) - 1);
        if (n < 0) {
            rv = fail(errno, "following", path);
            goto out;
        }
        link[n] = '\0';
        next = link;
    }
    rv = fail(ELOOP, "following", path);
out:
    if (rv != OTLS_OK)
        otls__target_free(t);
    return rv;
}

/* The new name is as durable as the bytes only once its directory is. Where
 * the directory can't be read or synced, that is all that can be done. */
static int
sync_directory(const struct otls__target *t, const char *path)
{
    const int fd = openat(t->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed, number, rv;

    if (fd < 0)
        return OTLS_OK;
    otls__call_pause();
    failed = fsync(fd) != 0;
    number = errno;
    (void)close(fd);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (failed && number != EINVAL && number != EROFS)
        return fail(number,
            "the new file is in place, but could be lost "
            "with the power: syncing the directory of",
            path);
    return OTLS_OK;
}

int
otls__target_fill(
    const struct otls__target *t, int from, const char *path, int *done)
{
    char link[64];

    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", from);
    if (linkat(AT_FDCWD, link, t->dir, t->name, AT_SYMLINK_FOLLOW) != 0)
        return OTLS_OK;
    *done = 1;
    return sync_directory(t, path);
}

int
otls__target_replace(const struct otls__target *t, const char *from,
    const char *path, int *done)
{
    struct stat st;

    if (fstatat(t->dir, t->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISREG(st.st_mode))
        return otls__error(OTLS_E_IO,
            "%s has become something else than a file meanwhile", path);
    if (renameat(t->dir, from, t->dir, t->name) != 0)
        return fail(errno, "replacing", path);
    *done = 1;
    return sync_directory(t, path);
}
