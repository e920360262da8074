# SPDX-License-Identifier: ISC
"""What otls writes age reads, and the other way round."""

import os
import shutil
import subprocess

import shell
from shell import Terminal, claim, equal, finish, keygen, otls, passphrase_fd
from shell import read, write

SIZES = [0, 1, 65535, 65536, 65537, 131072, 1048576]


def age(*args, stdin=b"", program="age"):
    if shutil.which(program) is None:
        raise shell.Skip(program + " is missing")
    return subprocess.run([program, *args], input=stdin, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def plain(size):
    return (os.urandom(1009) * (size // 1009 + 1))[:size]


@claim
def age_reads_what_otls_writes():
    recipient = keygen()
    for size in SIZES:
        data = plain(size)
        write("plain", data)
        otls("encrypt", "-r", recipient, "-o", "sealed", "plain")
        equal(age("-d", "-i", "key", "sealed"), data, size)
        sealed = otls("encrypt", "-r", recipient, stdin=data).stdout
        equal(age("-d", "-i", "key", stdin=sealed), data, size)


@claim
def otls_reads_what_age_writes():
    age("-o", "key", program="age-keygen")
    recipient = age("-y", "key", program="age-keygen").decode().strip()
    for size in SIZES:
        data = plain(size)
        sealed = age("-r", recipient, stdin=data)
        equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, data, size)
        write("sealed", sealed)
        otls("decrypt", "-i", "key", "-o", "out", "sealed")
        equal(read("out"), data, size)


@claim
def armor_goes_both_ways():
    recipient = keygen()
    for size in SIZES + [47, 48, 49]:
        data = plain(size)
        sealed = otls("encrypt", "-a", "-r", recipient, stdin=data).stdout
        equal(age("-d", "-i", "key", stdin=sealed), data, size)
        sealed = age("-a", "-r", recipient, stdin=data)
        equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, data, size)


@claim
def both_derive_the_same_recipient():
    age("-o", "theirs", program="age-keygen")
    recipient = keygen("ours")
    equal(age("-y", "ours", program="age-keygen").decode().strip(), recipient)
    equal(otls("keygen", "-y", "theirs").stdout,
          age("-y", "theirs", program="age-keygen"))


@claim
def either_s_second_recipient_can_read():
    a, b = keygen("a"), keygen("b")
    write("team", ("# us\n%s\n%s\n" % (a, b)).encode())
    sealed = otls("encrypt", "-R", "team", stdin=b"text").stdout
    equal(age("-d", "-i", "b", stdin=sealed), b"text")
    sealed = age("-R", "team", stdin=b"text")
    equal(otls("decrypt", "-i", "b", stdin=sealed).stdout, b"text")


@claim
def age_reads_a_passphrase_of_otls():
    sealed = passphrase_fd(b"hunter2", "encrypt", "--work-factor", "12",
                           stdin=b"text").stdout
    write("sealed", sealed)
    if shutil.which("age") is None:
        raise shell.Skip("age is missing")
    with Terminal() as terminal:
        process = terminal.start("age", "-d", "sealed")
        terminal.wait_for(b"passphrase: ")
        terminal.type(b"hunter2\n")
        equal(finish(process, 0)[0], b"text")


@claim
def otls_reads_a_passphrase_of_age():
    write("plain", b"text")
    if shutil.which("age") is None:
        raise shell.Skip("age is missing")
    with Terminal() as terminal:
        process = terminal.start("age", "-p", "-o", "sealed", "plain")
        terminal.wait_for(b"Enter passphrase")
        terminal.wait_for(b": ")
        terminal.type(b"hunter2\n")
        terminal.wait_for(b"Confirm passphrase")
        terminal.wait_for(b": ", 2)
        terminal.type(b"hunter2\n")
        finish(process, 0)
    done = passphrase_fd(b"hunter2", "decrypt", "sealed")
    equal(done.stdout, b"text")


if __name__ == "__main__":
    shell.main()
