/* SPDX-License-Identifier: ISC */
#ifndef OTLS_JOB_H
#define OTLS_JOB_H

#include <otls.h>

#include "option.h"
#include "progress.h"

/*
 * From IN to OUT: what the commands that do it have in common. A name that is
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
    /* there is none */
    int no_output;
    /* what the work is done with, and how it tells of its progress */
    otls_handle worker;
    /* 0: as many as there are processors */
    int threads;
    int (*set_threads)(otls_handle worker, int threads);
    int (*on_progress)(otls_handle worker,
        int (*callback)(void *user, int64_t done, int64_t total), void *user);
    /* |file| is NULL where streams alone can be worked on */
    int (*file)(const struct job *job);
    int (*stream)(
        const struct job *job, otls_handle input, otls_handle output);
    /* for these two: what rewraps, and what part is wanted */
    otls_handle encryptor;
    int fresh;
    int64_t range_from;
    int64_t range_length;
    /* set by job_run(): the progress callback, for what the worker doesn't
     * tell of itself */
    int (*tell)(void *user, int64_t done, int64_t total);
    void *tell_user;
};

#define JOB_THREADS(job)                                                      \
    {                                                                         \
        .name = "threads", .number = &(job).threads, .max = 64                \
    }

/* The rows of a table of options that set |job|. */
#define JOB_OPTIONS(job)                                                      \
    {.name = "output", .letter = 'o', .text = &(job).output},                 \
        JOB_THREADS(job), PROGRESS_OPTIONS((job).progress)

/* Each answers with an exit code, and prints a message if it isn't 0. */

/* What can be refused before a passphrase is asked for. */
int job_check(const struct job *job);
int job_run(struct job *job);

/* 1 where |name| stands for standard input or output. */
int job_is_standard(const char *name);

#endif
