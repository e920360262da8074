/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job.h"
#include "lines.h"
#include "option.h"
#include "passphrase.h"
#include "report.h"

struct arguments {
    struct option_list files;
    /* -1: none */
    int passphrase_fd;
    /* OTLS_AGE_ARMOR_* */
    int armor;
    struct job job;
};

static const char letters[] = ":i:o:h";

static const struct option table[] = {
    {"identity", required_argument, NULL, 'i'},
    {"passphrase-fd", required_argument, NULL, OPTION_PASSPHRASE_FD},
    {"armor", required_argument, NULL, OPTION_ARMOR},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int
take_armor(struct arguments *a, const char *text)
{
    if (strcmp(text, "auto") == 0)
        a->armor = OTLS_AGE_ARMOR_AUTO;
    else if (strcmp(text, "yes") == 0)
        a->armor = OTLS_AGE_ARMOR_YES;
    else if (strcmp(text, "no") == 0)
        a->armor = OTLS_AGE_ARMOR_NO;
    else
        return report_usage(
            &command_decrypt, "option --armor needs auto, yes or no");
    return REPORT_DONE;
}

static int
take_option(struct arguments *a, int option, int argc)
{
    const struct command *self = &command_decrypt;

    switch (option) {
    case 'i':
        return option_list_add(&a->files, argc, optarg);
    case OPTION_PASSPHRASE_FD:
        return option_number(
            self, "passphrase-fd", optarg, 0, INT_MAX, &a->passphrase_fd);
    case OPTION_ARMOR:
        return take_armor(a, optarg);
    case 'o':
        return option_once(self, "output", optarg, &a->job.output);
    case OPTION_HELP:
        return option_help(self);
    default:
        return REPORT_USAGE;
    }
}

static int
check_arguments(const struct arguments *a)
{
    int code;

    code = option_standard_input(&command_decrypt, a->job.input,
        a->passphrase_fd, &a->files, "identities");
    return code == REPORT_DONE ? job_check(&a->job) : code;
}

static int
add_identity(const struct arguments *a, int rv, otls_handle identity)
{
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_add(a->job.worker, identity);
    (void)otls_age_identity_free(identity);
    return rv;
}

static int
add_line(void *user, const char *line, size_t len)
{
    otls_handle identity = 0;
    int rv;

    rv = otls_age_identity_parse(line, len, &identity);
    return add_identity(user, rv, identity);
}

static int
add_file(struct arguments *a, const char *name)
{
    if (job_is_standard(name))
        return lines_each(name, "identity", add_line, a);
    return report_library(otls_age_decryptor_add_file(a->job.worker, name));
}

static int
add_passphrase(const struct arguments *a)
{
    struct passphrase passphrase = {0};
    otls_handle identity = 0;
    int rv, code;

    code = a->passphrase_fd >= 0
               ? passphrase_read(&passphrase, a->passphrase_fd)
               : passphrase_ask(&passphrase, 0);
    if (code == REPORT_DONE) {
        rv = otls_age_identity_passphrase(
            passphrase.bytes, passphrase.len, &identity);
        code = report_library(add_identity(a, rv, identity));
    }
    passphrase_free(&passphrase);
    return code;
}

/* How the input begins, where that can be read without using it up. */
static size_t
peek(const struct job *job, char *buf, size_t cap)
{
    int standard = job_is_standard(job->input);
    struct stat st;
    off_t at;
    ssize_t n = 0;
    int fd;

    fd = standard ? STDIN_FILENO
                  : open(job->input, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return 0;
    at = standard ? lseek(fd, 0, SEEK_CUR) : 0;
    if (at >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        n = pread(fd, buf, cap, at);
    if (!standard)
        (void)close(fd);
    return n > 0 ? (size_t)n : 0;
}

#define ARMOR "-----BEGIN AGE ENCRYPTED FILE-----\n"

/* How files begin that can be told from their first bytes: armored, the same
 * bytes in base64 as far as they fill its digits. */
static const struct beginning {
    const char *any;
    const char *passphrase;
    int but_for;
} beginnings[] = {
    {"age-encryption.org/v1\n-> ", "age-encryption.org/v1\n-> scrypt ",
        OTLS_AGE_ARMOR_YES},
    {ARMOR "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+",
        ARMOR "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlw", OTLS_AGE_ARMOR_NO},
};

#define BEGINNINGS (sizeof(beginnings) / sizeof(beginnings[0]))

static int
begins(const char *bytes, size_t len, const char *text)
{
    size_t n = strlen(text);

    return len >= n && memcmp(bytes, text, n) == 0;
}

/* A stanza for a passphrase stands first, alone, or not at all. */
static int
has_recipients(const struct arguments *a)
{
    char buf[128];
    size_t len = peek(&a->job, buf, sizeof(buf));
    const struct beginning *b;
    size_t i;

    for (i = 0; i < BEGINNINGS; i++) {
        b = &beginnings[i];
        if (len >= strlen(b->passphrase) && begins(buf, len, b->any) &&
            a->armor != b->but_for)
            return !begins(buf, len, b->passphrase);
    }
    return 0;
}

/* Without an identity only a passphrase is left, and no one is asked for
 * what can't help. */
static int
add_what_is_left(const struct arguments *a)
{
    if (has_recipients(a)) {
        (void)report_error("%s is encrypted to recipients, not with a"
                           " passphrase; name a file with an identity of"
                           " one of them with -i",
            job_is_standard(a->job.input) ? "the input" : a->job.input);
        return REPORT_NO_MATCH;
    }
    return add_passphrase(a);
}

static int
add_identities(struct arguments *a)
{
    int code = REPORT_DONE;
    int i;

    for (i = 0; code == REPORT_DONE && i < a->files.count; i++)
        code = add_file(a, a->files.values[i]);
    if (code == REPORT_DONE && a->passphrase_fd >= 0)
        code = add_passphrase(a);
    else if (code == REPORT_DONE && a->files.count == 0)
        code = add_what_is_left(a);
    return code;
}

static int
run_arguments(struct arguments *a)
{
    int rv, code;

    rv = otls_age_decryptor_new(&a->job.worker);
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_set_armor(a->job.worker, a->armor);
    code = report_library(rv);
    if (code == REPORT_DONE)
        code = add_identities(a);
    if (code == REPORT_DONE)
        code = job_run(&a->job);
    (void)otls_age_decryptor_free(a->job.worker);
    return code;
}

static int
run(int argc, char **argv)
{
    struct arguments a = {
        .passphrase_fd = -1,
        .job = {.command = &command_decrypt,
            .on_progress = otls_age_decryptor_on_progress,
            .file = otls_age_decryptor_file,
            .stream = otls_age_decryptor_stream},
    };
    int option, code = REPORT_DONE;

    while (code == REPORT_DONE && (option = option_next(&command_decrypt, argc,
                                       argv, letters, table)) != OPTION_END)
        code = take_option(&a, option, argc);
    if (code == REPORT_DONE)
        code = option_operand(&command_decrypt, argc, argv, &a.job.input);
    if (code == REPORT_DONE)
        code = check_arguments(&a);
    if (code == REPORT_DONE)
        code = run_arguments(&a);
    option_list_free(&a.files);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_decrypt = {
    .name = "decrypt",
    .summary = "decrypt a file with an identity or a passphrase",
    .run = run,
    .help =
        "usage: otls decrypt [-i IDENTITY-FILE]... [--passphrase-fd N]\n"
        "                    [--armor auto|yes|no] [-o OUT] [IN]\n"
        "\n"
        "Decrypts IN, a file in the format of age, to OUT. IN and OUT are\n"
        "standard input and standard output where they are not given or\n"
        "are -. Without -i and --passphrase-fd the passphrase is asked for\n"
        "on the terminal. OUT appears when all of IN has proved authentic\n"
        "and not before.\n"
        "\n"
        "  -i, --identity FILE     use every identity of FILE, one a line;"
        " may be\n"
        "                          repeated; - is standard input\n"
        "      --passphrase-fd N   read the passphrase from the descriptor N"
        " to its end\n"
        "      --armor WHAT        take IN as armored (yes), as bytes (no),"
        " or as it\n"
        "                          looks (auto)\n"
        "  -o, --output OUT        write to OUT\n"
        "  -h, --help              print this\n",
};
