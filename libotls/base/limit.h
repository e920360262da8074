/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_LIMIT_H
#define OTLS_BASE_LIMIT_H

#include <stdint.h>

/*
 * The time that one call may take, by a clock that nobody sets: -1 ms for as
 * long as it takes, 0 not at all.
 */
struct otls__limit {
    int64_t timeout_ms;
    int64_t until_ns;
};

struct otls__limit otls__limit_begin(int64_t timeout_ms);

/* What is left, in the form that poll() wants, rounded up: -1 for ever, 0
 * when it has passed. */
int otls__limit_left_ms(const struct otls__limit *limit);

/* The clock itself. */
int64_t otls__now_ns(void);
#define OTLS__NS_PER_MS INT64_C(1000000)

#endif
