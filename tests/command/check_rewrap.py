# SPDX-License-Identifier: ISC
"""Ranges, verification, other recipients, and headers that stand apart."""

import os
import signal

import shell
from shell import OTLS, Terminal, claim, contains, equal, finish, keygen, otls
from shell import passphrase_fd, read, write

CHUNK = 65536
DATA = os.urandom(1000) * 300


def header_of(name):
    return otls("inspect", "--header", name).stdout


@claim
def a_range_is_what_stands_there():
    recipient = keygen()
    for armor in ([], ["-a"]):
        otls("encrypt", *armor, "-r", recipient, "-o", "file", stdin=DATA)
        for begin, length in ((0, 10), (CHUNK - 5, 10), (CHUNK, CHUNK),
                              (10, 250000), (len(DATA) - 5, 5),
                              (len(DATA) - 5, 100), (len(DATA), 5),
                              (1 << 62, 1 << 62), (7, 0)):
            wanted = DATA[begin:begin + length]
            part = "%d:%d" % (begin, length)
            equal(otls("decrypt", "-i", "key", "--range", part, "file").stdout,
                  wanted, part)
            with open("file", "rb") as file:
                equal(otls("decrypt", "-i", "key", "--range", part,
                           stdin=file).stdout, wanted, part)
        otls("decrypt", "-i", "key", "--range", "200000:", "-o", "out", "file")
        equal(read("out"), DATA[200000:])
        equal(os.stat("out").st_mode & 0o777, 0o600)


@claim
def a_range_touches_nothing_else():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=DATA)
    data = bytearray(read("file"))
    at = len(header_of("file")) + 16 + CHUNK + 16
    data[at + 100] ^= 1
    write("file", data)
    for part, code in (("0:65536", 0), ("131072:10", 0), ("65536:1", 6),
                       ("65535:2", 6)):
        otls("decrypt", "-i", "key", "--range", part, "-o", "out", "file",
             code=code)
        equal(os.path.exists("out"), code == 0, part)
        if code == 0:
            os.unlink("out")


@claim
def a_range_of_a_file_that_was_cut_is_refused():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=DATA)
    write("file", read("file")[:-1])
    otls("decrypt", "-i", "key", "--range", "0:1", "file", code=6)


@claim
def a_range_of_a_pipe_is_refused():
    sealed = otls("encrypt", "-r", keygen(), stdin=DATA).stdout
    done = otls("decrypt", "-i", "key", "--range", "0:1", stdin=sealed,
                code=1)
    equal(done.stdout, b"")


@claim
def a_range_is_shown_on_a_terminal_where_it_is_text():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=b"one\ntwo\n\x1b[2J")
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "key", "--range",
                                 "4:3", "file", stdout=terminal.slave)
        finish(process, 0)
        equal(terminal.drain(), b"two")
        process = terminal.start(OTLS, "decrypt", "-i", "key", "--range",
                                 "4:", "file", stdout=terminal.slave)
        finish(process, 2)
        equal(terminal.drain(), b"two")


@claim
def verification_has_the_exit_code_of_decryption_and_writes_nothing():
    recipient = keygen()
    keygen("other")
    for armor in ([], ["-a"]):
        sealed = otls("encrypt", *armor, "-r", recipient, stdin=DATA).stdout
        flipped = bytearray(sealed)
        flipped[-100] = flipped[-100] ^ 1 if not armor else ord("*")
        for data, key, code in ((sealed, "key", 0), (sealed, "other", 4),
                                (sealed[:-2], "key", 7 if armor else 6),
                                (bytes(flipped), "key", 7 if armor else 6),
                                (b"nonsense", "key", 3)):
            write("file", data)
            equal(otls("decrypt", "-i", key, "file", code=code).returncode,
                  code)
            before = sorted(os.listdir("."))
            done = otls("verify", "-i", key, "file", code=code)
            equal(done.stdout, b"", "stdout")
            otls("verify", "-i", key, stdin=data, code=code)
            equal(sorted(os.listdir(".")), before, "files")


