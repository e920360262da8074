# SPDX-License-Identifier: ISC
"""tls.age.inspect() and its siblings."""

import base64
import io
import json
import os
import pickle

import pytest

import tls
from tls import age
from tls.io import FdBIO, FileBIO, MemoryBIO, pair

DATA = bytes(range(256)) * 1024


@pytest.fixture
def identity():
    with age.Identity.generate() as one:
        yield one


def made_of(*stanzas):
    """A file with a header that nobody has to be able to open."""
    nothing = base64.b64encode(bytes(32)).rstrip(b"=")
    return b"age-encryption.org/v1\n" + b"".join(
        b"-> %s\nAAAA\n" % stanza for stanza in stanzas
    ) + b"--- " + nothing + b"\n" + bytes(16 + 16 + 5)


def test_binary_and_armored_files_are_told(identity):
    for size in (0, 1, 65536, 65537, len(DATA)):
        for armor in (False, True):
            sealed = age.encrypt(DATA[:size], recipients=identity.recipient,
                                 armor=armor)
            found = age.inspect(sealed)
            assert found.version == "age-encryption.org/v1"
            assert found.armored is armor
            assert found.stanza_types == ("X25519",)
            assert found.post_quantum is False
            assert found.sizes.payload == size
            assert sum(found.sizes) == len(sealed)
            assert bool(found.sizes.armor) is armor
            chunks = max(1, (size + 65535) // 65536)
            assert found.sizes.overhead == 16 + 16 * chunks
    binary = age.encrypt(b"x", recipients=identity.recipient)
    assert age.inspect(binary).sizes.header == binary.index(b"\n--- ") + 49


def test_stanzas_are_told_in_their_order():
    found = age.inspect(made_of(b"X25519 x", b'odd"\\ y', b"scrypt z"))
    assert found.stanza_types == ("X25519", 'odd"\\', "scrypt")
    assert found.sizes.payload == 5


def test_post_quantum_is_yes_no_or_unknown():
    for types, wanted in (((b"X25519 x",), False), ((b"scrypt x",), True),
                          ((b"mlkem768x25519 x",), True),
                          ((b"new x",), None),
                          ((b"new x", b"X25519 x"), False)):
        assert age.inspect(made_of(*types)).post_quantum is wanted


def test_any_bytes_like_object_is_inspected(identity):
    sealed = age.encrypt(b"x", recipients=identity.recipient)
    for data in (bytearray(sealed), memoryview(sealed)):
        assert age.inspect(data) == age.inspect(sealed)
    for wrong in ("text", None, 5):
        with pytest.raises(TypeError):
            age.inspect(wrong)


def test_files_are_inspected(identity, tmp_path):
    path = tmp_path / "sealed"
    for armor in (False, True):
        age_file = age.encrypt(DATA, recipients=identity.recipient,
                               armor=armor)
        path.write_bytes(age_file)
        for name in (path, str(path), os.fsencode(path)):
            assert age.inspect_file(name) == age.inspect(age_file)
    with pytest.raises(FileNotFoundError):
        age.inspect_file(tmp_path / "none")
    with pytest.raises(OSError):
        age.inspect_file(tmp_path)


@pytest.mark.parametrize("armor", (False, True))
def test_what_can_seek_stays_where_it_stood(identity, tmp_path, armor):
    sealed = age.encrypt(DATA, recipients=identity.recipient, armor=armor)
    wanted = age.inspect(sealed)
    path = tmp_path / "sealed"
    path.write_bytes(b"before" + sealed)
    with open(path, "rb") as file:
        assert file.read(6) == b"before"
        assert age.inspect_stream(file) == wanted
        assert file.tell() == 6 and file.read() == sealed
        os.lseek(file.fileno(), 6, os.SEEK_SET)
        assert age.inspect_stream(file.fileno()) == wanted
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 6
        with FdBIO(file.fileno(), closefd=False) as bio:
            assert age.inspect_stream(bio) == wanted and bio.tell() == 6
    for bio in (FileBIO(path), MemoryBIO(path.read_bytes())):
        with bio:
            assert bio.read(6) == b"before"
            assert age.inspect_stream(bio) == wanted
            assert age.inspect_stream(bio) == wanted
            assert bio.read() == sealed
    with MemoryBIO(b"before" + bytes(100)) as bio:
        bio.read(6)
        with pytest.raises(tls.AgeHeaderError):
            age.inspect_stream(bio)
        assert bio.tell() == 6


def test_of_a_pipe_the_sizes_are_not_known(identity):
    for armor in (False, True):
        sealed = age.encrypt(b"x" * 100, recipients=identity.recipient,
                             armor=armor)
        reader, writer = os.pipe()
        with open(writer, "wb") as file:
            file.write(sealed)
        with open(reader, "rb", buffering=0) as file:
            found = age.inspect_stream(file)
        assert found.sizes.header == age.inspect(sealed).sizes.header
        assert found.sizes[1:] == (None if armor else 0, None, None)
        assert found.stanza_types == ("X25519",) and found.armored is armor


def test_of_what_was_cut_short_the_payload_is_not_known(identity):
    sealed = age.encrypt(b"", recipients=identity.recipient)
    found = age.inspect(sealed[:-1])
    assert found.sizes.payload is None and found.sizes.overhead is None
    assert json.loads(found.as_json())["sizes"]["min_payload"] is None


def test_what_is_no_age_file_is_refused(identity, tmp_path):
    sealed = age.encrypt(DATA, recipients=identity.recipient)
    text = age.encrypt(DATA, recipients=identity.recipient, armor=True)
    for bad in (b"", b"\0" * 1000, b"nonsense\n", sealed[:50],
                b"\0" + sealed):
        with pytest.raises(tls.AgeHeaderError):
            age.inspect(bad)
        (tmp_path / "bad").write_bytes(bad)
        with pytest.raises(tls.AgeHeaderError):
            age.inspect_file(tmp_path / "bad")
    for bad in (text[:-10], text[:400] + b"\0" + text[401:], text + b"x"):
        with pytest.raises(tls.AgeArmorError):
            age.inspect(bad)


def test_what_cannot_be_read_is_refused(tmp_path):
    for wrong in (io.BytesIO(b"x"), io.StringIO("x"), True, None, "path"):
        with pytest.raises(TypeError):
            age.inspect_stream(wrong)
    near, far = pair()
    with near, far, pytest.raises(BlockingIOError):
        age.inspect_stream(near)
    with pytest.raises(ValueError, match="closed"):
        age.inspect_stream(near)


def test_the_json_says_the_same(identity):
    found = age.inspect(age.encrypt(
        DATA, recipients=identity.recipient, armor=True))
    known = json.loads(found.as_json())
    assert known["version"] == found.version
    assert known["armor"] is found.armored
    assert tuple(known["stanza_types"]) == found.stanza_types
    assert known["postquantum"] == "no"
    assert known["sizes"] == {
        "header": found.sizes.header, "armor": found.sizes.armor,
        "overhead": found.sizes.overhead, "min_payload": len(DATA),
        "max_payload": len(DATA), "min_padding": 0, "max_padding": 0}


def test_the_functions_say_the_same(identity, lib):
    recipients = [identity.recipient, age.Identity.generate().recipient]
    sealed = age.encrypt(DATA, recipients=recipients, armor=True)
    found = age.inspect(sealed)
    with MemoryBIO(sealed) as bio:
        header = lib.otls_age_header_read(bio._open())
    assert lib.otls_age_header_sizes(header) == tuple(found.sizes)
    assert lib.otls_age_header_is_armored(header) == 1
    assert lib.otls_age_header_stanzas(header) == 2
    assert lib.otls_age_header_stanza_type(header, 1, 100) == b"X25519"
    lib.otls_age_header_free(header)


def test_inspections_compare_show_and_pickle(identity):
    sealed = age.encrypt(b"x", recipients=identity.recipient)
    one, two = age.inspect(sealed), age.inspect(sealed)
    assert one == two and hash(one) == hash(two) and one != one.as_json()
    assert one != age.inspect(age.encrypt(
        b"xy", recipients=identity.recipient))
    assert "X25519" in repr(one) and "payload=1" in repr(one)
    again = pickle.loads(pickle.dumps(one))
    assert again == one and again.sizes == one.sizes
