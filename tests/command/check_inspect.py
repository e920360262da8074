# SPDX-License-Identifier: ISC
"""What otls inspect tells, in text and in JSON."""

import json
import os
import signal

import shell
from shell import claim, contains, equal, keygen, otls, passphrase_fd, write

SIZES = [0, 1, 65535, 65536, 65537, 1000000]
VERSION = b"age-encryption.org/v1"
MAC = b"--- " + b"A" * 43 + b"\n"


def parse(text):
    """The text that it prints: names and values, in order."""
    found = []
    for line in text.decode("ascii").splitlines():
        name, value = line[:14].strip(), line[15:]
        assert line[14] == " " and value, line
        if name:
            assert name.endswith(":"), line
            found.append((name[:-1], [value]))
        else:
            found[-1][1].append(value)
    return {name: values if name == "stanzas" else values[0]
            for name, values in found}


def inspect(*args, **options):
    done = otls("inspect", *args, **options)
    equal(done.stderr, b"", "stderr")
    return parse(done.stdout)


def inspect_json(*args, **options):
    done = otls("inspect", "--json", *args, **options)
    equal(done.stderr, b"", "stderr")
    return json.loads(done.stdout)


def made(*stanzas):
    """A file that anybody could have made, with these first lines of
    stanzas."""
    header = b"".join(b"-> " + stanza + b"\n" + b"A" * 43 + b"\n"
                      for stanza in stanzas)
    return VERSION + b"\n" + header + MAC + b"n" * 16 + b"t" * 20


def size(number):
    return "%d byte%s" % (number, "" if number == 1 else "s")


@claim
def the_sizes_of_every_file_are_right():
    recipient = keygen()
    for n in SIZES:
        sealed = otls("encrypt", "-r", recipient, stdin=b"x" * n).stdout
        header = sealed.index(b"\n--- ") + 49
        overhead = 16 + 16 * max(1, -(-n // 65536))
        equal(header + overhead + n, len(sealed), "the test's own sum")
        armor = otls("encrypt", "-a", "-r", recipient, stdin=b"x" * n).stdout
        for data, adds in (sealed, 0), (armor, len(armor) - len(sealed)):
            write("file", data)
            seen = inspect("file")
            equal([seen["header"], seen["armor adds"], seen["overhead"],
                   seen["payload"]],
                  [size(header), size(adds), size(overhead), size(n)], n)
            equal(seen["armor"], "yes" if adds else "no")
            equal(inspect_json("file")["sizes"], {
                "header": header, "armor": adds, "overhead": overhead,
                "min_payload": n, "max_payload": n, "min_padding": 0,
                "max_padding": 0})


@claim
def the_text_names_each_thing_in_this_order():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=b"text")
    equal(list(inspect("file").items())[:4], [
        ("version", VERSION.decode()), ("armor", "no"),
        ("post-quantum", "no"), ("stanzas", ["X25519"])])
    equal(list(inspect("file"))[4:], ["header", "armor adds", "overhead",
                                      "payload"])


@claim
def the_json_has_the_members_that_the_manual_names():
    otls("encrypt", "-a", "-r", keygen(), "-o", "file", stdin=b"text")
    seen = inspect_json("file")
    equal(set(seen), {"version", "postquantum", "armor", "stanza_types",
                      "sizes"})
    equal((seen["version"], seen["postquantum"], seen["armor"],
           seen["stanza_types"]),
          (VERSION.decode(), "no", True, ["X25519"]))


@claim
def no_key_and_no_passphrase_is_needed():
    write("file", passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                                stdin=b"text").stdout)
    os.mkdir("elsewhere")
    seen = inspect("../file", cwd="elsewhere", start_new_session=True)
    equal((seen["stanzas"], seen["post-quantum"]), (["scrypt"], "yes"))


@claim
def stanzas_of_one_type_that_follow_each_other_share_a_line():
    one, two = keygen("one"), keygen("two")
    done = otls("encrypt", "-r", one, "-r", two, stdin=b"text").stdout
    equal(inspect(stdin=done)["stanzas"], ["X25519, 2 times"])
    data = made(b"X25519 a", b"X25519 b", b"ssh-rsa c", b"X25519 d",
                b"X25519 e", b"X25519 f")
    equal(inspect(stdin=data)["stanzas"],
          ["X25519, 2 times", "ssh-rsa", "X25519, 3 times"])
    equal(inspect_json(stdin=data)["stanza_types"],
          ["X25519"] * 2 + ["ssh-rsa"] + ["X25519"] * 3)


@claim
def post_quantum_is_said_by_the_types_of_the_stanzas():
    for stanzas, wanted in [
            ([b"mlkem768x25519 a"], "yes"),
            ([b"mlkem768x25519 a", b"mlkem768x25519 b"], "yes"),
            ([b"mlkem768x25519 a", b"X25519 b"], "no"),
            ([b"ssh-ed25519 a b"], "no"),
            ([b"strange a"], "unknown")]:
        data = made(*stanzas)
        equal(inspect(stdin=data)["post-quantum"], wanted, stanzas)
        equal(inspect_json(stdin=data)["postquantum"], wanted, stanzas)


