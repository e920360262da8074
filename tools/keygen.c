/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <otls.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "job.h"
#include "lines.h"
#include "locked.h"
#include "option.h"
#include "report.h"

/* Room for the longest recipient and identity. */
#define ROOM 16384

struct arguments {
    const char *output;
    const char *identities;
    int store_secret;
};

static int
recipient_text(otls_handle identity, char *buf, size_t cap, size_t *len)
{
    otls_handle recipient = 0;
    int rv;

    rv = otls_age_identity_recipient(identity, &recipient);
    if (rv == OTLS_OK)
        rv = otls_age_recipient_text(recipient, buf, cap, len);
    (void)otls_age_recipient_free(recipient);
    return rv;
}

static int
print_recipient(void *user, const char *line, size_t len)
{
    char text[ROOM];
    otls_handle identity = 0;
    size_t text_len;
    int rv;

    (void)user;
    rv = otls_age_identity_parse(line, len, &identity);
    if (rv == OTLS_OK)
        rv = recipient_text(identity, text, sizeof(text), &text_len);
    (void)otls_age_identity_free(identity);
    if (rv == OTLS_OK)
        (void)printf("%s\n", text);
    return rv;
}

/* The file of a new identity, in |file|; |recipient| names it. */
static int
write_identity(
    otls_handle identity, char *file, size_t *len, const char *recipient)
{
    char created[64] = "";
    time_t now = time(NULL);
    struct tm tm;
    size_t secret_len;
    int rv, head;

    if (gmtime_r(&now, &tm) != NULL)
        (void)strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", &tm);
    head = snprintf(
        file, ROOM, "# created: %s\n# public key: %s\n", created, recipient);
    rv = otls_age_identity_export_secret(
        identity, file + head, ROOM - 1 - (size_t)head, &secret_len);
    if (rv != OTLS_OK)
        return report_library(rv);
    *len = (size_t)head + secret_len;
    file[(*len)++] = '\n';
    return REPORT_DONE;
}

static int
new_identity(char *file, size_t *len, char *recipient, size_t cap)
{
    otls_handle identity = 0;
    size_t recipient_len;
    int rv, code;

    rv = otls_age_identity_generate(&identity);
    if (rv == OTLS_OK)
        rv = recipient_text(identity, recipient, cap, &recipient_len);
    code = rv == OTLS_OK ? write_identity(identity, file, len, recipient)
                         : report_library(rv);
    (void)otls_age_identity_free(identity);
    return code;
}

/* Not through stdio, whose buffer nobody wipes. */
static int
write_all(int fd, const char *bytes, size_t len)
{
    otls_handle bio = 0;
    size_t n;
    int rv;

    rv = otls_bio_fd_new(fd, 0, &bio);
    for (; rv == OTLS_OK && len > 0; bytes += n, len -= n)
        rv = otls_bio_write(bio, bytes, len, &n);
    (void)otls_bio_free(bio);
    return report_library(rv);
}

static int
create(const char *name, const char *file, size_t len)
{
    int code, fd;

    interrupt_watch();
    fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return report_error("%s exists, and it may hold a key; remove it"
                            " first, or name another file",
            name);
    if (fd < 0)
        return report_error("cannot create %s: %s", name, strerror(errno));
    code = write_all(fd, file, len);
    if (code == REPORT_DONE && fsync(fd) != 0 && errno != EINVAL)
        code = report_error("cannot write %s: %s", name, strerror(errno));
    if (close(fd) != 0 && code == REPORT_DONE)
        code = report_error("cannot write %s: %s", name, strerror(errno));
    if (interrupt_signal() != 0)
        code = REPORT_FAILURE;
    if (code != REPORT_DONE)
        (void)unlink(name);
    return code;
}

static int
write_standard(const char *file, size_t len)
{
    struct stat st;

    if (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
        (st.st_mode & 077) != 0)
        report_warning("others can read the file that the secret key is"
                       " written to; -o makes one that only you can read");
    return write_all(STDOUT_FILENO, file, len);
}

static int
new_store_secret(char *file, size_t *len)
{
    const int rv = otls_store_make_secret(file, ROOM - 1, len);

    if (rv != OTLS_OK)
        return report_library(rv);
    file[(*len)++] = '\n';
    return REPORT_DONE;
}

static int
run_generate(const struct arguments *a)
{
    int standard = job_is_standard(a->output);
    char recipient[ROOM / 2] = "";
    size_t len;
    char *file;
    int code;

    file = locked_new(ROOM);
    if (file == NULL)
        return REPORT_FAILURE;
    code = a->store_secret
               ? new_store_secret(file, &len)
               : new_identity(file, &len, recipient, sizeof(recipient));
    if (code == REPORT_DONE)
        code = standard ? write_standard(file, len)
                        : create(a->output, file, len);
    if (code == REPORT_DONE && !a->store_secret &&
        (!standard || !isatty(STDOUT_FILENO)))
        (void)fprintf(stderr, "Public key: %s\n", recipient);
    locked_free(file, ROOM);
    return code;
}

static int
run_arguments(const struct arguments *a)
{
    if (a->identities != NULL && a->store_secret)
        return report_usage(&command_keygen,
            "-y prints recipients; a store's secret has none");
    if (a->identities != NULL && a->output != NULL)
        return report_usage(
            &command_keygen, "-y prints recipients, and takes no -o");
    if (a->identities != NULL)
        return lines_each(a->identities, "identity; make one with otls keygen",
            print_recipient, NULL);
    return run_generate(a);
}

static int
run(int argc, char **argv)
{
    struct arguments a = {0};
    const struct option_spec specs[] = {
        {.name = "output", .letter = 'o', .text = &a.output},
        {.name = "recipients-of", .letter = 'y', .text = &a.identities},
        {.name = "store-secret", .number = &a.store_secret},
        {.name = NULL}};
    int code;

    code = option_parse(&command_keygen, argc, argv, specs, NULL,
        "keygen takes no operand; a file to write is named with -o");
    if (code == REPORT_DONE)
        code = run_arguments(&a);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_keygen = {
    .name = "keygen",
    .summary = "make an identity, or print the recipients of some",
    .run = run,
    .help =
        "usage: otls keygen [-o OUT]\n"
        "       otls keygen -y IDENTITY-FILE\n"
        "       otls keygen --store-secret [-o OUT]\n"
        "\n"
        "Makes a new identity, and prints it or writes it to OUT. Whoever\n"
        "has it can decrypt what is encrypted to its recipient, the public\n"
        "key that stands beside it.\n"
        "\n"
        "  -o, --output OUT          write to OUT, which must not exist and"
        " which\n"
        "                            only you can read\n"
        "  -y, --recipients-of FILE  print the recipient of every identity"
        " of FILE\n"
        "      --store-secret        make a secret for session stores"
        " instead\n"
        "  -h, --help                print this\n",
};
