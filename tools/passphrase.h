/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PASSPHRASE_H
#define OTLS_PASSPHRASE_H

#include <limits.h>
#include <stddef.h>

#include "option.h"

/* Where passphrases come from; PASSPHRASE_ASK is the terminal. */
struct passphrase_source {
    int fd;
    const char *file;
};

#define PASSPHRASE_ASK                                                        \
    {                                                                         \
        -1, NULL                                                              \
    }

/* The rows of a table of options that set |source|, |prefix| being what the
 * names of both begin with. */
#define PASSPHRASE_OPTIONS(source, prefix)                                    \
    {.name = prefix "passphrase-fd", .number = &(source).fd, .max = INT_MAX}, \
    {                                                                         \
        .name = prefix "passphrase-file", .text = &(source).file              \
    }

/* The row of the option that takes passphrases as text, however a keyboard
 * composed it. */
#define PASSPHRASE_NORMALISE(flag)                                            \
    {                                                                         \
        .name = "normalise", .number = &(flag)                                \
    }

/* A passphrase in locked memory; all zero before the first use. */
struct passphrase {
    char *bytes;
    size_t len;
};

/* Each answers REPORT_DONE, or something else with a message printed (none
 * after an interrupt). */

/* Whether the source can be: one of the two at most, and standard input only
 * where nothing else is. */
int passphrase_check(const struct command *command,
    const struct passphrase_source *source, struct option_input *input);

/* 1 where |source| is not the terminal. */
int passphrase_is_given(const struct passphrase_source *source);

/* An existing one. The terminal asks for that of |what|, where it isn't
 * NULL. */
int passphrase_get(struct passphrase *passphrase,
    const struct passphrase_source *source, const char *what);

/* A new one: the terminal asks twice, and offers to make one up, which it
 * then shows. */
int passphrase_new(
    struct passphrase *passphrase, const struct passphrase_source *source);

void passphrase_free(struct passphrase *passphrase);

#endif
