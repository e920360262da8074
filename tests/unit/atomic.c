/* SPDX-License-Identifier: ISC */
#include "atomic.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char atomic_dir[256];

void
atomic_start(void)
{
    (void)snprintf(
        atomic_dir, sizeof(atomic_dir), "%s/atomic-XXXXXX", support_tmpdir());
    ck_assert_ptr_nonnull(mkdtemp(atomic_dir));
}

const char *
atomic_path(const char *name)
{
    static char paths[4][600];
    static int next;
    char *path = paths[next++ % 4];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", atomic_dir, name);
    return path;
}

int
atomic_entries(void)
{
    DIR *d = opendir(atomic_dir);
    int count = 0;

    ck_assert_ptr_nonnull(d);
    while (readdir(d) != NULL)
        count++;
    (void)closedir(d);
    return count - 2;
}

void
atomic_holds(const char *path, const char *wanted)
{
    size_t len;
    unsigned char *data = support_read_file(path, &len);

    ck_assert_str_eq((char *)data, wanted);
    free(data);
}

struct otls__bio *
atomic_begin(const char *path, const char *text)
{
    struct otls__bio *bio;

    ck_assert_ok(otls__bio_atomic_open(path, &bio));
    ck_assert_ok(otls__bio_write_full(bio, text, strlen(text), NULL, NULL));
    return bio;
}

void
atomic_commit(struct otls__bio *bio)
{
    ck_assert_ok(otls__bio_atomic_commit(bio));
    otls__bio_unref(bio);
}
