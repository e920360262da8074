/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_SECRET_H
#define OTLS_BASE_SECRET_H

#include <stddef.h>

/*
 * Memory for keys and passphrases: between guard pages, out of core dumps,
 * locked in RAM where the system lets it, and wiped when freed.
 */
void *otls__secret_new(size_t size);
void *otls__secret_copy(const void *data, size_t len);
void otls__secret_free(void *secret);

/* Wipes memory that is not secret memory but held a secret for a while. */
void otls__wipe(void *p, size_t len);

/* 1 where the |len| bytes are equal, in a time that doesn't tell where they
 * differ. */
int otls__equal(const void *a, const void *b, size_t len);

#endif
