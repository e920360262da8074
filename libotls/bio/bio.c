/* SPDX-License-Identifier: ISC */
#include "bio/bio.h"

#include <string.h>

#include "base/error.h"
#include "bio/method.h"

void
otls__bio_init(struct otls__bio *bio, const struct otls__bio_method *method)
{
    otls__ref_init(&bio->ref);
    otls__lock_init(&bio->own);
    bio->lock = &bio->own;
    bio->method = method;
}

void
otls__bio_ref(struct otls__bio *bio)
{
    otls__ref_take(&bio->ref);
}

void
otls__bio_unref(void *arg)
{
    struct otls__bio *bio = arg;
    int intact;

    if (bio == NULL || !otls__ref_drop(&bio->ref))
        return;
    intact = bio->lock == NULL || otls__lock_take(bio->lock) == OTLS_OK;
    bio->method->free(bio, intact);
}

/* Every call but those on a bio without a lock stands between these two. */
static int
enter(struct otls__bio *bio, int has, const char *what)
{
    if (!has)
        return otls__error(
            OTLS_E_UNSUPPORTED, "%s bios have no %s", bio->method->name, what);
    return bio->lock == NULL ? OTLS_OK : otls__lock_take(bio->lock);
}

static int
leave(struct otls__bio *bio, int rv)
{
    if (bio->lock != NULL)
        otls__lock_give(bio->lock);
    return rv;
}

int
otls__bio_read(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    int rv;

    *len = 0;
    if ((rv = enter(bio, bio->method->read != NULL, "read")) != OTLS_OK)
        return rv;
    if (cap > 0)
        rv = bio->method->read(bio, buf, cap, len);
    return leave(bio, rv);
}

int
otls__bio_write(
    struct otls__bio *bio, const void *data, size_t len, size_t *written)
{
    int rv;

    *written = 0;
    if ((rv = enter(bio, bio->method->write != NULL, "write")) != OTLS_OK)
        return rv;
    if (len > 0)
        rv = bio->method->write(bio, data, len, written);
    return leave(bio, rv);
}

int
otls__bio_gets(struct otls__bio *bio, void *buf, size_t cap, size_t *len)
{
    int rv;

    *len = 0;
    if ((rv = enter(bio, bio->method->gets != NULL, "gets")) != OTLS_OK)
        return rv;
    if (cap < 2)
        rv = otls__error(OTLS_E_TOO_SMALL,
            "cap is %zu: a line needs room for one byte and a NUL", cap);
    else if ((rv = bio->method->gets(bio, buf, cap, len)) == OTLS_OK)
        ((char *)buf)[*len] = '\0';
    return leave(bio, rv);
}

int
otls__bio_puts(struct otls__bio *bio, const char *text, size_t *written)
{
    return otls__bio_write(bio, text, strlen(text), written);
}

static int
check_offset(int64_t offset)
{
    if (offset >= 0)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "offset is %lld: it counts from the start and can't be negative",
        (long long)offset);
}

int
otls__bio_seek(struct otls__bio *bio, int64_t offset)
{
    int rv;

    if ((rv = enter(bio, bio->method->seek != NULL, "seek")) != OTLS_OK)
        return rv;
    if ((rv = check_offset(offset)) == OTLS_OK)
        rv = bio->method->seek(bio, offset);
    return leave(bio, rv);
}

