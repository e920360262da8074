# SPDX-License-Identifier: ISC
"""SIGKILL at any moment: the output is the old one, none, or the new one
whole, and what a killed run had to leave the next one removes."""

import fcntl
import fnmatch
import os
import random
import signal
import struct
import subprocess
import termios
import time

import shell
from shell import Watch, claim, equal, keygen, otls, read, write

TIMES = 40
SIZE = 1 << 20
# enough for several threads to have a part of it each
FILE_SIZE = 13 << 20
OLD = b"precious"

# What a file system without unnamed files is made to be: without /proc an
# unnamed file could not be named.
NO_PROC = ["unshare", "--map-root-user", "--mount", "sh", "-c",
           'mount -t tmpfs none /proc && exec "$0" "$@"']


def plain():
    return bytes(range(256)) * (SIZE // 256)


def unnamed_files():
    try:
        os.close(os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600))
    except OSError:
        return False
    return True


def without_unnamed_files():
    """How to begin a command that has none."""
    if os.environ.get("OTLS_SANITIZERS"):
        raise shell.Skip("a sanitizer needs /proc")
    if subprocess.run(NO_PROC + ["true"], stderr=subprocess.DEVNULL,
                      check=False).returncode != 0:
        raise shell.Skip("unshare(1) is missing or forbidden")
    return NO_PROC


def left():
    """Private files of `out`; there must be nothing else beside it."""
    names = set(os.listdir(".")) - {"in", "key", "out"}
    for name in names:
        assert fnmatch.fnmatch(name, ".out.otls-?"), name
        equal(os.stat(name).st_mode & 0o777, 0o600, "mode")
    return names


def feed(process, data, upto):
    """Writes that much, and waits until all of it was taken; or closes the
    pipe, where that is everything."""
    fd = process.stdin.fileno()
    view = memoryview(data)[:upto]
    try:
        while view:
            view = view[os.write(fd, view):]
        if upto == len(data):
            process.stdin.close()
            return
        limit = time.monotonic() + shell.LIMIT
        while process.poll() is None and pending(fd) > 0:
            assert time.monotonic() < limit, "it doesn't read"
    except BrokenPipeError:
        raise AssertionError("it ended before it was killed")


def pending(fd):
    return struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, b"\0" * 4))[0]


def kill(process):
    process.kill()
    process.wait(shell.LIMIT)
    for file in (process.stdin, process.stdout, process.stderr):
        file.close()
    return process.returncode


def moments(size):
    """How much is read before the kill, and whether a name must appear first:
    then the output is just being put in place."""
    for i in range(TIMES):
        yield (random.randrange(size) if i % 4 else size), i % 4 == 0


