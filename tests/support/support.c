/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char tmpdir[64];
static pid_t tmpdir_owner;

void
support_assert_otls(
    int rv, int wanted, const char *what, const char *file, int line)
{
    char message[600] = "", name[64] = "?";
    size_t len;

    if (rv == wanted) {
        mark_point();
        return;
    }
    (void)otls_error_message(message, sizeof(message), &len);
    (void)otls_error_name(rv, name, sizeof(name), &len);
    ck_abort_msg("%s:%d: %s is %d (%s), wanted %d; last error: %s", file, line,
        what, rv, name, wanted, message);
}

void
support_assert_message(const char *part)
{
    char message[600];
    size_t len;

    ck_assert_int_eq(
        otls_error_message(message, sizeof(message), &len), OTLS_OK);
    ck_assert_msg(
        strstr(message, part) != NULL, "'%s' is not in '%s'", part, message);
}

static int
remove_entry(
    const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void
remove_tmpdir(void)
{
    if (tmpdir_owner == getpid())
        (void)nftw(tmpdir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
support_tmpdir(void)
{
    if (tmpdir_owner == 0) {
        const char *base = getenv("TMPDIR");

        if (base == NULL || strlen(base) > 32)
            base = "/tmp";
        (void)snprintf(tmpdir, sizeof(tmpdir), "%s/otls-test-XXXXXX", base);
        if (mkdtemp(tmpdir) == NULL) {
            perror(tmpdir);
            exit(99);
        }
        tmpdir_owner = getpid();
        (void)atexit(remove_tmpdir);
    }
    return tmpdir;
}

const char *
support_path(const char *name)
{
    static _Thread_local char paths[8][256];
    static _Thread_local unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", support_tmpdir(), name);
    return path;
}

void
support_write_file(const char *path, const void *data, size_t len)
{
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

unsigned char *
support_read_file(const char *path, size_t *len)
{
    struct stat st;
    unsigned char *data;
    FILE *file = fopen(path, "rb");

    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    ck_assert_int_eq(fstat(fileno(file), &st), 0);
    data = malloc((size_t)st.st_size + 1);
    ck_assert_ptr_nonnull(data);
    *len = fread(data, 1, (size_t)st.st_size, file);
    ck_assert_uint_eq(*len, (size_t)st.st_size);
    data[*len] = 0;
    ck_assert_int_eq(fclose(file), 0);
    return data;
}

const char *
support_vectors(const char *name)
{
    static char path[4096];

    (void)snprintf(
        path, sizeof(path), "%s/../shared/vectors/%s", TOP_SRCDIR, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

void
support_skip(const char *test, const char *why)
{
    printf("# SKIP %s: %s\n", test, why);
}

int
support_open_fds(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");

    ck_assert_ptr_nonnull(dir);
    while (readdir(dir) != NULL)
        count++;
    (void)closedir(dir);
    return count;
}

int
support_wait(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

int
main(void)
{
    SRunner *runner = srunner_create(check_suite());
    int failed;

    /* each test runs in a child: the directory must be the parent's, who
     * outlives them */
    (void)support_tmpdir();
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
