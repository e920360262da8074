/* SPDX-License-Identifier: ISC */
#ifndef OTLS_IDENTITIES_H
#define OTLS_IDENTITIES_H

#include <otls.h>

#include "job.h"
#include "option.h"
#include "passphrase.h"

/* What decrypts a file, and how the file is taken: what the commands that
 * read one have in common. */
struct identities {
    struct option_list files;
    struct passphrase_source passphrase;
    /* of those of the files that are encrypted */
    struct passphrase_source own;
    /* whether passphrases are tried in their normal forms */
    int normalise;
    /* what a passphrase may cost, 0: what the library allows */
    int max_memory_mib;
    /* a file that holds the header, which the input has not */
    const char *header;
    /* OTLS_AGE_ARMOR_* */
    int armor;
};

#define IDENTITIES_NONE                                                       \
    {                                                                         \
        .passphrase = PASSPHRASE_ASK, .own = PASSPHRASE_ASK                   \
    }

/* In MiB: what the greatest work factor takes that the library knows. */
#define IDENTITIES_MEMORY_MAX (1024 * 1024 + 1)

/* The rows of a table of options that set |ids|. */
#define IDENTITIES_OPTIONS(ids)                                               \
    {.name = "identity", .letter = 'i', .list = &(ids).files},                \
        PASSPHRASE_OPTIONS((ids).passphrase, ""),                             \
        PASSPHRASE_OPTIONS((ids).own, "identity-"),                           \
        PASSPHRASE_NORMALISE((ids).normalise),                                \
        {.name = "max-memory",                                                \
            .number = &(ids).max_memory_mib,                                  \
            .min = 1,                                                         \
            .max = IDENTITIES_MEMORY_MAX},                                    \
    {                                                                         \
        .name = "header", .text = &(ids).header                               \
    }

#define IDENTITIES_ARMOR(ids)                                                 \
    {                                                                         \
        .name = "armor", .number = &(ids).armor, .words = identities_armor    \
    }

/* Indexed by OTLS_AGE_ARMOR_*. */
extern const char *const identities_armor[];

/* Each answers an exit code, with a message printed where it isn't 0. */

/* Whether they can be used; |input| says what else reads standard input. */
int identities_check(const struct identities *ids,
    const struct command *command, struct option_input *input);

/*
 * Makes a decryptor that has them. Where neither an identity nor a
 * passphrase is named the passphrase of |input| is asked for, unless it is
 * seen to have none.
 */
int identities_decryptor(
    const struct identities *ids, const char *input, otls_handle *decryptor);

/* The whole work of a command whose worker is that decryptor. */
int identities_run(const struct identities *ids, struct job *job);

void identities_free(struct identities *ids);

#endif
