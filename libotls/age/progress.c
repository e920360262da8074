/* SPDX-License-Identifier: ISC */
#include "age/progress.h"

#include <stddef.h>

#include "base/call.h"
#include "base/error.h"
#include "bio/bio.h"

/* 1 MiB */
#define CHUNKS 16

void
otls__age_progress_init(struct otls__age_progress *p,
    otls__age_callback *callback, void *user, struct otls__bio *bio)
{
    int64_t size, offset;

    p->callback = callback;
    p->user = user;
    p->total = -1;
    p->done = 0;
    p->reported = -1;
    p->chunks = 0;
    if (callback != NULL && otls__bio_size(bio, &size) == OTLS_OK &&
        otls__bio_tell(bio, &offset) == OTLS_OK && offset <= size)
        p->total = size - offset;
}

static int
report(struct otls__age_progress *p)
{
    int rv, answer = OTLS_CALLBACK_ACCEPT;

    p->chunks = 0;
    p->reported = p->done;
    /* a callback may wait for a lock that the thread that forks holds */
    otls__call_pause();
    if (p->callback != NULL)
        answer = p->callback(p->user, p->done, p->total);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (answer != OTLS_CALLBACK_ACCEPT)
        return otls__error(OTLS_E_CANCELLED,
            "the progress callback answered %d, not OTLS_CALLBACK_ACCEPT",
            answer);
    return OTLS_OK;
}

int
otls__age_progress_chunk(struct otls__age_progress *p, int64_t done)
{
    p->done = done;
    return ++p->chunks < CHUNKS ? OTLS_OK : report(p);
}

int
otls__age_progress_interrupted(void *progress)
{
    return report(progress);
}

int
otls__age_progress_finish(struct otls__age_progress *p, int64_t done)
{
    p->done = done;
    return p->reported == done ? OTLS_OK : report(p);
}

int
otls__age_flush(struct otls__bio *bio, struct otls__age_progress *progress)
{
    int rv;

    while ((rv = otls__bio_flush(bio)) == OTLS_E_INTERRUPTED &&
           (rv = otls__age_progress_interrupted(progress)) == OTLS_OK)
        ;
    return rv;
}
