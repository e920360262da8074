/* SPDX-License-Identifier: ISC */
#include "age/progress.h"

#include <stddef.h>

#include "base/call.h"
#include "base/error.h"
#include "bio/bio.h"

#define STEP ((int64_t)1 << 20)

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
    p->generation = otls__fork_generation();
    if (callback != NULL && otls__bio_size(bio, &size) == OTLS_OK &&
        otls__bio_tell(bio, &offset) == OTLS_OK && offset <= size)
        p->total = size - offset;
}

static int
report(struct otls__age_progress *p)
{
    int rv, answer = OTLS_CALLBACK_ACCEPT;

    p->reported = p->done;
    /* a callback may wait for a lock that the thread that forks holds */
    otls__call_pause();
    if (p->callback != NULL)
        answer = p->callback(p->user, p->done, p->total);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (p->generation != otls__fork_generation())
        return otls__error(OTLS_E_FORKED,
            "the progress callback has forked: the parent goes on with the "
            "work, the child must begin its own");
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
    return done - p->reported < STEP ? OTLS_OK : report(p);
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
