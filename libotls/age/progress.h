/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_PROGRESS_H
#define OTLS_AGE_PROGRESS_H

#include <stdint.h>

struct otls__bio;

typedef int otls__age_callback(void *user, int64_t done, int64_t total);

/* Where one run stands, and whom it tells. */
struct otls__age_progress {
    otls__age_callback *callback;
    void *user;
    int64_t total;
    int64_t done;
    int64_t reported;
    unsigned generation;
};

/* What |bio| has left to read is the total, where that is known. */
void otls__age_progress_init(struct otls__age_progress *p,
    otls__age_callback *callback, void *user, struct otls__bio *bio);

/*
 * After each chunk, with no lock held: every 1 MiB the thread steps out of
 * the library, so that fork() and exit() need not wait, and the callback is
 * asked whether to go on. OTLS_E_CANCELLED, OTLS_E_SHUTDOWN, and in a child
 * that the callback made OTLS_E_FORKED: the output is its parent's.
 */
int otls__age_progress_chunk(struct otls__age_progress *p, int64_t done);

/* When a signal has interrupted a wait: the callback, if there is one, is
 * asked at once. |progress| is a struct otls__age_progress. */
int otls__age_progress_interrupted(void *progress);

/* At the end of the input. */
int otls__age_progress_finish(struct otls__age_progress *p, int64_t done);

/* Flushes, through signals that the callback doesn't mind. */
int otls__age_flush(
    struct otls__bio *bio, struct otls__age_progress *progress);

#endif
