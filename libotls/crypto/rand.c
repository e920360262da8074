/* SPDX-License-Identifier: ISC */
#include "crypto/rand.h"

#include <openssl/rand.h>

#include "base/error.h"
#include "base/secret.h"

/* OpenSSL takes an int. */
#define PIECE ((size_t)1 << 30)

static int
fill(int (*source)(unsigned char *, int), void *buf, size_t len)
{
    unsigned char *p = buf;
    size_t left = len, piece;

    while (left > 0) {
        piece = left < PIECE ? left : PIECE;
        if (source(p, (int)piece) != 1) {
            otls__wipe(buf, len);
            return otls__error_openssl(OTLS_E_RANDOM,
                "OpenSSL could not give %zu random bytes; check that the "
                "process can call getrandom() or read /dev/urandom",
                len);
        }
        p += piece;
        left -= piece;
    }
    return OTLS_OK;
}

int
otls__rand_bytes(void *buf, size_t len)
{
    return fill(RAND_bytes, buf, len);
}

int
otls__rand_private_bytes(void *buf, size_t len)
{
    return fill(RAND_priv_bytes, buf, len);
}

void
otls__rand_add(const void *data, size_t len)
{
    const unsigned char *p = data;
    size_t piece;

    for (; len > 0; p += piece, len -= piece) {
        piece = len < PIECE ? len : PIECE;
        RAND_add(p, (int)piece, 0.0);
    }
}

int
otls__rand_check_count(int64_t n)
{
    if (n >= 1)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "n is %lld: pass how many values there are to choose from, at least 1",
        (long long)n);
}

int
otls__rand_fold(uint64_t bits, int64_t n, int64_t *value)
{
    const uint64_t count = (uint64_t)n;

    /* 2^64 mod n, in 64 bits */
    if (bits < (0 - count) % count)
        return 0;
    *value = (int64_t)(bits % count);
    return 1;
}

int
otls__rand_uniform(int64_t n, int64_t *value)
{
    uint64_t bits;
    int rv;

    if ((rv = otls__rand_check_count(n)) != OTLS_OK)
        return rv;
    do {
        if ((rv = otls__rand_private_bytes(&bits, sizeof(bits))) != OTLS_OK)
            return rv;
    } while (!otls__rand_fold(bits, n, value));
    otls__wipe(&bits, sizeof(bits));
    return OTLS_OK;
}

int
otls__rand_status(void)
{
    return RAND_status() == 1;
}
