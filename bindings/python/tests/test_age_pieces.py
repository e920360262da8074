# SPDX-License-Identifier: ISC
"""tls.age.Encryptor and tls.age.Decryptor."""

import array
import hashlib
import os
import pickle
import random
import zlib

import pytest

import tls
from tls import age

DATA = bytes(range(256)) * 1024
HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.join(HERE, "../../../../shared/vectors/age")
EXPECTED = {
    "header failure": (tls.AgeHeaderError, tls.AgeWorkFactorError),
    "no match": tls.AgeNoMatchError,
    "HMAC failure": tls.AgeMacError,
    "payload failure": tls.AgePayloadError,
    "armor failure": tls.AgeArmorError,
}


@pytest.fixture
def identity():
    with age.Identity.generate() as one:
        yield one


def carry(work, data, most, seed=0):
    """|data| through |work|, in pieces of 1 to |most| bytes."""
    chance = random.Random(seed)
    with work:
        out, at = [], 0
        while at < len(data):
            size = chance.randint(1, most)
            out.append(work.update(data[at:at + size]))
            at += size
        return b"".join(out) + work.finish()


def test_pieces_of_any_size_come_back(identity):
    for armor in (False, True):
        for most in (1000, 65536, 500000):
            for size in (0, 1, 65535, 65536, 65537, 131072, len(DATA)):
                data = DATA[:size]
                sealed = carry(age.Encryptor(
                    recipients=identity.recipient, armor=armor), data, most)
                assert sealed.startswith(b"-----" if armor else b"age-")
                assert age.decrypt(sealed, identities=identity,
                                   armor=armor) == data
                assert carry(age.Decryptor(
                    identities=identity), sealed, most, 1) == data


def test_single_bytes_come_back(identity):
    sealed = carry(age.Encryptor(
        recipients=identity.recipient, armor=True), DATA[:3000], 1)
    assert carry(age.Decryptor(
        identities=identity, armor=True), sealed, 1) == DATA[:3000]


def test_one_update_takes_more_than_a_transfer_has_room_for(identity):
    data = DATA * 20
    encryptor = age.Encryptor(recipients=identity.recipient)
    sealed = encryptor.update(data)
    assert len(sealed) >= len(data) - 65536
    sealed += encryptor.finish()
    decryptor = age.Decryptor(identities=identity)
    assert decryptor.update(sealed) + decryptor.finish() == data


def test_what_is_proven_is_given_before_the_end(identity):
    sealed = age.encrypt(DATA, recipients=identity.recipient)
    with age.Decryptor(identities=identity) as decryptor:
        assert decryptor.update(sealed[:100000]) == DATA[:65536]
        assert decryptor.update(b"") == b""


def test_any_bytes_like_object_is_taken(identity):
    numbers = array.array("I", range(1000))
    room = bytearray(b"abc")
    encryptor = age.Encryptor(recipients=identity.recipient)
    sealed = b"".join(map(encryptor.update, (
        b"", room, memoryview(room), numbers, memoryview(numbers),
        array.array("I"), memoryview(DATA)[5:9])))
    room.clear()  # it isn't held
    sealed += encryptor.finish()
    assert age.decrypt(sealed, identities=identity) == \
        b"abcabc" + 2 * numbers.tobytes() + DATA[5:9]


def test_a_failure_holds_no_buffer(identity):
    room = bytearray(b"nonsense\n")
    with pytest.raises(tls.AgeHeaderError) as caught:
        age.Decryptor(identities=identity).update(room)
    room.clear()
    assert caught.tb


def test_a_wrong_argument_changes_nothing(identity):
    encryptor = age.Encryptor(recipients=identity.recipient)
    sealed = encryptor.update(b"one")
    for wrong in ("text", None, 5, [b"x"], memoryview(DATA)[::2]):
        with pytest.raises(TypeError):
            encryptor.update(wrong)
    with pytest.raises(TypeError):
        encryptor.finish(b"x")
    sealed += encryptor.update(b"two") + encryptor.finish()
    assert age.decrypt(sealed, identities=identity) == b"onetwo"


def test_passphrases_and_their_limits():
    sealed = carry(age.Encryptor(passphrase="p", work_factor=8), b"x", 9)
    assert carry(age.Decryptor(passphrase="p"), sealed, 9) == b"x"
    for limits in ({"max_work_factor": 7}, {"max_memory": 1000}):
        with pytest.raises(tls.AgeWorkFactorError):
            carry(age.Decryptor(passphrase="p", **limits), sealed, 9)
    with pytest.raises(tls.AgeNoMatchError):
        carry(age.Decryptor(passphrase="q"), sealed, 9)


