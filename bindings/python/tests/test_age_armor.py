# SPDX-License-Identifier: ISC
"""tls.age with armor=."""

import io
import shutil
import subprocess

import pytest

import tls
from tls import age
from tls.io import MemoryBIO

DATA = bytes(range(256)) * 1024
BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
END = b"-----END AGE ENCRYPTED FILE-----\n"


@pytest.fixture
def identity():
    with age.Identity.generate() as one:
        yield one


def test_armor_is_text_and_comes_back(identity):
    for data in (b"", b"x", b"\0" * 1000, DATA):
        sealed = age.encrypt(data, recipients=identity.recipient, armor=True)
        assert sealed.startswith(BEGIN) and sealed.endswith(END)
        assert max(map(len, sealed.decode("ascii").split("\n"))) == 64
        assert age.decrypt(sealed, identities=identity) == data
        assert age.decrypt(sealed, identities=identity, armor=True) == data


def test_armor_can_be_demanded_and_forbidden(identity):
    text, binary = (age.encrypt(b"x", recipients=identity.recipient, armor=how)
                    for how in (True, False))
    assert age.decrypt(binary, identities=identity, armor=False) == b"x"
    with pytest.raises(tls.AgeHeaderError):
        age.decrypt(text, identities=identity, armor=False)
    with pytest.raises(tls.AgeArmorError):
        age.decrypt(binary, identities=identity, armor=True)


def test_files_and_streams_have_armor(identity, tmp_path):
    plain, sealed, again = (tmp_path / n for n in ("plain", "sealed", "again"))
    plain.write_bytes(DATA)
    age.encrypt_file(plain, sealed, recipients=identity.recipient, armor=True)
    assert sealed.read_bytes().startswith(BEGIN)
    age.decrypt_file(sealed, again, identities=identity, armor=True)
    assert again.read_bytes() == DATA
    with pytest.raises(tls.AgeHeaderError):
        age.decrypt_file(sealed, again, identities=identity, armor=False)
    with MemoryBIO(DATA) as source, MemoryBIO() as middle, \
            MemoryBIO() as target:
        age.encrypt_stream(source, middle, recipients=identity.recipient,
                           armor=True)
        assert middle.getvalue().startswith(BEGIN)
        with pytest.raises(tls.AgeHeaderError), \
                MemoryBIO(middle.getvalue()) as copy:
            age.decrypt_stream(copy, target, identities=identity, armor=False)
        age.decrypt_stream(middle, target, identities=identity, armor=True)
        assert target.read() == DATA


def test_bad_armor_is_told_from_other_faults(identity):
    sealed = age.encrypt(DATA, recipients=identity.recipient, armor=True)
    middle = len(sealed) // 2
    for bad in (sealed[:middle], sealed[:-5], sealed + b"x",
                sealed[:middle] + b"\0" + sealed[middle + 1:],
                sealed[:middle] + b"*" + sealed[middle + 1:]):
        with pytest.raises(tls.AgeArmorError) as caught:
            age.decrypt(bad, identities=identity)
        assert isinstance(caught.value, ValueError)
    letter = b"B" if sealed[middle:middle + 1] == b"A" else b"A"
    with pytest.raises(tls.AgePayloadError):
        age.decrypt(sealed[:middle] + letter + sealed[middle + 1:],
                    identities=identity)


def test_armor_is_a_bool(identity):
    for wrong in ("no", "", 1, 0, b"x"):
        with pytest.raises(TypeError, match="armor must be a bool"):
            age.encrypt(b"x", recipients=identity.recipient, armor=wrong)
        with pytest.raises(TypeError, match="armor must be a bool"):
            age.decrypt(b"x", identities=identity, armor=wrong)
    with pytest.raises(TypeError):
        age.encrypt(b"x", recipients=identity.recipient, armor=None)


def test_the_age_command_agrees_on_armor(identity, tmp_path):
    if not shutil.which("age"):
        pytest.skip("there is no age command")
    (tmp_path / "key").write_text(identity.export_secret() + "\n")

    def command(*arguments, data):
        return subprocess.run(["age", *arguments], input=data, check=True,
                              capture_output=True).stdout

    def pieces(work, data):
        source = io.BytesIO(data)
        return b"".join(map(work.update, iter(lambda: source.read(777), b""))
                        ) + work.finish()
    for size in (0, 1, 47, 48, 65536, len(DATA)):
        data = DATA[:size]
        for sealed in (
                age.encrypt(data, recipients=identity.recipient, armor=True),
                pieces(age.Encryptor(recipients=identity.recipient,
                                     armor=True), data)):
            assert command("-d", "-i", str(tmp_path / "key"),
                           data=sealed) == data
        sealed = command("-a", "-r", str(identity.recipient), data=data)
        assert sealed.startswith(BEGIN)
        assert age.decrypt(sealed, identities=identity) == data
        assert pieces(age.Decryptor(identities=identity), sealed) == data
