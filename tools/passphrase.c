/* SPDX-License-Identifier: ISC */
#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "job.h"
#include "locked.h"
#include "phrase.h"
#include "report.h"
#include "terminal.h"

/* More than a terminal's longest line, and no page more than needed. */
#define ROOM 4096

static int
new_passphrase(struct passphrase *passphrase)
{
    passphrase->len = 0;
    passphrase->bytes = locked_new(ROOM);
    return passphrase->bytes == NULL ? REPORT_FAILURE : REPORT_DONE;
}

static int
check_not_empty(const struct passphrase *passphrase)
{
    if (passphrase->len == 0)
        return report_error("the passphrase is empty; give one");
    return REPORT_DONE;
}

/* In place of the passphrase that wasn't given. */
static int
make_up(struct terminal *terminal, struct passphrase *passphrase)
{
    int code;

    code = phrase_make(passphrase->bytes);
    if (code != REPORT_DONE)
        return code;
    passphrase->len = strlen(passphrase->bytes);
    terminal_say(terminal, "The passphrase is\n\n    ");
    terminal_say(terminal, passphrase->bytes);
    terminal_say(terminal,
        "\n\nKeep it: without it nobody can decrypt what is encrypted"
        " now.\n");
    return REPORT_DONE;
}

static int
ask_new(struct terminal *terminal, struct passphrase *passphrase,
    struct passphrase *again)
{
    int rv;

    rv = terminal_ask(terminal,
        "New passphrase (leave it empty to have one made up): ",
        passphrase->bytes, ROOM, &passphrase->len);
    if (rv == REPORT_DONE && passphrase->len == 0)
        return make_up(terminal, passphrase);
    if (rv == REPORT_DONE)
        rv = terminal_ask(terminal,
            "The same passphrase again: ", again->bytes, ROOM, &again->len);
    if (rv == REPORT_DONE &&
        (again->len != passphrase->len ||
            memcmp(again->bytes, passphrase->bytes, again->len) != 0))
        rv = report_error("the two passphrases differ; nothing was written");
    return rv;
}

static int
ask_old(
    struct terminal *terminal, struct passphrase *passphrase, const char *what)
{
    char question[4200] = "Passphrase: ";
    int rv;

    if (what != NULL)
        (void)snprintf(
            question, sizeof(question), "Passphrase for %.4096s: ", what);
    report_sanitise(question);
    rv = terminal_ask(
        terminal, question, passphrase->bytes, ROOM, &passphrase->len);
    return rv == REPORT_DONE ? check_not_empty(passphrase) : rv;
}

/* |again| has room for a second answer, or is NULL for an old passphrase. */
static int
ask(struct passphrase *passphrase, struct passphrase *again, const char *what)
{
    struct terminal terminal;
    int rv;

    rv = terminal_open(&terminal);
    if (rv == REPORT_DONE)
        rv = again != NULL ? ask_new(&terminal, passphrase, again)
                           : ask_old(&terminal, passphrase, what);
    terminal_close(&terminal);
    return interrupt_signal() != 0 ? REPORT_FAILURE : rv;
}

/* One read that may have to wait: how many bytes came, or -1. */
static ssize_t
read_some(int fd, char *buf, size_t cap)
{
    struct pollfd pfd = {.fd = fd, .events = POLLIN};
    ssize_t n;

    for (;;) {
        n = read(fd, buf, cap);
        if (n >= 0)
            return n;
        if (errno == EAGAIN)
            (void)poll(&pfd, 1, -1);
        else if (errno != EINTR)
            return -1;
    }
}

static int
read_to_end(struct passphrase *passphrase, int fd, const char *what)
{
    ssize_t n;

    do {
        if (passphrase->len == ROOM)
            return report_error("the passphrase in %s is longer than %d bytes",
                what, ROOM - 1);
        n = read_some(
            fd, passphrase->bytes + passphrase->len, ROOM - passphrase->len);
        if (n < 0)
            return report_error("cannot read the passphrase from %s: %s", what,
                strerror(errno));
        passphrase->len += (size_t)n;
    } while (n > 0);
    return REPORT_DONE;
}

static int
read_and_close(struct passphrase *passphrase, int fd, const char *what)
{
    int rv;

    rv = read_to_end(passphrase, fd, what);
    if (fd > STDERR_FILENO)
        (void)close(fd);
    if (rv != REPORT_DONE)
        return rv;
    if (passphrase->len > 0 && passphrase->bytes[passphrase->len - 1] == '\n')
        passphrase->len--;
    return check_not_empty(passphrase);
}

static int
read_file(struct passphrase *passphrase, const char *name)
{
    int fd;

    if (job_is_standard(name))
        return read_and_close(passphrase, STDIN_FILENO, "standard input");
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return report_error(
            "cannot read the passphrase from %s: %s", name, strerror(errno));
    return read_and_close(passphrase, fd, name);
}

static int
read_given(
    struct passphrase *passphrase, const struct passphrase_source *source)
{
    char what[40];

    if (source->file != NULL)
        return read_file(passphrase, source->file);
    (void)snprintf(what, sizeof(what), "descriptor %d", source->fd);
    return read_and_close(passphrase, source->fd, what);
}

int
passphrase_check(const struct command *command,
    const struct passphrase_source *source, struct option_input *input)
{
    if (source->fd >= 0 && source->file != NULL)
        return report_usage(command,
            "a passphrase comes from a descriptor or from a file, not from"
            " both");
    if (source->file != NULL)
        return option_input(command, input, source->file, "passphrase");
    return option_input_fd(command, input, source->fd, "passphrase");
}

int
passphrase_is_given(const struct passphrase_source *source)
{
    return source->fd >= 0 || source->file != NULL;
}

int
passphrase_get(struct passphrase *passphrase,
    const struct passphrase_source *source, const char *what)
{
    int rv;

    rv = new_passphrase(passphrase);
    if (rv != REPORT_DONE)
        return rv;
    if (passphrase_is_given(source))
        return read_given(passphrase, source);
    return ask(passphrase, NULL, what);
}

int
passphrase_new(
    struct passphrase *passphrase, const struct passphrase_source *source)
{
    struct passphrase again = {0};
    int rv;

    if (passphrase_is_given(source))
        return passphrase_get(passphrase, source, NULL);
    rv = new_passphrase(passphrase);
    if (rv == REPORT_DONE)
        rv = new_passphrase(&again);
    if (rv == REPORT_DONE)
        rv = ask(passphrase, &again, NULL);
    passphrase_free(&again);
    return rv;
}

void
passphrase_free(struct passphrase *passphrase)
{
    locked_free(passphrase->bytes, ROOM);
    passphrase->bytes = NULL;
    passphrase->len = 0;
}
