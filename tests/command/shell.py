# SPDX-License-Identifier: ISC
"""What the tests of the command share: the command, run as a shell runs it,
and terminals to run it on."""

import ctypes
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "support"))
from tap import TOP_BUILDDIR, TOP_SRCDIR, Skip, claim, main  # noqa: E402,F401

OTLS = os.path.join(TOP_BUILDDIR, "tools", "otls")

# Nothing here waits for a time, but a broken command must not hang the suite.
LIMIT = int(os.environ.get("OTLS_TEST_LIMIT", "120"))

# What a job in the background, or nohup(1), ignores, its children ignore too:
# the tests send these signals.
for _number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


def equal(got, wanted, what=""):
    """Says both where they differ, cut to what can be read."""
    if got != wanted:
        raise AssertionError("%s: got %.300r, wanted %.300r"
                             % (what, got, wanted))


def contains(text, part):
    if part not in text:
        raise AssertionError("%r is not in %r" % (part, text))


def otls(*args, code=0, stdin=b"", **options):
    """Runs the command to its end and checks its exit code, unless that is
    None."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    if isinstance(stdin, bytes):
        options["input"] = stdin
    else:
        options["stdin"] = stdin
    done = subprocess.run([OTLS, *args], timeout=LIMIT, check=False,
                          **options)
    if code is not None and done.returncode != code:
        raise AssertionError(
            "otls %s: exit code %d, wanted %d; stderr: %r"
            % (" ".join(args), done.returncode, code, done.stderr))
    if done.returncode != 0 and options["stderr"] == subprocess.PIPE:
        contains(done.stderr, b"otls: error: ")
        equal(done.stderr.count(b"\n"), 1, "lines on stderr")
    return done


def start(*args, **options):
    """Starts the command; the caller waits."""
    options.setdefault("stdin", subprocess.PIPE)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.Popen([OTLS, *args], **options)


def keygen(name="key"):
    """Makes an identity file; answers with the recipient."""
    done = otls("keygen", "-o", name)
    return re.search(rb"age1\w+", done.stderr).group().decode()


def passphrase_fd(passphrase, *args, **options):
    """Runs the command with the passphrase on a descriptor."""
    reader, writer = os.pipe()
    os.write(writer, passphrase)
    os.close(writer)
    try:
        return otls(args[0], "--passphrase-fd", str(reader), *args[1:],
                    pass_fds=[reader], **options)
    finally:
        os.close(reader)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def read(name):
    with open(name, "rb") as file:
        return file.read()


def secret_of(name):
    """The secret in an identity file."""
    return re.search(rb"AGE-SECRET-KEY-1\w+", read(name)).group()


class Watch:
    """Tells by inotify(7) when something happens to a file or in a
    directory."""

    READ = 1
    NAMED = 0x100 | 0x80

    def __init__(self, name, what):
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd = libc.inotify_init1(os.O_CLOEXEC)
        if self.fd < 0 or libc.inotify_add_watch(
                self.fd, name.encode(), what) < 0:
            raise Skip("inotify is missing")

    def wait(self, process):
        """Waits for the first time, or until the process has ended."""
        end = os.pidfd_open(process.pid)
        ready = select.select([self.fd, end], [], [], LIMIT)[0]
        os.close(end)
        os.close(self.fd)
        if not ready:
            raise AssertionError("nothing happened")


class Terminal:
    """A pseudo-terminal that programs can be run on, in a session of their
    own; everything they write stands in |seen|."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        os.close(self.master)
        os.close(self.slave)

    def start(self, *command, **options):
        """Starts a program whose controlling terminal this is."""
        def own():
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(command, start_new_session=True,
                                preexec_fn=own, **options)

    def wait_for(self, text, times=1):
        """Reads until the text was seen that often."""
        while self.seen.count(text) < times:
            if not select.select([self.master], [], [], LIMIT)[0]:
                raise AssertionError("%r never came, but %r"
                                     % (text, self.seen))
            self.seen += os.read(self.master, 65536)

    def drain(self):
        """Reads what is there."""
        while select.select([self.master], [], [], 0)[0]:
            self.seen += os.read(self.master, 65536)
        return self.seen

    def type(self, keys):
        os.write(self.master, keys)

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)


def finish(process, code):
    """Waits for a started program; answers with its output and errors."""
    out, errors = process.communicate(timeout=LIMIT)
    if process.returncode != code:
        raise AssertionError("exit code %d, wanted %d; stderr: %r"
                             % (process.returncode, code, errors))
    return out, errors


def spawn_job(terminal, *command):
    """Runs a program as a shell runs a job in front: in a group of its own,
    with a parent that learns of its stops. Answers with its process id and a
    file that has a line for each stop and for the end."""
    reader, writer = os.pipe()
    leader = os.fork()
    if leader == 0:
        try:
            _lead_session(terminal, writer, command)
        finally:
            os._exit(1)
    os.close(writer)
    events = os.fdopen(reader)
    return leader, int(events.readline()), events


def _lead_session(terminal, writer, command):
    os.setsid()
    # so that it ends with the test, by the terminal's hanging up
    os.close(terminal.master)
    fcntl.ioctl(terminal.slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    ready, go = os.pipe()
    job = os.fork()
    if job == 0:
        os.read(ready, 1)
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(command[0], command)
    os.setpgid(job, job)
    os.tcsetpgrp(terminal.slave, job)
    os.write(writer, b"%d\n" % job)
    os.write(go, b".")
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            os.write(writer, b"stopped %d\n" % os.WSTOPSIG(status))
            continue
        os.write(writer, b"ended %d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
