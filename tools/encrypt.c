/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "lines.h"
#include "option.h"
#include "passphrase.h"
#include "report.h"

struct arguments {
    struct option_list recipients;
    struct option_list files;
    int armor;
    int passphrase;
    /* -1: ask on the terminal */
    int passphrase_fd;
    /* 0: the library's choice */
    int work_factor;
    struct job job;
};

static const char letters[] = ":r:R:pao:h";

static const struct option table[] = {
    {"recipient", required_argument, NULL, 'r'},
    {"recipients-file", required_argument, NULL, 'R'},
    {"passphrase", no_argument, NULL, 'p'},
    {"passphrase-fd", required_argument, NULL, OPTION_PASSPHRASE_FD},
    {"work-factor", required_argument, NULL, OPTION_WORK_FACTOR},
    {"armor", no_argument, NULL, 'a'},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int
take_option(struct arguments *a, int option, int argc)
{
    const struct command *self = &command_encrypt;

    switch (option) {
    case 'r':
        return option_list_add(&a->recipients, argc, optarg);
    case 'R':
        return option_list_add(&a->files, argc, optarg);
    case 'p':
        a->passphrase = 1;
        return REPORT_DONE;
    case OPTION_PASSPHRASE_FD:
        a->passphrase = 1;
        return option_number(
            self, "passphrase-fd", optarg, 0, INT_MAX, &a->passphrase_fd);
    case OPTION_WORK_FACTOR:
        return option_number(
            self, "work-factor", optarg, 1, 63, &a->work_factor);
    case 'a':
        a->armor = 1;
        return REPORT_DONE;
    case 'o':
        return option_once(self, "output", optarg, &a->job.output);
    case OPTION_HELP:
        return option_help(self);
    default:
        return REPORT_USAGE;
    }
}

static int
check_arguments(struct arguments *a)
{
    const struct command *self = &command_encrypt;
    int code;

    a->job.binary = !a->armor;
    a->job.text = a->armor;

    if (a->passphrase && (a->recipients.count > 0 || a->files.count > 0))
        return report_usage(
            self, "a passphrase cannot be combined with other recipients");
    if (!a->passphrase && a->recipients.count == 0 && a->files.count == 0)
        return report_usage(self, "nobody to encrypt to: give -r, -R or -p");
    if (!a->passphrase && a->work_factor != 0)
        return report_usage(self, "option --work-factor is for a passphrase");
    code = option_standard_input(
        self, a->job.input, a->passphrase_fd, &a->files, "recipients");
    return code == REPORT_DONE ? job_check(&a->job) : code;
}

static int
add_passphrase(const struct arguments *a)
{
    struct passphrase passphrase = {0};
    otls_handle recipient = 0;
    int rv, code;

    code = a->passphrase_fd >= 0
               ? passphrase_read(&passphrase, a->passphrase_fd)
               : passphrase_ask(&passphrase, 1);
    if (code == REPORT_DONE) {
        rv = otls_age_recipient_passphrase(
            passphrase.bytes, passphrase.len, a->work_factor, &recipient);
        if (rv == OTLS_OK)
            rv = otls_age_encryptor_add(a->job.worker, recipient);
        code = report_library(rv);
    }
    passphrase_free(&passphrase);
    (void)otls_age_recipient_free(recipient);
    return code;
}

static int
add_recipient(void *user, const char *text, size_t len)
{
    const struct arguments *a = user;
    otls_handle recipient = 0;
    int rv;

    rv = otls_age_recipient_parse(text, len, &recipient);
    if (rv == OTLS_OK)
        rv = otls_age_encryptor_add(a->job.worker, recipient);
    (void)otls_age_recipient_free(recipient);
    return rv;
}

static int
add_file(struct arguments *a, const char *name)
{
    if (job_is_standard(name))
        return lines_each(name, "recipient", add_recipient, a);
    return report_library(otls_age_encryptor_add_file(a->job.worker, name));
}

static int
add_recipients(struct arguments *a)
{
    int code = REPORT_DONE;
    const char *text;
    int i;

    for (i = 0; code == REPORT_DONE && i < a->recipients.count; i++) {
        text = a->recipients.values[i];
        code = report_library(add_recipient(a, text, strlen(text)));
    }
    for (i = 0; code == REPORT_DONE && i < a->files.count; i++)
        code = add_file(a, a->files.values[i]);
    if (code == REPORT_DONE && a->passphrase)
        code = add_passphrase(a);
    return code;
}

static int
run_arguments(struct arguments *a)
{
    int rv, code;

    rv = otls_age_encryptor_new(&a->job.worker);
    if (rv == OTLS_OK)
        rv = otls_age_encryptor_set_armor(a->job.worker, a->armor);
    code = report_library(rv);
    if (code == REPORT_DONE)
        code = add_recipients(a);
    if (code == REPORT_DONE)
        code = job_run(&a->job);
    (void)otls_age_encryptor_free(a->job.worker);
    return code;
}

static int
run(int argc, char **argv)
{
    struct arguments a = {
        .passphrase_fd = -1,
        .job = {.command = &command_encrypt,
            .on_progress = otls_age_encryptor_on_progress,
            .file = otls_age_encryptor_file,
            .stream = otls_age_encryptor_stream},
    };
    int option, code = REPORT_DONE;

    while (code == REPORT_DONE && (option = option_next(&command_encrypt, argc,
                                       argv, letters, table)) != OPTION_END)
        code = take_option(&a, option, argc);
    if (code == REPORT_DONE)
        code = option_operand(&command_encrypt, argc, argv, &a.job.input);
    if (code == REPORT_DONE)
        code = check_arguments(&a);
    if (code == REPORT_DONE)
        code = run_arguments(&a);
    option_list_free(&a.recipients);
    option_list_free(&a.files);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_encrypt = {
    .name = "encrypt",
    .summary = "encrypt a file to recipients or with a passphrase",
    .run = run,
    .help =
        "usage: otls encrypt [-r RECIPIENT]... [-R FILE]... [-a] [-o OUT]"
        " [IN]\n"
        "       otls encrypt -p [--passphrase-fd N] [-a] [-o OUT] [IN]\n"
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
        "  -p, --passphrase            encrypt with a passphrase, asked for"
        " on the\n"
        "                              terminal; not with -r or -R\n"
        "      --passphrase-fd N       read the passphrase from the"
        " descriptor N to its\n"
        "                              end (implies -p)\n"
        "      --work-factor N         make guessing the passphrase cost"
        " 2^N steps and\n"
        "                              2^N KiB of memory\n"
        "  -a, --armor                 write text, which mail and a terminal"
        " can carry\n"
        "  -o, --output OUT            write to OUT\n"
        "  -h, --help                  print this\n",
};
