/* SPDX-License-Identifier: ISC */
#include "lines.h"

#include <otls.h>
#include <string.h>

#include "job.h"
#include "locked.h"
#include "report.h"
#include "whole.h"

/* A header has no room for so many recipients. */
#define ROOM (1024 * 1024)

static int
read_all(const char *name, const char *shown, char *bytes, size_t *len)
{
    const int rv = whole_read(name, bytes, ROOM, len);

    if (rv == OTLS_OK && *len == ROOM)
        return report_error(
            "%s is longer than %d bytes: it is no file of keys", shown, ROOM);
    return report_library(rv);
}

static int
use_all(const char *bytes, size_t len, const char *shown, const char *what,
    int (*use)(void *user, const char *line, size_t len), void *user)
{
    const char *line = bytes, *end = bytes + len, *next;
    size_t number, count = 0, n;
    int rv;

    for (number = 1; line < end; number++, line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        n = (size_t)((next == NULL ? end : next) - line);
        next = next == NULL ? end : next + 1;
        if (n > 0 && line[n - 1] == '\r')
            n--;
        if (n == 0 || line[0] == '#')
            continue;
        count++;
        if ((rv = use(user, line, n)) < 0)
            return report_library_at(shown, number, rv);
    }
    if (count == 0)
        return report_error("%s holds no %s", shown, what);
    return REPORT_DONE;
}

int
lines_each(const char *name, const char *what,
    int (*use)(void *user, const char *line, size_t len), void *user)
{
    const char *shown = job_is_standard(name) ? "standard input" : name;
    char *bytes = locked_new(ROOM);
    size_t len;
    int code;

    if (bytes == NULL)
        return REPORT_FAILURE;
    code = read_all(name, shown, bytes, &len);
    if (code == REPORT_DONE)
        code = use_all(bytes, len, shown, what, use, user);
    locked_free(bytes, ROOM);
    return code;
}
