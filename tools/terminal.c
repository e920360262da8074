/* SPDX-License-Identifier: ISC */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "report.h"

/* Not an exit code: the question must be asked anew. */
#define ASK_AGAIN (-1)

static volatile sig_atomic_t job_control;

static void
note_job_control(int sig)
{
    job_control = sig;
}

/* In an orphaned or background group SIGTTOU must stay deliverable: it keeps
 * us from silencing the terminal of the job in front. */
static void
block_signals(struct terminal *terminal)
{
    struct sigaction action;
    sigset_t set;

    interrupt_set(&set);
    (void)sigaddset(&set, SIGTSTP);
    (void)sigaddset(&set, SIGCONT);
    (void)sigprocmask(SIG_BLOCK, &set, &terminal->mask);
    memset(&action, 0, sizeof(action));
    action.sa_handler = note_job_control;
    (void)sigaction(SIGCONT, &action, &terminal->on_continue);
    (void)sigaction(SIGTSTP, &action, &terminal->on_stop);
    if (terminal->on_stop.sa_handler == SIG_IGN)
        (void)sigaction(SIGTSTP, &terminal->on_stop, NULL);
}

/* Lets in what waited, with the actions that the process had before. */
static void
unblock_signals(struct terminal *terminal)
{
    (void)sigaction(SIGTSTP, &terminal->on_stop, NULL);
    (void)sigaction(SIGCONT, &terminal->on_continue, NULL);
    (void)sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
}

static int
set_terminal(struct terminal *terminal, const struct termios *to)
{
    int rv;

    do
        rv = tcsetattr(terminal->fd, TCSAFLUSH, to);
    while (rv != 0 && errno == EINTR);
    return rv;
}

static int
silence(struct terminal *terminal)
{
    struct termios silent = terminal->before;

    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    silent.c_lflag |= ICANON | ISIG;
    if (set_terminal(terminal, &silent) != 0)
        return report_error("cannot turn off the terminal's echo: %s;"
                            " use --passphrase-fd or --passphrase-file",
            strerror(errno));
    return REPORT_DONE;
}

int
terminal_open(struct terminal *terminal)
{
    terminal->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal->fd < 0 || tcgetattr(terminal->fd, &terminal->before) != 0) {
        (void)report_error("there is no terminal to ask for the passphrase"
                           " on: %s; use --passphrase-fd or --passphrase-file",
            strerror(errno));
        if (terminal->fd >= 0)
            (void)close(terminal->fd);
        terminal->fd = -1;
        return REPORT_FAILURE;
    }
    interrupt_watch();
    block_signals(terminal);
    return silence(terminal);
}

void
terminal_say(const struct terminal *terminal, const char *text)
{
    size_t len = strlen(text);
    ssize_t n;

    while (len > 0) {
        n = write(terminal->fd, text, len);
        if (n <= 0)
            return;
        text += n;
        len -= (size_t)n;
    }
}

/* Signals come in here and nowhere else. */
static int
wait_for_line(struct terminal *terminal)
{
    struct pollfd pfd = {.fd = terminal->fd, .events = POLLIN};

    for (;;) {
        if (ppoll(&pfd, 1, NULL, &terminal->mask) > 0)
            return REPORT_DONE;
        if (interrupt_signal() != 0)
            return REPORT_FAILURE;
        if (job_control != 0)
            return ASK_AGAIN;
        if (errno != EINTR)
            return report_error(
                "cannot read the terminal: %s", strerror(errno));
    }
}

static int
read_line(struct terminal *terminal, char *buf, size_t cap, size_t *len)
{
    ssize_t n;
    int rv;

    for (*len = 0; *len < cap; *len += (size_t)n) {
        rv = wait_for_line(terminal);
        if (rv != REPORT_DONE)
            return rv;
        n = read(terminal->fd, buf + *len, cap - *len);
        if (n < 0)
            return report_error(
                "cannot read the terminal: %s", strerror(errno));
        if (n == 0 && *len == 0)
            return report_error("no passphrase was typed");
        if (n == 0)
            return REPORT_DONE;
        if (buf[*len + (size_t)n - 1] == '\n') {
            *len += (size_t)n - 1;
            return REPORT_DONE;
        }
    }
    return report_error("the passphrase is longer than %zu bytes", cap - 1);
}

/* The shell must find its terminal as it left it. */
static int
stop_and_continue(struct terminal *terminal)
{
    if (job_control == SIGTSTP) {
        (void)set_terminal(terminal, &terminal->before);
        (void)raise(SIGTSTP);
        unblock_signals(terminal);
        block_signals(terminal);
    }
    job_control = 0;
    return interrupt_signal() != 0 ? REPORT_FAILURE : silence(terminal);
}

int
terminal_ask(struct terminal *terminal, const char *question, char *buf,
    size_t cap, size_t *len)
{
    int rv;

    for (;;) {
        terminal_say(terminal, question);
        rv = read_line(terminal, buf, cap, len);
        terminal_say(terminal, "\n");
        if (rv != ASK_AGAIN)
            return rv;
        rv = stop_and_continue(terminal);
        if (rv != REPORT_DONE)
            return rv;
    }
}

void
terminal_close(struct terminal *terminal)
{
    if (terminal->fd < 0)
        return;
    (void)set_terminal(terminal, &terminal->before);
    unblock_signals(terminal);
    (void)close(terminal->fd);
    terminal->fd = -1;
}
