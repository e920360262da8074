/* SPDX-License-Identifier: ISC */
#include "passphrase.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "locked.h"
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

static int
ask_both(struct terminal *terminal, struct passphrase *passphrase,
    struct passphrase *again)
{
    int rv;

    rv = terminal_ask(
        terminal, "Passphrase: ", passphrase->bytes, ROOM, &passphrase->len);
    if (rv == REPORT_DONE)
        rv = check_not_empty(passphrase);
    if (rv != REPORT_DONE || again == NULL)
        return rv;
    rv = terminal_ask(terminal, "The same passphrase again: ", again->bytes,
        ROOM, &again->len);
    if (rv == REPORT_DONE &&
        (again->len != passphrase->len ||
            memcmp(again->bytes, passphrase->bytes, again->len) != 0))
        rv = report_error("the two passphrases differ; nothing was written");
    return rv;
}

int
passphrase_ask(struct passphrase *passphrase, int confirm)
{
    struct passphrase again = {0};
    struct terminal terminal;
    int rv;

    rv = new_passphrase(passphrase);
    if (rv == REPORT_DONE && confirm)
        rv = new_passphrase(&again);
    if (rv != REPORT_DONE)
        goto out;
    rv = terminal_open(&terminal);
    if (rv == REPORT_DONE)
        rv = ask_both(&terminal, passphrase, confirm ? &again : NULL);
    terminal_close(&terminal);
    if (interrupt_signal() != 0)
        rv = REPORT_FAILURE;
out:
    passphrase_free(&again);
    return rv;
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
read_to_end(struct passphrase *passphrase, int fd)
{
    ssize_t n;

    do {
        if (passphrase->len == ROOM)
            return report_error("the passphrase on descriptor %d is longer"
                                " than %d bytes",
                fd, ROOM - 1);
        n = read_some(
            fd, passphrase->bytes + passphrase->len, ROOM - passphrase->len);
        if (n < 0)
            return report_error(
                "cannot read the passphrase from descriptor %d: %s", fd,
                strerror(errno));
        passphrase->len += (size_t)n;
    } while (n > 0);
    return REPORT_DONE;
}

int
passphrase_read(struct passphrase *passphrase, int fd)
{
    int rv;

    rv = new_passphrase(passphrase);
    if (rv != REPORT_DONE)
        return rv;
    rv = read_to_end(passphrase, fd);
    if (fd > STDERR_FILENO)
        (void)close(fd);
    if (rv != REPORT_DONE)
        return rv;
    if (passphrase->len > 0 && passphrase->bytes[passphrase->len - 1] == '\n')
        passphrase->len--;
    return check_not_empty(passphrase);
}

void
passphrase_free(struct passphrase *passphrase)
{
    locked_free(passphrase->bytes, ROOM);
    passphrase->bytes = NULL;
    passphrase->len = 0;
}
