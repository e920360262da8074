/* SPDX-License-Identifier: ISC */
#include "age/file.h"

#include <stddef.h>

#include "age/decrypt.h"
#include "age/encrypt.h"
#include "base/error.h"
#include "bio/bio.h"

struct files {
    struct otls__bio *input;
    struct otls__bio *output;
};

static int
files_open(struct files *f, const char *input, const char *output)
{
    int rv;

    f->input = f->output = NULL;
    if ((rv = otls__bio_file_open(input, "r", &f->input)) != OTLS_OK ||
        (rv = otls__bio_atomic_open(output, &f->output)) != OTLS_OK)
        return rv;
    if (otls__bio_same_file(f->input, f->output))
        return otls__error(OTLS_E_SAME_FILE,
            "%.200s and %.200s are the same file: name another output", input,
            output);
    return OTLS_OK;
}

/* Without a commit the output's end leaves everything as it was. */
static int
files_close(struct files *f, int rv)
{
    if (rv == OTLS_OK)
        rv = otls__bio_atomic_commit(f->output);
    otls__bio_unref(f->output);
    otls__bio_unref(f->input);
    return rv;
}

int
otls__age_encryptor_file(
    struct otls__age_encryptor *e, const char *input, const char *output)
{
    struct files f;
    int rv;

    if ((rv = files_open(&f, input, output)) == OTLS_OK)
        rv = otls__age_encryptor_stream(e, f.input, f.output);
    return files_close(&f, rv);
}

int
otls__age_decryptor_file(
    struct otls__age_decryptor *d, const char *input, const char *output)
{
    struct files f;
    int rv;

    if ((rv = files_open(&f, input, output)) == OTLS_OK)
        rv = otls__age_decryptor_stream(d, f.input, f.output);
    return files_close(&f, rv);
}
