/* SPDX-License-Identifier: ISC */
#include "age/failure.h"

#include <string.h>

#include "base/call.h"

void
otls__age_failure_keep(struct otls__age_failure *f, int rv)
{
    const struct otls__error_state *state = otls__call_error_state();

    f->rv = rv;
    if (state != NULL)
        f->state = *state;
    else
        memset(&f->state, 0, sizeof(f->state));
}

int
otls__age_failure_again(const struct otls__age_failure *f)
{
    struct otls__error_state *state = otls__call_error_state();

    if (state != NULL && f->state.code == f->rv)
        *state = f->state;
    return f->rv;
}
