# SPDX-License-Identifier: ISC
"""otls keygen: new identities, and the recipients of old ones."""

import base64
import os
import re
import stat

import shell
from shell import claim, contains, equal, keygen, otls, read, write

FORM = (rb"# created: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n"
        rb"# public key: (age1[0-9a-z]{58})\n"
        rb"AGE-SECRET-KEY-1[0-9A-Z]{58}\n")


@claim
def an_identity_is_printed_with_its_time_and_recipient():
    text = otls("keygen").stdout
    assert re.fullmatch(FORM, text), text


@claim
def a_store_secret_is_32_bytes_in_base64_and_another_each_time():
    texts = {otls("keygen", "--store-secret").stdout for _ in range(5)}
    equal(len(texts), 5)
    for text in texts:
        equal(len(base64.b64decode(text.rstrip(b"\n"), validate=True)), 32)
    done = otls("keygen", "--store-secret", "-o", "store.secret")
    equal((done.stdout, done.stderr), (b"", b""))
    equal(stat.S_IMODE(os.stat("store.secret").st_mode), 0o600)
    equal(len(read("store.secret")), 45)


@claim
def no_two_identities_are_the_same():
    texts = {re.search(rb"AGE-SECRET-KEY-1\w+", otls("keygen").stdout).group()
             for _ in range(5)}
    equal(len(texts), 5)


@claim
def a_named_file_is_for_its_owner_only_whatever_the_umask():
    for mask in (0o000, 0o022, 0o077):
        name = "key%o" % mask
        done = otls("keygen", "-o", name,
                    preexec_fn=lambda m=mask: os.umask(m) and None)
        equal(stat.S_IMODE(os.stat(name).st_mode), 0o600, name)
        public = re.fullmatch(FORM, read(name)).group(1)
        equal(done.stderr, b"Public key: " + public + b"\n")
        equal(done.stdout, b"")


@claim
def a_file_that_exists_is_not_written_over():
    write("key", b"precious")
    done = otls("keygen", "-o", "key", code=1)
    contains(done.stderr, b"key exists")
    equal(read("key"), b"precious")


@claim
def a_symbolic_link_is_not_followed():
    os.symlink("elsewhere", "key")
    otls("keygen", "-o", "key", code=1)
    equal(os.listdir("."), ["key"])


@claim
def a_directory_that_does_not_exist_is_named():
    contains(otls("keygen", "-o", "none/key", code=1).stderr, b"none/key")


@claim
def the_secret_goes_to_one_place_only():
    done = otls("keygen")
    assert b"AGE-SECRET" not in done.stderr, done.stderr
    done = otls("keygen", "-o", "key")
    assert b"AGE-SECRET" not in done.stdout + done.stderr, done


@claim
def a_file_that_others_can_read_is_warned_of():
    with open("open", "wb") as file:
        os.fchmod(file.fileno(), 0o644)
        contains(otls("keygen", stdout=file).stderr, b"otls: warning: ")
    with open("closed", "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        assert b"warning" not in otls("keygen", stdout=file).stderr


@claim
def recipients_of_a_file_are_printed_in_its_order():
    first, second = keygen("a"), keygen("b")
    write("both", b"# two\n\n" + read("a") + b"\r\n"
          + read("b").rstrip(b"\n"))
    done = otls("keygen", "-y", "both")
    equal(done.stdout.decode().split(), [first, second])
    equal(otls("keygen", "-y", "-", stdin=read("both")).stdout, done.stdout)


@claim
def a_line_that_is_no_identity_is_named_but_not_shown():
    keygen()
    secret = shell.secret_of("key")
    write("bad", b"# comment\n" + secret[:-1] + b"x\n")
    done = otls("keygen", "-y", "bad", code=1)
    equal(done.stdout, b"")
    contains(done.stderr, b"bad, line 2: ")
    assert secret[20:40] not in done.stderr, done.stderr


@claim
def a_file_without_an_identity_is_an_error():
    write("empty", b"# nothing\n")
    contains(otls("keygen", "-y", "empty", code=1).stderr,
             b"holds no identity")
    contains(otls("keygen", "-y", "none", code=1).stderr, b"none")


@claim
def a_file_that_cannot_be_one_of_identities_is_refused():
    write("long", b"# comment\n" * 120000)
    contains(otls("keygen", "-y", "long", code=1).stderr, b"longer")


@claim
def a_full_disk_is_a_failure():
    with open("/dev/full", "wb") as full:
        otls("keygen", stdout=full, code=1)
    keygen()
    with open("/dev/full", "wb") as full:
        otls("keygen", "-y", "key", stdout=full, code=1)


@claim
def a_closed_standard_output_is_a_failure():
    otls("keygen", code=1, preexec_fn=lambda: os.close(1))


@claim
def an_interrupted_listing_ends_with_the_signal():
    process = shell.start("keygen", "-y", "-", bufsize=0)
    # more than a pipe holds: some of it was read
    process.stdin.write(b"# comment\n" * 10000)
    process.send_signal(2)
    process.wait(shell.LIMIT)
    equal(process.communicate(), (b"", b""))
    equal(process.returncode, -2)


if __name__ == "__main__":
    shell.main()
