/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_SUPPORT_H
#define OTLS_TESTS_SUPPORT_H

#include <check.h>
#include <otls.h>

/* A test program defines this; support.c has its main(), which prints TAP. */
Suite *check_suite(void);

/* Fails the test with the library's last message where rv is not wanted. */
#define ck_assert_otls(rv, wanted)                                            \
    support_assert_otls((rv), (wanted), #rv, __FILE__, __LINE__)
#define ck_assert_ok(rv) ck_assert_otls(rv, OTLS_OK)
void support_assert_otls(
    int rv, int wanted, const char *what, const char *file, int line);

/* Fails unless the last error's message holds |part|. */
void support_assert_message(const char *part);

/* A private directory, removed with all it holds when the process ends. */
const char *support_tmpdir(void);
/* |name| in that directory, in one of a few static buffers of the thread. */
const char *support_path(const char *name);
void support_write_file(const char *path, const void *data, size_t len);
/* The file's bytes and length; freed by the caller. */
unsigned char *support_read_file(const char *path, size_t *len);

/* ../shared/vectors/<name> beside the source tree, or NULL where it isn't:
 * the test then says that it skipped with support_skip(). */
const char *support_vectors(const char *name);
void support_skip(const char *test, const char *why);

/* How many descriptors the process has open, for leak checks. */
int support_open_fds(void);

/* Waits for a child and answers its exit code, or 256 + its signal. */
int support_wait(pid_t pid);

#endif
