/* SPDX-License-Identifier: ISC */
#include "identities.h"
#include "job.h"
#include "option.h"
#include "report.h"

static int
run_arguments(const struct identities *ids, struct job *job)
{
    int code;

    code = identities_check(ids, job->command, job->input);
    if (code == REPORT_DONE)
        code = job_check(job);
    if (code == REPORT_DONE)
        code = identities_decryptor(ids, job->input, &job->worker);
    if (code == REPORT_DONE)
        code = job_run(job);
    (void)otls_age_decryptor_free(job->worker);
    return code;
}

static int
run(int argc, char **argv)
{
    struct identities ids = IDENTITIES_NONE;
    struct job job = {.command = &command_decrypt,
        .set_threads = otls_age_decryptor_set_threads,
        .on_progress = otls_age_decryptor_on_progress,
        .file = otls_age_decryptor_file,
        .stream = otls_age_decryptor_stream};
    const struct option_spec specs[] = {
        IDENTITIES_OPTIONS(ids), JOB_OPTIONS(job), {.name = NULL}};
    int code;

    code = option_parse(job.command, argc, argv, specs, &job.input, NULL);
    if (code == REPORT_DONE)
        code = run_arguments(&ids, &job);
    identities_free(&ids);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_decrypt = {
    .name = "decrypt",
    .summary = "decrypt a file with an identity or a passphrase",
    .run = run,
    .help =
        "usage: otls decrypt [-i IDENTITY-FILE]... [--passphrase-fd N |\n"
        "                    --passphrase-file FILE] [--armor auto|yes|no]"
        " [-o OUT]\n"
        "                    [IN]\n"
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
