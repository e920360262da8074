# SPDX-License-Identifier: ISC
"""Every failure has the exit code that otls(1) promises, and spoils
nothing."""

import base64
import os
import re

import shell
from shell import claim, contains, equal, keygen, otls, passphrase_fd, read
from shell import write


def sealed(size=200000, recipient=None):
    """A file for the identity in `key`."""
    recipient = recipient or keygen()
    return otls("encrypt", "-r", recipient, stdin=b"s" * size).stdout


def refused(data, code, *args):
    """Decrypts from a pipe and from a file; what stood there stays."""
    args = args or ("-i", "key")
    done = otls("decrypt", *args, stdin=data, code=code)
    write("bad.age", data)
    write("out", b"precious")
    before = sorted(os.listdir("."))
    for name in ("out", "new"):
        error = otls("decrypt", *args, "-o", name, "bad.age",
                     code=code).stderr
        otls("decrypt", *args, "-o", name, stdin=data, code=code)
    equal(sorted(os.listdir(".")), before, "files left behind")
    equal(read("out"), b"precious", "what stood there")
    assert error.endswith(b"\n") and len(error) > 20, error
    return done


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def armor(data):
    text = base64.b64encode(data)
    body = b"".join(text[at:at + 64] + b"\n"
                    for at in range(0, len(text), 64))
    return (b"-----BEGIN AGE ENCRYPTED FILE-----\n" + body
            + b"-----END AGE ENCRYPTED FILE-----\n")


def unarmor(data):
    return base64.b64decode(b"".join(data.splitlines()[1:-1]))


def sealed_in_armor(plain):
    data = otls("encrypt", "-a", "-r", keygen(), stdin=plain).stdout
    equal(armor(unarmor(data)), data, "the test's own armor")
    return data


def flip_mac(data):
    at = data.index(b"\n--- ") + 10
    other = b"A" if data[at:at + 1] != b"A" else b"B"
    return data[:at] + other + data[at + 1:]


@claim
def a_malformed_header_is_3():
    data = sealed()
    for bad in (b"", b"x", b"garbage\n" * 100, data[:10], data[:100],
                data.replace(b"v1", b"v2", 1),
                data.replace(b"\n", b"\r\n", 1),
                data.replace(b"X25519", b"X25519 extra", 1)):
        done = refused(bad, 3)
        equal(done.stdout, b"")


@claim
def too_much_scrypt_work_is_3_before_any_is_done():
    header = (b"age-encryption.org/v1\n-> scrypt " + b"A" * 22
              + b" 40\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n")
    reader, writer = os.pipe()
    os.write(writer, b"hunter2")
    os.close(writer)
    done = otls("decrypt", "--passphrase-fd", str(reader),
                stdin=header + b"n" * 100, pass_fds=[reader], code=3)
    os.close(reader)
    contains(done.stderr, b"40")


@claim
def an_identity_that_does_not_match_is_4():
    data = sealed()
    keygen("other")
    equal(refused(data, 4, "-i", "other").stdout, b"")


@claim
def a_wrong_passphrase_is_4():
    data = passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                         stdin=b"text").stdout
    done = passphrase_fd(b"hunter3", "decrypt", stdin=data, code=4)
    assert b"hunter" not in done.stderr, done.stderr
    contains(done.stderr, b"the passphrase is wrong")


@claim
def an_identity_where_a_passphrase_is_needed_is_4():
    keygen()
    data = passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                         stdin=b"text").stdout
    contains(refused(data, 4).stderr, b"encrypted with a passphrase")


@claim
def a_passphrase_where_an_identity_is_needed_is_4_and_is_not_asked_for():
    write("file.age", sealed())
    done = otls("decrypt", "file.age", code=4, start_new_session=True)
    contains(done.stderr, b"-i")
    with open("file.age", "rb") as file:
        done = otls("decrypt", stdin=file, code=4, start_new_session=True)
    contains(done.stderr, b"-i")


@claim
def a_passphrase_that_is_given_where_an_identity_is_needed_is_4():
    for option in ([], ["-a"]):
        write("file", otls("encrypt", *option, "-r", keygen("key%d" % len(
            option)), stdin=b"text").stdout)
        for args in (["file"], []):
            done = passphrase_fd(b"hunter2", "decrypt", *args,
                                 stdin=read("file"), code=4)
            contains(done.stderr, b"encrypted to recipients, not with a"
                                  b" passphrase")


@claim
def an_altered_header_mac_is_5():
    equal(refused(flip_mac(sealed()), 5).stdout, b"")


