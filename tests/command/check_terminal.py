# SPDX-License-Identifier: ISC
"""The command and a terminal: prompts, echo, and what is shown on it."""

import os
import re
import signal
import subprocess

import shell
from shell import OTLS, Terminal, claim, contains, equal, finish, keygen, otls
from shell import passphrase_fd, write

ONCE = b"Passphrase: "
NEW = b"New passphrase (leave it empty to have one made up): "
TWICE = b"The same passphrase again: "
SECRET = b"correct horse"


def encrypt(terminal, *args, **options):
    return terminal.start(OTLS, "encrypt", "-p", "--work-factor", "10",
                          *args, **options)


def sealed(plain=b"text"):
    data = passphrase_fd(SECRET, "encrypt", "--work-factor", "10",
                         stdin=plain).stdout
    write("sealed", data)
    return data


@claim
def a_passphrase_is_asked_for_twice_and_then_once():
    write("plain", b"text")
    with Terminal() as terminal:
        process = encrypt(terminal, "-o", "out", "plain")
        terminal.wait_for(NEW)
        terminal.type(SECRET + b"\n")
        terminal.wait_for(TWICE)
        terminal.type(SECRET + b"\n")
        finish(process, 0)
        process = terminal.start(OTLS, "decrypt", "out")
        terminal.wait_for(ONCE)
        terminal.type(SECRET + b"\n")
        equal(finish(process, 0)[0], b"text")
        assert SECRET not in terminal.drain(), terminal.seen


@claim
def the_passphrase_of_an_encrypted_file_of_identities_is_asked_for():
    recipient = keygen()
    write("locked", passphrase_fd(SECRET, "encrypt", "--work-factor", "10",
                                  stdin=shell.read("key")).stdout)
    write("sealed", otls("encrypt", "-r", recipient, stdin=b"text").stdout)
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "locked", "sealed")
        terminal.wait_for(b"Passphrase for locked: ")
        assert not terminal.echoes()
        terminal.type(SECRET + b"\n")
        equal(finish(process, 0)[0], b"text")
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "locked", "sealed")
        terminal.wait_for(b"Passphrase for locked: ")
        terminal.type(b"wrong\n")
        finish(process, 4)
        assert SECRET not in terminal.drain(), terminal.seen


@claim
def nothing_typed_is_echoed_and_the_echo_comes_back():
    with Terminal() as terminal:
        assert terminal.echoes()
        process = encrypt(terminal)
        terminal.wait_for(NEW)
        assert not terminal.echoes()
        terminal.type(SECRET + b"\n")
        terminal.wait_for(TWICE)
        assert not terminal.echoes()
        terminal.type(SECRET + b"\n")
        finish(process, 0)
        assert terminal.echoes()
        terminal.drain()
        equal(terminal.seen.replace(b"\r\n", b"\n"),
              NEW + b"\n" + TWICE + b"\n")


@claim
def both_answers_may_be_typed_at_once():
    with Terminal() as terminal:
        process = encrypt(terminal)
        terminal.wait_for(NEW)
        terminal.type((SECRET + b"\n") * 2)
        out, _ = finish(process, 0)
        assert SECRET not in terminal.drain()
    equal(passphrase_fd(SECRET, "decrypt", stdin=out).stdout, b"")


@claim
def two_passphrases_that_differ_write_nothing():
    with Terminal() as terminal:
        process = encrypt(terminal, "-o", "out")
        terminal.wait_for(NEW)
        terminal.type(b"one\n")
        terminal.wait_for(TWICE)
        terminal.type(b"two\n")
        contains(finish(process, 1)[1], b"differ")
        assert terminal.echoes()
    equal(os.listdir("."), [])


@claim
def the_end_of_file_and_an_old_passphrase_that_is_empty_are_errors():
    with Terminal() as terminal:
        process = encrypt(terminal)
        terminal.wait_for(NEW)
        terminal.type(b"\x04")
        contains(finish(process, 1)[1], b"no passphrase")
        assert terminal.echoes()
    sealed()
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "sealed")
        terminal.wait_for(ONCE)
        terminal.type(b"\n")
        contains(finish(process, 1)[1], b"empty")
        assert terminal.echoes()


