# SPDX-License-Identifier: ISC
"""Armored files, written and read."""

import shell
from shell import OTLS, Terminal, claim, contains, equal, finish, keygen
from shell import otls, passphrase_fd, read, write

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
END = b"-----END AGE ENCRYPTED FILE-----\n"
SIZES = [0, 1, 47, 48, 49, 65535, 65536, 65537, 1000000]


def armored(plain=b"text", recipient=None):
    return otls("encrypt", "-a", "-r", recipient or keygen(),
                stdin=plain).stdout


@claim
def every_size_comes_back_from_files_and_from_pipes():
    recipient = keygen()
    for size in SIZES:
        plain = (b"%07d\n" % size * (size // 8 + 1))[:size]
        write("plain", plain)
        otls("encrypt", "--armor", "-r", recipient, "-o", "file", "plain")
        piped = armored(plain, recipient)
        equal(len(read("file")), len(piped), size)
        for armor in ([], ["--armor", "auto"], ["--armor=yes"]):
            otls("decrypt", *armor, "-i", "key", "-o", "out", "file")
            equal(read("out"), plain, size)
            equal(otls("decrypt", *armor, "-i", "key", stdin=piped).stdout,
                  plain, size)


@claim
def a_passphrase_can_be_armored_too():
    sealed = passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10", "-a",
                           stdin=b"text").stdout
    assert sealed.startswith(BEGIN), sealed
    equal(passphrase_fd(b"hunter2", "decrypt", stdin=sealed).stdout, b"text")


@claim
def armor_is_lines_of_64_characters_between_a_first_and_a_last():
    sealed = armored(b"x" * 1000)
    assert sealed.startswith(BEGIN) and sealed.endswith(END), sealed
    lines = sealed[len(BEGIN):-len(END)].splitlines()
    equal({len(line) for line in lines[:-1]}, {64})
    assert 0 < len(lines[-1]) <= 64


@claim
def armor_makes_a_file_about_36_percent_longer():
    recipient = keygen()
    plain = b"x" * 1000000
    binary = otls("encrypt", "-r", recipient, stdin=plain).stdout
    assert not binary.startswith(b"-"), "armored"
    ratio = len(armored(plain, recipient)) / len(binary)
    assert 1.35 < ratio < 1.37, ratio


@claim
def bytes_are_no_armor_where_armor_is_asked_for():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"text").stdout
    equal(otls("decrypt", "--armor", "no", "-i", "key",
               stdin=sealed).stdout, b"text")
    otls("decrypt", "--armor", "yes", "-i", "key", stdin=sealed, code=7)


@claim
def armor_is_no_header_where_bytes_are_asked_for():
    done = otls("decrypt", "--armor", "no", "-i", "key", stdin=armored(),
                code=3)
    contains(done.stderr, b"armored")


@claim
def white_space_around_is_skipped_and_1024_bytes_before_at_most():
    sealed = armored()
    for space in (b"\n", b" \t\r\n\n", b" " * 1023 + b"\n"):
        done = otls("decrypt", "-i", "key", stdin=space + sealed + b"\n \n")
        equal(done.stdout, b"text")
    bad = b" " * 1024 + b"\n" + sealed
    otls("decrypt", "-i", "key", stdin=bad, code=3)
    otls("decrypt", "--armor", "yes", "-i", "key", stdin=bad, code=7)


@claim
def lines_may_end_as_they_do_in_mail():
    sealed = armored().replace(b"\n", b"\r\n")
    equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, b"text")


@claim
def armor_may_be_written_to_a_terminal():
    recipient = keygen()
    # more than what decryption would show
    write("plain", b"x" * (1 << 20))
    with Terminal() as terminal:
        process = terminal.start(OTLS, "encrypt", "-a", "-r", recipient,
                                 "plain", stdout=terminal.slave)
        terminal.wait_for(END.rstrip())
        equal(finish(process, 0)[1], b"")
        seen = terminal.drain().replace(b"\r\n", b"\n")
    equal(otls("decrypt", "-i", "key", stdin=seen).stdout, b"x" * (1 << 20))


@claim
def an_armored_file_for_recipients_asks_for_no_passphrase():
    write("file", armored())
    for armor in ([], ["--armor", "yes"]):
        done = otls("decrypt", *armor, "file", code=4, start_new_session=True)
        contains(done.stderr, b"-i")
    # it is no age file then, and a passphrase is as good as any
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "--armor", "no", "file")
        terminal.wait_for(b"Passphrase: ")
        terminal.type(b"any\n")
        finish(process, 3)


@claim
def an_armored_file_with_a_passphrase_asks_for_it():
    write("file", passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                                "-a", stdin=b"text").stdout)
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "file")
        terminal.wait_for(b"Passphrase: ")
        terminal.type(b"hunter2\n")
        equal(finish(process, 0)[0], b"text")


if __name__ == "__main__":
    shell.main()
