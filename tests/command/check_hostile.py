# SPDX-License-Identifier: ISC
"""Input that somebody made to do harm ends with the right exit code, in
bounded memory, and leaves nothing."""

import base64
import os
import random
import resource
import subprocess
import threading

import shell
from shell import claim, contains, equal, keygen, otls, passphrase_fd, write

# More than the library and its buffers take, less than what a file could make
# a careless program ask for.
MEMORY = 300 << 20

VERSION = b"age-encryption.org/v1\n"
STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
END = b"-----END AGE ENCRYPTED FILE-----\n"
HEADER_MAX = 1 << 20


def bounded():
    """For a child; a sanitizer takes all the addresses that there are."""
    if "address" not in os.environ.get("OTLS_SANITIZERS", ""):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def endless(args, code, begin, more):
    """Feeds |begin|, then |more| again and again for as long as it is read.
    Answers how many bytes were taken."""
    process = subprocess.Popen(
        [shell.OTLS, *args], bufsize=0, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=bounded)
    more *= max(1, 65536 // len(more))
    fed = 0

    def feed():
        nonlocal fed
        try:
            fed += process.stdin.write(begin)
            while True:
                fed += process.stdin.write(more)
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        equal(process.wait(shell.LIMIT), code, args)
    finally:
        process.kill()
        feeder.join()
    errors = process.stderr.read()
    contains(errors, b"otls: error: ")
    equal(process.stdout.read(), b"")
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    return fed


def refused(data, *codes, args=("-i", "key")):
    """Decrypts in bounded memory; leaves nothing, answers what it said."""
    process = shell.start("decrypt", *args, "-o", "out", preexec_fn=bounded)
    _, errors = process.communicate(data, timeout=shell.LIMIT)
    assert process.returncode in codes, (process.returncode, codes, errors)
    assert not os.path.lexists("out"), "out"
    return errors


def lines(data):
    """As armor has it, without its ends."""
    text = base64.b64encode(data)
    return b"".join(text[at:at + 64] + b"\n"
                    for at in range(0, len(text), 64))


def armor(data):
    return BEGIN + lines(data) + END


@claim
def a_header_without_an_end_is_3_once_it_is_longer_than_any():
    keygen()
    line = VERSION + b"-> X25519 "
    for begin, more in [
            (VERSION, STANZA), (VERSION, b"-> a\n\n"), (line, b"A"),
            (line, b"A "), (VERSION + b"-> a\n", b"A" * 64 + b"\n"),
            (VERSION + b"-> a\n", b"A"), (VERSION + STANZA + b"--- ", b"A"),
            (b"", b"age-encryption.org/v1"), (b"", b"y\n"), (b"", b"\0"),
            (b"", b"\n"), (b"", b" \n"), (b"", b"\r\n"), (b"", b"\xff")]:
        for args in (["decrypt", "-i", "key"],
                     ["decrypt", "-i", "key", "-o", "out"],
                     ["decrypt", "--armor", "no", "-i", "key"],
                     ["inspect"]):
            fed = endless(args, 3, begin, more)
            # and what waits in the pipe and in a buffer
            assert fed < HEADER_MAX + (1 << 19), (fed, begin, more)
    equal(os.listdir("."), ["key"])


@claim
def a_header_without_an_end_in_armor_is_3():
    keygen()
    stanzas = STANZA * 48
    for args in (["decrypt", "-i", "key"], ["inspect"]):
        fed = endless(args, 3, BEGIN + lines(VERSION + b"-> " + b"a" * 23),
                      lines(b"a" * 48))
        assert fed < 2 * HEADER_MAX, fed
        fed = endless(args, 3, BEGIN + lines(VERSION + b"-> a" + b"b" * 20
                                             + b"\n\n"), lines(stanzas))
        assert fed < 2 * HEADER_MAX, fed


@claim
def armor_without_an_end_is_7():
    sealed = otls("encrypt", "-a", "-r", keygen(), stdin=b"x" * 1000).stdout
    for bad in (sealed[:-1 - len(END)], sealed[:-len(END)], sealed[:-3],
                sealed[:300], sealed[:len(BEGIN) + 65]):
        refused(bad, 7)
    for more in (b"A", b"\0", b"A" * 65 + b"\n", b"\n", BEGIN):
        fed = endless(["decrypt", "-i", "key"], 7, sealed[:-len(END)], more)
        assert fed < 1 << 20, fed
    # what is no white space and has no end, after the end
    for more in (b"x", END):
        process = shell.start("decrypt", "-i", "key", "-o", "out",
                              preexec_fn=bounded)
        _, errors = process.communicate(sealed + more * 100000)
        equal(process.returncode, 7, errors)
    equal(os.listdir("."), ["key"])


@claim
def armor_that_never_begins_is_3_or_7_where_it_is_asked_for():
    keygen()
    for more in (b" ", b"\n", b"\t\r\n"):
        for code, mode in (3, "auto"), (7, "yes"):
            fed = endless(["decrypt", "--armor", mode, "-i", "key"], code,
                          b"", more)
            assert fed < 1 << 20, fed


@claim
def a_header_cut_anywhere_is_3_and_a_payload_6():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"x" * 70000).stdout
    header = sealed.index(b"\n--- ") + 49
    for end in sorted(set(range(0, header, 7)) | {header - 1, header}):
        refused(sealed[:end], 3)
    for end in (header + 1, header + 15):
        refused(sealed[:end], 3)
    for end in (header + 16, header + 17, header + 32, header + 16 + 65551,
                header + 16 + 65552, header + 16 + 65553, len(sealed) - 1):
        refused(sealed[:end], 6)


