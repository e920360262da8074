/* SPDX-License-Identifier: ISC */
#include "locked.h"

#include <string.h>
#include <sys/mman.h>

#include "report.h"

void *
locked_new(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        (void)report_error("out of memory");
        return NULL;
    }
    /* best effort: RLIMIT_MEMLOCK may be 0 in a container */
    (void)mlock(p, size);
#ifdef MADV_DONTDUMP
    (void)madvise(p, size, MADV_DONTDUMP);
#endif
#ifdef MADV_WIPEONFORK
    (void)madvise(p, size, MADV_WIPEONFORK);
#endif
    return p;
}

void
locked_free(void *p, size_t size)
{
    if (p == NULL)
        return;
    explicit_bzero(p, size);
    (void)munmap(p, size);
}
