/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <otls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "option.h"
#include "report.h"

struct arguments {
    const char *input;
    int json;
    int header;
};

/* The library's JSON, which the caller frees. */
static int
get_json(otls_handle header, char **json)
{
    size_t len;
    int rv;

    *json = NULL;
    rv = otls_age_header_json(header, NULL, 0, &len);
    if (rv != OTLS_OK)
        return report_library(rv);
    if ((*json = malloc(len + 1)) == NULL)
        return report_error("out of memory");
    rv = otls_age_header_json(header, *json, len + 1, &len);
    if (rv == OTLS_OK)
        return REPORT_DONE;
    free(*json);
    *json = NULL;
    return report_library(rv);
}

static int
print_json(otls_handle header)
{
    char *json;
    int code;

    code = get_json(header, &json);
    if (code == REPORT_DONE)
        (void)printf("%s\n", json);
    free(json);
    return code;
}

/* The bytes of the header itself, which are text. */
static int
print_header(otls_handle header)
{
    char *text = NULL;
    size_t len;
    int rv;

    rv = otls_age_header_export(header, NULL, 0, &len);
    if (rv == OTLS_OK && (text = malloc(len)) == NULL)
        return report_error("out of memory");
    if (rv == OTLS_OK)
        rv = otls_age_header_export(header, text, len, &len);
    if (rv == OTLS_OK)
        (void)fwrite(text, 1, len, stdout);
    free(text);
    return report_library(rv);
}

/* The text that is the value of |name|, which stands once: within a string,
 * a quotation mark would have a backslash. */
static void
print_member(const char *label, const char *json, const char *name)
{
    const char *at = strstr(json, name);

    at = at == NULL ? "" : at + strlen(name);
    at += strspn(at, " :\"");
    (void)printf("%-14s %.*s\n", label, (int)strcspn(at, "\""), at);
}

static int
print_summary(otls_handle header)
{
    char *json;
    int code;

    code = get_json(header, &json);
    if (code == REPORT_DONE) {
        print_member("version:", json, "\"version\"");
        (void)printf("%-14s %s\n",
            "armor:", otls_age_header_is_armored(header) == 1 ? "yes" : "no");
        print_member("post-quantum:", json, "\"postquantum\"");
    }
    free(json);
    return code;
}

/* A type is no longer than a line of a header. */
static int
get_type(otls_handle header, int64_t index, char *type, size_t cap)
{
    size_t len;

    return report_library(
        otls_age_header_stanza_type(header, index, type, cap, &len));
}

static void
print_types(int first, int64_t times, const char *type)
{
    (void)printf("%-14s %s", first ? "stanzas:" : "", type);
    if (times > 1)
        (void)printf(", %" PRId64 " times", times);
    (void)printf("\n");
}

/* Those of one type that follow each other stand on one line. */
static int
print_stanzas(otls_handle header)
{
    static char type[65537], last[65537];
    int64_t count = 0, i, since = 0, first = 1;
    int code;

    code = report_library(otls_age_header_stanzas(header, &count));
    for (i = 0; code == REPORT_DONE && i < count; i++) {
        code = get_type(header, i, type, sizeof(type));
        if (code == REPORT_DONE && i > 0 && strcmp(type, last) != 0) {
            print_types(first != 0, i - since, last);
            first = 0;
            since = i;
        }
        (void)memcpy(last, type, strlen(type) + 1);
    }
    if (code == REPORT_DONE)
        print_types(first != 0, i - since, last);
    return code;
}

static void
print_size(const char *label, int64_t size)
{
    if (size < 0)
        (void)printf("%-14s unknown\n", label);
    else
        (void)printf(
            "%-14s %" PRId64 " byte%s\n", label, size, size == 1 ? "" : "s");
}

static int
print_sizes(otls_handle header)
{
    int64_t head, armor, overhead, payload;
    int rv;

    rv = otls_age_header_sizes(header, &head, &armor, &overhead, &payload);
    if (rv != OTLS_OK)
        return report_library(rv);
    print_size("header:", head);
    print_size("armor adds:", armor);
    print_size("overhead:", overhead);
    print_size("payload:", payload);
    return REPORT_DONE;
}

static int
print_text(otls_handle header)
{
    int code;

    code = print_summary(header);
    if (code == REPORT_DONE)
        code = print_stanzas(header);
    if (code == REPORT_DONE)
        code = print_sizes(header);
    return code;
}

static int
print_as_asked(const struct arguments *a, otls_handle header)
{
    if (a->header)
        return print_header(header);
    return a->json ? print_json(header) : print_text(header);
}

static int
run_arguments(const struct arguments *a)
{
    otls_handle bio = 0, header = 0;
    int rv, code;

    rv = job_is_standard(a->input) ? otls_bio_fd_new(STDIN_FILENO, 0, &bio)
                                   : otls_bio_file_open(a->input, "r", &bio);
    if (rv == OTLS_OK)
        rv = otls_age_header_read(bio, &header);
    if (rv != OTLS_OK)
        code = report_library(rv);
    else
        code = print_as_asked(a, header);
    (void)otls_age_header_free(header);
    (void)otls_bio_free(bio);
    return code;
}

static int
run(int argc, char **argv)
{
    struct arguments a = {0};
    const struct option_spec specs[] = {{.name = "json", .number = &a.json},
        {.name = "header", .number = &a.header}, {.name = NULL}};
    int code;

    code = option_parse(&command_inspect, argc, argv, specs, &a.input, NULL);
    if (code == REPORT_DONE && a.json && a.header)
        code =
            report_usage(&command_inspect, "--json and --header contradict");
    if (code == REPORT_DONE)
        code = run_arguments(&a);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_inspect = {
    .name = "inspect",
    .summary = "tell what can be seen of a file without a key",
    .run = run,
    .help =
        "usage: otls inspect [--json | --header] [IN]\n"
        "\n"
        "Tells what can be seen of IN, a file in the format of age, without "
        "a\n"
        "key: its version, whether it is armored and has recipients of a\n"
        "post-quantum kind, the types of its stanzas, one for each "
        "recipient,\n"
        "and its sizes. IN is standard input where it is not given or is -.\n"
        "Nothing is proved: who made the file could write any header.\n"
        "\n"
        "      --json    print a JSON object\n"
        "      --header  print the header itself, which --header of decrypt"
        " takes\n"
        "  -h, --help    print this\n",
};
