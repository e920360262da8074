/* SPDX-License-Identifier: ISC */
#include "job.h"
#include "option.h"
#include "recipients.h"
#include "report.h"

static int
encrypt_file(const struct job *job)
{
    return otls_age_encryptor_file(job->worker, job->input, job->output);
}

static int
encrypt_stream(const struct job *job, otls_handle in, otls_handle out)
{
    return otls_age_encryptor_stream(job->worker, in, out);
}

static int
check_arguments(struct recipients *to, struct job *job)
{
    struct option_input standard = {0};
    int code;

    job->binary = !to->armor;
    job->text = to->armor;
    code = recipients_check(to, job->command, &standard);
    if (code == REPORT_DONE)
        code = option_input(job->command, &standard, job->input, "input");
    return code == REPORT_DONE ? job_check(job) : code;
}

static int
run_arguments(struct recipients *to, struct job *job)
{
    int code;

    code = recipients_encryptor(to, &job->worker);
    if (code == REPORT_DONE)
        code = job_run(job);
    (void)otls_age_encryptor_free(job->worker);
    return code;
}

static int
run(int argc, char **argv)
{
    struct recipients to = RECIPIENTS_NONE;
    struct job job = {.command = &command_encrypt,
        .set_threads = otls_age_encryptor_set_threads,
        .on_progress = otls_age_encryptor_on_progress,
        .file = encrypt_file,
        .stream = encrypt_stream};
    const struct option_spec specs[] = {RECIPIENTS_OPTIONS(to, ""),
        {.name = "identity", .letter = 'i', .list = &to.identities},
        PASSPHRASE_NORMALISE(to.normalise), JOB_OPTIONS(job), {.name = NULL}};
    int code;

    code = option_parse(job.command, argc, argv, specs, &job.input, NULL);
    if (code == REPORT_DONE)
        code = check_arguments(&to, &job);
    if (code == REPORT_DONE)
        code = run_arguments(&to, &job);
    recipients_free(&to);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_encrypt = {
    .name = "encrypt",
    .summary = "encrypt a file to recipients or with a passphrase",
    .run = run,
    .help =
        "usage: otls encrypt [-r RECIPIENT]... [-R FILE]... [-i FILE]..."
        " [-a] [-o OUT]\n"
        "                    [IN]\n"
        "       otls encrypt -p [--passphrase-fd N | --passphrase-file FILE]"
        " [-a]\n"
        "                    [-o OUT] [IN]\n"
        "\n"
        "Encrypts IN to OUT in the format of age. Any one of the recipients\n"
        "can decrypt it. IN and OUT are standard input and standard output\n"
        "where they are not given or are -. OUT appears when it is complete\n"
        "and not before.\n"
        "\n"
        "  -r, --recipient RECIPIENT   encrypt to RECIPIENT (age1...);"
        " may be repeated\n"
        "  -R, --recipients-file FILE  encrypt to every recipient of FILE,"
        " one a line;\n"
        "                              may be repeated; - is standard"
        " input\n"
        "  -i, --identity FILE         encrypt to the recipient of every"
        " identity of FILE;\n"
        "                              may be repeated; - is standard"
        " input\n"
        "  -p, --passphrase            encrypt with a passphrase, asked for"
        " on the\n"
        "                              terminal, which also offers to make"
        " one up;\n"
        "                              not with -r, -R or -i\n"
        "      --passphrase-fd N       read the passphrase from the"
        " descriptor N to its\n"
        "                              end (implies -p)\n"
        "      --passphrase-file FILE  read the passphrase from FILE"
        " (implies -p)\n"
        "      --work-factor N         make guessing the passphrase cost"
        " 2^N steps and\n"
        "                              2^N KiB of memory\n"
        "      --normalise             take the passphrase as text, however"
        " its letters\n"
        "                              are composed\n"
        "  -a, --armor                 write text, which mail and a terminal"
        " can carry\n"
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
