/* SPDX-License-Identifier: ISC */
#include "bio/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/call.h"
#include "base/error.h"

int
otls__source_check(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return otls__error_errno(
            OTLS_E_INVALID, errno, "descriptor %d can't be used", fd);
    if (!S_ISREG(st.st_mode))
        return otls__error(OTLS_E_UNSUPPORTED,
            "descriptor %d is not a regular file: read it and write what was "
            "read",
            fd);
    return OTLS_OK;
}

int
otls__source_open(const char *path, int *fd)
{
    int number, rv;

    otls__call_pause();
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    number = errno;
    rv = otls__call_resume();
    if (rv == OTLS_OK && *fd < 0)
        return otls__error_errno(
            otls__error_code_of_errno(number), number, "opening %s", path);
    if (rv == OTLS_OK)
        rv = otls__source_check(*fd);
    if (rv != OTLS_OK && *fd >= 0)
        (void)close(*fd);
    return rv;
}

int
otls__source_read(int fd, int64_t offset, void *buf, size_t cap, size_t *len)
{
    ssize_t n;
    int number, rv;

    otls__call_pause();
    n = pread(fd, buf, cap, (off_t)offset);
    number = errno;
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (n < 0)
        return otls__error_errno(otls__error_code_of_errno(number), number,
            "reading from descriptor %d", fd);
    *len = (size_t)n;
    return OTLS_OK;
}

void
otls__source_close(int fd)
{
    (void)close(fd);
}
