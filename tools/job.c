/* SPDX-License-Identifier: ISC */
#include "job.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "report.h"

/* What is shown on a terminal is held in memory until all of it is known to
 * be authentic and to be text. */
#define SHOW_MAX (16 * 1024 * 1024)

int
job_is_standard(const char *name)
{
    return name == NULL || strcmp(name, "-") == 0;
}

static int
is_shown(const struct job *job)
{
    return job->output == NULL && !job->text && !job->no_output &&
           isatty(STDOUT_FILENO);
}

static int
status(const char *name, int standard, struct stat *st)
{
    return job_is_standard(name) ? fstat(standard, st) : stat(name, st);
}

/* Where both are files the library looks itself, with the files open. */
static int
is_same_file(const struct job *job)
{
    struct stat in, out;

    if (job->no_output)
        return 0;
    if (!job_is_standard(job->input) && !job_is_standard(job->output))
        return 0;
    return status(job->input, STDIN_FILENO, &in) == 0 &&
           status(job->output, STDOUT_FILENO, &out) == 0 &&
           S_ISREG(in.st_mode) && in.st_dev == out.st_dev &&
           in.st_ino == out.st_ino;
}

static int
refuse_terminal(const struct job *job)
{
    return report_usage(job->command,
        "what would be written is not text, and standard output is a"
        " terminal: name a file with -o, or insist with -o -");
}

int
job_check(const struct job *job)
{
    int code;

    code = progress_check(&job->progress, job->command);
    if (code != REPORT_DONE)
        return code;
    if (job->binary && is_shown(job))
        return refuse_terminal(job);
    if (is_same_file(job))
        return report_error("the input and the output are the same file;"
                            " name another one with -o");
    return REPORT_DONE;
}

static int
open_input(const struct job *job, otls_handle *bio)
{
    if (job_is_standard(job->input))
        return otls_bio_fd_new(STDIN_FILENO, 0, bio);
    return otls_bio_file_open(job->input, "r", bio);
}

/* A device or a FIFO: nothing that a new file could take the place of. */
static int
is_special(const char *name)
{
    struct stat st;

    return stat(name, &st) == 0 && !S_ISREG(st.st_mode);
}

static int
is_replaced(const struct job *job)
{
    return !job->no_output && !job_is_standard(job->output) &&
           !is_special(job->output);
}

static int
open_output(const struct job *job, int commit, otls_handle *bio)
{
    if (job->no_output)
        return otls_bio_null_new(bio);
    if (is_shown(job))
        return otls_bio_memory_new(bio);
    if (job_is_standard(job->output))
        return otls_bio_fd_new(STDOUT_FILENO, 0, bio);
    if (!commit)
        return otls_bio_file_open(job->output, "w", bio);
    return otls_bio_atomic_open(job->output, bio);
}

/* A terminal obeys control characters; tab and newline are harmless. */
static int
is_text(const unsigned char *bytes, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        if (bytes[i] == 0x7f)
            return 0;
        if (bytes[i] < ' ' && bytes[i] != '\t' && bytes[i] != '\n' &&
            bytes[i] != '\r')
            return 0;
        /* U+0080 to U+009F in UTF-8 are control characters too */
        if (i > 0 && bytes[i - 1] == 0xc2 && bytes[i] >= 0x80 &&
            bytes[i] < 0xa0)
            return 0;
    }
    return 1;
}

static int
write_out(const unsigned char *bytes, size_t len)
{
    otls_handle out = 0;
    size_t done, n;
    int rv;

    rv = otls_bio_fd_new(STDOUT_FILENO, 0, &out);
    for (done = 0; rv == OTLS_OK && done < len; done += n)
        rv = otls_bio_write(out, bytes + done, len - done, &n);
    (void)otls_bio_free(out);
    return report_library(rv);
}