@claim
def an_altered_or_truncated_payload_is_6():
    data = sealed()
    for bad in (flip(data, len(data) - 1), data[:-1], data + b"x",
                data[:-20000]):
        done = refused(bad, 6)
        assert (b"s" * 200000).startswith(done.stdout)
        assert len(done.stdout) < 200000 or bad == data + b"x"


@claim
def malformed_armor_is_7():
    keygen()
    done = refused(b"-----BEGIN AGE ENCRYPTED FILE-----\nAAAA=\n"
                   b"-----END AGE ENCRYPTED FILE-----\n", 7)
    contains(done.stderr, b"armor")


@claim
def what_is_in_armor_has_its_own_exit_codes():
    sealed = sealed_in_armor(b"s" * 200000)
    binary = unarmor(sealed)
    otls("decrypt", "-i", "key", stdin=sealed)
    refused(armor(b"age-encryption.org/v2\n"), 3)
    refused(armor(flip_mac(binary)), 5)
    for bad in (binary[:-1], binary + b"x"):
        refused(armor(bad), 6)
    keygen("other")
    refused(sealed, 4, "-i", "other")


@claim
def armor_that_is_malformed_anywhere_is_7():
    sealed = sealed_in_armor(b"s" * 1000)
    lines = sealed.splitlines(True)
    joined = b"".join
    for bad in (joined(lines[:-1]), sealed[:-2], sealed + b"x\n",
                joined(lines[:3] + [b"\n"] + lines[3:]),
                joined(lines[:3] + [lines[3][:-2] + b"\n"] + lines[4:]),
                joined(lines[:3] + [lines[3][:-1] + b"A\n"] + lines[4:]),
                joined(lines[:3] + [b" " + lines[3]] + lines[4:]),
                joined(lines[:3] + [b"=" + lines[3][1:]] + lines[4:]),
                joined(lines[:3] + lines[:1] + lines[3:]),
                sealed.replace(b"END AGE", b"END PGP"),
                sealed.replace(b"FILE-----\n", b"FILE-----\n: x\n", 1)):
        refused(bad, 7)


@claim
def the_manual_lists_the_codes_that_are_tested():
    path = os.path.join(shell.TOP_SRCDIR, "docs", "man", "otls.1")
    with open(path) as file:
        listed = re.findall(r"^\.It (\d)$", file.read(), re.M)
    # check_connect.py and check_serve.py reach 8 and 9
    equal(listed, list("0123456789"))


@claim
def a_recipient_or_identity_that_is_none_is_1():
    keygen()
    for text in ("age1", "age1qqqq", "x", "", "ssh-ed25519 AAAA"):
        otls("encrypt", "-r", text, "-o", "out", code=1)
    write("bad", b"nonsense\n")
    contains(otls("encrypt", "-R", "bad", code=1).stderr, b"bad")
    contains(otls("decrypt", "-i", "bad", code=1).stderr, b"bad")
    otls("encrypt", "-R", "none", code=1)
    otls("decrypt", "-i", "none", code=1)
    equal(sorted(os.listdir(".")), ["bad", "key"])


@claim
def a_secret_in_the_wrong_place_is_not_repeated():
    recipient = keygen()
    secret = shell.secret_of("key")
    other = keygen("other")
    bad = secret[:30] + b"1" + secret[31:]
    write("bad", bad)
    write("sealed", sealed(10, other))
    for args in (["encrypt", "-r", secret.decode()], ["encrypt", "-R", "key"],
                 ["encrypt", "-r", recipient, "-R", "bad"],
                 ["decrypt", "-i", "bad", "sealed"]):
        done = otls(*args, code=1)
        assert secret[20:28] not in done.stderr.upper(), done.stderr
        assert secret[-8:] not in done.stderr.upper(), done.stderr


@claim
def a_work_factor_that_is_too_high_is_1():
    passphrase_fd(b"hunter2", "encrypt", "--work-factor", "60", code=1)


@claim
def an_input_that_cannot_be_read_is_1_and_is_named():
    recipient = keygen()
    os.mkdir("dir")
    for name in ("none", "dir"):
        for out in ([], ["-o", "out"]):
            done = otls("encrypt", "-r", recipient, *out, name, code=1)
            contains(done.stderr, name.encode())
    equal(sorted(os.listdir(".")), ["dir", "key"])


@claim
def a_name_that_moves_the_cursor_is_shown_harmless():
    done = otls("encrypt", "-r", keygen(), "\x1b[2Jx\ny", code=1)
    assert b"\x1b" not in done.stderr, done.stderr


if __name__ == "__main__":
    shell.main()
