/* SPDX-License-Identifier: ISC */
#include "identities.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lines.h"
#include "report.h"
#include "whole.h"

const char *const identities_armor[] = {
    [OTLS_AGE_ARMOR_AUTO] = "auto",
    [OTLS_AGE_ARMOR_NO] = "no",
    [OTLS_AGE_ARMOR_YES] = "yes",
    NULL,
};

/* What a callback needs. */
struct adding {
    const struct identities *ids;
    const char *input;
    struct passphrase *own;
    otls_handle decryptor;
};

/* No header has more. */
#define HEADER_MAX (1024 * 1024)

int
identities_check(const struct identities *ids, const struct command *command,
    struct option_input *input)
{
    int code;

    code = passphrase_check(command, &ids->passphrase, input);
    if (code == REPORT_DONE)
        code = passphrase_check(command, &ids->own, input);
    if (code == REPORT_DONE)
        code = option_input_list(command, input, &ids->files, "identities");
    if (code == REPORT_DONE && ids->header != NULL)
        code = option_input(command, input, ids->header, "header");
    return code;
}

static int
add_identity(const struct adding *adding, int rv, otls_handle identity)
{
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_add(adding->decryptor, identity);
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
add_encrypted_file(const struct adding *adding, const char *name)
{
    struct passphrase *passphrase = adding->own;
    int code = REPORT_DONE;

    /* what was read from a descriptor can't be read again */
    if (passphrase->bytes == NULL || !passphrase_is_given(&adding->ids->own)) {
        passphrase_free(passphrase);
        code = passphrase_get(passphrase, &adding->ids->own, name);
    }
    if (code != REPORT_DONE)
        return code;
    return report_library(otls_age_decryptor_add_file_passphrase(
        adding->decryptor, name, passphrase->bytes, passphrase->len));
}

static int
add_file(struct adding *adding, const char *name)
{
    int rv;

    if (job_is_standard(name))
        return lines_each(name, "identity", add_line, adding);
    rv = otls_age_decryptor_add_file(adding->decryptor, name);
    if (rv == OTLS_E_WANT_PASSPHRASE)
        return add_encrypted_file(adding, name);
    return report_library(rv);
}

static int
add_passphrase(const struct adding *adding)
{
    struct passphrase passphrase = {0};
    otls_handle identity = 0;
    int rv, code;

    code = passphrase_get(&passphrase, &adding->ids->passphrase, NULL);
    if (code == REPORT_DONE) {
        rv = (adding->ids->normalise ? otls_age_identity_passphrase_normalised
                                     : otls_age_identity_passphrase)(
            passphrase.bytes, passphrase.len, &identity);
        code = report_library(add_identity(adding, rv, identity));
    }
    passphrase_free(&passphrase);
    return code;
}

/* How the input begins, where that can be read without using it up. */
static size_t
peek(const char *input, char *buf, size_t cap)
{
    int standard = job_is_standard(input);
    struct stat st;
    off_t at;
    ssize_t n = 0;
    int fd;

    fd = standard ? STDIN_FILENO
                  : open(input, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
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
has_recipients(const struct adding *adding)
{
    const char *header = adding->ids->header;
    char buf[128];
    size_t len =
        peek(header != NULL ? header : adding->input, buf, sizeof(buf));
    const struct beginning *b;
    size_t i;

    for (i = 0; i < BEGINNINGS; i++) {
        b = &beginnings[i];
        if (len >= strlen(b->passphrase) && begins(buf, len, b->any) &&
            adding->ids->armor != b->but_for)
            return !begins(buf, len, b->passphrase);
    }
    return 0;
}

/* Without an identity only a passphrase is left, and no one is asked for
 * what can't help. */
static int
add_what_is_left(const struct adding *adding)
{
    if (has_recipients(adding)) {
        (void)report_error("%s is encrypted to recipients, not with a"
                           " passphrase; name a file with an identity of"
                           " one of them with -i",
            job_is_standard(adding->input) ? "the input" : adding->input);
        return REPORT_NO_MATCH;
    }
    return add_passphrase(adding);
}

static int
add_identities(struct adding *adding)
{
    const struct option_list *files = &adding->ids->files;
    int code = REPORT_DONE;
    int i;

    for (i = 0; code == REPORT_DONE && i < files->count; i++)
        code = add_file(adding, files->values[i]);
    if (code == REPORT_DONE && passphrase_is_given(&adding->ids->passphrase))
        code = add_passphrase(adding);
    else if (code == REPORT_DONE && files->count == 0)
        code = add_what_is_left(adding);
    return code;
}

static int
set_header(const struct adding *adding)
{
    char *bytes = malloc(HEADER_MAX + 1);
    size_t len;
    int rv;

    if (bytes == NULL)
        return report_error("out of memory");
    rv = whole_read(adding->ids->header, bytes, HEADER_MAX + 1, &len);
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_set_header(adding->decryptor, bytes, len);
    free(bytes);
    return report_library(rv);
}

int
identities_decryptor(
    const struct identities *ids, const char *input, otls_handle *decryptor)
{
    struct passphrase own = {0};
    struct adding adding = {.ids = ids, .input = input, .own = &own};
    int rv, code;

    rv = otls_age_decryptor_new(&adding.decryptor);
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_set_armor(adding.decryptor, ids->armor);
    if (rv == OTLS_OK)
        rv = otls_age_decryptor_set_scrypt_limits(
            adding.decryptor, 0, (int64_t)ids->max_memory_mib << 20);
    code = report_library(rv);
    if (code == REPORT_DONE && ids->header != NULL)
        code = set_header(&adding);
    if (code == REPORT_DONE)
        code = add_identities(&adding);
    passphrase_free(&own);
    if (code == REPORT_DONE) {
        *decryptor = adding.decryptor;
        return REPORT_DONE;
    }
    (void)otls_age_decryptor_free(adding.decryptor);
    return code;
}

int
identities_run(const struct identities *ids, struct job *job)
{
    struct option_input standard = {0};
    int code;

    code = identities_check(ids, job->command, &standard);
    if (code == REPORT_DONE)
        code = option_input(job->command, &standard, job->input, "input");
    if (code == REPORT_DONE)
        code = job_check(job);
    if (code == REPORT_DONE)
        code = identities_decryptor(ids, job->input, &job->worker);
    if (code == REPORT_DONE)
        code = job_run(job);
    (void)otls_age_decryptor_free(job->worker);
    return code;
}

void
identities_free(struct identities *ids)
{
    option_list_free(&ids->files);
}
