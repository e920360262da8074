/* SPDX-License-Identifier: ISC */
#include "recipients.h"

#include <string.h>

#include "job.h"
#include "lines.h"
#include "report.h"

int
recipients_check(struct recipients *to, const struct command *command,
    struct option_input *input)
{
    int others =
        to->texts.count > 0 || to->files.count > 0 || to->identities.count > 0;
    int code;

    if (passphrase_is_given(&to->source))
        to->passphrase = 1;
    if (to->passphrase && others)
        return report_usage(
            command, "a passphrase cannot be combined with other recipients");
    if (!to->passphrase && !others)
        return report_usage(
            command, "nobody to encrypt to: give -r, -R or -p");
    if (!to->passphrase && to->work_factor != 0)
        return report_usage(
            command, "option --work-factor is for a passphrase");
    if (!to->passphrase && to->normalise)
        return report_usage(
            command, "option --normalise is for a passphrase");
    code = passphrase_check(command, &to->source, input);
    if (code == REPORT_DONE)
        code = option_input_list(command, input, &to->files, "recipients");
    if (code == REPORT_DONE)
        code =
            option_input_list(command, input, &to->identities, "identities");
    return code;
}

static int
add(otls_handle encryptor, int rv, otls_handle recipient)
{
    if (rv == OTLS_OK)
        rv = otls_age_encryptor_add(encryptor, recipient);
    (void)otls_age_recipient_free(recipient);
    return rv;
}

static int
add_passphrase(const struct recipients *to, otls_handle encryptor)
{
    struct passphrase passphrase = {0};
    otls_handle recipient = 0;
    int rv, code;

    code = passphrase_new(&passphrase, &to->source);
    if (code == REPORT_DONE) {
        rv = (to->normalise ? otls_age_recipient_passphrase_normalised
                            : otls_age_recipient_passphrase)(
            passphrase.bytes, passphrase.len, to->work_factor, &recipient);
        code = report_library(add(encryptor, rv, recipient));
    }
    passphrase_free(&passphrase);
    return code;
}

static int
add_text(void *user, const char *text, size_t len)
{
    const otls_handle *encryptor = user;
    otls_handle recipient = 0;
    int rv;

    rv = otls_age_recipient_parse(text, len, &recipient);
    return add(*encryptor, rv, recipient);
}

static int
add_file(otls_handle encryptor, const char *name)
{
    if (job_is_standard(name))
        return lines_each(name, "recipient", add_text, &encryptor);
    return report_library(otls_age_encryptor_add_file(encryptor, name));
}

static int
add_own(void *user, const char *line, size_t len)
{
    const otls_handle *encryptor = user;
    otls_handle identity = 0, recipient = 0;
    int rv;

    rv = otls_age_identity_parse(line, len, &identity);
    if (rv == OTLS_OK)
        rv = otls_age_identity_recipient(identity, &recipient);
    (void)otls_age_identity_free(identity);
    return add(*encryptor, rv, recipient);
}

static int
add_recipients(const struct recipients *to, otls_handle encryptor)
{
    int code = REPORT_DONE;
    const char *text;
    int i;

    for (i = 0; code == REPORT_DONE && i < to->texts.count; i++) {
        text = to->texts.values[i];
        code = report_library(add_text(&encryptor, text, strlen(text)));
    }
    for (i = 0; code == REPORT_DONE && i < to->files.count; i++)
        code = add_file(encryptor, to->files.values[i]);
    for (i = 0; code == REPORT_DONE && i < to->identities.count; i++)
        code = lines_each(
            to->identities.values[i], "identity", add_own, &encryptor);
    if (code == REPORT_DONE && to->passphrase)
        code = add_passphrase(to, encryptor);
    return code;
}

int
recipients_encryptor(const struct recipients *to, otls_handle *encryptor)
{
    otls_handle made = 0;
    int rv, code;

    rv = otls_age_encryptor_new(&made);
    if (rv == OTLS_OK)
        rv = otls_age_encryptor_set_armor(made, to->armor);
    code = report_library(rv);
    if (code == REPORT_DONE)
        code = add_recipients(to, made);
    if (code == REPORT_DONE) {
        *encryptor = made;
        return REPORT_DONE;
    }
    (void)otls_age_encryptor_free(made);
    return code;
}

void
recipients_free(struct recipients *to)
{
    option_list_free(&to->texts);
    option_list_free(&to->files);
    option_list_free(&to->identities);
}
