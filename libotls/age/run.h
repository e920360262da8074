/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_RUN_H
#define OTLS_AGE_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "age/progress.h"

struct otls__age_opener;
struct otls__age_sealer;
struct otls__bio;

/* How many threads a job may have: 0 stands for the processors, but not for
 * more than OTLS__AGE_THREADS_AUTO. */
#define OTLS__AGE_THREADS_MAX 64
#define OTLS__AGE_THREADS_AUTO 16

int otls__age_threads_check(int threads);

/*
 * A whole input from one bio into another. Regular files are worked on in
 * ranges (ranges.h), anything else goes through a ring (ring.h), or with one
 * thread chunk by chunk through the machine itself.
 */
struct otls__age_run {
    struct otls__bio *input, *output;
    struct otls__age_progress progress;
    int threads;   /* at least 1 */
    int64_t begin; /* where the input stood, if it has places */
    int64_t size;  /* what the input had at the beginning; negative: no file */
    int64_t done;  /* bytes read */
};

/* |threads| as it was set. */
void otls__age_run_begin(struct otls__age_run *r, struct otls__bio *input,
    struct otls__bio *output, int threads, otls__age_callback *callback,
    void *user);
/* After the last byte: flushes, and tells of it. */
int otls__age_run_end(struct otls__age_run *r);

/* Both begin with a machine that was just begun, which the caller ends. */
int otls__age_run_seal(struct otls__age_run *r, struct otls__age_sealer *s);
int otls__age_run_open(struct otls__age_run *r, struct otls__age_opener *o);

/* For these two. What the input has at the moment, and nothing at its end. */
int otls__age_run_read(
    struct otls__age_run *r, void *buf, size_t cap, size_t *len);
/* All of it, up to its end. */
int otls__age_run_read_full(
    struct otls__age_run *r, void *buf, size_t cap, size_t *len);
int otls__age_run_write(struct otls__age_run *r, const void *data, size_t len);
/* At the end of the input: OTLS_E_IO where it is a file that became shorter
 * since the run began. */
int otls__age_run_is_whole(struct otls__age_run *r);

#endif