static int
show(const struct job *job, otls_handle memory)
{
    unsigned char *bytes = NULL;
    int64_t pending = 0;
    size_t len = 0, n = 1;
    int rv, code;

    rv = otls_bio_pending(memory, &pending);
    if (rv == OTLS_OK && pending > 0 &&
        (bytes = malloc((size_t)pending)) == NULL)
        return report_error("out of memory");
    while (rv == OTLS_OK && n > 0 && len < (size_t)pending) {
        rv = otls_bio_read(memory, bytes + len, (size_t)pending - len, &n);
        len += rv == OTLS_OK ? n : 0;
    }
    if (rv != OTLS_OK)
        code = report_library(rv);
    else if (!is_text(bytes, len))
        code = refuse_terminal(job);
    else
        code = write_out(bytes, len);
    if (bytes != NULL)
        explicit_bzero(bytes, (size_t)pending);
    free(bytes);
    return code;
}

/* Refuses what is too long to be shown. */
struct shown {
    struct progress *progress;
    int too_long;
};

static int
shown_progress(void *user, int64_t done, int64_t total)
{
    struct shown *shown = user;

    shown->too_long = done > SHOW_MAX;
    return shown->too_long ? 0 : progress_step(shown->progress, done, total);
}

static int
set_tell(struct job *job, int (*tell)(void *user, int64_t done, int64_t total),
    void *user)
{
    job->tell = tell;
    job->tell_user = user;
    return job->on_progress(job->worker, tell, user);
}

static int
run_shown(struct job *job, struct progress *progress, otls_handle in,
    otls_handle memory)
{
    struct shown shown = {.progress = progress};
    int rv;

    rv = set_tell(job, shown_progress, &shown);
    if (rv == OTLS_OK)
        rv = job->stream(job, in, memory);
    progress_end(progress);
    if (rv == OTLS_E_CANCELLED && shown.too_long)
        return report_usage(job->command,
            "this is too long to show on a terminal: name a file with -o,"
            " or insist with -o -");
    return rv == OTLS_OK ? show(job, memory) : report_library(rv);
}

/* A bio that has no descriptor has nothing that could block. */
static void
cut(otls_handle bio)
{
    int64_t fd;

    if (otls_bio_fd(bio, &fd) == OTLS_OK)
        interrupt_cut((int)fd);
}

static int
run_stream(const struct job *job, struct progress *progress, otls_handle in,
    otls_handle out)
{
    int commit = is_replaced(job);
    int rv;

    cut(in);
    cut(out);
    rv = job->stream(job, in, out);
    if (rv == OTLS_OK && !commit)
        rv = otls_bio_flush(out);
    interrupt_release();
    progress_end(progress);
    if (rv == OTLS_OK && interrupt_signal() != 0)
        return REPORT_FAILURE;
    if (rv == OTLS_OK && commit)
        rv = otls_bio_atomic_commit(out);
    return report_library(rv);
}

/* The library opens both where neither can block: a signal then finds it in
 * calls that end by themselves. */
static int
is_file_to_file(const struct job *job)
{
    return job->file != NULL && is_replaced(job) &&
           !job_is_standard(job->input) && !is_special(job->input);
}

static int
run_files(const struct job *job, struct progress *progress)
{
    int rv;

    rv = job->file(job);
    progress_end(progress);
    return report_library(rv);
}

static int
run_bios(struct job *job, struct progress *progress)
{
    otls_handle in = 0, out = 0;
    int rv, code;

    rv = open_input(job, &in);
    if (rv == OTLS_OK)
        rv = open_output(job, is_replaced(job), &out);
    if (rv != OTLS_OK)
        code = report_library(rv);
    else if (is_shown(job))
        code = run_shown(job, progress, in, out);
    else
        code = run_stream(job, progress, in, out);
    (void)otls_bio_free(in);
    (void)otls_bio_free(out);
    return code;
}

int
job_run(struct job *job)
{
    int busy = job_is_standard(job->output) && isatty(STDOUT_FILENO) &&
               !is_shown(job) && !job->no_output;
    struct progress progress;
    int rv;

    interrupt_watch();
    progress_begin(&progress, &job->progress, busy);
    rv = job->set_threads(job->worker, job->threads);
    if (rv == OTLS_OK)
        rv = set_tell(job, progress_step, &progress);
    if (rv != OTLS_OK)
        return report_library(rv);
    return is_file_to_file(job) ? run_files(job, &progress)
                                : run_bios(job, &progress);
}
