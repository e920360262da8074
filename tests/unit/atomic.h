/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_ATOMIC_H
#define TESTS_UNIT_ATOMIC_H

#include "support.h"

#include "bio/bio.h"

/* Each test of a loop runs with an unnamed file, and with a named one. */
#define WAYS 2

/* A new directory for each test, made by the fixture atomic_start(). */
extern char atomic_dir[256];
void atomic_start(void);

/* Where |name| stands in it; the next four calls leave the answer alone. */
const char *atomic_path(const char *name);
int atomic_entries(void);
void atomic_holds(const char *path, const char *wanted);

struct otls__bio *atomic_begin(const char *path, const char *text);
void atomic_commit(struct otls__bio *bio);

#endif
