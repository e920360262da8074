/* SPDX-License-Identifier: ISC */
#ifndef OTLS_JOB_H
#define OTLS_JOB_H

#include <otls.h>

#include "option.h"
#include "progress.h"

/*
 * From IN to OUT: what encrypt and decrypt have in common. A name that is
 * NULL or "-" is the standard stream.
 */
struct job {
    const struct command *command;
    const char *input;
    const char *output;
    struct progress_choice progress;
    /* the output is for programs, or for a terminal too; else nobody knows */
    int binary;
    int text;
    /* what the work is done with, and how */
    otls_handle worker;
    /* 0: as many as there are processors */
    int threads;
    int (*set_threads)(otls_handle worker, int threads);
    int (*on_progress)(otls_handle worker,
        int (*callback)(void *user, int64_t done, int64_t total), void *user);
    int (*file)(otls_handle worker, const char *input, const char *output);
    int (*stream)(otls_handle worker, otls_handle input, otls_handle output);
};

/* The rows of a table of options that set |job|. */
#define JOB_OPTIONS(job)                                                      \
    {.name = "output", .letter = 'o', .text = &(job).output},                 \
        {.name = "threads", .number = &(job).threads, .max = 64},             \
        PROGRESS_OPTIONS((job).progress)

/* Each answers with an exit code, and prints a message if it isn't 0. */

/* What can be refused before a passphrase is asked for. */
int job_check(const struct job *job);
int job_run(const struct job *job);

/* 1 where |name| stands for standard input or output. */
int job_is_standard(const char *name);

#endif
