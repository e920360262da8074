/* SPDX-License-Identifier: ISC */
#ifndef OTLS_RECIPIENTS_H
#define OTLS_RECIPIENTS_H

#include <otls.h>

#include "option.h"
#include "passphrase.h"

/* Whom a file is encrypted to. */
struct recipients {
    struct option_list texts;
    struct option_list files;
    /* files of identities, whose recipients are meant */
    struct option_list identities;
    /* with a passphrase */
    int passphrase;
    struct passphrase_source source;
    /* 0: the library's choice */
    int work_factor;
    /* whether the passphrase is brought to its normal form */
    int normalise;
    int armor;
};

#define RECIPIENTS_NONE                                                       \
    {                                                                         \
        .source = PASSPHRASE_ASK                                              \
    }

/* The rows of a table of options that set |to|; |prefix| stands before the
 * names of those that say where a passphrase comes from. */
#define RECIPIENTS_OPTIONS(to, prefix)                                        \
    {.name = "recipient", .letter = 'r', .list = &(to).texts},                \
        {.name = "recipients-file", .letter = 'R', .list = &(to).files},      \
        {.name = "passphrase", .letter = 'p', .number = &(to).passphrase},    \
        PASSPHRASE_OPTIONS((to).source, prefix),                              \
        {.name = "work-factor",                                               \
            .number = &(to).work_factor,                                      \
            .min = 1,                                                         \
            .max = 63},                                                       \
    {                                                                         \
        .name = "armor", .letter = 'a', .number = &(to).armor                 \
    }

/* Each answers an exit code, with a message printed where it isn't 0. */

/* Whether they can be used, and read where |input| says what else reads
 * standard input. */
int recipients_check(struct recipients *to, const struct command *command,
    struct option_input *input);

/* Makes an encryptor that has them. */
int recipients_encryptor(const struct recipients *to, otls_handle *encryptor);

void recipients_free(struct recipients *to);

#endif
