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


def locked_key(passphrase):
    """A file of an identity that is encrypted itself: its recipient."""
    recipient = keygen("plain-key")
    sealed = passphrase_fd(passphrase, "encrypt", "--work-factor", "10",
                           stdin=shell.read("plain-key")).stdout
    write("locked", sealed)
    os.remove("plain-key")
    return recipient


@claim
def an_encrypted_file_of_identities_opens_by_a_passphrase_of_its_own():
    recipient = locked_key(b"of the key")
    write("sealed", otls("encrypt", "-r", recipient, stdin=b"text").stdout)
    write("secret", b"of the key\n")
    for command, output in (("decrypt", b"text"), ("verify", b"")):
        equal(otls(command, "-i", "locked", "--identity-passphrase-file",
                   "secret", "sealed").stdout, output)
        equal(otls(command, "-i", "locked", "-i", "locked",
                   "--identity-passphrase-fd", "0", "sealed",
                   stdin=b"of the key").stdout, output)
    write("secret", b"another")
    otls("decrypt", "-i", "locked", "--identity-passphrase-file", "secret",
         "sealed", code=4)
    otls("rewrap", "-i", "locked", "--identity-passphrase-fd", "0", "-r",
         recipient, "-o", "sealed", "sealed", stdin=b"of the key")


@claim
def an_encrypted_file_of_identities_may_be_that_of_a_file_with_another():
    locked_key(b"of the key")
    write("sealed", passphrase_fd(b"of the file", "encrypt", "--work-factor",
                                  "10", stdin=b"text").stdout)
    write("one", b"of the file")
    equal(otls("decrypt", "-i", "locked", "--identity-passphrase-fd", "0",
               "--passphrase-file", "one", "sealed",
               stdin=b"of the key").stdout, b"text")
    contains(otls("decrypt", "--passphrase-file", "-",
                  "--identity-passphrase-file", "-", "sealed", code=2).stderr,
             b"standard input is named twice")


COMPOSED, APART = "Gr\u00fc\u00dfe".encode(), "Gru\u0308\u00dfe".encode()


def normalises():
    write("probe", APART)
    done = otls("encrypt", "--work-factor", "1", "--normalise",
                "--passphrase-file", "probe", code=None)
    if done.returncode == 0:
        return True
    contains(done.stderr, b"utf8proc")
    return False


@claim
def normalised_letters_are_the_same_however_they_are_composed():
    if not normalises():
        return
    write("apart", APART)
    write("composed", COMPOSED)
    sealed = seal("--normalise", "--passphrase-file", "apart", stdin=b"text")
    equal(otls("decrypt", "--passphrase-file", "composed",
               stdin=sealed).stdout, b"text")
    otls("decrypt", "--passphrase-file", "apart", stdin=sealed, code=4)
    equal(otls("decrypt", "--normalise", "--passphrase-file", "apart",
               stdin=sealed).stdout, b"text")
    raw = seal("--passphrase-file", "apart", stdin=b"text")
    equal(otls("decrypt", "--normalise", "--passphrase-file", "composed",
               stdin=raw).stdout, b"text")
    write("raw", raw)
    otls("rewrap", "--normalise", "--passphrase-file", "composed",
         "--new-passphrase-file", "apart", "--work-factor", "10", "-o",
         "raw", "raw")
    equal(otls("decrypt", "--passphrase-file", "composed", "raw").stdout,
          b"text")


@claim
def normalise_is_for_a_passphrase():
    contains(otls("encrypt", "--normalise", "-r", keygen(), code=2).stderr,
             b"--normalise is for a passphrase")


@claim
def more_memory_than_allowed_is_refused_before_it_is_taken():
    write("secret", b"hunter2")
    sealed = seal("--passphrase-file", "secret", stdin=b"text")
    large = otls("encrypt", "--work-factor", "12", "--passphrase-file",
                 "secret", stdin=b"text").stdout
    for command in "decrypt", "verify":
        otls(command, "--max-memory", "2", "--passphrase-file", "secret",
             stdin=sealed)
        contains(otls(command, "--max-memory", "2", "--passphrase-file",
                      "secret", stdin=large, code=None).stderr, b"memory")


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
