/* SPDX-License-Identifier: ISC */
#include "identities.h"
#include "job.h"
#include "locked.h"
#include "option.h"
#include "report.h"

/* What is read and written at a time, in ranges. */
#define PIECE (1024 * 1024)

static int
decrypt_file(const struct job *job)
{
    return otls_age_decryptor_file(job->worker, job->input, job->output);
}

static int
decrypt_stream(const struct job *job, otls_handle in, otls_handle out)
{
    return otls_age_decryptor_stream(job->worker, in, out);
}

static int
write_all(otls_handle out, const char *bytes, size_t len)
{
    size_t done, n;
    int rv = OTLS_OK;

    for (done = 0; rv == OTLS_OK && done < len; done += n)
        rv = otls_bio_write(out, bytes + done, len - done, &n);
    return rv;
}

/* From |from| to |end|, which are within the plaintext. */
static int
copy_range(const struct job *job, otls_handle reader, otls_handle out,
    char *piece, int64_t from, int64_t end)
{
    size_t want, len;
    int64_t at;
    int rv = OTLS_OK;

    for (at = from; rv == OTLS_OK && at < end; at += (int64_t)len) {
        len = 0;
        want = end - at < PIECE ? (size_t)(end - at) : PIECE;
        rv = otls_age_reader_read_at(reader, at, piece, want, &len);
        if (rv == OTLS_OK)
            rv = write_all(out, piece, len);
        if (rv == OTLS_OK &&
            job->tell(job->tell_user, at + (int64_t)len - from, end - from) !=
                OTLS_CALLBACK_ACCEPT)
            rv = OTLS_E_CANCELLED;
    }
    return rv;
}

static int
range_stream(const struct job *job, otls_handle in, otls_handle out)
{
    otls_handle reader = 0;
    int64_t size = 0, from = job->range_from, end;
    char *piece = locked_new(PIECE);
    int rv = OTLS_E_NO_MEMORY;

    if (piece != NULL)
        rv = otls_age_decryptor_open_bio(job->worker, in, &reader);
    if (rv == OTLS_OK)
        rv = otls_age_reader_size(reader, &size);
    from = from < size ? from : size;
    end = job->range_length < size - from ? from + job->range_length : size;
    if (rv == OTLS_OK)
        rv = copy_range(job, reader, out, piece, from, end);
    (void)otls_age_reader_free(reader);
    locked_free(piece, PIECE);
    return rv;
}

static int
run(int argc, char **argv)
{
    struct identities ids = IDENTITIES_NONE;
    struct job job = {.command = &command_decrypt,
        .set_threads = otls_age_decryptor_set_threads,
        .on_progress = otls_age_decryptor_on_progress,
        .range_from = -1};
    const struct option_spec specs[] = {IDENTITIES_OPTIONS(ids),
        IDENTITIES_ARMOR(ids), JOB_OPTIONS(job),
        {.name = "range",
            .from = &job.range_from,
            .length = &job.range_length},
        {.name = NULL}};
    int code;

    code = option_parse(job.command, argc, argv, specs, &job.input, NULL);
    job.file = job.range_from < 0 ? decrypt_file : NULL;
    job.stream = job.range_from < 0 ? decrypt_stream : range_stream;
    if (code == REPORT_DONE)
        code = identities_run(&ids, &job);
    identities_free(&ids);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_decrypt = {
    .name = "decrypt",
    .summary = "decrypt a file with an identity or a passphrase",
    .run = run,
    .help =
        "usage: otls decrypt [-i IDENTITY-FILE]... [--passphrase-fd N |\n"
        "                    --passphrase-file FILE] [--header FILE]\n"
        "                    [--range OFF:LEN] [--armor auto|yes|no] [-o OUT]"
        " [IN]\n"
        "\n"
        "Decrypts IN, a file in the format of age, to OUT. IN and OUT are\n"
        "standard input and standard output where they are not given or\n"
        "are -. Without -i and a passphrase that comes from elsewhere, it is\n"
        "asked for on the terminal. OUT appears when all of IN has proved "
        "authentic\n"
        "and not before.\n"
        "\n"
        "  -i, --identity FILE         use every identity of FILE, one a line;"
        " may be\n"
        "                              repeated; - is standard input\n"
        "      --passphrase-fd N       read the passphrase from the"
        " descriptor N to its\n"
        "                              end\n"
        "      --passphrase-file FILE  read the passphrase from FILE\n"
        "      --identity-passphrase-fd N, --identity-passphrase-file FILE\n"
        "                              read that of FILE of -i, if it is"
        " encrypted, from\n"
        "                              there; it is asked for otherwise\n"
        "      --max-memory MIB        refuse files whose passphrase asks for"
        " more\n"
        "      --normalise             try the passphrase in all forms in which"
        " its\n"
        "                              letters can be composed\n"
        "      --header FILE           take FILE as the header of IN, which"
        " has none\n"
        "      --range OFF:LEN         only LEN bytes from OFF on, or all"
        " where LEN is\n"
        "                              missing; IN must be a regular file\n"
        "      --armor WHAT            take IN as armored (yes), as bytes"
        " (no), or as it\n"
        "                              looks (auto)\n"
        "  -o, --output OUT            write to OUT\n"
        "      --threads N             work with at most N threads; 0, the"
        " default, is\n"
        "                              one for each processor\n"
        "  -q, --quiet                 show no progress\n"
        "      --progress              show it from the start, and where"
        " standard error\n"
        "                              is no terminal\n"
        "  -h, --help                  print this\n",
};