int
otls__bio_tell(struct otls__bio *bio, int64_t *offset)
{
    int rv;

    if ((rv = enter(bio, bio->method->tell != NULL, "tell")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->tell(bio, offset));
}

int
otls__bio_eof(struct otls__bio *bio)
{
    int rv;

    if ((rv = enter(bio, bio->method->eof != NULL, "eof")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->eof(bio));
}

int
otls__bio_flush(struct otls__bio *bio)
{
    int rv;

    if ((rv = enter(bio, bio->method->flush != NULL, "flush")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->flush(bio));
}

int
otls__bio_reset(struct otls__bio *bio)
{
    int rv;

    if ((rv = enter(bio, bio->method->reset != NULL, "reset")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->reset(bio));
}

int
otls__bio_pending(struct otls__bio *bio, int64_t *bytes)
{
    int rv;

    if ((rv = enter(bio, bio->method->pending != NULL, "pending")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->pending(bio, bytes));
}

void
otls__bio_expect(struct otls__bio *bio, int64_t bytes)
{
    if (bio->method->expect == NULL || enter(bio, 1, "expect") != OTLS_OK)
        return;
    bio->method->expect(bio, bytes);
    (void)leave(bio, OTLS_OK);
}

int
otls__bio_set_timeout_ms(struct otls__bio *bio, int64_t timeout_ms)
{
    const int has = bio->method->set_timeout_ms != NULL;
    int rv;

    if ((rv = enter(bio, has, "set_timeout_ms")) != OTLS_OK)
        return rv;
    if (timeout_ms < -1)
        rv = otls__error(OTLS_E_INVALID,
            "timeout_ms is %lld: pass -1 to wait for ever, 0 never to wait",
            (long long)timeout_ms);
    else
        rv = bio->method->set_timeout_ms(bio, timeout_ms);
    return leave(bio, rv);
}

int
otls__bio_shutdown_write(struct otls__bio *bio)
{
    const int has = bio->method->shutdown_write != NULL;
    int rv;

    if ((rv = enter(bio, has, "shutdown_write")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->shutdown_write(bio));
}

int
otls__bio_fd(struct otls__bio *bio, int64_t *fd)
{
    int rv;

    if ((rv = enter(bio, bio->method->fd != NULL, "fd")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->fd(bio, fd));
}

int
otls__bio_atomic_commit(struct otls__bio *bio)
{
    int rv;

    if ((rv = enter(bio, bio->method->commit != NULL, "commit")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->commit(bio));
}

/* What becomes of a call that answered |rv|: OTLS_OK has it made again. */
static int
after_signal(int rv, otls__bio_interrupted *interrupted, void *user)
{
    if (rv != OTLS_E_INTERRUPTED)
        return rv;
    return interrupted == NULL ? OTLS_OK : interrupted(user);
}

int
otls__bio_read_full(struct otls__bio *bio, void *buf, size_t cap, size_t *len,
    otls__bio_interrupted *interrupted, void *user)
{
    unsigned char *p = buf;
    size_t n;
    int rv;

    *len = 0;
    while (*len < cap) {
        rv = otls__bio_read(bio, p + *len, cap - *len, &n);
        if (rv == OTLS_OK && n == 0)
            break;
        *len += n;
        if ((rv = after_signal(rv, interrupted, user)) != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

int
otls__bio_write_full(struct otls__bio *bio, const void *data, size_t len,
    otls__bio_interrupted *interrupted, void *user)
{
    const unsigned char *p = data;
    size_t n;
    int rv;

    while (len > 0) {
        rv = otls__bio_write(bio, p, len, &n);
        p += n;
        len -= n;
        if ((rv = after_signal(rv, interrupted, user)) != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

int
otls__bio_span(struct otls__bio *bio, int64_t *offset)
{
    int rv;

    if ((rv = enter(bio, bio->method->span != NULL, "span")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->span(bio, offset));
}

int
otls__bio_read_at(struct otls__bio *bio, int64_t offset, void *buf, size_t cap,
    size_t *len, otls__bio_interrupted *interrupted, void *user)
{
    unsigned char *p = buf;
    size_t n;
    int rv;

    *len = 0;
    if (bio->method->read_at == NULL)
        return otls__error(OTLS_E_UNSUPPORTED,
            "%s bios have no places to read at", bio->method->name);
    if ((rv = check_offset(offset)) != OTLS_OK)
        return rv;
    while (*len < cap) {
        n = 0;
        rv = bio->method->read_at(
            bio, offset + (int64_t)*len, p + *len, cap - *len, &n);
        if (rv == OTLS_OK && n == 0)
            break;
        *len += n;
        if ((rv = after_signal(rv, interrupted, user)) != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

int
otls__bio_write_at(struct otls__bio *bio, int64_t offset, const void *data,
    size_t len, otls__bio_interrupted *interrupted, void *user)
{
    const unsigned char *p = data;
    size_t n;
    int rv;

    while (len > 0) {
        n = 0;
        rv = bio->method->write_at(bio, offset, p, len, &n);
        p += n;
        offset += (int64_t)n;
        len -= n;
        if ((rv = after_signal(rv, interrupted, user)) != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

int
otls__bio_move(struct otls__bio *bio, int64_t offset)
{
    int rv;

    if ((rv = enter(bio, bio->method->move != NULL, "move")) != OTLS_OK)
        return rv;
    return leave(bio, bio->method->move(bio, offset));
}

int
otls__bio_would_wait(struct otls__bio *bio)
{
    int rv;

    if (bio->method->would_wait == NULL || enter(bio, 1, "wait") != OTLS_OK)
        return 0;
    rv = bio->method->would_wait(bio);
    return leave(bio, rv);
}

static int
identify(struct otls__bio *bio, struct stat *st)
{
    const int has = bio->method->identity != NULL;
    int rv;

    if ((rv = enter(bio, has, "file behind them")) != OTLS_OK)
        return rv;
    rv = bio->method->identity(bio, st);
    if (rv == OTLS_OK && !S_ISREG(st->st_mode))
        rv = otls__error(OTLS_E_UNSUPPORTED,
            "what the %s bio works on is not a regular file",
            bio->method->name);
    return leave(bio, rv);
}

int
otls__bio_size(struct otls__bio *bio, int64_t *size)
{
    struct stat st;
    int rv;

    if (bio->method->read == NULL)
        return otls__error(
            OTLS_E_UNSUPPORTED, "%s bios have no size", bio->method->name);
    if ((rv = identify(bio, &st)) == OTLS_OK)
        *size = st.st_size;
    return rv;
}

int
otls__bio_end(struct otls__bio *bio, int64_t *end)
{
    int64_t pending;
    int rv;

    if (bio->method->read_at == NULL)
        return otls__error(
            OTLS_E_UNSUPPORTED, "%s bios have no places", bio->method->name);
    if (bio->method->identity != NULL)
        return otls__bio_size(bio, end);
    if ((rv = otls__bio_tell(bio, end)) == OTLS_OK &&
        (rv = otls__bio_pending(bio, &pending)) == OTLS_OK)
        *end += pending;
    return rv;
}

int
otls__bio_same_file(struct otls__bio *a, struct otls__bio *b)
{
    struct stat one, other;

    return identify(a, &one) == OTLS_OK && identify(b, &other) == OTLS_OK &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}
