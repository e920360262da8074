/* SPDX-License-Identifier: ISC */
#ifndef OTLS_INTERRUPT_H
#define OTLS_INTERRUPT_H

#include <signal.h>
#include <stdint.h>

/*
 * From here on SIGHUP, SIGINT, SIGQUIT and SIGTERM end the command only once
 * it has tidied up: they are noted, whoever waits is woken, the work under
 * way is cancelled, and main() dies of the signal at last, so that a shell
 * knows. One that was ignored when the command began, as under nohup(1),
 * stays so. To be called, again if need be, where there begins to be
 * something to tidy up; before that a signal does what it always does.
 */
void interrupt_watch(void);

/* The signals that are noted. */
void interrupt_set(sigset_t *set);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* Dies of the signal that came, if one did. */
void interrupt_die(void);

/* A progress callback for the library: refuses to go on after a signal. */
int interrupt_progress(void *user, int64_t done, int64_t total);

/*
 * From here to interrupt_release(), a signal makes every read and write of
 * |fd| fail, one that waits and one that is about to: the library goes on
 * where a signal only wakes it. At most two at a time.
 */
void interrupt_cut(int fd);
void interrupt_release(void);

#endif
