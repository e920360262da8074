# SPDX-License-Identifier: ISC
"""Verification, rewrapping and headers that stand apart."""

import os
import threading

import pytest

import tls
from tls import age

DATA = os.urandom(1000) * 300


@pytest.fixture
def people():
    """Three identities and their recipients."""
    who = [age.Identity.generate() for _ in range(3)]
    recipients = [one.recipient for one in who]
    yield who, recipients
    for one in who + recipients:
        one.close()


def header_size(sealed):
    return len(age.export_header(sealed))


def can_read(sealed, who):
    try:
        return age.decrypt(sealed, identities=who) == DATA
    except tls.AgeNoMatchError:
        return False


@pytest.mark.parametrize("armor", (False, True))
def test_verification_agrees_with_decryption(people, tmp_path, armor):
    (me, you, _), (recipient, *_) = people
    sealed = age.encrypt(DATA, recipients=recipient, armor=armor)
    path = tmp_path / "sealed"

    def verdicts(data, who):
        found = []
        path.write_bytes(data)
        for call in (lambda: age.decrypt(data, identities=who),
                     lambda: age.verify(data, identities=who),
                     lambda: age.verify_file(path, identities=who),
                     lambda: stream(who)):
            try:
                call()
                found.append(None)
            except tls.Error as error:
                found.append(error.name)
        return found

    def stream(who):
        with open(path, "rb") as file:
            age.verify_stream(file, identities=who)
    assert verdicts(sealed, me) == [None] * 4
    for bad, who in ((sealed[:-2], me), (sealed + b"x", me), (b"", me),
                     (sealed[:len(sealed) // 2], me), (sealed, you)):
        first, *others = verdicts(bad, who)
        assert first is not None and others == [first] * 3
    assert sorted(os.listdir(tmp_path)) == ["sealed"]


def test_verification_can_be_cancelled_and_tells_how_far_it_is(people):
    (me, *_), (recipient, *_) = people
    sealed = age.encrypt(DATA * 20, recipients=recipient)
    told = []
    age.verify(sealed, identities=me,
               progress=lambda *where: told.append(where))
    assert told[-1][0] == len(sealed) and len(told) > 3
    with pytest.raises(tls.CancelledError):
        age.verify(sealed, identities=me, progress=lambda *_: False)


@pytest.mark.parametrize("fresh", (False, True))
@pytest.mark.parametrize("way", ("bytes", "file", "in place", "stream"))
def test_rewrapping_changes_who_can_read(people, tmp_path, fresh, way):
    (me, you, other), (_, yours, others) = people
    sealed = age.encrypt(DATA, recipients=me.recipient)
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(sealed)
    options = dict(identities=me, recipients=[yours, others], fresh=fresh)
    if way == "bytes":
        made = age.rewrap(sealed, **options)
    elif way == "file":
        age.rewrap_file(source, target, **options)
        made = target.read_bytes()
        assert source.read_bytes() == sealed
    elif way == "in place":
        age.rewrap_file(source, **options)
        made = source.read_bytes()
        assert os.listdir(tmp_path) == ["source"]
    else:
        with open(source, "rb") as old, open(target, "wb") as new:
            age.rewrap_stream(old, new, **options)
        made = target.read_bytes()
    assert [can_read(made, who) for who in (me, you, other)] == \
        [False, True, True]
    kept = made[header_size(made):] == sealed[header_size(sealed):]
    assert kept is not fresh


def test_only_fresh_shuts_out_who_kept_the_old_header(people):
    (me, *_), (_, yours, _) = people
    sealed = age.encrypt(DATA, recipients=me.recipient)
    old = age.export_header(sealed)
    made = age.rewrap(sealed, identities=me, recipients=yours)
    assert age.decrypt(made[header_size(made):], header=old,
                       identities=me) == DATA
    made = age.rewrap(sealed, identities=me, recipients=yours, fresh=True)
    with pytest.raises(tls.AgePayloadError):
        age.decrypt(made[header_size(made):], header=old, identities=me)


def test_a_passphrase_takes_the_place_of_another(people):
    (me, *_), (recipient, *_) = people
    sealed = age.encrypt(DATA, passphrase="old", work_factor=10)
    made = age.rewrap(sealed, passphrase="old", new_passphrase="new",
                      work_factor=11)
    assert age.decrypt(made, passphrase="new") == DATA
    with pytest.raises(tls.AgeNoMatchError):
        age.decrypt(made, passphrase="old")
    with pytest.raises(tls.AgeWorkFactorError):
        age.rewrap(made, passphrase="new", recipients=recipient,
                   max_work_factor=10)
    made = age.rewrap(made, passphrase="new", recipients=recipient)
    assert can_read(made, me)


def test_armor_comes_and_goes(people):
    (me, *_), (recipient, *_) = people
    sealed = age.encrypt(DATA, recipients=recipient)
    text = age.rewrap(sealed, identities=me, recipients=recipient, armor=True)
    assert text.startswith(b"-----BEGIN AGE") and can_read(text, me)
    again = age.rewrap(text, identities=me, recipients=recipient)
    assert again[header_size(again):] == sealed[header_size(sealed):]


def test_a_failure_changes_nothing(people, tmp_path):
    (me, you, _), (recipient, *_) = people
    sealed = age.encrypt(DATA, recipients=recipient)
    path = tmp_path / "file"
    path.write_bytes(sealed)
    for options, error in (
            (dict(identities=you, recipients=recipient), tls.AgeNoMatchError),
            (dict(identities=me), ValueError),
            (dict(recipients=recipient), ValueError),
            (dict(identities=me, recipients=recipient, new_passphrase="p"),
             tls.AgeMixedError),
            (dict(identities=me, recipients=recipient, fresh=True,
                  progress=lambda *_: False), tls.CancelledError)):
        with pytest.raises(error):
            age.rewrap_file(path, **options)
        assert path.read_bytes() == sealed
        assert os.listdir(tmp_path) == ["file"]


def test_a_header_can_stand_apart(people, tmp_path):
    (me, *_), (recipient, *_) = people
    for armor in (False, True):
        sealed = age.encrypt(DATA, recipients=recipient, armor=armor)
        path = tmp_path / "whole"
        path.write_bytes(sealed)
        header = age.export_header(sealed)
        assert header == age.export_header(path) == \
            age.export_header(str(path))
    binary = age.encrypt(DATA, recipients=recipient)
    header = age.export_header(binary)
    assert binary.startswith(header)
    rest = binary[len(header):]
    path = tmp_path / "rest"
    path.write_bytes(rest)
    options = dict(identities=me, header=header)
    assert age.decrypt(rest, **options) == DATA
    age.verify(rest, **options)
    age.decrypt_file(path, tmp_path / "plain", **options)
    assert (tmp_path / "plain").read_bytes() == DATA
    with age.open(path, **options) as file:
        assert file.read_at(70000, 5) == DATA[70000:70005]
    with age.Decryptor(**options) as decryptor:
        assert decryptor.update(rest) + decryptor.finish() == DATA
    whole = age.rewrap(rest, recipients=recipient, **options)
    assert can_read(whole, me)
    for bad in (b"", header[:-1], header + b"x", b"x"):
        with pytest.raises(tls.AgeHeaderError):
            age.decrypt(rest, identities=me, header=bad)
    with pytest.raises(tls.AgeHeaderError):
        age.export_header(rest)


def test_other_threads_verify_at_once(people):
    (me, *_), (recipient, *_) = people
    sealed = age.encrypt(DATA * 5, recipients=recipient)
    text = me.export_secret()
    failed = []

    def work():
        try:
            age.verify(sealed, identities=text)
        except BaseException as error:
            failed.append(error)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
