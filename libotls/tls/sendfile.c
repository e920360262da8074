/* SPDX-License-Identifier: ISC */
#include "base/mem.h"
#include "bio/source.h"
#include "tls/inside.h"

/* Four records. */
#define PIECE ((size_t)64 << 10)

static int
check(int64_t offset, int64_t length)
{
    if (offset < 0)
        return otls__error(
            OTLS_E_INVALID, "offset is negative: it counts from the start");
    if (length < -1)
        return otls__error(
            OTLS_E_INVALID, "length is less than -1, which means to the end");
    return OTLS_OK;
}

static size_t
piece(int64_t length, int64_t sent)
{
    const int64_t left = length - sent;

    return length < 0 || left > (int64_t)PIECE ? PIECE : (size_t)left;
}

static int
send_pieces(struct otls__connection *c, int fd, int64_t offset, int64_t length,
    unsigned char *buf, int64_t *sent)
{
    const struct otls__limit limit =
        otls__limit_begin(atomic_load(&c->timeout_ms));
    size_t len, n;
    int rv;

    do {
        rv = otls__source_read(
            fd, offset + *sent, buf, piece(length, *sent), &len);
        if (rv != OTLS_OK || len == 0)
            return rv;
        rv = otls__connection_write_within(c, buf, len, &n, &limit);
        *sent += (int64_t)n;
        if (rv != OTLS_OK)
            return rv;
    } while (length < 0 || *sent < length);
    return OTLS_OK;
}

int
otls__connection_send_fd(struct otls__connection *c, int fd, int64_t offset,
    int64_t length, int64_t *sent)
{
    unsigned char *buf;
    int rv;

    *sent = 0;
    if ((rv = check(offset, length)) != OTLS_OK ||
        (rv = otls__source_check(fd)) != OTLS_OK)
        return rv;
    if ((buf = otls__malloc(PIECE)) == NULL)
        return otls__error_memory();
    rv = send_pieces(c, fd, offset, length, buf, sent);
    otls__free(buf);
    return rv;
}

int
otls__connection_send_file(struct otls__connection *c, const char *path,
    int64_t offset, int64_t length, int64_t *sent)
{
    int fd, rv;

    *sent = 0;
    if ((rv = otls__source_open(path, &fd)) != OTLS_OK)
        return rv;
    rv = otls__connection_send_fd(c, fd, offset, length, sent);
    otls__source_close(fd);
    return rv;
}
