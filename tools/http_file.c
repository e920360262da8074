/* SPDX-License-Identifier: ISC */
#include "http_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define THROUGH (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
/* A FIFO must not be waited for, nor a terminal become ours. */
#define AT_LAST (O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

int
http_file_root(const char *name)
{
    return open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int
status_of(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM ? 503 : 404;
}

/* One step down, |dir| being closed where it isn't the root. */
static int
step(int root, int dir, const char *name, int last)
{
    int fd, error;

    fd = openat(dir, name, last ? AT_LAST : THROUGH);
    error = errno;
    if (dir != root)
        (void)close(dir);
    errno = error;
    return fd;
}

static int
walk(int root, const char *path)
{
    char name[NAME_MAX + 1];
    int dir = root;
    size_t len;

    do {
        path++;
        len = strcspn(path, "/");
        if (len == 0 || len > NAME_MAX || path[0] == '.') {
            if (dir != root)
                (void)close(dir);
            errno = ENOENT;
            return -1;
        }
        memcpy(name, path, len);
        name[len] = '\0';
        path += len;
        dir = step(root, dir, name, *path == '\0');
    } while (dir >= 0 && *path == '/');
    return dir;
}

int
http_file_open(int root, const char *path, int *fd, int64_t *size)
{
    struct stat st;

    *fd = walk(root, path);
    if (*fd < 0)
        return status_of(errno);
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *size = st.st_size;
        return 200;
    }
    (void)close(*fd);
    *fd = -1;
    return 404;
}
