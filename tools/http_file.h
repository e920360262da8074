/* SPDX-License-Identifier: ISC */
#ifndef OTLS_HTTP_FILE_H
#define OTLS_HTTP_FILE_H

#include <stdint.h>

/* A directory to find files below, or -1. */
int http_file_root(const char *name);

/*
 * Opens the regular file that |path|, which begins with a slash, names below
 * |root|. No symbolic link is followed, and no name is that begins with a
 * dot, so that nothing outside and nothing hidden can be reached. Answers
 * 200, with |fd|, which the caller closes, and |size|; 404 where there is no
 * such file; 503 where descriptors or memory have run out.
 */
int http_file_open(int root, const char *path, int *fd, int64_t *size);

#endif
