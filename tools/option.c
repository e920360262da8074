/* SPDX-License-Identifier: ISC */
#include "option.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "report.h"

#define SPECS_MAX 30
/* what getopt_long answers with for a long option: this and its index */
#define FIRST_LONG 256
#define HELP 'h'

/* The table in the forms that getopt_long wants. */
struct tables {
    char letters[2 * SPECS_MAX + 3];
    struct option longs[SPECS_MAX + 2];
};

static int
takes_value(const struct option_spec *spec)
{
    return spec->number == NULL || spec->max != 0 || spec->words != NULL;
}

static void
make_tables(struct tables *tables, const struct option_spec *specs)
{
    char *letter = tables->letters;
    int i;

    memset(tables, 0, sizeof(*tables));
    *letter++ = ':';
    *letter++ = HELP;
    for (i = 0; i < SPECS_MAX && specs[i].name != NULL; i++) {
        tables->longs[i].name = specs[i].name;
        tables->longs[i].val = FIRST_LONG + i;
        tables->longs[i].has_arg = takes_value(&specs[i]);
        if (specs[i].letter != 0)
            *letter++ = (char)specs[i].letter;
        if (specs[i].letter != 0 && takes_value(&specs[i]))
            *letter++ = ':';
    }
    tables->longs[i].name = "help";
    tables->longs[i].val = HELP;
}

static const struct option_spec *
find(const struct option_spec *specs, int answer)
{
    int i;

    for (i = 0; specs[i].name != NULL; i++)
        if (answer == FIRST_LONG + i ||
            (answer != 0 && answer == specs[i].letter))
            return &specs[i];
    return NULL;
}

static int
complain(const struct command *command, int answer, char **argv,
    const struct option_spec *specs)
{
    const struct option_spec *spec = find(specs, optopt);
    const char *word = argv[optind - 1];
    const char *name = spec != NULL ? spec->name : "help";

    if (answer == ':')
        return report_usage(command, "option --%s needs a value", name);
    if (spec != NULL || optopt == HELP)
        return report_usage(command, "option --%s takes no value", name);
    if (optopt != 0)
        return report_usage(command, "unknown option -%c", optopt);
    return report_usage(
        command, "unknown option %.*s", (int)strcspn(word, "="), word);
}

static int
take_number(
    const struct command *command, const struct option_spec *spec, char *text)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
        number < spec->min || number > spec->max)
        return report_usage(command,
            "option --%s needs a number from %d to %d", spec->name, spec->min,
            spec->max);
    *spec->number = (int)number;
    return REPORT_DONE;
}

/* "one, two or three" */
static int
refuse_word(const struct command *command, const struct option_spec *spec)
{
    char text[200] = "";
    size_t len = 0;
    int i;

    for (i = 0; spec->words[i] != NULL && len < sizeof(text); i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
            i == 0                       ? ""
            : spec->words[i + 1] == NULL ? " or "
                                         : ", ",
            spec->words[i]);
    return report_usage(command, "option --%s needs %s", spec->name, text);
}

static int
take_word(const struct command *command, const struct option_spec *spec,
    const char *text)
{
    int i;

    for (i = 0; spec->words[i] != NULL; i++)
        if (strcmp(spec->words[i], text) == 0) {
            *spec->number = i;
            return REPORT_DONE;
        }
    return refuse_word(command, spec);
}

/* Moves |*text| behind the digits. */
static int
read_bytes(const char **text, int64_t *value)
{
    char *end;

    if (**text < '0' || **text > '9')
        return -1;
    errno = 0;
    *value = strtoll(*text, &end, 10);
    *text = end;
    return errno == 0 ? 0 : -1;
}

static int
take_range(const struct command *command, const struct option_spec *spec,
    const char *text)
{
    int good = read_bytes(&text, spec->from) == 0 && *text++ == ':';

    *spec->length = INT64_MAX;
    if (good && *text != '\0')
        good = read_bytes(&text, spec->length) == 0 && *text == '\0';
    if (good)
        return REPORT_DONE;
    return report_usage(command,
        "option --%s needs OFF:LEN, two numbers of bytes, or OFF: up to the"
        " end",
        spec->name);
}

static int
take_text(const struct command *command, const struct option_spec *spec,
    const char *text)
{
    if (*spec->text != NULL)
        return report_usage(command, "option --%s is given twice", spec->name);
    *spec->text = text;
    return REPORT_DONE;
}

static int
add_text(const struct option_spec *spec, int argc, const char *text)
{
    struct option_list *list = spec->list;

    if (list->values == NULL)
        list->values = calloc((size_t)argc, sizeof(list->values[0]));
    if (list->values == NULL)
        return report_error("out of memory");
    list->values[list->count++] = text;
    return REPORT_DONE;
}

static int
take(const struct command *command, const struct option_spec *spec, int argc,
    char *text)
{
    if (spec->list != NULL)
        return add_text(spec, argc, text);
    if (spec->from != NULL)
        return take_range(command, spec, text);
    if (spec->text != NULL)
        return take_text(command, spec, text);
    if (spec->words != NULL)
        return take_word(command, spec, text);
    if (spec->max != 0)
        return take_number(command, spec, text);
    *spec->number = 1;
    return REPORT_DONE;
}

static int
take_operand(const struct command *command, int argc, char **argv,
    const char **operand, const char *no_operand)
{
    if (operand == NULL && optind < argc)
        return report_usage(command, "%s", no_operand);
    if (argc - optind > 1)
        return report_usage(command,
            "%d inputs are given, and one at a time can be used",
            argc - optind);
    if (operand != NULL)
        *operand = optind < argc ? argv[optind] : NULL;
    return REPORT_DONE;
}

int
option_parse(const struct command *command, int argc, char **argv,
    const struct option_spec *specs, const char **operand,
    const char *no_operand)
{
    struct tables tables;
    int answer, code = REPORT_DONE;

    make_tables(&tables, specs);
    opterr = 0;
    while (code == REPORT_DONE &&
           (answer = getopt_long(
                argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        if (answer == ':' || answer == '?')
            return complain(command, answer, argv, specs);
        if (answer == HELP) {
            (void)fputs(command->help, stdout);
            return OPTION_HELPED;
        }
        code = take(command, find(specs, answer), argc, optarg);
    }
    if (code != REPORT_DONE)
        return code;
    return take_operand(command, argc, argv, operand, no_operand);
}

void
option_list_free(struct option_list *list)
{
    free(list->values);
    list->values = NULL;
    list->count = 0;
}

int
option_input(const struct command *command, struct option_input *input,
    const char *name, const char *what)
{
    if (!job_is_standard(name))
        return REPORT_DONE;
    if (input->first == NULL) {
        input->first = what;
        return REPORT_DONE;
    }
    if (strcmp(input->first, what) == 0)
        return report_usage(command, "standard input is named twice");
    return report_usage(command,
        "the %s and the %s cannot both be standard"
        " input",
        input->first, what);
}

int
option_input_list(const struct command *command, struct option_input *input,
    const struct option_list *list, const char *what)
{
    int i, code = REPORT_DONE;

    for (i = 0; code == REPORT_DONE && i < list->count; i++)
        code = option_input(command, input, list->values[i], what);
    return code;
}

int
option_input_fd(const struct command *command, struct option_input *input,
    int fd, const char *what)
{
    return option_input(
        command, input, fd == STDIN_FILENO ? "-" : "none", what);
}
