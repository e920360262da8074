/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_TARGET_H
#define OTLS_BIO_TARGET_H

#include <sys/stat.h>

/*
 * The place of a file that is to appear: a directory, held open, and a name
 * in it. Links of the name itself were followed.
 */
struct otls__target {
    int dir;
    char *name;
    int exists;
    struct stat st; /* of what stood there, where |exists| */
};

int otls__target_find(struct otls__target *t, const char *path);
void otls__target_free(struct otls__target *t);

/* Gives the unnamed file that is open as |from| the target's name, where
 * nothing stands there, and syncs the directory. |done| stays 0 where that
 * can't be. */
int otls__target_fill(
    const struct otls__target *t, int from, const char *path, int *done);

/* Renames |from|, in the same directory, over the target, and syncs the
 * directory. |done| becomes 1 with the first, though the second may fail. */
int otls__target_replace(const struct otls__target *t, const char *from,
    const char *path, int *done);

#endif
