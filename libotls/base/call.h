/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_CALL_H
#define OTLS_BASE_CALL_H

#include <otls/types.h>

/*
 * A call is the time that a thread spends inside the library. It can't begin
 * once the process is exiting, fork() waits for it to end, and it holds a
 * reference to each object that it was given. A function of the border has
 * one shape:
 *
 *     if ((rv = otls__call_begin(&call)) != 0)
 *         return rv;
 *     if (out == NULL)
 *         rv = otls__error_null("out");
 *     else if ((rv = otls__call_object(&call, h, OTLS_KIND_BIO, &bio)) == 0)
 *         rv = otls__bio_something(bio, out);
 *     return otls__call_end(&call, rv);
 */
#define OTLS__CALL_OBJECTS 4

struct otls__call {
    int count;
    int openssl;
    int enters; /* the outermost, or made by a callback of a paused one */
    otls_handle handles[OTLS__CALL_OBJECTS];
};

int otls__call_begin(struct otls__call *call);

/* The same for a call that uses OpenSSL: the caller's error queue is kept. */
int otls__call_begin_openssl(struct otls__call *call);

/* Stores the object of |handle| in |object|, a pointer to a pointer, and
 * keeps it alive until the call ends. */
int otls__call_object(
    struct otls__call *call, otls_handle handle, int kind, void *object);

/* Lets go of every object and of the thread; answers |rv|. */
int otls__call_end(struct otls__call *call, int rv);

/*
 * Between pause and resume the thread counts as outside, so that fork() and
 * exit() go on: around each system call that may block, and now and then in
 * a long computation. No OpenSSL function may be called between the two, nor
 * after otls__call_resume() has answered OTLS_E_SHUTDOWN, and no lock may be
 * held that a child could need (otls__lock is the exception, see lock.h).
 * Both keep errno.
 */
void otls__call_pause(void);
int otls__call_resume(void);

/* Counts forks: differs between a process and its child. */
unsigned otls__fork_generation(void);

/* A thread's own state; NULL when memory has run out. */
struct otls__error_state;
struct otls__error_state *otls__call_error_state(void);

#endif
