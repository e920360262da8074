/* SPDX-License-Identifier: ISC */
#include "identities.h"
#include "job.h"
#include "option.h"
#include "recipients.h"
#include "report.h"

static int
rewrap_file(const struct job *job)
{
    if (job->fresh)
        return otls_age_rewrap_fresh_file(
            job->worker, job->encryptor, job->input, job->output);
    return otls_age_rewrap_file(
        job->worker, job->encryptor, job->input, job->output);
}

static int
rewrap_stream(const struct job *job, otls_handle in, otls_handle out)
{
    if (job->fresh)
        return otls_age_rewrap_fresh_stream(
            job->worker, job->encryptor, in, out);
    return otls_age_rewrap_stream(job->worker, job->encryptor, in, out);
}

static int
check_arguments(
    const struct identities *ids, struct recipients *to, struct job *job)
{
    struct option_input standard = {0};
    int code;

    to->normalise = ids->normalise &&
                    (to->passphrase || passphrase_is_given(&to->source));
    job->binary = !to->armor;
    job->text = to->armor;
    code = identities_check(ids, job->command, &standard);
    if (code == REPORT_DONE)
        code = recipients_check(to, job->command, &standard);
    if (code == REPORT_DONE)
        code = option_input(job->command, &standard, job->input, "input");
    return code == REPORT_DONE ? job_check(job) : code;
}

/* Nobody can tell who was removed: a file doesn't say for whom it is. */
static void
warn(const struct job *job)
{
    if (!job->fresh && !job->progress.quiet)
        report_warning("the file keeps its key: whoever could read it before"
                       " can read the new one too, if they kept the key or"
                       " the old file; --fresh shuts them out");
}

static int
run_arguments(
    const struct identities *ids, struct recipients *to, struct job *job)
{
    int code;

    code = check_arguments(ids, to, job);
    if (code == REPORT_DONE)
        code = identities_decryptor(ids, job->input, &job->worker);
    if (code == REPORT_DONE)
        code = recipients_encryptor(to, &job->encryptor);
    if (code == REPORT_DONE)
        code = report_library(
            otls_age_encryptor_set_threads(job->encryptor, job->threads));
    if (code == REPORT_DONE)
        code = job_run(job);
    if (code == REPORT_DONE)
        warn(job);
    (void)otls_age_encryptor_free(job->encryptor);
    (void)otls_age_decryptor_free(job->worker);
    return code;
}

static int
run(int argc, char **argv)
{
    struct identities ids = IDENTITIES_NONE;
    struct recipients to = RECIPIENTS_NONE;
    struct job job = {.command = &command_rewrap,
        .set_threads = otls_age_decryptor_set_threads,
        .on_progress = otls_age_decryptor_on_progress,
        .file = rewrap_file,
        .stream = rewrap_stream};
    const struct option_spec specs[] = {IDENTITIES_OPTIONS(ids),
        RECIPIENTS_OPTIONS(to, "new-"), JOB_OPTIONS(job),
        {.name = "fresh", .number = &job.fresh}, {.name = NULL}};
    int code;

    code = option_parse(job.command, argc, argv, specs, &job.input, NULL);
    if (code == REPORT_DONE)
        code = run_arguments(&ids, &to, &job);
    identities_free(&ids);
    recipients_free(&to);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_rewrap = {
    .name = "rewrap",
    .summary = "encrypt a file to other recipients",
    .run = run,
    .help =
        "usage: otls rewrap [-i IDENTITY-FILE]... [-r RECIPIENT]..."
        " [-R FILE]...\n"
        "                   [--fresh] [-a] [-o OUT] [IN]\n"
        "       otls rewrap [-i IDENTITY-FILE]... -p [--fresh] [-a] [-o OUT]"
        " [IN]\n"
        "\n"
        "Writes IN, which one of the identities can decrypt, to OUT for the\n"
        "recipients that are given and no others. The payload is copied and\n"
        "not decrypted, and the file keeps its key: whoever could read IN,\n"
        "and kept that key or IN itself, can read OUT as well. With --fresh\n"
        "all is encrypted anew with another key. OUT may be IN, which is\n"
        "then replaced when the new one is complete.\n"
        "\n"
        "  -i, --identity FILE         open IN with every identity of FILE,"
        " one a line;\n"
        "                              may be repeated; - is standard"
        " input\n"
        "      --passphrase-fd N       read the passphrase that opens IN from"
        " the\n"
        "                              descriptor N to its end\n"
        "      --passphrase-file FILE  read it from FILE\n"
        "      --identity-passphrase-fd N, --identity-passphrase-file FILE\n"
        "                              read that of FILE of -i, if it is"
        " encrypted, from\n"
        "                              there; it is asked for otherwise\n"
        "      --max-memory MIB        refuse files whose passphrase asks for"
        " more\n"
        "      --header FILE           take FILE as the header of IN, which"
        " has none\n"
        "  -r, --recipient RECIPIENT   encrypt to RECIPIENT (age1...);"
        " may be repeated\n"
        "  -R, --recipients-file FILE  encrypt to every recipient of FILE,"
        " one a line;\n"
        "                              may be repeated; - is standard"
        " input\n"
        "  -p, --passphrase            encrypt with a new passphrase, asked"
        " for on the\n"
        "                              terminal, which also offers to make"
        " one up;\n"
        "                              not with -r or -R\n"
        "      --new-passphrase-fd N   read the new passphrase from the"
        " descriptor N to\n"
        "                              its end (implies -p)\n"
        "      --new-passphrase-file FILE  read it from FILE (implies -p)\n"
        "      --work-factor N         make guessing the passphrase cost"
        " 2^N steps and\n"
        "                              2^N KiB of memory\n"
        "      --normalise             take passphrases as text, however their"
        " letters are\n"
        "                              composed\n"
        "      --fresh                 encrypt everything anew\n"
        "  -a, --armor                 write text, which mail and a terminal"
        " can carry\n"
        "  -o, --output OUT            write to OUT\n"
        "      --threads N             work with at most N threads; 0, the"
        " default, is\n"
        "                              one for each processor\n"
        "  -q, --quiet                 show no progress, and no warning of"
        " the key that\n"
        "                              stays\n"
        "      --progress              show it from the start, and where"
        " standard error\n"
        "                              is no terminal\n"
        "  -h, --help                  print this\n",
};
