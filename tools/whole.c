/* SPDX-License-Identifier: ISC */
#include "whole.h"

#include <otls.h>
#include <unistd.h>

#include "job.h"

int
whole_read(const char *name, char *buf, size_t cap, size_t *len)
{
    otls_handle bio = 0;
    size_t n = 1;
    int rv;

    rv = job_is_standard(name) ? otls_bio_fd_new(STDIN_FILENO, 0, &bio)
                               : otls_bio_file_open(name, "r", &bio);
    for (*len = 0; rv == OTLS_OK && n > 0 && *len < cap; *len += n)
        rv = otls_bio_read(bio, buf + *len, cap - *len, &n);
    (void)otls_bio_free(bio);
    return rv;
}
