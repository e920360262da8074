/* SPDX-License-Identifier: ISC */
#include "age/run.h"

#include "base/crew.h"
#include "base/error.h"
#include "bio/bio.h"

int
otls__age_threads_check(int threads)
{
    if (threads >= 0 && threads <= OTLS__AGE_THREADS_MAX)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "threads is %d and must be 0, for the processors, or 1 to %d", threads,
        OTLS__AGE_THREADS_MAX);
}

/* An output that grows in memory spends most of the run's time on it. A chunk
 * of 64 KiB gets 16 bytes longer, and 4 KiB hold most headers. */
static void
expect(struct otls__age_run *r)
{
    int64_t left;

    if (otls__bio_end(r->input, &left) != OTLS_OK ||
        otls__bio_tell(r->input, &r->begin) != OTLS_OK)
        return;
    left -= r->begin;
    if (left > 0 && left < INT64_MAX / 2)
        otls__bio_expect(r->output, left + left / 4096 + 4096);
}

void
otls__age_run_begin(struct otls__age_run *r, struct otls__bio *input,
    struct otls__bio *output, int threads, otls__age_callback *callback,
    void *user)
{
    r->input = input;
    r->output = output;
    r->begin = r->done = 0;
    r->threads = threads > 0 ? threads : otls__crew_processors();
    if (threads == 0 && r->threads > OTLS__AGE_THREADS_AUTO)
        r->threads = OTLS__AGE_THREADS_AUTO;
    if (otls__bio_size(input, &r->size) != OTLS_OK)
        r->size = -1;
    expect(r);
    otls__age_progress_init(&r->progress, callback, user, input);
}

int
otls__age_run_end(struct otls__age_run *r)
{
    int rv;

    if ((rv = otls__age_progress_finish(&r->progress, r->done)) != OTLS_OK)
        return rv;
    return otls__age_flush(r->output, &r->progress);
}

int
otls__age_run_read(struct otls__age_run *r, void *buf, size_t cap, size_t *len)
{
    int rv;

    do
        rv = otls__bio_read(r->input, buf, cap, len);
    while (rv == OTLS_E_INTERRUPTED &&
           (rv = otls__age_progress_interrupted(&r->progress)) == OTLS_OK &&
           *len == 0);
    r->done += (int64_t)*len;
    return rv;
}

int
otls__age_run_read_full(
    struct otls__age_run *r, void *buf, size_t cap, size_t *len)
{
    int rv;

    rv = otls__bio_read_full(
        r->input, buf, cap, len, otls__age_progress_interrupted, &r->progress);
    r->done += (int64_t)*len;
    return rv;
}

int
otls__age_run_write(struct otls__age_run *r, const void *data, size_t len)
{
    return otls__bio_write_full(
        r->output, data, len, otls__age_progress_interrupted, &r->progress);
}

int
otls__age_run_is_whole(struct otls__age_run *r)
{
    int64_t size;

    if (r->size < 0 || otls__bio_size(r->input, &size) != OTLS_OK ||
        size >= r->size)
        return OTLS_OK;
    return otls__error(OTLS_E_IO,
        "the input became shorter while it was read: begin again when "
        "nothing writes to it");
}