@claim
def verification_asks_for_a_passphrase_and_tells_its_progress():
    write("file", passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                                stdin=DATA).stdout)
    passphrase_fd(b"hunter2", "verify", "file")
    passphrase_fd(b"hunter3", "verify", "file", code=4)
    with Terminal() as terminal:
        process = terminal.start(OTLS, "verify", "--progress", "file",
                                 stdout=terminal.slave)
        terminal.wait_for(b"Passphrase: ")
        terminal.type(b"hunter2\n")
        _, errors = finish(process, 0)
        contains(errors, b"100 %")
        equal(terminal.drain(), b"Passphrase: \r\n")


@claim
def rewrapping_changes_who_can_read_and_keeps_the_payload():
    old, new, other = keygen("old"), keygen("new"), keygen("other")
    otls("encrypt", "-r", old, "-o", "file", stdin=DATA)
    payload = read("file")[len(header_of("file")):]
    done = otls("rewrap", "-i", "old", "-r", new, "-r", other, "-o", "out",
                "file")
    contains(done.stderr, b"otls: warning: the file keeps its key")
    equal(read("out")[len(header_of("out")):], payload)
    for name, code in (("old", 4), ("new", 0), ("other", 0)):
        done = otls("decrypt", "-i", name, "out", code=code)
        equal(done.stdout, DATA if code == 0 else b"", name)
    # from a pipe to a pipe, quietly
    done = otls("rewrap", "-q", "-i", "old", "-r", new, stdin=read("file"))
    equal(done.stderr, b"")
    equal(done.stdout[-len(payload):], payload)


@claim
def fresh_shares_nothing_with_the_old_file():
    old, new = keygen("old"), keygen("new")
    otls("encrypt", "-r", old, "-o", "file", stdin=DATA)
    write("header", header_of("file"))
    for fresh, code in ([], 0), (["--fresh"], 6):
        done = otls("rewrap", *fresh, "-i", "old", "-r", new, "-o", "out",
                    "file")
        equal(done.stderr == b"", bool(fresh))
        equal(otls("decrypt", "-i", "new", "out").stdout, DATA)
        write("rest", read("out")[len(header_of("out")):])
        # who kept the old header
        otls("decrypt", "-i", "old", "--header", "header", "rest", code=code)


@claim
def a_file_can_be_rewrapped_in_its_place():
    old, new = keygen("old"), keygen("new")
    for fresh in ([], ["--fresh"]):
        otls("encrypt", "-r", old, "-o", "file", stdin=DATA)
        otls("rewrap", *fresh, "-i", "old", "-r", new, "-o", "file", "file")
        equal(otls("decrypt", "-i", "new", "file").stdout, DATA)
        equal(sorted(os.listdir(".")), ["file", "new", "old"])


@claim
def a_failure_leaves_the_file_as_it_was():
    old, new = keygen("old"), keygen("new")
    otls("encrypt", "-r", old, "-o", "file", stdin=DATA)
    before = read("file")
    otls("rewrap", "-i", "new", "-r", new, "-o", "file", "file", code=4)
    otls("rewrap", "-i", "old", "-r", "age1x", "-o", "file", "file", code=1)
    equal(read("file"), before)
    write("file", before[:-1])
    otls("rewrap", "--fresh", "-i", "old", "-r", new, "-o", "file", "file",
         code=6)
    equal(read("file"), before[:-1])
    equal(sorted(os.listdir(".")), ["file", "new", "old"])


@claim
def a_signal_leaves_the_file_as_it_was():
    old, new = keygen("old"), keygen("new")
    sealed = otls("encrypt", "-r", old, stdin=DATA * 10).stdout
    write("out", b"precious")
    for fresh in ([], ["--fresh"]):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = shell.start("rewrap", *fresh, "-i", "old", "-r", new,
                                  "-o", "out", bufsize=0)
            process.stdin.write(sealed[:1 << 20])
            process.send_signal(number)
            equal(process.wait(shell.LIMIT), -number)
            equal(process.communicate(), (b"", b""))
            equal(read("out"), b"precious")
            equal(sorted(os.listdir(".")), ["new", "old", "out"])