def made_up(terminal):
    """The passphrase that was made up and shown."""
    seen = terminal.drain().replace(b"\r\n", b"\n")
    return re.search(rb"is\n\n    ([a-z-]+)\n\nKeep it", seen).group(1)


@claim
def an_empty_answer_makes_up_a_passphrase_and_shows_it():
    phrases = set()
    for _ in range(20):
        with Terminal() as terminal:
            process = encrypt(terminal)
            terminal.wait_for(NEW)
            terminal.type(b"\n")
            out, errors = finish(process, 0)
            phrase = made_up(terminal)
            assert TWICE not in terminal.seen
        equal(errors, b"", "stderr")
        equal(passphrase_fd(phrase, "decrypt", stdin=out).stdout, b"")
        phrases.add(phrase)
    equal(len(phrases), 20, "different ones")
    word = b"[bdfghjklmnprstvz][aiou]" * 2 + b"[bdfghjklmnprstvz]"
    for phrase in phrases:
        assert re.fullmatch(word + b"(-" + word + b"){6}", phrase), phrase
    # each letter can stand in each place
    for place in range(5):
        found = {word[place] for phrase in phrases
                 for word in phrase.split(b"-")}
        equal(len(found), 4 if place % 2 else 16, "letters")


@claim
def the_made_up_passphrase_stands_on_the_terminal_and_nowhere_else():
    with Terminal() as terminal:
        process = encrypt(terminal, "-o", "out", stderr=subprocess.STDOUT)
        terminal.wait_for(NEW)
        terminal.type(b"\n")
        out, _ = finish(process, 0)
        assert made_up(terminal) not in out + shell.read("out")
        assert terminal.echoes()


@claim
def a_key_for_the_end_of_file_ends_a_passphrase_too():
    with Terminal() as terminal:
        process = encrypt(terminal)
        terminal.wait_for(NEW)
        terminal.type(SECRET + b"\x04\x04")
        terminal.wait_for(TWICE)
        terminal.type(SECRET + b"\n")
        finish(process, 0)


@claim
def signals_give_the_terminal_back():
    for send in (b"\x03", b"\x1c", signal.SIGINT, signal.SIGTERM,
                 signal.SIGHUP, signal.SIGQUIT):
        for answered in (0, 1):
            with Terminal() as terminal:
                process = encrypt(terminal, "-o", "out")
                terminal.wait_for(NEW)
                if answered:
                    terminal.type(SECRET + b"\n")
                    terminal.wait_for(TWICE)
                terminal.type(b"half")
                if isinstance(send, bytes):
                    terminal.type(send)
                    number = {b"\x03": 2, b"\x1c": 3}[send]
                else:
                    process.send_signal(send)
                    number = send
                _, errors = finish(process, -number)
                equal(errors, b"", "stderr")
                assert terminal.echoes()
                assert b"half" not in terminal.drain()
    equal(os.listdir("."), [])


@claim
def a_stop_gives_the_terminal_back_and_going_on_asks_anew():
    sealed()
    with Terminal() as terminal:
        leader, job, events = shell.spawn_job(
            terminal, OTLS, "decrypt", "-o", "out", "sealed")
        for times in (1, 2):
            terminal.wait_for(ONCE, times)
            assert not terminal.echoes()
            terminal.type(b"half\x1a")
            equal(events.readline(), "stopped %d\n" % signal.SIGTSTP)
            assert terminal.echoes()
            os.kill(job, signal.SIGCONT)
        terminal.wait_for(ONCE, 3)
        assert not terminal.echoes()
        terminal.type(SECRET + b"\n")
        equal(events.readline(), "ended 0\n")
        os.waitpid(leader, 0)
        events.close()
        assert terminal.echoes()
        equal(terminal.drain().count(ONCE), 3, "questions")
    equal(shell.read("out"), b"text")


