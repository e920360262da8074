/* SPDX-License-Identifier: ISC */
#ifndef OTLS_REPORT_H
#define OTLS_REPORT_H

#include <stddef.h>

#include "command.h"

/* The exit codes, as otls(1) promises them. */
#define REPORT_DONE 0
#define REPORT_FAILURE 1
#define REPORT_USAGE 2
#define REPORT_HEADER 3
#define REPORT_NO_MATCH 4
#define REPORT_MAC 5
#define REPORT_PAYLOAD 6
#define REPORT_ARMOR 7
#define REPORT_TLS 8
#define REPORT_STORE 9

/*
 * Each prints one line on standard error and answers with the exit code that
 * goes with it. What could move a terminal's cursor, as a file's name can,
 * is printed as a question mark.
 */
int report_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* Ends with where to read more; |command| is NULL for otls itself. */
int report_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* For what the library answered: |rv|, with its message. OTLS_OK and more
 * is REPORT_DONE and prints nothing; nor does what an interrupt ended. */
int report_library(int rv);
/* The same, for a line of a file. */
int report_library_at(const char *name, size_t line, int rv);

void report_warning(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* For what is neither an error nor a warning. */
void report_notice(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Puts question marks where a terminal's cursor could be moved. */
void report_sanitise(char *text);

#endif
