/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TERMINAL_H
#define OTLS_TERMINAL_H

#include <signal.h>
#include <stddef.h>
#include <termios.h>

/*
 * The terminal of the process, whatever its standard streams are, with echo
 * off from open to close. Signals are let in only while it waits for a key:
 * one that ends the command ends the question, one that stops it puts the
 * terminal back first, and the question is asked anew when it goes on.
 */
struct terminal {
    int fd;
    struct termios before;
    sigset_t mask;
    struct sigaction on_stop;
    struct sigaction on_continue;
};

/* Each answers REPORT_DONE, or something else with a message printed (none
 * after an interrupt). Whatever was opened must be closed. */
int terminal_open(struct terminal *terminal);
int terminal_ask(struct terminal *terminal, const char *question, char *buf,
    size_t cap, size_t *len);
/* What can't be written is lost. */
void terminal_say(const struct terminal *terminal, const char *text);
void terminal_close(struct terminal *terminal);

#endif
