/* SPDX-License-Identifier: ISC */
#ifndef OTLS_COMMAND_H
#define OTLS_COMMAND_H

/*
 * A subcommand: its name, what it does in a line, what `otls help NAME`
 * prints, and the function that does it. argv[0] is the subcommand's name;
 * the answer is one of the exit codes of report.h.
 */
struct command {
    const char *name;
    const char *summary;
    const char *help;
    int (*run)(int argc, char **argv);
};

extern const struct command command_connect;
extern const struct command command_decrypt;
extern const struct command command_encrypt;
extern const struct command command_inspect;
extern const struct command command_keygen;
extern const struct command command_rewrap;
extern const struct command command_serve;
extern const struct command command_store;
extern const struct command command_verify;

#endif
