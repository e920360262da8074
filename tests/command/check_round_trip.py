# SPDX-License-Identifier: ISC
"""What otls encrypt wrote, otls decrypt reads."""

import os
import subprocess
import threading

import shell
from shell import claim, contains, equal, keygen, otls, passphrase_fd, read
from shell import write

SIZES = [0, 1, 15, 65535, 65536, 65537, 131072, 1000000, 1048576]


def data(size):
    return os.urandom(min(size, 4096)) * (size // 4096 + 1)


@claim
def every_size_comes_back_from_files_and_from_pipes():
    recipient = keygen()
    for size in SIZES:
        plain = data(size)[:size]
        write("plain", plain)
        otls("encrypt", "-r", recipient, "-o", "file.age", "plain")
        otls("decrypt", "-i", "key", "-o", "again", "file.age")
        equal(read("again"), plain, "file, %d" % size)
        sealed = otls("encrypt", "-r", recipient, stdin=plain).stdout
        equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, plain,
              "pipe, %d" % size)
        equal(len(sealed), len(read("file.age")), "sealed, %d" % size)
        if size > 15:
            assert plain[:16] not in sealed


@claim
def files_and_standard_streams_can_be_mixed():
    recipient = keygen()
    write("plain", b"text")
    sealed = otls("encrypt", "-r", recipient, "plain").stdout
    otls("encrypt", "-r", recipient, "-o", "sealed", stdin=b"text")
    equal(otls("decrypt", "-i", "key", "-o", "-", "sealed").stdout, b"text")
    otls("decrypt", "-i", "key", "-o", "again", "-", stdin=sealed)
    equal(read("again"), b"text")


@claim
def long_forms_mean_what_short_ones_do():
    recipient = keygen()
    write("team", recipient.encode())
    otls("encrypt", "--recipient", recipient, "--recipients-file=team",
         "--output", "sealed", stdin=b"text")
    equal(otls("decrypt", "--identity", "key", "sealed").stdout, b"text")


@claim
def options_may_follow_the_input_and_two_dashes_end_them():
    recipient = keygen()
    write("-plain", b"text")
    write("plain", b"text")
    otls("encrypt", "plain", "-r", recipient, "-o", "sealed")
    equal(otls("decrypt", "-i", "key", "sealed").stdout, b"text")
    otls("encrypt", "-r", recipient, "-o", "again", "--", "-plain")
    equal(otls("decrypt", "-i", "key", "again").stdout, b"text")


@claim
def each_of_several_recipients_can_decrypt():
    names = ["a", "b", "c", "d"]
    a, b, c, d = (keygen(name) for name in names)
    write("one", ("# team\n\n%s\n%s\n" % (b, c)).encode())
    write("two", d.encode())
    otls("encrypt", "-r", a, "-R", "one", "-R", "two", "-o", "sealed",
         stdin=b"text")
    for name in names:
        equal(otls("decrypt", "-i", name, "sealed").stdout, b"text", name)


@claim
def one_of_several_identities_is_enough():
    keygen("a"), keygen("c")
    recipient = keygen("b")
    otls("encrypt", "-r", recipient, "-o", "sealed", stdin=b"text")
    equal(otls("decrypt", "-i", "a", "-i", "b", "-i", "c",
               "sealed").stdout, b"text")
    write("all", read("a") + read("b") + read("c"))
    equal(otls("decrypt", "-i", "all", "sealed").stdout, b"text")


@claim
def identities_and_recipients_may_come_through_a_pipe():
    recipient = keygen()
    otls("encrypt", "-R", "/dev/stdin", "-o", "sealed", "key",
         stdin=recipient.encode())
    equal(otls("decrypt", "-i", "/dev/stdin", "sealed",
               stdin=read("key")).stdout, read("key"))


@claim
def a_dash_is_identities_or_recipients_from_standard_input():
    a, b = keygen("a"), keygen("b")
    write("plain", b"text")
    otls("encrypt", "-R", "-", "-o", "sealed", "plain",
         stdin=("# us\r\n\r\n%s\r\n%s" % (a, b)).encode())
    for name in ("a", "b"):
        equal(otls("decrypt", "-i", "-", "sealed", stdin=read(name)).stdout,
              b"text", name)
    keygen("c")
    equal(otls("decrypt", "-i", "c", "-i", "-", "sealed",
               stdin=read("b")).stdout, b"text")
    c = otls("keygen", "-y", "c").stdout
    otls("encrypt", "-r", a, "-R", "-", "-o", "sealed", "plain", stdin=c)
    equal(otls("decrypt", "-i", "c", "sealed").stdout, b"text")
    otls("decrypt", "-i", "b", "sealed", code=4)


@claim
def keys_from_standard_input_that_are_none_are_told_by_their_line():
    recipient = keygen()
    secret = shell.secret_of("key")
    write("file", b"text")
    for args in (["decrypt", "-i", "-", "file"],
                 ["encrypt", "-R", "-", "file"]):
        for text in (b"# comment\nnonsense\n", b"\n" + secret[:-1] + b"x"):
            done = otls(*args, stdin=text, code=1)
            contains(done.stderr, b"standard input, line 2: ")
            assert secret[20:40] not in done.stderr.upper(), done.stderr
        for text in (b"", b"\n", b"# nothing\n"):
            contains(otls(*args, stdin=text, code=1).stderr,
                     b"standard input holds no ")
    contains(otls("decrypt", "-i", "-", "file", stdin=recipient.encode(),
                  code=1).stderr, b"line 1")
    contains(otls("encrypt", "-R", "-", "file", stdin=secret,
                  code=1).stderr, b"line 1")


