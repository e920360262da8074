/* SPDX-License-Identifier: ISC */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "report.h"

/* Work that takes less time needs no bar. */
#define PATIENCE_MS 1000
#define TERMINAL_MS 100
#define LINES_MS 1000

#define COLUMNS_MAX 200
/* the bar keeps its width while the numbers behind it change */
#define NUMBERS_MAX 47
#define BAR_MIN 10
#define BAR_MAX 50

static int64_t
now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
progress_check(
    const struct progress_choice *choice, const struct command *command)
{
    if (choice->quiet && choice->always)
        return report_usage(command, "--quiet and --progress contradict");
    return REPORT_DONE;
}

void
progress_begin(
    struct progress *progress, const struct progress_choice *choice, int busy)
{
    memset(progress, 0, sizeof(*progress));
    progress->terminal = isatty(STDERR_FILENO);
    progress->shown =
        choice->always || (!choice->quiet && progress->terminal && !busy);
    progress->began_ms = now_ms();
    progress->first_ms = choice->always ? 0 : PATIENCE_MS;
}

/* "1.4 GiB": three digits at most, or four below the next unit. */
static void
print_bytes(char *text, size_t cap, double bytes)
{
    static const char *const units[] = {
        "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;

    for (; bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]);
         unit++)
        bytes /= 1024;
    (void)snprintf(text, cap, "%.*f %s", unit > 0 && bytes < 10 ? 1 : 0, bytes,
        units[unit]);
}

/* "9 s", "2:07" or "1:00:00" */
static void
print_time(char *text, size_t cap, double seconds)
{
    int64_t s = seconds < 1e9 ? (int64_t)seconds : 1000000000;

    if (s < 60)
        (void)snprintf(text, cap, "%" PRId64 " s", s);
    else if (s < 3600)
        (void)snprintf(text, cap, "%" PRId64 ":%02" PRId64, s / 60, s % 60);
    else
        (void)snprintf(text, cap, "%" PRId64 ":%02" PRId64 ":%02" PRId64,
            s / 3600, s / 60 % 60, s % 60);
}

/* What stands behind the bar. */
static void
print_numbers(char *text, size_t cap, int64_t done, int64_t total, int64_t ms)
{
    char at[32], of[40] = "", speed[40] = "", left[48] = "";
    double rate = ms > 0 ? (double)done * 1000 / (double)ms : 0;

    print_bytes(at, sizeof(at), (double)done);
    if (total >= 0) {
        memcpy(of, " of ", 5);
        print_bytes(of + 4, sizeof(of) - 4, (double)total);
    }
    if (rate > 0) {
        memcpy(speed, ", ", 3);
        print_bytes(speed + 2, sizeof(speed) - 4, rate);
        (void)strncat(speed, "/s", 3);
    }
    if (rate > 0 && total > done) {
        memcpy(left, ", ", 3);
        print_time(left + 2, sizeof(left) - 8, (double)(total - done) / rate);
        (void)strncat(left, " left", 6);
    }
    (void)snprintf(text, cap, "%s%s%s%s", at, of, speed, left);
}

static void
print_bar(char *text, size_t cap, int width, double part)
{
    int full = (int)(part * width);
    int i;

    if (width < BAR_MIN || cap < (size_t)width + 5) {
        text[0] = '\0';
        return;
    }
    *text++ = '[';
    for (i = 0; i < width; i++)
        *text++ = i < full ? '#' : '.';
    memcpy(text, "]  ", 4);
}

void
progress_line(char *line, size_t cap, int columns, int64_t done, int64_t total,
    int64_t ms)
{
    char numbers[160], bar[BAR_MAX + 8] = "", percent[16] = "";
    double part = total > 0 ? (double)done / (double)total : 1;
    int width;

    print_numbers(numbers, sizeof(numbers), done, total, ms);
    if (total >= 0) {
        part = part > 1 ? 1 : part;
        (void)snprintf(
            percent, sizeof(percent), "%3d %%  ", (int)(part * 100));
        width = columns - NUMBERS_MAX - (int)strlen(percent) - 4;
        print_bar(bar, sizeof(bar), width > BAR_MAX ? BAR_MAX : width, part);
    }
    (void)snprintf(line, cap, "%s%s%s", percent, bar, numbers);
    if (columns >= 0 && (size_t)columns < cap)
        line[columns] = '\0';
}

/* A job in the background keeps out of the terminal of the one in front. */
static int
is_in_background(void)
{
    pid_t front = tcgetpgrp(STDERR_FILENO);

    return front > 0 && front != getpgrp();
}

/* The last column stays free: a terminal may wrap there. */
static int
get_columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 79;
    return size.ws_col > COLUMNS_MAX ? COLUMNS_MAX : size.ws_col - 1;
}

static void
draw_bar(struct progress *progress, int64_t done, int64_t total, int64_t ms)
{
    char line[COLUMNS_MAX + 1];
    int len;

    if (is_in_background())
        return;
    progress_line(line, sizeof(line), get_columns(), done, total, ms);
    len = (int)strlen(line);
    (void)fprintf(stderr, "\r%s%*s", line,
        progress->drawn > len ? progress->drawn - len : 0, "");
    (void)fflush(stderr);
    progress->drawn = len;
}

static void
draw_line(int64_t done, int64_t total, int64_t ms)
{
    char line[COLUMNS_MAX + 1];

    progress_line(line, sizeof(line), 79, done, total, ms);
    (void)fprintf(stderr, "otls: %s\n", line);
    (void)fflush(stderr);
}

/* A run that ends before it has taken long shows nothing. */
static int
is_due(const struct progress *progress, int64_t ms, int last)
{
    int64_t pause = progress->terminal ? TERMINAL_MS : LINES_MS;

    if (last)
        return progress->first_ms == 0 || progress->drawn > 0;
    if (ms < progress->first_ms)
        return 0;
    return progress->last_ms == 0 || ms - progress->last_ms >= pause;
}

int
progress_step(void *user, int64_t done, int64_t total)
{
    struct progress *progress = user;
    int64_t ms = now_ms() - progress->began_ms;

    if (progress->shown && interrupt_signal() == 0 &&
        is_due(progress, ms, done == total)) {
        progress->last_ms = ms > 0 ? ms : 1;
        if (progress->terminal)
            draw_bar(progress, done, total, ms);
        else
            draw_line(done, total, ms);
    }
    return interrupt_progress(NULL, done, total);
}

void
progress_end(struct progress *progress)
{
    if (progress->drawn > 0) {
        (void)fprintf(stderr, "\r%*s\r", progress->drawn, "");
        (void)fflush(stderr);
    }
    progress->drawn = 0;
    progress->shown = 0;
}
