# SPDX-License-Identifier: ISC
"""What the command says of itself, and what it refuses to understand."""

import os
import re
import shutil
import subprocess

import shell
from shell import claim, contains, equal, otls

COMMANDS = ["connect", "decrypt", "encrypt", "inspect", "keygen", "rewrap",
            "serve", "store", "verify"]


def help_options(command):
    """The options in the text that `otls help COMMAND` prints."""
    args = ["help"] if command is None else ["help", command]
    text = otls(*args).stdout.decode()
    return {name for line in re.findall(r"^ +(-.*)$", text, re.M)
            for name in re.findall(r"(?:^|, )(--?[\w-]+)", line)}


def man_options(page):
    """The options that a man page describes, by its list of them."""
    with open(os.path.join(shell.TOP_SRCDIR, "docs", "man", page)) as file:
        source = file.read()
    items = re.findall(r"^\.It (Fl .*)$", source, re.M)
    names = {"-" + name.replace("Fl ", "-") for item in items
             for name in re.findall(r"Fl ((?:Fl )?[\w-]+)", item)}
    return names


@claim
def every_command_prints_its_help():
    for command in COMMANDS:
        texts = {otls("help", command).stdout, otls(command, "--help").stdout,
                 otls(command, "-h").stdout}
        equal(len(texts), 1, "different helps of " + command)
        contains(texts.pop(), b"usage: otls " + command.encode())


@claim
def the_overview_names_every_command():
    texts = {otls("help").stdout, otls("--help").stdout, otls("-h").stdout}
    equal(len(texts), 1, "different overviews")
    text = texts.pop().decode()
    for command in COMMANDS:
        contains(text, "\n  %s " % command)


@claim
def the_version_is_the_library_s():
    text = otls("--version").stdout.decode()
    assert re.fullmatch(r"otls \d+\.\d+\.\d+ \(OpenSSL 3.*\)\n", text), text


@claim
def every_option_stands_in_its_man_page_and_the_other_way_round():
    for command in COMMANDS:
        options = help_options(command)
        assert len(options) >= 3, options
        equal(man_options("otls-%s.1" % command), options, command)
    equal(man_options("otls.1"), help_options(None), "otls")


@claim
def every_option_in_the_help_is_known():
    for command in COMMANDS:
        for option in help_options(command):
            done = subprocess.run([shell.OTLS, command, option],
                                  stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, check=False,
                                  start_new_session=True)
            assert b"unknown" not in done.stderr, (option, done.stderr)


@claim
def man_finds_no_fault_with_the_pages():
    if shutil.which("man") is None:
        raise shell.Skip("man is missing")
    pages = os.path.join(shell.TOP_SRCDIR, "docs", "man")
    found = sorted(os.listdir(pages))
    assert "otls.1" in found, found
    for page in found:
        done = subprocess.run(
            ["man", "--warnings", "-l", os.path.join(pages, page)],
            env=dict(os.environ, LC_ALL="C.UTF-8", MANROFFSEQ=""),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False)
        if b"minimized" in done.stderr + done.stdout:
            raise shell.Skip("man doesn't work on this system")
        equal((done.returncode, done.stderr), (0, b""), page)


@claim
def mandoc_finds_no_fault_with_the_pages():
    if shutil.which("mandoc") is None:
        raise shell.Skip("mandoc is missing")
    pages = os.path.join(shell.TOP_SRCDIR, "docs", "man")
    for page in sorted(os.listdir(pages)):
        done = subprocess.run(
            ["mandoc", "-T", "lint", "-W", "warning",
             os.path.join(pages, page)],
            stdout=subprocess.PIPE, check=False)
        equal((done.returncode, done.stdout), (0, b""), page)