@claim
def an_identity_file_stands_for_its_recipients():
    keygen("a"), keygen("b"), keygen("c")
    write("both", read("a") + read("b"))
    c = otls("keygen", "-y", "c").stdout.decode().strip()
    sealed = otls("encrypt", "-i", "both", "-r", c, stdin=b"text").stdout
    for name in ("a", "b", "c"):
        equal(otls("decrypt", "-i", name, stdin=sealed).stdout, b"text", name)
    write("plain", b"text")
    sealed = otls("encrypt", "-i", "-", "plain", stdin=read("b")).stdout
    equal(otls("decrypt", "-i", "b", stdin=sealed).stdout, b"text")
    otls("decrypt", "-i", "a", stdin=sealed, code=4)
    contains(otls("encrypt", "-i", "plain", stdin=b"text", code=1).stderr,
             b"plain, line 1: ")
    contains(otls("encrypt", "-i", "a", "-p", code=2).stderr, b"combined")
    contains(otls("encrypt", "-i", "-", code=2).stderr, b"identities and the")


@claim
def a_passphrase_on_a_descriptor_works_both_ways():
    for passphrase in (b"hunter2", b"with a\nline", b"nul\0byte",
                       b"\xff" * 1000, "påskägg".encode()):
        sealed = passphrase_fd(passphrase, "encrypt", "--work-factor", "10",
                               stdin=b"text").stdout
        equal(passphrase_fd(passphrase, "decrypt", stdin=sealed).stdout,
              b"text", passphrase)


@claim
def one_newline_at_the_end_is_not_part_of_the_passphrase():
    sealed = passphrase_fd(b"hunter2\n", "encrypt", "--work-factor", "10",
                           stdin=b"text").stdout
    passphrase_fd(b"hunter2", "decrypt", stdin=sealed)
    passphrase_fd(b"hunter2\n\n", "decrypt", stdin=sealed, code=4)


@claim
def a_passphrase_can_be_standard_input_where_the_input_is_a_file():
    write("plain", b"text")
    otls("encrypt", "--passphrase-fd", "0", "--work-factor", "10",
         "-o", "sealed", "plain", stdin=b"hunter2")
    equal(otls("decrypt", "--passphrase-fd", "0", "sealed",
               stdin=b"hunter2").stdout, b"text")


@claim
def the_work_factor_stands_in_the_file():
    for factor in (b"8", b"11"):
        sealed = passphrase_fd(b"hunter2", "encrypt", "--work-factor",
                               factor.decode(), stdin=b"").stdout
        equal(sealed.split(b"\n")[1].split(b" ")[3], factor)
    sealed = passphrase_fd(b"hunter2", "encrypt", stdin=b"").stdout
    equal(sealed.split(b"\n")[1].split(b" ")[3], b"18", "default")


@claim
def a_passphrase_that_cannot_be_used_is_an_error():
    contains(passphrase_fd(b"", "encrypt", code=1).stderr, b"empty")
    contains(passphrase_fd(b"\n", "decrypt", code=1).stderr, b"empty")
    contains(passphrase_fd(b"x" * 5000, "encrypt", code=1).stderr, b"longer")
    contains(otls("encrypt", "--passphrase-fd", "99", code=1).stderr,
             b"descriptor 99")


@claim
def a_slow_pipe_is_read_byte_by_byte():
    recipient = keygen()
    sealed = otls("encrypt", "-r", recipient, stdin=b"text").stdout
    process = shell.start("decrypt", "-i", "key", bufsize=0)
    for i in range(len(sealed)):
        process.stdin.write(sealed[i:i + 1])
    equal(shell.finish(process, 0)[0], b"text")


@claim
def descriptors_that_do_not_block_are_waited_for():
    recipient = keygen()
    plain = data(1 << 20)
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    os.set_blocking(in_read, False)
    os.set_blocking(out_write, False)
    process = shell.start("encrypt", "-r", recipient, stdin=in_read,
                        stdout=out_write)
    os.close(in_read)
    os.close(out_write)

    def feed():
        with os.fdopen(in_write, "wb") as file:
            file.write(plain)

    feeder = threading.Thread(target=feed)
    feeder.start()
    with os.fdopen(out_read, "rb") as file:
        sealed = file.read()
    feeder.join()
    shell.finish(process, 0)
    equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, plain)


@claim
def nothing_is_written_to_standard_error_when_all_is_well():
    recipient = keygen()
    done = otls("encrypt", "-r", recipient, stdin=b"text")
    equal(done.stderr, b"")
    equal(otls("decrypt", "-i", "key", stdin=done.stdout).stderr, b"")


@claim
def a_locale_or_an_empty_environment_changes_nothing():
    recipient = keygen()
    env = {name: os.environ[name] for name in os.environ
           if name.endswith("SAN_OPTIONS")}
    sealed = subprocess.run([shell.OTLS, "encrypt", "-r", recipient],
                            input=b"text", stdout=subprocess.PIPE,
                            env=dict(env, PATH="/usr/bin:/bin"),
                            check=True).stdout
    equal(otls("decrypt", "-i", "key", stdin=sealed).stdout, b"text")


if __name__ == "__main__":
    shell.main()
