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

/* A new private name beside the target; freed by the caller. */
int otls__target_private_name(const struct otls__target *t, char **name);

/* Renames |from|, in the same directory, over the target, and syncs the
 * directory. |done| becomes 1 with the first, though the second may fail. */
int otls__target_replace(const struct otls__target *t, const char *from,
    const char *path, int *done);

#endif