def test_keys_may_stand_in_files(identity, tmp_path):
    public, secret = tmp_path / "public", tmp_path / "secret"
    public.write_text("%s\n" % identity.recipient)
    secret.write_text("%s\n" % identity.export_secret())
    sealed = carry(age.Encryptor(recipients_file=public), DATA, 70000)
    assert carry(age.Decryptor(identities_file=secret), sealed, 70000) == DATA


def test_what_cannot_begin_says_so(identity):
    with pytest.raises(ValueError):
        age.Encryptor()
    with pytest.raises(ValueError):
        age.Decryptor()
    with pytest.raises(tls.AgeMixedError):
        age.Encryptor(passphrase="p", recipients=identity.recipient)
    with pytest.raises(TypeError):
        age.Encryptor([identity.recipient])
    for wrong in ("no", 1):
        with pytest.raises(TypeError, match="armor must be a bool"):
            age.Encryptor(recipients=identity.recipient, armor=wrong)
        with pytest.raises(TypeError, match="armor must be a bool"):
            age.Decryptor(identities=identity, armor=wrong)


def test_each_fault_has_its_exception(identity):
    sealed = age.encrypt(DATA, recipients=identity.recipient)
    text = age.encrypt(DATA, recipients=identity.recipient, armor=True)

    def flipped(at):
        bad = bytearray(sealed)
        bad[at] ^= 1
        return bytes(bad)
    end = sealed.index(b"\n--- ") + 1
    mac = sealed.replace(b"\n--- ", b"\n-> X\n\n--- ", 1)
    other = age.encrypt(b"", recipients=age.Identity.generate().recipient)
    for bad, armor, wanted in (
            (b"", None, tls.AgeHeaderError),
            (b"\0" * 100000, None, tls.AgeHeaderError),
            (b"nonsense\n", None, tls.AgeHeaderError),
            (sealed[:30], None, tls.AgeHeaderError),
            (sealed[:end], None, tls.AgeHeaderError),
            (b"\0" + sealed, None, tls.AgeHeaderError),
            (flipped(3), None, tls.AgeHeaderError),
            (mac, None, tls.AgeMacError),
            (other, None, tls.AgeNoMatchError),
            (flipped(-1), None, tls.AgePayloadError),
            (flipped(len(sealed) // 2), None, tls.AgePayloadError),
            (sealed[:-1], None, tls.AgePayloadError),
            (sealed[:150000], None, tls.AgePayloadError),
            (sealed + b"\0", None, tls.AgePayloadError),
            (sealed, True, tls.AgeArmorError),
            (text, False, tls.AgeHeaderError),
            (b"", True, tls.AgeArmorError),
            (text[:-40], None, tls.AgeArmorError),
            (text[:1000] + b"\0" + text[1001:], None, tls.AgeArmorError)):
        for most in (11 if len(bad) < 1000 else 4000, 500000):
            with pytest.raises(wanted) as caught:
                carry(age.Decryptor(identities=identity, armor=armor),
                      bad, most)
            assert type(caught.value) is wanted


def test_truncation_is_told_by_finish(identity):
    """Between two chunks nothing else could know."""
    sealed = age.encrypt(DATA, recipients=identity.recipient)
    header = age.inspect(sealed).sizes.header
    cut = sealed[:header + 16 + 2 * (65536 + 16)]
    decryptor = age.Decryptor(identities=identity)
    assert decryptor.update(cut) == DATA[:131072]
    with pytest.raises(tls.AgePayloadError):
        decryptor.finish()


def test_closed_finished_and_failed_objects_say_so(identity):
    closed, finished = (
        age.Encryptor(recipients=identity.recipient) for _ in range(2))
    closed.close()
    closed.close()
    finished.finish()
    finished.close()
    failed = age.Decryptor(identities=identity)
    with pytest.raises(tls.AgeHeaderError):
        failed.update(b"nonsense\n")
    for one, how in ((closed, "tls.age.Encryptor is closed"),
                     (finished, "tls.age.Encryptor was finished"),
                     (failed, "tls.age.Decryptor has failed")):
        assert one.closed and "(%s)" % how.split()[-1] in repr(one)
        for call in (one.finish, lambda: one.update(b"x"), one.__enter__):
            with pytest.raises(ValueError, match=how):
                call()
    with age.Decryptor(identities=identity) as one:
        assert repr(one) == "<tls.age.Decryptor>" and not one.closed
        with pytest.raises(TypeError):
            pickle.dumps(one)
    assert one.closed


def test_what_is_closed_or_forgotten_leaves_nothing(identity, lib):
    before = lib.otls_handle_count(lib.OTLS_KIND_AGE_TRANSFER)
    one = age.Encryptor(recipients=identity.recipient)
    two = age.Decryptor(identities=identity)
    assert lib.otls_handle_count(lib.OTLS_KIND_AGE_TRANSFER) == before + 2
    one.finish()
    del two
    assert lib.otls_handle_count(lib.OTLS_KIND_AGE_TRANSFER) == before
    assert lib.otls_handle_count(lib.OTLS_KIND_AGE_ENCRYPTOR) == 0
    assert lib.otls_handle_count(lib.OTLS_KIND_AGE_DECRYPTOR) == 0


def test_keys_may_be_closed_once_it_has_begun():
    identity = age.Identity.generate()
    recipient = identity.recipient
    with age.Decryptor(identities=identity) as decryptor:
        encryptor = age.Encryptor(recipients=recipient)
        identity.close()
        recipient.close()
        sealed = encryptor.update(b"x") + encryptor.finish()
        assert decryptor.update(sealed) + decryptor.finish() == b"x"


def test_two_calls_at_once_are_refused(identity):
    encryptor = age.Encryptor(recipients=identity.recipient)
    with encryptor._busy:  # as a call on another thread has it
        for call in (encryptor.finish, lambda: encryptor.update(b"x")):
            with pytest.raises(RuntimeError, match="another call"):
                call()
    assert not encryptor.closed
    sealed = encryptor.finish()
    assert age.decrypt(sealed, identities=identity) == b""


def test_an_exception_in_between_is_the_end(identity, monkeypatch):
    """What was pulled is lost, and no later call may hide that."""
    encryptor = age.Encryptor(recipients=identity.recipient)

    def interrupt(parts):
        raise KeyboardInterrupt
    monkeypatch.setattr(encryptor, "_pull", interrupt)
    with pytest.raises(KeyboardInterrupt):
        encryptor.update(DATA)
    with pytest.raises(ValueError, match="has failed"):
        encryptor.finish()


def test_memory_stays_bounded(run):
    if os.environ.get("SANITIZER_FLAGS"):
        pytest.skip("a sanitizer keeps what is freed")
    status, out, err = run(
        "import resource\n"
        "from tls import age\n"
        "def peak():\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "def through(count):\n"
        "    e = age.Encryptor(recipients=i.recipient, armor=True)\n"
        "    d = age.Decryptor(identities=i)\n"
        "    size = sum(len(d.update(e.update(data))) for _ in range(count))\n"
        "    return size + len(d.update(e.finish())) + len(d.finish())\n"
        "i = age.Identity.generate()\n"
        "data = bytes(65536)\n"
        "through(16)\n"
        "before = peak()\n"
        "print(through(1024) == 1024 * 65536, peak() - before)\n")
    assert status == 0, err
    assert out.split()[0] == "True"
    assert int(out.split()[1]) < 8192  # KiB, of 64 MiB


class Vector:
    def __init__(self, path):
        with open(path, "rb") as file:
            head, _, self.data = file.read().partition(b"\n\n")
        self.expect = self.payload = ""
        self.armored, self.keys = None, {"identities": []}
        for line in head.decode().split("\n"):
            key, _, value = line.partition(": ")
            if key in ("expect", "payload"):
                setattr(self, key, value)
            elif key == "identity":
                self.keys["identities"].append(value)
            elif key == "passphrase":
                self.keys["passphrase"] = value
            elif key == "armored":
                self.armored = value == "yes"
            elif key == "compressed":
                self.data = zlib.decompress(self.data)
        if self.keys == {"identities": []}:
            self.keys["identities"] = age.Identity.generate()

    def post_quantum(self):
        return any(str(i).startswith("AGE-SECRET-KEY-PQ-")
                   for i in self.keys["identities"])


def test_vectors_in_pieces():
    if not os.path.isdir(VECTORS):
        pytest.skip("the age vectors are missing")
    succeeded = {None: 0, True: 0}
    for seed, name in enumerate(sorted(os.listdir(VECTORS))):
        vector = Vector(os.path.join(VECTORS, name))
        if not isinstance(vector.keys["identities"], age.Identity) and \
                vector.post_quantum():
            continue
        for most in (7 if len(vector.data) < 200000 else 9000, 300000):
            decryptor = age.Decryptor(armor=vector.armored, **vector.keys)
            if vector.expect == "success":
                plain = carry(decryptor, vector.data, most, seed)
                assert hashlib.sha256(plain).hexdigest() == vector.payload
                succeeded[vector.armored] += 1
            else:
                with pytest.raises(EXPECTED[vector.expect]):
                    carry(decryptor, vector.data, most, seed)
    assert succeeded[None] >= 6 and succeeded[True] >= 4
