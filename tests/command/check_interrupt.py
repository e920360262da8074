# SPDX-License-Identifier: ISC
"""A signal ends the command and leaves nothing behind."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios

import shell
from shell import Watch, claim, equal, keygen, otls, read, start, write

ENDING = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM]

# More than a pipe and every buffer hold: once it is written, most was read.
MUCH = 1 << 20


def unnamed_files():
    """Whether even SIGKILL can leave nothing here."""
    try:
        os.close(os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600))
    except OSError:
        return False
    return True


def signals():
    return ENDING + ([signal.SIGKILL] if unnamed_files() else [])


def end(process, number, before, out="out"):
    """Sends the signal; what stood there must be all that stands there."""
    process.send_signal(number)
    process.wait(shell.LIMIT)
    equal(process.returncode, -number, "end")
    if number != signal.SIGKILL:
        equal(process.stderr.read(), b"", "stderr")
    for file in (process.stdin, process.stdout, process.stderr):
        if file is not None:
            file.close()
    equal(sorted(os.listdir(".")), before, "files")
    if out in before:
        equal(read(out), b"precious", "what stood there")


@claim
def encryption_from_a_pipe_leaves_nothing():
    recipient = keygen()
    for stood in (False, True):
        if stood:
            write("out", b"precious")
        before = sorted(os.listdir("."))
        for number in signals():
            process = start("encrypt", "-r", recipient, "-o", "out",
                            bufsize=0)
            process.stdin.write(b"x" * MUCH)
            end(process, number, before)


@claim
def decryption_from_a_pipe_leaves_nothing():
    recipient = keygen()
    sealed = otls("encrypt", "-r", recipient, stdin=b"x" * 2 * MUCH).stdout
    for stood in (False, True):
        if stood:
            write("out", b"precious")
        before = sorted(os.listdir("."))
        for number in signals():
            process = start("decrypt", "-i", "key", "-o", "out", bufsize=0)
            process.stdin.write(sealed[:MUCH])
            end(process, number, before)


@claim
def encryption_from_a_fifo_leaves_nothing():
    recipient = keygen()
    os.mkfifo("fifo")
    before = sorted(os.listdir("."))
    for number in signals():
        process = start("encrypt", "-r", recipient, "-o", "out", "fifo",
                        stdin=subprocess.DEVNULL)
        writer = os.open("fifo", os.O_WRONLY)
        os.write(writer, b"x" * MUCH)
        end(process, number, before)
        os.close(writer)


@claim
def encryption_to_a_fifo_that_nobody_empties_ends():
    recipient = keygen()
    os.mkfifo("fifo")
    write("plain", b"x" * MUCH)
    before = sorted(os.listdir("."))
    for number in signals():
        reader = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
        process = start("encrypt", "-r", recipient, "-o", "fifo", "plain",
                        stdin=subprocess.DEVNULL)
        wait_until_full(reader)
        end(process, number, before)
        os.close(reader)


def wait_until_full(reader):
    """A full pipe wakes nobody: looks again and again."""
    while True:
        select.select([reader], [], [], shell.LIMIT)
        there = fcntl.ioctl(reader, termios.FIONREAD, b"\0" * 4)
        if struct.unpack("i", there)[0] >= 32768:
            return


@claim
def encryption_to_standard_output_ends_when_it_is_full():
    recipient = keygen()
    write("plain", b"x" * MUCH)
    before = sorted(os.listdir("."))
    for number in ENDING:
        reader, writer = os.pipe()
        process = start("encrypt", "-r", recipient, "plain",
                        stdin=subprocess.DEVNULL, stdout=writer)
        os.close(writer)
        wait_until_full(reader)
        end(process, number, before)
        os.close(reader)


@claim
def file_to_file_leaves_nothing():
    recipient = keygen()
    with open("plain", "wb") as file:
        file.truncate(1 << 30)
    for stood in (False, True):
        if stood:
            write("out", b"precious")
        before = sorted(os.listdir("."))
        for number in signals():
            opened = Watch("plain", Watch.READ)
            process = start("encrypt", "-r", recipient, "-o", "out", "plain",
                            stdin=subprocess.DEVNULL)
            opened.wait(process)
            end(process, number, before)


@claim
def waiting_for_a_passphrase_on_a_pipe_ends():
    write("plain", b"text")
    before = sorted(os.listdir("."))
    for number in ENDING:
        # holds one packet: the second is taken once the first was read
        reader, writer = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        process = start("encrypt", "--passphrase-fd", "0", "-o", "out",
                        "plain", stdin=reader)
        os.close(reader)
        os.write(writer, b"p")
        os.write(writer, b"p")
        end(process, number, before)
        os.close(writer)


@claim
def a_signal_that_was_ignored_stays_ignored():
    recipient = keygen()
    for number in ENDING:
        process = start("encrypt", "-r", recipient, "-o", "out", bufsize=0,
                        preexec_fn=lambda n=number: signal.signal(
                            n, signal.SIG_IGN) and None)
        process.stdin.write(b"x" * MUCH)
        process.send_signal(number)
        process.stdin.write(b"x" * MUCH)
        shell.finish(process, 0)
        equal(otls("decrypt", "-i", "key", "out").stdout, b"x" * 2 * MUCH)


@claim
def a_stop_in_the_middle_changes_nothing():
    recipient = keygen()
    process = start("encrypt", "-r", recipient, "-o", "out", bufsize=0)
    process.stdin.write(b"x" * MUCH)
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    process.send_signal(signal.SIGCONT)
    process.stdin.write(b"x" * MUCH)
    shell.finish(process, 0)
    equal(otls("decrypt", "-i", "key", "out").stdout, b"x" * 2 * MUCH)


@claim
def no_core_file_can_be_written():
    recipient = keygen()
    process = start("encrypt", "-r", recipient, "-o", "out", bufsize=0)
    process.stdin.write(b"x" * MUCH)
    with open("/proc/%d/limits" % process.pid) as file:
        line = [text for text in file if text.startswith("Max core")][0]
    equal(line.split()[4:6], ["0", "0"])
    if os.geteuid() != 0:
        equal(os.stat("/proc/%d/mem" % process.pid).st_uid, 0, "owner")
    shell.finish(process, 0)


if __name__ == "__main__":
    shell.main()
