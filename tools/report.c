/* SPDX-License-Identifier: ISC */
#include "report.h"

#include <otls.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "interrupt.h"

void
report_sanitise(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

/* One write for the whole line, so that lines of several processes don't
 * mix. */
static void
print_line(const char *kind, const char *text)
{
    char line[4096];
    size_t len;

    (void)snprintf(line, sizeof(line) - 1, "otls: %s%s", kind, text);
    report_sanitise(line);
    len = strlen(line);
    line[len] = '\n';
    line[len + 1] = '\0';
    (void)fputs(line, stderr);
    (void)fflush(stderr);
}

static void print_format(const char *kind, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
print_format(const char *kind, const char *format, va_list args)
{
    char text[4000];

    (void)vsnprintf(text, sizeof(text), format, args);
    print_line(kind, text);
}

int
report_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_format("error: ", format, args);
    va_end(args);
    return REPORT_FAILURE;
}

int
report_usage(const struct command *command, const char *format, ...)
{
    char text[4000];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text) - 64, format, args);
    va_end(args);
    (void)snprintf(text + strlen(text), 64, "; see 'otls help%s%s'",
        command == NULL ? "" : " ", command == NULL ? "" : command->name);
    print_line("error: ", text);
    return REPORT_USAGE;
}

/* What a handshake and all after it end with, from its name to its
 * verdict. */
static int
is_tls(int rv)
{
    return (rv <= OTLS_E_TLS_HANDSHAKE && rv >= OTLS_E_TLS_STATE) ||
           (rv <= OTLS_E_CERT_UNTRUSTED && rv >= OTLS_E_CERT_INVALID);
}

static int
exit_code(int rv)
{
    switch (rv) {
    case OTLS_E_AGE_HEADER:
    case OTLS_E_AGE_WORK_FACTOR:
        return REPORT_HEADER;
    case OTLS_E_AGE_NO_MATCH:
        return REPORT_NO_MATCH;
    case OTLS_E_AGE_MAC:
        return REPORT_MAC;
    case OTLS_E_AGE_PAYLOAD:
        return REPORT_PAYLOAD;
    case OTLS_E_AGE_ARMOR:
        return REPORT_ARMOR;
    case OTLS_E_STORE:
    case OTLS_E_STORE_SECRET:
        return REPORT_STORE;
    default:
        return is_tls(rv) ? REPORT_TLS : REPORT_FAILURE;
    }
}

static void
library_message(int rv, char *text, size_t cap)
{
    size_t len;

    if (otls_error_message(text, cap, &len) != OTLS_OK || len == 0)
        (void)otls_error_text(rv, text, cap, &len);
}

int
report_library(int rv)
{
    char text[4000] = "";

    if (rv >= 0)
        return REPORT_DONE;
    if (interrupt_signal() != 0)
        return REPORT_FAILURE;
    library_message(rv, text, sizeof(text));
    print_line("error: ", text);
    return exit_code(rv);
}

int
report_library_at(const char *name, size_t line, int rv)
{
    char text[2000] = "";

    library_message(rv, text, sizeof(text));
    (void)report_error("%s, line %zu: %s", name, line, text);
    return exit_code(rv);
}

void
report_warning(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_format("warning: ", format, args);
    va_end(args);
}

void
report_notice(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_format("", format, args);
    va_end(args);
}