def spoil(args, data, check, prefix=()):
    """Kills that often, in turn where nothing and something stood. Answers
    how often it was done before it was killed, and how often it left a
    private file."""
    done = leavings = 0
    for i, (upto, appears) in enumerate(moments(len(data))):
        old = OLD if i % 8 < 4 else None
        if os.path.exists("out"):
            os.remove("out")
        if old is not None:
            write("out", old)
        watch = Watch(".", Watch.NAMED) if appears else None
        process = subprocess.Popen(
            [*prefix, shell.OTLS, *args], bufsize=0, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        feed(process, data, upto)
        if watch is not None:
            watch.wait(process)
        code = kill(process)
        assert code in (0, -signal.SIGKILL), code
        now = read("out") if os.path.exists("out") else None
        if now != old:
            equal(upto, len(data), "read before it appeared")
            check(now)
            done += 1
        elif code == 0:
            raise AssertionError("it was done and nothing is there")
        leavings += len(left()) > 0
        if not prefix and old is None and unnamed_files():
            equal(left(), set(), "private files")
    return done, leavings


def next_run_removes(args, data, prefix=()):
    subprocess.run([*prefix, shell.OTLS, *args], input=data, check=True)
    equal(left(), set(), "private files after the next run")


def encryption(prefix=()):
    recipient = keygen()
    args = ["encrypt", "-r", recipient, "-o", "out"]

    def check(now):
        equal(otls("decrypt", "-i", "key", stdin=now).stdout, plain())

    counts = spoil(args, plain(), check, prefix)
    next_run_removes(args, plain(), prefix)
    check(read("out"))
    return counts


def decryption(prefix=()):
    sealed = otls("encrypt", "-r", keygen(), stdin=plain()).stdout
    args = ["decrypt", "-i", "key", "-o", "out"]

    def check(now):
        equal(now, plain())

    counts = spoil(args, sealed, check, prefix)
    next_run_removes(args, sealed, prefix)
    check(read("out"))
    return counts


def spoil_files(args, check):
    """The same from a file, on which several threads work: there is nothing to
    feed, so the moments are spread over the time that a run takes. Answers
    how often it was killed before it was done."""
    command = [shell.OTLS, *args, "--threads", "4", "-o", "out", "in"]
    start = time.monotonic()
    subprocess.run(command, check=True)
    took = time.monotonic() - start
    killed = 0
    for i in range(TIMES):
        old = OLD if i % 2 else None
        os.remove("out")
        if old is not None:
            write("out", old)
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        try:
            process.wait(random.random() * took)
        except subprocess.TimeoutExpired:
            pass
        code = kill(process)
        assert code in (0, -signal.SIGKILL), code
        now = read("out") if os.path.exists("out") else None
        if now != old:
            check(now)
        else:
            equal(code, -signal.SIGKILL, "it was done and nothing is there")
            killed += 1
        if old is None and unnamed_files():
            equal(left(), set(), "private files")
        if now is None:
            write("out", b"")
    subprocess.run(command, check=True)
    check(read("out"))
    equal(left(), set(), "private files after the next run")
    return killed


@claim
def encryption_of_a_file_by_threads_killed_leaves_the_old_or_the_new_one():
    data = os.urandom(1 << 16) * (FILE_SIZE >> 16)
    recipient = keygen()
    write("in", data)

    def check(now):
        equal(len(now) > FILE_SIZE, True)
        equal(otls("decrypt", "-i", "key", stdin=now).stdout == data, True)

    assert spoil_files(["encrypt", "-r", recipient], check) > 0


@claim
def decryption_of_a_file_by_threads_killed_leaves_the_old_or_the_new_one():
    data = os.urandom(1 << 16) * (FILE_SIZE >> 16)
    write("in", otls("encrypt", "-r", keygen(), stdin=data).stdout)

    def check(now):
        equal(now == data, True)

    assert spoil_files(["decrypt", "-i", "key"], check) > 0


@claim
def encryption_killed_leaves_the_old_file_or_the_new_one():
    encryption()


@claim
def decryption_killed_leaves_the_old_file_or_the_new_one():
    decryption()


@claim
def encryption_killed_without_unnamed_files_is_tidied_by_the_next_run():
    assert encryption(without_unnamed_files())[1] > 0


@claim
def decryption_killed_without_unnamed_files_is_tidied_by_the_next_run():
    assert decryption(without_unnamed_files())[1] > 0


@claim
def the_next_run_leaves_the_file_of_one_that_lives():
    recipient = keygen()
    args = ["encrypt", "-r", recipient, "-o", "out"]
    first = subprocess.Popen([*without_unnamed_files(), shell.OTLS, *args],
                             bufsize=0, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    feed(first, b"x" * 200000, 100000)
    equal(left(), {".out.otls-1"})
    otls(*args, stdin=b"second")
    equal(left(), {".out.otls-1"})
    first.stdin.close()
    equal(first.wait(shell.LIMIT), 0, first.stderr.read())
    equal(left(), set())
    equal(otls("decrypt", "-i", "key", "out").stdout, b"x" * 100000)
    first.stdout.close()
    first.stderr.close()


if __name__ == "__main__":
    shell.main()
