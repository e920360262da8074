/* SPDX-License-Identifier: ISC */
#include "bio/openssl.h"

#include <limits.h>
#include <pthread.h>

#include "base/error.h"

/* Guards the method; never held across a pause. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static BIO_METHOD *method;

static int
settle(BIO *openssl, int rv, int retry)
{
    BIO_clear_retry_flags(openssl);
    if (rv == OTLS_E_WANT_READ)
        BIO_set_retry_read(openssl);
    else if (rv == OTLS_E_WANT_WRITE)
        BIO_set_retry_write(openssl);
    else if (rv == OTLS_E_INTERRUPTED)
        BIO_set_flags(openssl, retry | BIO_FLAGS_SHOULD_RETRY);
    return rv == OTLS_OK;
}

static int
through_read(BIO *openssl, char *buf, size_t cap, size_t *len)
{
    const int rv = otls__bio_read(BIO_get_data(openssl), buf, cap, len);

    if (!settle(openssl, rv, BIO_FLAGS_READ))
        return -1;
    return *len > 0;
}

static int
through_write(BIO *openssl, const char *data, size_t len, size_t *written)
{
    const int rv = otls__bio_write(BIO_get_data(openssl), data, len, written);

    return settle(openssl, rv, BIO_FLAGS_WRITE) ? 1 : -1;
}

static int
through_gets(BIO *openssl, char *buf, int cap)
{
    size_t len;
    const int rv = otls__bio_gets(
        BIO_get_data(openssl), buf, cap < 0 ? 0 : (size_t)cap, &len);

    return settle(openssl, rv, BIO_FLAGS_READ) ? (int)len : -1;
}

static int
through_puts(BIO *openssl, const char *text)
{
    size_t len;
    const int rv = otls__bio_puts(BIO_get_data(openssl), text, &len);

    if (!settle(openssl, rv, BIO_FLAGS_WRITE))
        return -1;
    return len > INT_MAX ? INT_MAX : (int)len;
}

static long
through_ctrl(BIO *openssl, int command, long number, void *arg)
{
    struct otls__bio *bio = BIO_get_data(openssl);
    int64_t bytes;

    (void)number;
    (void)arg;
    switch (command) {
    case BIO_CTRL_FLUSH:
        return settle(openssl, otls__bio_flush(bio), BIO_FLAGS_WRITE);
    case BIO_CTRL_RESET:
        return otls__bio_reset(bio) == OTLS_OK;
    case BIO_CTRL_EOF:
        return otls__bio_eof(bio) == 1;
    case BIO_CTRL_PENDING:
        return otls__bio_pending(bio, &bytes) == OTLS_OK ? (long)bytes : 0;
    case BIO_CTRL_GET_CLOSE:
        return BIO_CLOSE;
    default:
        return 0;
    }
}

static int
through_destroy(BIO *openssl)
{
    otls__bio_unref(BIO_get_data(openssl));
    BIO_set_data(openssl, NULL);
    return 1;
}

/* Without an index of its own: OpenSSL makes a lock to count those, and
 * never again where memory ran out the first time. */
static BIO_METHOD *
make_method(void)
{
    BIO_METHOD *made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "otls bio");

    if (made == NULL)
        return NULL;
    if (BIO_meth_set_read_ex(made, through_read) == 1 &&
        BIO_meth_set_write_ex(made, through_write) == 1 &&
        BIO_meth_set_gets(made, through_gets) == 1 &&
        BIO_meth_set_puts(made, through_puts) == 1 &&
        BIO_meth_set_ctrl(made, through_ctrl) == 1 &&
        BIO_meth_set_destroy(made, through_destroy) == 1)
        return made;
    BIO_meth_free(made);
    return NULL;
}

BIO *
otls__bio_openssl(struct otls__bio *bio)
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
    otls__bio_ref(bio);
    BIO_set_data(openssl, bio);
    BIO_set_init(openssl, 1);
    return openssl;
}