@claim
def a_wrong_command_line_is_a_usage_error_with_a_hint():
    for args, part, hint in [
            ([], b"no command", b"otls help"),
            (["frobnicate"], b"unknown command frobnicate", b"otls help"),
            (["--frobnicate"], b"unknown option --frob", b"otls help"),
            (["help", "frobnicate"], b"unknown command", b"otls help"),
            (["help", "encrypt", "decrypt"], b"one command", b"otls help"),
            (["encrypt"], b"nobody to encrypt to", b"otls help encrypt"),
            (["encrypt", "-x"], b"unknown option -x", b"otls help encrypt"),
            (["encrypt", "-p", "--cores", "2"], b"unknown option --cores",
             b"otls help encrypt"),
            (["encrypt", "-p", "--threads", "65"], b"--threads",
             b"otls help encrypt"),
            (["decrypt", "--threads", "-1"], b"--threads",
             b"otls help decrypt"),
            (["encrypt", "-z", "-p"], b"unknown option -z",
             b"otls help encrypt"),
            (["encrypt", "-r"], b"--recipient needs a value",
             b"otls help encrypt"),
            (["encrypt", "-p", "-r", "age1"], b"cannot be combined",
             b"otls help encrypt"),
            (["encrypt", "-p", "-R", "file"], b"cannot be combined",
             b"otls help encrypt"),
            (["encrypt", "-r", "age1", "--work-factor", "10"],
             b"for a passphrase", b"otls help encrypt"),
            (["encrypt", "-p", "--work-factor", "0"], b"a number from 1",
             b"otls help encrypt"),
            (["encrypt", "--passphrase-fd", "three"], b"a number",
             b"otls help encrypt"),
            (["encrypt", "--passphrase-fd", "-1"], b"a number",
             b"otls help encrypt"),
            (["encrypt", "--passphrase-fd", "99999999999999999999"],
             b"a number", b"otls help encrypt"),
            (["encrypt", "--passphrase-fd", "0"], b"both be standard input",
             b"otls help encrypt"),
            (["encrypt", "-p", "-o", "a", "-o", "b"], b"twice",
             b"otls help encrypt"),
            (["encrypt", "-p", "a", "b"], b"2 inputs", b"otls help encrypt"),
            (["decrypt", "--range", "1"], b"needs OFF:LEN",
             b"otls help decrypt"),
            (["decrypt", "--range", "1:-2"], b"needs OFF:LEN",
             b"otls help decrypt"),
            (["decrypt", "--range", "1:99999999999999999999"],
             b"needs OFF:LEN", b"otls help decrypt"),
            (["rewrap", "-i", "key", "file"], b"nobody to encrypt to",
             b"otls help rewrap"),
            (["rewrap", "-i", "-", "-r", "age1"],
             b"identities and the input cannot both", b"otls help rewrap"),
            (["rewrap", "-R", "-", "--passphrase-fd", "0", "file"],
             b"passphrase and the recipients cannot both",
             b"otls help rewrap"),
            (["verify", "-o", "out", "file"], b"unknown option -o",
             b"otls help verify"),
            (["inspect", "--json", "--header"], b"contradict",
             b"otls help inspect"),
            (["decrypt", "--armor"], b"option --armor needs a value",
             b"otls help decrypt"),
            (["decrypt", "--armor", "maybe"], b"auto, no or yes",
             b"otls help decrypt"),
            (["decrypt", "--passphrase-fd", "0", "-"],
             b"both be standard input", b"otls help decrypt"),
            (["decrypt", "-i"], b"--identity needs a value",
             b"otls help decrypt"),
            (["decrypt", "a", "b"], b"2 inputs", b"otls help decrypt"),
            (["decrypt", "-i", "-"], b"identities and the input cannot both",
             b"otls help decrypt"),
            (["decrypt", "-i", "-", "-i", "-", "file"], b"named twice",
             b"otls help decrypt"),
            (["decrypt", "-i", "-", "--passphrase-fd", "0", "file"],
             b"passphrase and the identities cannot both",
             b"otls help decrypt"),
            (["encrypt", "-R", "-"], b"recipients and the input cannot both",
             b"otls help encrypt"),
            (["encrypt", "-R", "file", "-R", "-", "-"],
             b"recipients and the input cannot both", b"otls help encrypt"),
            (["encrypt", "-R", "-", "-R", "-", "file"], b"named twice",
             b"otls help encrypt"),
            (["inspect", "a", "b"], b"2 inputs", b"otls help inspect"),
            (["inspect", "-i", "key", "a"], b"unknown option -i",
             b"otls help inspect"),
            (["inspect", "--json=1", "a"], b"--json takes no value",
             b"otls help inspect"),
            (["keygen", "--secret"], b"unknown option --secret",
             b"otls help keygen"),
            (["keygen", "-y", "a", "--store-secret"], b"-y",
             b"otls help keygen"),
            (["keygen", "file"], b"no operand", b"otls help keygen"),
            (["keygen", "-y", "a", "-o", "b"], b"-y", b"otls help keygen")]:
        done = otls(*args, code=2)
        contains(done.stderr, part)
        contains(done.stderr, b"see '" + hint + b"'\n")
        equal(done.stdout, b"", "stdout")


@claim
def a_value_in_the_wrong_place_is_not_repeated():
    for args in (["--passphrase=hunter2"], ["--frobnicate=hunter2"],
                 ["--work-factor=hunter2"], ["-p", "hunter2", "hunter2"]):
        done = otls("encrypt", *args, code=2)
        assert b"hunter2" not in done.stderr, done.stderr


@claim
def help_that_cannot_be_written_is_a_failure():
    with open("/dev/full", "wb") as full:
        otls("help", stdout=full, code=1)


@claim
def help_that_nobody_reads_is_a_failure_and_not_a_signal():
    reader, writer = os.pipe()
    os.close(reader)
    otls("help", stdout=writer, code=1)
    os.close(writer)


if __name__ == "__main__":
    shell.main()
