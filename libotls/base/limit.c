/* SPDX-License-Identifier: ISC */
#include "base/limit.h"

#include <limits.h>
#include <time.h>

/* Longer than that, in ms, is for ever: some 146 years. */
#define FOR_EVER (INT64_MAX / OTLS__NS_PER_MS / 2)

int64_t
otls__now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 * OTLS__NS_PER_MS + now.tv_nsec;
}

struct otls__limit
otls__limit_begin(int64_t timeout_ms)
{
    struct otls__limit limit = {timeout_ms, 0};

    if (timeout_ms < 0 || timeout_ms > FOR_EVER)
        limit.timeout_ms = -1;
    if (limit.timeout_ms > 0)
        limit.until_ns = otls__now_ns() + timeout_ms * OTLS__NS_PER_MS;
    return limit;
}

int
otls__limit_left_ms(const struct otls__limit *limit)
{
    int64_t left;

    if (limit->timeout_ms <= 0)
        return (int)limit->timeout_ms;
    left = limit->until_ns - otls__now_ns();
    left = left <= 0 ? 0 : (left + OTLS__NS_PER_MS - 1) / OTLS__NS_PER_MS;
    return left > INT_MAX ? INT_MAX : (int)left;
}
