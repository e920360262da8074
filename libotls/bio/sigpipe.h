/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_SIGPIPE_H
#define OTLS_BIO_SIGPIPE_H

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * write(2) that raises no SIGPIPE, whatever the process does with that
 * signal: the thread holds it back for the one system call, and takes away
 * the one that the call brought. One that was pending before stays.
 */
ssize_t otls__sigpipe_write(int fd, const void *data, size_t len);

#endif