@claim
def a_stop_that_nobody_can_catch_is_survived():
    sealed()
    with Terminal() as terminal:
        leader, job, events = shell.spawn_job(
            terminal, OTLS, "decrypt", "-o", "out", "sealed")
        terminal.wait_for(ONCE)
        os.kill(job, signal.SIGSTOP)
        equal(events.readline(), "stopped %d\n" % signal.SIGSTOP)
        # as a shell does when it takes the terminal back
        subprocess.run(["stty", "echo"], stdin=terminal.slave, check=True)
        os.kill(job, signal.SIGCONT)
        terminal.wait_for(ONCE, 2)
        assert not terminal.echoes()
        terminal.type(SECRET + b"\n")
        equal(events.readline(), "ended 0\n")
        os.waitpid(leader, 0)
        events.close()
        assert terminal.echoes()


@claim
def without_a_terminal_there_is_no_question():
    sealed()
    for args in (["encrypt", "-p"], ["decrypt", "sealed"]):
        done = otls(*args, code=1, start_new_session=True)
        contains(done.stderr, b"--passphrase-fd")


@claim
def a_descriptor_answers_without_a_question():
    sealed()
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "--passphrase-fd", "0",
                                 "sealed", stdin=subprocess.PIPE)
        out, _ = process.communicate(SECRET)
        equal((process.returncode, out), (0, b"text"))
        equal(terminal.drain(), b"")


@claim
def a_wrong_passphrase_is_4_and_is_not_shown():
    sealed()
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "sealed")
        terminal.wait_for(ONCE)
        terminal.type(b"wrong horse\n")
        _, errors = finish(process, 4)
        assert b"horse" not in errors + terminal.drain(), errors


@claim
def what_is_no_text_is_not_written_to_a_terminal():
    recipient = keygen()
    with Terminal() as terminal:
        process = terminal.start(OTLS, "encrypt", "-r", recipient,
                                 stdout=terminal.slave)
        contains(finish(process, 2)[1], b"-o -")
        equal(terminal.drain(), b"")
        process = terminal.start(OTLS, "encrypt", "-r", recipient, "-o", "-",
                                 stdout=terminal.slave)
        terminal.wait_for(b"age-encryption.org/v1")
        finish(process, 0)


def shown(plain, *args):
    """Decrypts to a terminal: exit code, what is shown, errors."""
    write("shown.age", otls("encrypt", "-r", shown.recipient,
                            stdin=plain).stdout)
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "key", *args,
                                 "shown.age", stdout=terminal.slave)
        _, errors = process.communicate(timeout=shell.LIMIT)
        return (process.returncode,
                terminal.drain().replace(b"\r\n", b"\n"), errors)


@claim
def a_decrypted_text_is_shown_on_a_terminal():
    shown.recipient = keygen()
    for text in (b"", b"text\n", "Grüße, 日本\n".encode(), b"\ttab\n"):
        equal(shown(text)[:2], (0, text.replace(b"\t", b"\t")))


@claim
def what_a_terminal_would_obey_is_not_shown():
    shown.recipient = keygen()
    for data in (b"\x1b[2J", b"\0", b"text\n\x7f", b"\xc2\x9b2J",
                 b"a" * 70000 + b"\x08"):
        code, seen, errors = shown(data)
        equal((code, seen), (2, b""))
        contains(errors, b"-o -")
    equal(shown(b"\x1b[m\n", "-o", "-")[:2], (0, b"\x1b[m\n"))


@claim
def nothing_is_shown_before_all_is_authentic():
    shown.recipient = keygen()
    data = otls("encrypt", "-r", shown.recipient, stdin=b"x" * 200000).stdout
    write("bad.age", data[:-1])
    with Terminal() as terminal:
        process = terminal.start(OTLS, "decrypt", "-i", "key", "bad.age",
                                 stdout=terminal.slave)
        finish(process, 6)
        equal(terminal.drain(), b"")


@claim
def what_is_too_long_to_read_is_not_shown():
    shown.recipient = keygen()
    code, seen, errors = shown(b"x" * (17 << 20))
    equal((code, seen), (2, b""))
    contains(errors, b"too long")


if __name__ == "__main__":
    shell.main()