@claim
def zeros_anywhere_are_malformed():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"x" * 1000).stdout
    header = sealed.index(b"\n--- ") + 49
    for n in (1, 1000, 1 << 20):
        refused(b"\0" * n, 3)
    for at in range(0, header, 5):
        refused(sealed[:at] + b"\0" + sealed[at + 1:], 3)
    refused(sealed[:header] + b"\0" * 1000, 6)
    armored = otls("encrypt", "-a", "-r", keygen("other"), stdin=b"x").stdout
    for at in range(0, len(armored), 11):
        refused(armored[:at] + b"\0" + armored[at + 1:], 3, 7,
                args=("-i", "other"))


@claim
def work_that_is_too_much_is_3_before_any_is_done():
    def header(factor):
        return (VERSION + b"-> scrypt " + b"A" * 22 + b" " + factor + b"\n"
                + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n" + b"n" * 100)

    for factor in (b"23", b"63", b"64", b"9223372036854775818",
                   b"18446744073709551626", b"9" * 1000):
        for data in (header(factor), armor(header(factor))):
            done = passphrase_fd(b"hunter2", "decrypt", "-o", "out",
                                 stdin=data, code=3, preexec_fn=bounded)
            assert b"memory" not in done.stderr, done.stderr
    for factor in (b"0", b"010", b"+10", b"-1", b" 10", b"0x10", b"ten", b""):
        passphrase_fd(b"hunter2", "decrypt", "-o", "out",
                      stdin=header(factor), code=3, preexec_fn=bounded)
    equal(os.listdir("."), [])


@claim
def as_many_stanzas_as_fit_are_tried_and_no_more():
    keygen()
    stanza = STANZA.replace(b"A" * 43, b"CQ" + b"A" * 41, 1)
    count = HEADER_MAX // len(stanza) - 2
    mac = b"--- " + b"A" * 43 + b"\n"
    refused(VERSION + stanza * count + mac + b"n" * 100, 4)
    refused(VERSION + stanza * (count + 10) + mac + b"n" * 100, 3)


@claim
def any_byte_changed_has_one_of_the_exit_codes_for_files():
    recipient = keygen()
    for option, codes in ([], (3, 4, 5, 6)), (["-a"], (3, 4, 5, 6, 7)):
        sealed = otls("encrypt", *option, "-r", recipient,
                      stdin=b"x" * 100).stdout
        for _ in range(150):
            at = random.randrange(len(sealed))
            to = random.choice([b for b in range(256) if b != sealed[at]])
            bad = sealed[:at] + bytes([to]) + sealed[at + 1:]
            process = shell.start("decrypt", "-i", "key",
                                  preexec_fn=bounded)
            out, errors = process.communicate(bad, timeout=shell.LIMIT)
            # armor may end its lines in two ways, but for that all counts
            if option and process.returncode == 0:
                equal((out, chr(sealed[at]).isspace()), (b"x" * 100, True))
                continue
            assert process.returncode in codes, (at, to, errors)
            assert b"x" * 10 not in out, (at, to)


@claim
def a_file_of_keys_without_an_end_is_1():
    recipient = keygen()
    write("file", otls("encrypt", "-r", recipient, stdin=b"text").stdout)
    for args in (["decrypt", "-i", "-", "file"],
                 ["encrypt", "-R", "-", "file"], ["keygen", "-y", "-"],
                 ["decrypt", "-i", "/dev/stdin", "file"],
                 ["encrypt", "-R", "/dev/stdin", "file"]):
        for more in (b"A", b"\0", b"# comment\n", b"\n",
                     b"AGE-SECRET-KEY-1"):
            fed = endless(args, 1, b"", more)
            assert fed < 17 << 20, fed


@claim
def a_passphrase_without_an_end_is_1():
    write("file", b"text")
    for args in (["encrypt", "--passphrase-fd", "0", "file"],
                 ["decrypt", "--passphrase-fd", "0", "file"]):
        fed = endless(args, 1, b"", b"p")
        assert fed < 1 << 20, fed


@claim
def more_than_the_memory_goes_through_it():
    recipient = keygen()
    total = MEMORY + (20 << 20)
    with open("plain", "wb") as file:
        file.truncate(total)
    for option in ([], ["-a"]):
        first = subprocess.Popen(
            [shell.OTLS, "encrypt", *option, "-r", recipient, "plain"],
            stdout=subprocess.PIPE, preexec_fn=bounded)
        second = subprocess.Popen(
            [shell.OTLS, "decrypt", "-i", "key"], stdin=first.stdout,
            stdout=subprocess.PIPE, preexec_fn=bounded)
        first.stdout.close()
        length = 0
        for part in iter(lambda: second.stdout.read(1 << 20), b""):
            length += len(part)
        second.stdout.close()
        equal((first.wait(), second.wait(), length), (0, 0, total))


if __name__ == "__main__":
    shell.main()
