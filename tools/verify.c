/* SPDX-License-Identifier: ISC */
#include "identities.h"
#include "job.h"
#include "option.h"
#include "report.h"

static int
verify_stream(const struct job *job, otls_handle in, otls_handle out)
{
    (void)out;
    return otls_age_decryptor_verify_stream(job->worker, in);
}

static int
run(int argc, char **argv)
{
    struct identities ids = IDENTITIES_NONE;
    struct job job = {.command = &command_verify,
        .no_output = 1,
        .set_threads = otls_age_decryptor_set_threads,
        .on_progress = otls_age_decryptor_on_progress,
        .stream = verify_stream};
    const struct option_spec specs[] = {IDENTITIES_OPTIONS(ids),
        IDENTITIES_ARMOR(ids), JOB_THREADS(job),
        PROGRESS_OPTIONS(job.progress), {.name = NULL}};
    int code;

    code = option_parse(job.command, argc, argv, specs, &job.input, NULL);
    if (code == REPORT_DONE)
        code = identities_run(&ids, &job);
    identities_free(&ids);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "check that a file can be decrypted, all of it",
    .run = run,
    .help =
        "usage: otls verify [-i IDENTITY-FILE]... [--passphrase-fd N |\n"
        "                   --passphrase-file FILE] [--header FILE]\n"
        "                   [--armor auto|yes|no] [IN]\n"
        "\n"
        "Decrypts IN, a file in the format of age, and writes nothing: the\n"
        "exit code says whether otls decrypt would give all of it. IN is\n"
        "standard input where it is not given or is -.\n"
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
        "      --armor WHAT            take IN as armored (yes), as bytes"
        " (no), or as it\n"
        "                              looks (auto)\n"
        "      --threads N             work with at most N threads; 0, the"
        " default, is\n"
        "                              one for each processor\n"
        "  -q, --quiet                 show no progress\n"
        "      --progress              show it from the start, and where"
        " standard error\n"
        "                              is no terminal\n"
        "  -h, --help                  print this\n",
};
