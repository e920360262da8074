# SPDX-License-Identifier: ISC
"""The bar that shows how far otls is."""

import fcntl
import os
import re
import signal
import struct
import subprocess
import termios

import shell
from shell import OTLS, Terminal, claim, contains, equal, finish, keygen, otls
from shell import write

PIECE = b"x" * (1 << 20)
NUMBERS = (rb"(\d+\.)?\d+ (bytes|[KMG]iB)( of (\d+\.)?\d+ (bytes|[KMG]iB))?"
           rb"(, (\d+\.)?\d+ (bytes|[KMG]iB)/s(, [\d:]+( s)? left)?)?")
LINE = rb"( *\d+ %  )?(\[#*\.*\]  )?" + NUMBERS


def on_screen(seen):
    """What a terminal shows in its last line."""
    row = b""
    for part in re.split(rb"(\r\n|\r)", seen):
        if part == b"\r\n":
            row = b""
        elif part != b"\r":
            row = part + row[len(part):]
    return row.rstrip(b" ")


def feed_until(process, terminal, text):
    """Writes more and more until the terminal shows it."""
    fed = 0
    while text not in terminal.drain():
        process.stdin.write(PIECE)
        fed += len(PIECE)
        assert fed < 1 << 38, "no end"
    return fed


@claim
def long_work_draws_a_bar_on_a_terminal_and_takes_it_away():
    recipient = keygen()
    with Terminal() as terminal:
        process = terminal.start(
            OTLS, "encrypt", "-r", recipient, "-o", "/dev/null",
            stdin=subprocess.PIPE, stderr=terminal.slave, bufsize=0)
        feed_until(process, terminal, b"/s")
        assert re.fullmatch(LINE, on_screen(terminal.seen)), terminal.seen
        process.stdin.close()
        equal(process.wait(shell.LIMIT), 0)
        equal(on_screen(terminal.drain()), b"")
        assert b"\n" not in terminal.seen and b"\x1b" not in terminal.seen


@claim
def short_work_draws_nothing():
    recipient = keygen()
    write("plain", PIECE)
    with Terminal() as terminal:
        for args in (["encrypt", "-r", recipient, "-o", "sealed", "plain"],
                     ["decrypt", "-i", "key", "-o", "again", "sealed"]):
            process = terminal.start(OTLS, *args, stderr=terminal.slave)
            equal(process.wait(shell.LIMIT), 0)
        equal(terminal.drain(), b"")


@claim
def quiet_draws_nothing_however_long_it_takes():
    recipient = keygen()
    with Terminal() as terminal, Terminal() as other:
        process = terminal.start(
            OTLS, "encrypt", "-q", "-r", recipient, "-o", "/dev/null",
            stdin=subprocess.PIPE, stderr=terminal.slave, bufsize=0)
        # as long as it takes one that is not quiet
        loud = other.start(
            OTLS, "encrypt", "-r", recipient, "-o", "/dev/null",
            stdin=subprocess.PIPE, stderr=other.slave, bufsize=0)
        while b"/s" not in other.drain():
            process.stdin.write(PIECE)
            loud.stdin.write(PIECE)
        for each in process, loud:
            each.stdin.close()
            equal(each.wait(shell.LIMIT), 0)
        equal(terminal.drain(), b"")


@claim
def progress_shows_a_bar_at_once_with_the_size_of_a_file():
    recipient = keygen()
    write("plain", PIECE * 3)
    for command in (["encrypt", "-r", recipient, "-o", "sealed", "plain"],
                    ["decrypt", "-i", "key", "-o", "again", "sealed"]):
        with Terminal() as terminal:
            process = terminal.start(OTLS, *command, "--progress",
                                     stderr=terminal.slave)
            equal(process.wait(shell.LIMIT), 0)
            shown = [part.rstrip() for part in terminal.drain().split(b"\r")
                     if part.strip()]
            for line in shown:
                assert re.fullmatch(LINE, line), line
            contains(shown[-1], b"100 %  [#")
            contains(shown[-1], b"3.0 MiB of 3.0 MiB")
            equal(on_screen(terminal.seen), b"")


@claim
def progress_writes_lines_where_there_is_no_terminal():
    recipient = keygen()
    write("plain", PIECE * 3)
    done = otls("encrypt", "-r", recipient, "--progress", "-o", "sealed",
                "plain")
    lines = done.stderr.splitlines()
    for line in lines:
        assert re.fullmatch(b"otls: " + LINE, line), line
    contains(lines[-1], b"100 %")
    done = otls("encrypt", "-r", recipient, "--progress", stdin=b"x")
    for line in done.stderr.splitlines():
        assert re.fullmatch(b"otls: " + LINE, line), line
        assert b"%" not in line, line


@claim
def the_bar_fits_the_terminal():
    recipient = keygen()
    write("plain", PIECE)
    for columns in (1, 2, 20, 60, 80, 132, 500):
        with Terminal() as terminal:
            fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ,
                        struct.pack("HHHH", 24, columns, 0, 0))
            process = terminal.start(
                OTLS, "encrypt", "-r", recipient, "-o", "sealed", "plain",
                "--progress", stderr=terminal.slave)
            equal(process.wait(shell.LIMIT), 0)
            for part in terminal.drain().split(b"\r"):
                assert len(part) < columns, (columns, part)
            equal(b"[#" in terminal.seen, columns >= 80, columns)


@claim
def nothing_is_drawn_between_what_a_terminal_is_shown():
    recipient = keygen()
    with Terminal() as terminal:
        write("plain", PIECE)
        process = terminal.start(
            OTLS, "encrypt", "-a", "-r", recipient, "plain",
            stderr=terminal.slave, stdout=terminal.slave)
        terminal.wait_for(b"END AGE ENCRYPTED FILE")
        finish(process, 0)
        assert b" MiB" not in terminal.drain()


@claim
def an_error_stands_on_a_line_of_its_own():
    recipient = keygen()
    write("sealed", otls("encrypt", "-r", recipient, stdin=PIECE * 3)
          .stdout[:-1])
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "key", "-o", "out",
                                 "sealed", "--progress",
                                 stderr=terminal.slave)
        equal(process.wait(shell.LIMIT), 6)
        lines = terminal.drain().split(b"\r\n")
        contains(lines[0], b"MiB")
        assert lines[0].split(b"\r")[-1].startswith(b"otls: error: ")
        equal(on_screen(lines[0]).split(b"  ")[0][:13], b"otls: error: ")


@claim
def a_signal_takes_the_bar_away_and_leaves_nothing():
    recipient = keygen()
    for number in (signal.SIGINT, signal.SIGTERM):
        with Terminal() as terminal:
            process = terminal.start(
                OTLS, "encrypt", "-r", recipient, "-o", "out", "--progress",
                stdin=subprocess.PIPE, stderr=terminal.slave, bufsize=0)
            feed_until(process, terminal, b"MiB")
            process.send_signal(number)
            equal(process.wait(shell.LIMIT), -number)
            process.stdin.close()
            equal(on_screen(terminal.drain()), b"")
        equal(os.listdir("."), ["key"])


@claim
def quiet_and_progress_contradict():
    for command in "encrypt", "decrypt":
        args = ["-r", "age1"] if command == "encrypt" else []
        contains(otls(command, *args, "-q", "--progress", code=2).stderr,
                 b"contradict")


if __name__ == "__main__":
    shell.main()
