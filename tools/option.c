/* SPDX-License-Identifier: ISC */
#include "option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "report.h"

static const char *
long_name(const struct option *table, int value)
{
    for (; table->name != NULL; table++)
        if (table->val == value)
            return table->name;
    return NULL;
}

static int
complain(const struct command *command, int answer, char **argv,
    const struct option *table)
{
    const char *name = optopt == 0 ? NULL : long_name(table, optopt);
    const char *word = argv[optind - 1];

    if (answer == ':')
        return report_usage(command, "option --%s needs a value", name);
    if (name != NULL)
        return report_usage(command, "option --%s takes no value", name);
    if (optopt != 0)
        return report_usage(command, "unknown option -%c", optopt);
    return report_usage(
        command, "unknown option %.*s", (int)strcspn(word, "="), word);
}

int
option_next(const struct command *command, int argc, char **argv,
    const char *letters, const struct option *table)
{
    int answer;

    opterr = 0;
    answer = getopt_long(argc, argv, letters, table, NULL);
    if (answer == ':' || answer == '?') {
        (void)complain(command, answer, argv, table);
        return OPTION_BAD;
    }
    return answer;
}

int
option_help(const struct command *command)
{
    (void)fputs(command->help, stdout);
    return OPTION_HELPED;
}

int
option_number(const struct command *command, const char *name,
    const char *text, int min, int max, int *value)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
        number < min || number > max)
        return report_usage(command,
            "option --%s needs a number from %d to %d", name, min, max);
    *value = (int)number;
    return REPORT_DONE;
}

int
option_once(const struct command *command, const char *name, const char *text,
    const char **value)
{
    if (*value != NULL)
        return report_usage(command, "option --%s is given twice", name);
    *value = text;
    return REPORT_DONE;
}

int
option_operand(
    const struct command *command, int argc, char **argv, const char **value)
{
    if (argc - optind > 1)
        return report_usage(command,
            "%d inputs are given, and one at a time can be used",
            argc - optind);
    *value = optind < argc ? argv[optind] : NULL;
    return REPORT_DONE;
}

int
option_list_add(struct option_list *list, int argc, const char *value)
{
    if (list->values == NULL)
        list->values = calloc((size_t)argc, sizeof(list->values[0]));
    if (list->values == NULL)
        return report_error("out of memory");
    list->values[list->count++] = value;
    return REPORT_DONE;
}

void
option_list_free(struct option_list *list)
{
    free(list->values);
    list->values = NULL;
    list->count = 0;
}

int
option_standard_input(const struct command *command, const char *input,
    int passphrase_fd, const struct option_list *files, const char *what)
{
    const char *uses[2] = {NULL, NULL};
    int i, n = 0;

    if (passphrase_fd == STDIN_FILENO)
        uses[n++] = "passphrase";
    for (i = 0; n < 2 && i < files->count; i++)
        if (job_is_standard(files->values[i]))
            uses[n++] = what;
    if (n < 2 && job_is_standard(input))
        uses[n++] = "input";
    if (n < 2)
        return REPORT_DONE;
    if (uses[0] == uses[1])
        return report_usage(command, "standard input is named twice");
    return report_usage(command,
        "the %s and the %s cannot both be standard"
        " input",
        uses[0], uses[1]);
}
