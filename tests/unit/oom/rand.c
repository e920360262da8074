/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

static int
random_numbers(void)
{
    unsigned char bytes[100];
    otls_handle g = 0;
    int64_t n;
    int rv;

    TRY(otls_rand_status());
    TRY(otls_rand_bytes(bytes, sizeof(bytes)));
    TRY(otls_rand_private_bytes(bytes, sizeof(bytes)));
    TRY(otls_rand_uniform(1000, &n));
    TRY(otls_rand_insecure_new("seed", 4, &g));
    TRY(otls_rand_insecure_bytes(g, bytes, sizeof(bytes)));
    TRY(otls_rand_insecure_uniform(g, 1000, &n));
out:
    ck_assert_ok(otls_rand_insecure_free(g));
    return rv;
}

const struct oom_scenario oom_rand[] = {
    {"random_numbers", random_numbers},
    {NULL, NULL},
};