@claim
def a_passphrase_takes_the_place_of_another():
    write("old", b"hunter2")
    write("new", b"hunter3")
    otls("encrypt", "--passphrase-file", "old", "--work-factor", "10", "-o",
         "file", stdin=DATA)
    otls("rewrap", "--passphrase-file", "old", "--new-passphrase-file", "new",
         "--work-factor", "11", "-o", "file", "file")
    otls("verify", "--passphrase-file", "new", "file")
    otls("verify", "--passphrase-file", "old", "file", code=4)
    with Terminal() as terminal:
        process = terminal.start(OTLS, "rewrap", "-p", "--work-factor", "10",
                                 "-o", "file", "file")
        terminal.wait_for(b"Passphrase: ")
        terminal.type(b"hunter3\n")
        terminal.wait_for(b"New passphrase (")
        terminal.type(b"hunter2\n")
        terminal.wait_for(b"The same passphrase again: ")
        terminal.type(b"hunter2\n")
        finish(process, 0)
    otls("verify", "--passphrase-file", "old", "file")


@claim
def armor_comes_and_goes_with_rewrapping():
    recipient = keygen()
    otls("encrypt", "-r", recipient, "-o", "file", stdin=DATA)
    payload = read("file")[len(header_of("file")):]
    otls("rewrap", "-a", "-i", "key", "-r", recipient, "-o", "text", "file")
    assert read("text").startswith(b"-----BEGIN AGE")
    otls("rewrap", "-i", "key", "-r", recipient, "-o", "again", "text")
    equal(read("again")[len(header_of("again")):], payload)


@claim
def a_header_can_stand_apart():
    recipient = keygen()
    otls("encrypt", "-r", recipient, "-o", "file", stdin=DATA)
    header = header_of("file")
    assert read("file").startswith(header) and header.endswith(b"\n")
    equal(otls("inspect", "--header", stdin=read("file")).stdout, header)
    otls("encrypt", "-a", "-i", "key", "-o", "text", stdin=DATA)
    assert header_of("text").startswith(b"age-encryption.org/v1\n")
    write("header", header)
    write("rest", read("file")[len(header):])
    apart = ["-i", "key", "--header", "header"]
    equal(otls("decrypt", *apart, "rest").stdout, DATA)
    equal(otls("decrypt", *apart, stdin=read("rest")).stdout, DATA)
    equal(otls("decrypt", *apart, "--range", "70000:9", "rest").stdout,
          DATA[70000:70009])
    otls("verify", *apart, "rest")
    otls("rewrap", *apart, "-r", recipient, "-o", "whole", "rest")
    equal(otls("decrypt", "-i", "key", "whole").stdout, DATA)
    equal(otls("decrypt", "-i", "key", "--header", "-", "rest",
               stdin=header).stdout, DATA)
    contains(otls("decrypt", "-i", "key", "--header", "-", code=2).stderr,
             b"header and the input cannot both")


@claim
def what_is_no_header_is_3():
    recipient = keygen()
    otls("encrypt", "-r", recipient, "-o", "file", stdin=DATA)
    header = header_of("file")
    for bad in (b"", header[:-1], header + b"x", b"x" * (1 << 20) + b"yz"):
        write("bad", bad)
        otls("decrypt", "-i", "key", "--header", "bad", "file", code=3)
    contains(otls("decrypt", "-i", "key", "--header", "none", "file",
                  code=1).stderr, b"none")
    # the whole file is no rest
    write("header", header)
    otls("decrypt", "-i", "key", "--header", "header", "file", code=6)


@claim
def a_header_for_recipients_asks_for_no_passphrase():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=DATA)
    write("header", header_of("file"))
    done = otls("decrypt", "--header", "header", "file", code=4,
                start_new_session=True)
    contains(done.stderr, b"-i")


if __name__ == "__main__":
    shell.main()
