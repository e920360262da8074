/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_LOCK_H
#define OTLS_BASE_LOCK_H

/*
 * A lock for an object whose calls may block in the operating system: it may
 * be held across otls__call_pause(), and a thread that waits for it is paused
 * itself. In a child, a lock that another thread held when the process forked
 * answers OTLS_E_FORKED instead of waiting for ever.
 *
 * Locks that are never held across a pause are plain pthread mutexes.
 */
struct otls__lock {
    unsigned word;
};

void otls__lock_init(struct otls__lock *lock);
int otls__lock_take(struct otls__lock *lock);
/* Waits no longer than |limit|, then answers OTLS_E_TIMEOUT, and where a
 * signal comes first OTLS_E_INTERRUPTED. */
struct otls__limit;
int otls__lock_take_within(
    struct otls__lock *lock, const struct otls__limit *limit);
void otls__lock_give(struct otls__lock *lock);

#endif
