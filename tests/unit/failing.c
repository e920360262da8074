/* SPDX-License-Identifier: ISC */
#include "failing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "base/mem.h"
#include "support.h"

/* What is tested may use threads of its own: |left| and what comes of it
 * change under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long left = -1;
static int forever;
static int hit;
static int openssl_spared;
static atomic_long live;

static int
may_allocate(void)
{
    int may = 1;

    (void)pthread_mutex_lock(&lock);
    if (left > 0) {
        left--;
    } else if (left == 0) {
        hit++;
        may = 0;
        if (!forever)
            left = -1;
    }
    (void)pthread_mutex_unlock(&lock);
    return may;
}

static int
openssl_may(void)
{
    return openssl_spared || may_allocate();
}

static void *
count_malloc(size_t size, const char *file, int line)
{
    void *p;

    (void)file;
    (void)line;
    if (size == 0 || !openssl_may() || (p = malloc(size)) == NULL)
        return NULL;
    live++;
    return p;
}

static void
count_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    if (p != NULL)
        live--;
    free(p);
}

static void *
count_realloc(void *p, size_t size, const char *file, int line)
{
    if (p == NULL)
        return count_malloc(size, file, line);
    if (size == 0) {
        count_free(p, file, line);
        return NULL;
    }
    return openssl_may() ? realloc(p, size) : NULL;
}

void
failing_install(void)
{
    if (CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) != 1)
        abort();
}

void
failing_openssl_after(long n)
{
    forever = 1;
    left = n;
}

void
failing_openssl_never(void)
{
    left = -1;
}

void
failing_assert_filled(const void *p, size_t len, int byte)
{
    const unsigned char *bytes = p;
    size_t i;

    for (i = 0; i < len; i++)
        ck_assert_msg(bytes[i] == byte, "byte %zu is %02x, wanted %02x", i,
            bytes[i], (unsigned)byte);
}

/* Answers 0 where |action| ran through without meeting the failure. */
static int
run(failing_action *action, int own, long n, int *harmless)
{
    const long before = live;
    int rv;

    hit = 0;
    left = n;
    openssl_spared = own;
    otls__mem_hook = own ? may_allocate : NULL;
    rv = action();
    left = -1;
    openssl_spared = 0;
    otls__mem_hook = NULL;
    ERR_clear_error();
    ck_assert_msg(live == before,
        "allocation %ld: %ld blocks of OpenSSL's are left", n, live - before);
    if (hit == 0) {
        ck_assert_ok(rv);
        return 0;
    }
    if (rv == OTLS_OK && own && !forever && *harmless > 0) {
        --*harmless;
        return 1;
    }
    ck_assert_msg(rv == OTLS_E_NO_MEMORY ||
                      (!own && (rv == OTLS_OK || rv == OTLS_E_OPENSSL ||
                                   rv == OTLS_E_RANDOM)),
        "allocation %ld failed and the answer is %d", n, rv);
    return 1;
}

int
failing_sweep(failing_action *action)
{
    return failing_sweep_but(action, 0);
}

int
failing_sweep_but(failing_action *action, int harmless)
{
    long n;
    int own, points = 0;

    /* what OpenSSL and the library keep, they keep from here on */
    ck_assert_ok(action());
    ck_assert_ok(action());
    ERR_clear_error();
    for (forever = 0; forever < 2; forever++)
        for (own = 0; own < 2; own++)
            for (n = 0; run(action, own, n, &harmless); n++)
                points++;
    printf("# %d allocations failed\n", points);
    (void)fflush(stdout);
    return points;
}
