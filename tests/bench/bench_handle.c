/* SPDX-License-Identifier: ISC */

/*
 * What a handle costs: look-up and release, and a whole call of the border,
 * on one thread and on two. The global mutex is what a simpler table would
 * have used.
 */
#include <otls.h>

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/handle.h"

#define ROUNDS 7
#define CALLS 2000000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void
nothing(void *object)
{
    (void)object;
}

static void
look_up(otls_handle h)
{
    void *object;

    if (otls__handle_get(h, OTLS_KIND_BIO, &object) == OTLS_OK)
        otls__handle_put(h);
}

static void
whole_call(otls_handle h)
{
    (void)otls_handle_kind(h);
}

static void
global_mutex(otls_handle h)
{
    (void)pthread_mutex_lock(&mutex);
    (void)h;
    (void)pthread_mutex_unlock(&mutex);
}

struct job {
    void (*run)(otls_handle);
    otls_handle handle;
};

static void *
worker(void *arg)
{
    const struct job *job = arg;
    int i;

    for (i = 0; i < CALLS; i++)
        job->run(job->handle);
    return NULL;
}

/* Nanoseconds a call, the best of some rounds. */
static double
measure(void (*run)(otls_handle), const otls_handle *handles, int threads)
{
    pthread_t ids[2];
    struct job jobs[2];
    struct timespec from, to;
    double best = 1e9, ns;
    int round, i;

    for (round = 0; round < ROUNDS; round++) {
        (void)clock_gettime(CLOCK_MONOTONIC, &from);
        for (i = 0; i < threads; i++) {
            jobs[i].run = run;
            jobs[i].handle = handles[i];
            if (pthread_create(&ids[i], NULL, worker, &jobs[i]) != 0)
                return 0;
        }
        for (i = 0; i < threads; i++)
            (void)pthread_join(ids[i], NULL);
        (void)clock_gettime(CLOCK_MONOTONIC, &to);
        ns = ((double)(to.tv_sec - from.tv_sec) * 1e9 +
                 (double)(to.tv_nsec - from.tv_nsec)) /
             CALLS;
        best = ns < best ? ns : best;
    }
    return best;
}

int
main(void)
{
    otls_handle own[2], same[2];
    int x;

    if (otls__handle_new(OTLS_KIND_BIO, &x, nothing, &own[0]) != OTLS_OK ||
        otls__handle_new(OTLS_KIND_BIO, &x, nothing, &own[1]) != OTLS_OK)
        return 1;
    same[0] = same[1] = own[0];
    printf("ns a call                      1 thread  2 threads  2, one "
           "handle\n");
    printf("look-up and release            %8.1f  %9.1f  %13.1f\n",
        measure(look_up, own, 1), measure(look_up, own, 2),
        measure(look_up, same, 2));
    printf("whole call (otls_handle_kind)  %8.1f  %9.1f  %13.1f\n",
        measure(whole_call, own, 1), measure(whole_call, own, 2),
        measure(whole_call, same, 2));
    printf("global mutex, nothing in it    %8.1f  %9.1f  %13.1f\n",
        measure(global_mutex, own, 1), measure(global_mutex, own, 2),
        measure(global_mutex, same, 2));
    return 0;
}