@claim
def a_type_that_looks_like_json_misleads_nobody():
    types = ['"postquantum":"yes"', '\\"', '"],"armor":true,"x":["', "%s%n"]
    data = made(*(name.encode() + b" a" for name in types))
    equal(inspect(stdin=data)["post-quantum"], "unknown")
    equal(inspect(stdin=data)["stanzas"], types)
    seen = inspect_json(stdin=data)
    equal((seen["stanza_types"], seen["armor"]), (types, False))


@claim
def nothing_is_proved():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"text").stdout
    at = sealed.index(b"\n--- ")
    forged = sealed[:at + 5] + b"A" * 43 + b"\n" + b"x" * 100
    otls("decrypt", "-i", "key", stdin=forged, code=5)
    equal(inspect(stdin=forged)["stanzas"], ["X25519"])


@claim
def standard_input_may_be_a_file_or_a_pipe_and_then_sizes_are_unknown():
    recipient = keygen()
    for armor in ([], ["-a"]):
        otls("encrypt", *armor, "-r", recipient, "-o", "file",
             stdin=b"x" * 100000)
        named = inspect("file")
        for args in ([], ["-"]):
            with open("file", "rb") as file:
                equal(inspect(*args, stdin=file), named)
        piped = inspect(stdin=shell.read("file"))
        equal(piped["header"], named["header"])
        equal((piped["overhead"], piped["payload"]), ("unknown", "unknown"))
        equal(piped["armor adds"], "unknown" if armor else "0 bytes")
        sizes = inspect_json(stdin=shell.read("file"))["sizes"]
        equal((sizes["overhead"], sizes["max_payload"]), (None, None))


@claim
def of_a_pipe_only_the_header_is_read():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"x" * 200000).stdout
    process = shell.start("inspect", bufsize=0)
    process.stdin.write(sealed[:1000])
    equal(process.wait(shell.LIMIT), 0)
    process.communicate()


@claim
def a_file_cut_where_no_payload_can_end_has_unknown_sizes():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"x" * 70000).stdout
    header = sealed.index(b"\n--- ") + 49
    for end in (header, header + 16, header + 31, header + 16 + 65552 + 16):
        write("cut", sealed[:end])
        seen = inspect("cut")
        equal((seen["overhead"], seen["payload"]), ("unknown", "unknown"),
              end - header)
        equal(inspect_json("cut")["sizes"]["min_payload"], None)
    write("cut", sealed[:header + 16 + 65552])
    equal(inspect("cut")["payload"], "65536 bytes")


@claim
def a_loop_over_files_can_find_those_with_a_passphrase():
    otls("encrypt", "-r", keygen(), "-o", "a.age", stdin=b"text")
    write("b.age", passphrase_fd(b"hunter2", "encrypt", "--work-factor", "10",
                                 stdin=b"text").stdout)
    found = [name for name in ("a.age", "b.age")
             if "scrypt" in inspect(name)["stanzas"]]
    equal(found, ["b.age"])


@claim
def what_is_no_age_file_has_the_exit_codes_of_decryption():
    sealed = otls("encrypt", "-a", "-r", keygen(), stdin=b"text").stdout
    write("cut", sealed[:-60])
    for args in ([], ["--json"]):
        for bad in (b"", b"x", b"garbage\n" * 100, b"\0" * 1000,
                    made(b"a").replace(b"v1", b"v2"),
                    made(b"\x1b[2J"), made(b"X25519\tx")):
            equal(otls("inspect", *args, stdin=bad, code=3).stdout, b"")
        otls("inspect", *args, "cut", code=7)
        otls("inspect", *args, stdin=sealed.replace(b"\nY", b"\n*", 1), code=7)
        contains(otls("inspect", *args, "none", code=1).stderr, b"none")
        otls("inspect", *args, ".", code=1)


@claim
def a_full_disk_is_a_failure():
    otls("encrypt", "-r", keygen(), "-o", "file", stdin=b"text")
    for args in ([], ["--json"]):
        with open("/dev/full", "wb") as full:
            contains(otls("inspect", *args, "file", stdout=full,
                          code=1).stderr, b"No space left")


@claim
def a_signal_ends_it_while_it_waits():
    process = shell.start("inspect", bufsize=0)
    # more than a pipe holds: some of it was read
    process.stdin.write(VERSION + b"\n" + b"-> a\n\n" * 20000)
    process.send_signal(signal.SIGINT)
    equal(process.wait(shell.LIMIT), -signal.SIGINT)
    equal(process.communicate(), (b"", b""))


if __name__ == "__main__":
    shell.main()
