# SPDX-License-Identifier: ISC
"""Where a passphrase can come from besides a terminal."""

import os

import shell
from shell import claim, contains, equal, keygen, otls, passphrase_fd, write


def seal(*args, **options):
    return otls("encrypt", "--work-factor", "10", *args,
                **options).stdout


@claim
def a_file_gives_the_passphrase_that_a_descriptor_would():
    for passphrase in (b"hunter2", b"with a\nline", b"nul\0byte",
                       "Grüße".encode(), b" ", b"\xff", b"x" * 4095):
        write("secret", passphrase)
        sealed = seal("--passphrase-file", "secret", stdin=b"text")
        equal(passphrase_fd(passphrase, "decrypt", stdin=sealed).stdout,
              b"text", passphrase)
        equal(otls("decrypt", "--passphrase-file", "secret",
                   stdin=sealed).stdout, b"text", passphrase)


@claim
def one_newline_at_the_end_of_the_file_is_not_part_of_it():
    write("one", b"hunter2\n")
    write("two", b"hunter2\n\n")
    sealed = seal("--passphrase-file", "one", stdin=b"text")
    equal(passphrase_fd(b"hunter2", "decrypt", stdin=sealed).stdout, b"text")
    otls("decrypt", "--passphrase-file", "two", stdin=sealed, code=4)


@claim
def the_file_may_be_a_pipe_or_standard_input():
    write("plain", b"text")
    os.mkfifo("fifo")
    process = shell.start("encrypt", "--work-factor", "10",
                          "--passphrase-file", "fifo", "-o", "sealed", "plain")
    write("fifo", b"hunter2\n")
    shell.finish(process, 0)
    equal(otls("decrypt", "--passphrase-file", "-", "sealed",
               stdin=b"hunter2\n").stdout, b"text")


@claim
def a_file_that_is_missing_empty_or_too_long_is_1_and_is_named():
    write("empty", b"\n")
    write("long", b"x" * 4097)
    os.mkdir("dir")
    for name, part in (("none", b"none: No such"), ("dir", b"dir: Is a"),
                       ("empty", b"empty"), ("long", b"in long is longer")):
        for command in "encrypt", "decrypt":
            done = otls(command, "--passphrase-file", name, "-o", "out",
                        code=1)
            contains(done.stderr, part)
    assert not os.path.exists("out")


@claim
def a_passphrase_has_one_source():
    write("secret", b"hunter2")
    for command in "encrypt", "decrypt":
        done = otls(command, "--passphrase-file", "secret",
                    "--passphrase-fd", "0", "file", code=2)
        contains(done.stderr, b"not from both")
        done = otls(command, "--passphrase-file", "-", code=2)
        contains(done.stderr, b"both be standard input")


@claim
def the_file_is_the_passphrase_and_no_other_recipient():
    recipient = keygen()
    write("secret", b"hunter2")
    contains(otls("encrypt", "-r", recipient, "--passphrase-file", "secret",
                  code=2).stderr, b"cannot be combined")


@claim
def what_the_passphrase_is_stands_in_no_message():
    write("secret", b"hunter2")
    write("other", b"hunter3")
    sealed = seal("--passphrase-file", "secret", stdin=b"text")
    done = otls("decrypt", "--passphrase-file", "other", stdin=sealed, code=4)
    assert b"hunter" not in done.stderr, done.stderr


if __name__ == "__main__":
    shell.main()
