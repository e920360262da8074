/* SPDX-License-Identifier: ISC */
#include "tls/wire.h"

#include <pthread.h>
#include <string.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"

/* More than any flight of a handshake; beyond it OpenSSL has to wait. */
#define PENDING_MAX ((size_t)1 << 20)
#define PENDING_MIN ((size_t)17 << 10)

/* Guards the method; never held across a pause. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static BIO_METHOD *method;

static int
fd_of(struct otls__bio *bio)
{
    int64_t fd;

    return otls__bio_fd(bio, &fd) == OTLS_OK ? (int)fd : -1;
}

void
otls__wire_init(
    struct otls__wire *wire, struct otls__bio *in, struct otls__bio *out)
{
    memset(wire, 0, sizeof(*wire));
    otls__bio_ref(in);
    otls__bio_ref(out);
    wire->in = in;
    wire->out = out;
    wire->in_fd = fd_of(in);
    wire->out_fd = fd_of(out);
    (void)otls__bio_set_timeout_ms(in, 0);
    (void)otls__bio_set_timeout_ms(out, 0);
}

void
otls__wire_clear(struct otls__wire *wire)
{
    otls__free(wire->pending);
    otls__tap_free(wire->tap);
    otls__bio_unref(wire->in);
    otls__bio_unref(wire->out);
}

size_t
otls__wire_pending(const struct otls__wire *wire)
{
    return wire->len - wire->pos;
}

static int
note(struct otls__wire *wire, int rv)
{
    const struct otls__error_state *state;

    wire->failure = rv;
    wire->number = 0;
    if (rv != OTLS_OK && (state = otls__call_error_state()) != NULL)
        wire->number = state->number;
    return rv;
}

/* Where the peer is gone it is as if all had been taken. */
static int
put(struct otls__wire *wire, const unsigned char *data, size_t len,
    size_t *written)
{
    int rv;

    if (wire->dead == OTLS_OK) {
        rv = note(wire, otls__bio_write(wire->out, data, len, written));
        if (rv != OTLS_E_CLOSED)
            return rv;
        wire->dead = rv;
    }
    *written = len;
    return OTLS_OK;
}

int
otls__wire_flush(struct otls__wire *wire)
{
    size_t n;
    int rv;

    while (wire->pos < wire->len) {
        rv = put(wire, wire->pending + wire->pos, wire->len - wire->pos, &n);
        if (rv != OTLS_OK)
            return rv;
        wire->pos += n;
    }
    wire->pos = wire->len = 0;
    return OTLS_OK;
}

static int
keep(struct otls__wire *wire, const void *data, size_t len)
{
    size_t cap = wire->cap < PENDING_MIN ? PENDING_MIN : wire->cap;
    unsigned char *grown;

    if (wire->pos > 0) {
        memmove(
            wire->pending, wire->pending + wire->pos, wire->len - wire->pos);
        wire->len -= wire->pos;
        wire->pos = 0;
    }
    while (cap - wire->len < len)
        cap *= 2;
    if (cap > wire->cap) {
        if ((grown = otls__realloc(wire->pending, cap)) == NULL)
            return note(wire, otls__error_memory());
        wire->pending = grown;
        wire->cap = cap;
    }
    memcpy(wire->pending + wire->len, data, len);
    wire->len += len;
    return OTLS_OK;
}

static int
wire_write(BIO *openssl, const char *data, size_t len, size_t *written)
{
    struct otls__wire *wire = BIO_get_data(openssl);
    const unsigned char *p = (const unsigned char *)data;
    size_t n = 0;
    int rv;

    BIO_clear_retry_flags(openssl);
    *written = 0;
    rv = otls__wire_flush(wire);
    if (rv == OTLS_OK)
        rv = put(wire, p, len, &n);
    if (rv != OTLS_OK && rv != OTLS_E_WANT_WRITE && rv != OTLS_E_INTERRUPTED)
        return -1;
    if (n < len && otls__wire_pending(wire) + len - n > PENDING_MAX) {
        if (n == 0) {
            BIO_set_retry_write(openssl);
            return -1;
        }
    } else if (n < len) {
        if (keep(wire, p + n, len - n) != OTLS_OK)
            return -1;
        n = len;
    }
    *written = n;
    return 1;
}

static int
wire_read(BIO *openssl, char *buf, size_t cap, size_t *len)
{
    struct otls__wire *wire = BIO_get_data(openssl);
    size_t n;
    int rv;

    BIO_clear_retry_flags(openssl);
    if (wire->quiet > OTLS__WIRE_QUIET_MAX)
        return -1;
    rv = note(wire, wire->tap == NULL
                        ? otls__bio_read(wire->in, buf, cap, len)
                        : otls__tap_read(wire->tap, wire->in, buf, cap, len));
    if (rv == OTLS_E_WANT_READ || rv == OTLS_E_INTERRUPTED)
        BIO_set_retry_read(openssl);
    if (rv != OTLS_OK)
        return -1;
    wire->eof = *len == 0 && cap > 0;
    wire->quiet += *len;
    if (wire->first_len < OTLS__WIRE_FIRST) {
        n = OTLS__WIRE_FIRST - wire->first_len;
        n = *len < n ? *len : n;
        memcpy(wire->first + wire->first_len, buf, n);
        wire->first_len += n;
    }
    return *len > 0;
}

static long
wire_ctrl(BIO *openssl, int command, long number, void *arg)
{
    const struct otls__wire *wire = BIO_get_data(openssl);

    (void)number;
    (void)arg;
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return wire->eof;
    default:
        return 0;
    }
}

/* Without an index of its own, as in bio/openssl.c. */
static BIO_METHOD *
make_method(void)
{
    BIO_METHOD *made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "otls wire");

    if (made == NULL)
        return NULL;
    if (BIO_meth_set_read_ex(made, wire_read) == 1 &&
        BIO_meth_set_write_ex(made, wire_write) == 1 &&
        BIO_meth_set_ctrl(made, wire_ctrl) == 1)
        return made;
    BIO_meth_free(made);
    return NULL;
}

BIO *
otls__wire_bio(struct otls__wire *wire)
{
    BIO *openssl = NULL;

    (void)pthread_mutex_lock(&lock);
    if (method == NULL)
        method = make_method();
    if (method != NULL)
        openssl = BIO_new(method);
    (void)pthread_mutex_unlock(&lock);
    if (openssl == NULL) {
        (void)otls__error_memory();
        return NULL;
    }
    BIO_set_data(openssl, wire);
    BIO_set_init(openssl, 1);
    return openssl;
}
