/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_FAILURE_H
#define OTLS_AGE_FAILURE_H

#include "base/error.h"

/* The last error, kept with its message so as to be answered later. */
struct otls__age_failure {
    int rv;
    struct otls__error_state state;
};

/* |rv| is the code that was just answered. */
void otls__age_failure_keep(struct otls__age_failure *f, int rv);
int otls__age_failure_again(const struct otls__age_failure *f);

#endif
