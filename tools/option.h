/* SPDX-License-Identifier: ISC */
#ifndef OTLS_OPTION_H
#define OTLS_OPTION_H

#include <stdint.h>

#include "command.h"

/* A list of values, at most as many as the command has arguments. */
struct option_list {
    const char **values;
    int count;
};

/*
 * An option, and where its value goes; what it is follows from what is set.
 * |letter| is 0 where it has none.
 *
 *     |text|                a text, given once at most
 *     |list|                a text that adds to the list
 *     |number|, |max| not 0 a whole number from |min| to |max|, in decimal
 *     |number|, |words|     one of the words, as its index
 *     |from|, |length|      a range, OFF:LEN or OFF:, in bytes
 *     |number|              a flag, which sets it to 1
 *
 * A table of them ends with one whose name is NULL; -h and --help need none.
 */
struct option_spec {
    const char *name;
    int letter;
    const char **text;
    struct option_list *list;
    int *number;
    int min;
    int max;
    const char *const *words;
    int64_t *from;
    int64_t *length;
};

/* No exit code: the help was printed, nothing is left to do, all is well. */
#define OPTION_HELPED (-3)

/*
 * Takes the options of |command| from |argv|, and what follows them as
 * |operand|: NULL where there is none. Where |operand| is NULL the command
 * has none, and |no_operand| says so to whoever gives one.
 *
 * Answers REPORT_DONE, OPTION_HELPED, or another exit code with a message
 * printed. Complaints never repeat an option's value: it may be a secret that
 * somebody put in the wrong place.
 */
int option_parse(const struct command *command, int argc, char **argv,
    const struct option_spec *specs, const char **operand,
    const char *no_operand);

void option_list_free(struct option_list *list);

/* Who reads standard input, since two cannot. All zero before the first. */
struct option_input {
    const char *first;
};

/*
 * Notes that |name|, NULL or a file's name, is read as |what|. Answers
 * REPORT_DONE, or REPORT_USAGE with a message printed where it is standard
 * input and something else has that already.
 */
int option_input(const struct command *command, struct option_input *input,
    const char *name, const char *what);
/* The same for each of a list, and for the descriptor |fd|. */
int option_input_list(const struct command *command,
    struct option_input *input, const struct option_list *list,
    const char *what);
int option_input_fd(const struct command *command, struct option_input *input,
    int fd, const char *what);

#endif
