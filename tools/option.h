/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OPTION_H
#define OTLS_OPTION_H

#include <getopt.h>

#include "command.h"

/* Values of long options that have no letter. */
#define OPTION_PASSPHRASE_FD 256
#define OPTION_WORK_FACTOR 257
#define OPTION_ARMOR 258
#define OPTION_JSON 259

/* What option_next() answers with besides an option's value. */
#define OPTION_END (-1)
#define OPTION_BAD (-2)
#define OPTION_HELP 'h'

/* No exit code: nothing is left to do, and all is well. */
#define OPTION_HELPED (-3)

/*
 * getopt_long(3), but its complaints are usage errors that never repeat an
 * option's value: it may be a secret that somebody put in the wrong place.
 */
int option_next(const struct command *command, int argc, char **argv,
    const char *letters, const struct option *table);

/* Prints the command's help; answers OPTION_HELPED. */
int option_help(const struct command *command);

/* Each answers REPORT_DONE, or REPORT_USAGE with a message printed. */

/* A whole number from |min| to |max|, written in decimal digits. */
int option_number(const struct command *command, const char *name,
    const char *text, int min, int max, int *value);

/* |*value| = |text|, unless it was set before. */
int option_once(const struct command *command, const char *name,
    const char *text, const char **value);

/* The one operand that may follow the options, or NULL for none. */
int option_operand(
    const struct command *command, int argc, char **argv, const char **value);

/* A list of values, at most as many as the command has arguments. */
struct option_list {
    const char **values;
    int count;
};

int option_list_add(struct option_list *list, int argc, const char *value);
void option_list_free(struct option_list *list);

/*
 * Refuses standard input for more than one thing: the input, which is
 * |input|, the passphrase, where |passphrase_fd| is its descriptor, and
 * |files| of |what|, where one is "-".
 */
int option_standard_input(const struct command *command, const char *input,
    int passphrase_fd, const struct option_list *files, const char *what);

#endif
