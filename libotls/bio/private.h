/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_PRIVATE_H
#define OTLS_BIO_PRIVATE_H

#include "bio/target.h"

/*
 * The private file that becomes the target. While its owner lives it is
 * locked by flock(2), which ends with the process however that ends, on this
 * host or another. So whoever can lock one finds that its owner is gone.
 *
 * The first few names, .NAME.otls-1 and so on, can be looked up without
 * reading the directory; where those are taken, a name has random letters,
 * and is not swept.
 */
#define OTLS__PRIVATE_SWEPT 4

/* Removes what owners that are gone left of this target. Only a regular file
 * of this user, with one name, that nobody else may touch, is removed. */
void otls__private_sweep(const struct otls__target *t);

/* A new private file, open for writing; |path| is for messages. The caller
 * frees |name|. */
int otls__private_create(
    const struct otls__target *t, const char *path, char **name, int *fd);

/* The same, for the unnamed file that is open as |fd|. */
int otls__private_link(
    const struct otls__target *t, const char *path, int fd, char **name);

/* What was private is the target now, and others may lock it. */
void otls__private_publish(int fd);

#endif
