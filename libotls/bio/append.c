/* SPDX-License-Identifier: ISC */
#include "bio/append.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"

struct otls__append {
    struct otls__ref ref;
    int fd;
    char *path;
};

static int
failure(int number, const char *what, const char *path)
{
    return otls__error_errno(otls__error_code_of_errno(number), number,
        "cannot %s '%.200s'", what, path);
}

/* A pipe could block, or end the process by a signal. */
static int
check_type(const struct otls__append *a)
{
    struct stat st;

    if (fstat(a->fd, &st) != 0)
        return failure(errno, "look at", a->path);
    if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode))
        return otls__error(
            OTLS_E_IO, "cannot append to '%.200s': it isn't a file", a->path);
    return OTLS_OK;
}

static int
open_file(struct otls__append *a)
{
    int number, rv;

    otls__call_pause();
    a->fd = open(a->path,
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
        0600);
    number = errno;
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (a->fd < 0)
        return failure(number, "open", a->path);
    return check_type(a);
}

int
otls__append_open(const char *path, struct otls__append **append)
{
    struct otls__append *a = otls__calloc(1, sizeof(*a));
    int rv;

    if (a == NULL)
        return otls__error_memory();
    otls__ref_init(&a->ref);
    a->fd = -1;
    if ((a->path = otls__strdup(path)) == NULL)
        rv = otls__error_memory();
    else
        rv = open_file(a);
    if (rv == OTLS_OK)
        *append = a;
    else
        otls__append_unref(a);
    return rv;
}

void
otls__append_ref(struct otls__append *append)
{
    otls__ref_take(&append->ref);
}

void
otls__append_unref(struct otls__append *append)
{
    if (append == NULL || !otls__ref_drop(&append->ref))
        return;
    if (append->fd >= 0)
        (void)close(append->fd);
    otls__free(append->path);
    otls__free(append);
}

int
otls__append_line(struct otls__append *append, const char *line, size_t len)
{
    char newline = '\n';
    const struct iovec parts[2] = {
        {(void *)(uintptr_t)line, len}, {&newline, 1}};
    ssize_t n;
    int number, rv;

    do {
        otls__call_pause();
        n = writev(append->fd, parts, 2);
        number = errno;
        if ((rv = otls__call_resume()) != OTLS_OK)
            return rv;
    } while (n < 0 && number == EINTR);
    if (n < 0)
        return failure(number, "write to", append->path);
    if ((size_t)n != len + 1)
        return otls__error(
            OTLS_E_IO, "'%.200s' took only a part of a line", append->path);
    return OTLS_OK;
}
