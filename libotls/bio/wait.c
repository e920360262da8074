/* SPDX-License-Identifier: ISC */
#include "bio/wait.h"

#include <errno.h>

#include "base/call.h"
#include "base/error.h"

int
otls__wait(int fd, short events, const struct otls__limit *limit)
{
    struct pollfd p = {fd, events, 0};
    int n, number, rv;

    do {
        otls__call_pause();
        n = poll(&p, 1, otls__limit_left_ms(limit));
        number = errno;
        if ((rv = otls__call_resume()) != OTLS_OK)
            return rv;
    } while (n == 0 && otls__limit_left_ms(limit) != 0);
    if (n > 0)
        return OTLS_OK;
    if (n == 0)
        return otls__error(OTLS_E_TIMEOUT,
            "descriptor %d was not ready within %lld ms", fd,
            (long long)limit->timeout_ms);
    return otls__error_errno(otls__error_code_of_errno(number), number,
        "waiting for descriptor %d", fd);
}
