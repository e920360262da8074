/* SPDX-License-Identifier: ISC */
#include "bench.h"

#include <otls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

char leaf_pem[4096], key_pem[2048], root_pem[4096];

void
must(int ok, const char *what)
{
    char message[512] = "";
    size_t len;

    if (ok)
        return;
    (void)otls_error_message(message, sizeof(message), &len);
    fprintf(stderr, "%s: %s\n", what, message);
    exit(1);
}

static double
us_of(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double
cpu_us(void)
{
    return us_of(CLOCK_PROCESS_CPUTIME_ID);
}

double
now_us(void)
{
    return us_of(CLOCK_MONOTONIC);
}

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double
median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof(double), compare);
    return values[count / 2];
}

void
make_certs(void)
{
    otls_handle root_key, root, key, request, leaf;
    size_t n;

    MUST(otls_key_generate(OTLS_KEY_EC_P256, 0, &root_key));
    MUST(otls_cert_request_new(&request));
    MUST(otls_cert_request_set_subject(request, "CN=root"));
    MUST(otls_cert_request_set_ca(request, 0));
    MUST(otls_cert_request_self_sign(request, root_key, &root));
    MUST(otls_cert_request_free(request));
    MUST(otls_key_generate(OTLS_KEY_EC_P256, 0, &key));
    MUST(otls_cert_request_new(&request));
    MUST(otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, "localhost"));
    MUST(otls_cert_request_sign(request, key));
    MUST(otls_cert_request_issue(request, root, root_key, &leaf));
    MUST(otls_cert_pem(leaf, leaf_pem, sizeof(leaf_pem), &n));
    MUST(otls_cert_pem(root, root_pem, sizeof(root_pem), &n));
    MUST(otls_key_export_secret_pem(
        key, NULL, 0, key_pem, sizeof(key_pem), &n));
    MUST(otls_cert_request_free(request));
    MUST(otls_cert_free(root));
    MUST(otls_cert_free(leaf));
    MUST(otls_key_free(root_key));
    MUST(otls_key_free(key));
}
