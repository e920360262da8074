/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_CREW_H
#define OTLS_BASE_CREW_H

#include <pthread.h>

/*
 * Threads that help with one call: they are started in it and end in it.
 * Each is inside the library while |work| runs (call.h), and steps outside
 * like any other thread, so that fork() and exit() needn't wait for it.
 * Signals are delivered to none of them. From the start to the join the
 * calling thread can't be cancelled.
 */
#define OTLS__CREW_MAX 63

typedef void otls__crew_work(void *user);

struct otls__crew {
    otls__crew_work *work;
    void *user;
    int count;
    int failed; /* how one that could not begin failed */
    int cancel_state;
    unsigned generation;
    pthread_t threads[OTLS__CREW_MAX];
};

/* How many processors this thread may run on, at least 1. */
int otls__crew_processors(void);

/* Starts |wanted| threads, or as many as the system has. */
void otls__crew_start(
    struct otls__crew *c, int wanted, otls__crew_work *work, void *user);

/* 1 in a child of fork(), which has none of the threads. */
int otls__crew_is_gone(const struct otls__crew *c);

/*
 * Waits for all of them, paused, unless they are gone. What was told them to
 * end by was told before. OTLS_E_SHUTDOWN, OTLS_E_FORKED where they are gone,
 * OTLS_E_NO_MEMORY where one had too little to begin.
 */
int otls__crew_join(struct otls__crew *c);

/* For tests: asked before each start, which fails where it answers 0. */
extern int (*otls__crew_hook)(void);

#endif
