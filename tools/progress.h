/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PROGRESS_H
#define OTLS_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

#include "option.h"

/* What the user wants to see of the progress: nothing, all, or, where neither
 * is set, a bar on a terminal once the work has taken a second. */
struct progress_choice {
    int quiet;
    int always;
};

/* The rows of a table of options that set |choice|. */
#define PROGRESS_OPTIONS(choice)                                              \
    {.name = "quiet", .letter = 'q', .number = &(choice).quiet},              \
    {                                                                         \
        .name = "progress", .number = &(choice).always                        \
    }

/* Answers an exit code, with a message printed where it isn't 0. */
int progress_check(
    const struct progress_choice *choice, const struct command *command);

/* A bar on standard error; lines of text where that is no terminal. */
struct progress {
    int shown;
    int terminal;
    /* how many columns the bar has now */
    int drawn;
    int64_t first_ms;
    int64_t began_ms;
    int64_t last_ms;
};

/* |busy| says that standard output is a terminal and written to. */
void progress_begin(
    struct progress *progress, const struct progress_choice *choice, int busy);

/* A progress callback for the library, whose |user| is a struct progress: it
 * draws, and refuses to go on after a signal. */
int progress_step(void *user, int64_t done, int64_t total);

/* Takes the bar away. To be called before anything else is printed. */
void progress_end(struct progress *progress);

/* The line that |done| of |total| bytes after |ms| milliseconds are, in at
 * most |columns| columns; |total| is -1 where it isn't known. */
void progress_line(char *line, size_t cap, int columns, int64_t done,
    int64_t total, int64_t ms);

#endif
