/* SPDX-License-Identifier: ISC */
#ifndef OTLS_LINES_H
#define OTLS_LINES_H

#include <stddef.h>

/*
 * Calls |use| with each line of the file |name|, or of standard input where
 * that is "-", which is read to its end into locked memory first. Empty lines
 * and those that begin with # don't count. |use| answers as the library does.
 * Answers an exit code, with a message printed where it isn't 0, as when the
 * file holds no |what|.
 */
int lines_each(const char *name, const char *what,
    int (*use)(void *user, const char *line, size_t len), void *user);

#endif
