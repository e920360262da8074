/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <otls.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command.h"
#include "interrupt.h"
#include "report.h"

static const struct command *const commands[] = {
    &command_connect,
    &command_decrypt,
    &command_encrypt,
    &command_inspect,
    &command_keygen,
    &command_rewrap,
    &command_serve,
    &command_store,
    &command_verify,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *
find_command(const char *name)
{
    size_t i;

    for (i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int
print_overview(void)
{
    size_t i;

    (void)printf("usage: otls COMMAND [options]\n\n");
    for (i = 0; i < COMMANDS; i++)
        (void)printf("  %-16s %s\n", commands[i]->name, commands[i]->summary);
    (void)printf("  %-16s %s\n", "help [COMMAND]",
        "print this, or what COMMAND does and its options");
    (void)printf("\n"
                 "  -h, --help       print this\n"
                 "      --version    print the version\n");
    return REPORT_DONE;
}

static int
print_version(void)
{
    char version[128] = "", openssl[256] = "";
    size_t len;
    int rv;

    rv = otls_library_version(version, sizeof(version), &len);
    if (rv == OTLS_OK)
        rv = otls_library_openssl_version(openssl, sizeof(openssl), &len);
    if (rv == OTLS_OK)
        (void)printf("otls %s (%s)\n", version, openssl);
    return report_library(rv);
}

static int
unknown(const char *name)
{
    return report_usage(
        NULL, "unknown %s %s", name[0] == '-' ? "option" : "command", name);
}

static int
help(int argc, char **argv)
{
    const struct command *command;

    if (argc > 2)
        return report_usage(NULL, "help takes one command");
    if (argc < 2)
        return print_overview();
    command = find_command(argv[1]);
    if (command == NULL)
        return unknown(argv[1]);
    (void)fputs(command->help, stdout);
    return REPORT_DONE;
}

static int
dispatch(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2)
        return report_usage(NULL, "no command is given");
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_overview();
    if (strcmp(argv[1], "help") == 0)
        return help(argc - 1, argv + 1);
    command = find_command(argv[1]);
    if (command == NULL)
        return unknown(argv[1]);
    return command->run(argc - 1, argv + 1);
}

/* What the command opens must not become a standard stream that was closed:
 * this one fails whatever is done with it. */
static int
fill_standard_streams(void)
{
    int fd;

    do
        fd = open("/", O_PATH);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0)
        return report_error("cannot open /: %s", strerror(errno));
    (void)close(fd);
    return REPORT_DONE;
}

/* Secrets stay out of core files and away from debuggers. */
static void
harden(void)
{
    struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
}

static int
finish(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (code != REPORT_DONE)
        return code;
    return report_error("cannot write standard output: %s", strerror(errno));
}

int
main(int argc, char **argv)
{
    int code;

    harden();
    code = fill_standard_streams();
    if (code != REPORT_DONE)
        return code;
    code = finish(dispatch(argc, argv));
    interrupt_die();
    return code;
}
