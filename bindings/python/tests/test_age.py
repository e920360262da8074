# SPDX-License-Identifier: ISC
"""tls.age."""

import io
import os
import pickle
import sys
import threading

import pytest

import tls
from tls import age
from tls.io import FileBIO, MemoryBIO, pair

DATA = bytes(range(256)) * 1024


@pytest.fixture
def identity():
    with age.Identity.generate() as one:
        yield one


def test_bytes_come_back(identity):
    for data in (b"", b"x", bytearray(DATA), memoryview(DATA * 9)):
        sealed = age.encrypt(data, recipients=[identity.recipient])
        assert age.decrypt(sealed, identities=[identity]) == bytes(data)
        assert sealed.startswith(b"age-encryption.org/v1\n")


def test_text_is_not_bytes(identity):
    with pytest.raises(TypeError, match="encode"):
        age.encrypt("text", recipients=[identity.recipient])


def test_recipients_are_objects_texts_or_files(identity, tmp_path):
    text = str(identity.recipient)
    listed = tmp_path / "recipients"
    listed.write_text("# mine\n%s\n" % text)
    secret = identity.export_secret()
    kept = tmp_path / "identities"
    kept.write_text(secret + "\n")
    for how in ({"recipients": [identity.recipient]}, {"recipients": text},
                {"recipients": [text.encode()]},
                {"recipients": identity.recipient},
                {"recipients_file": listed},
                {"recipients_file": [str(listed), os.fsencode(listed)]}):
        sealed = age.encrypt(b"data", **how)
        for way in ({"identities": [secret]}, {"identities": identity},
                    {"identities": secret}, {"identities_file": kept},
                    {"identities_file": [kept]}):
            assert age.decrypt(sealed, **way) == b"data"


def test_several_recipients_can_each_decrypt():
    identities = [age.Identity.generate() for _ in range(3)]
    sealed = age.encrypt(b"x", recipients=(i.recipient for i in identities))
    for one in identities:
        assert age.decrypt(sealed, identities=[one]) == b"x"


def test_passphrases(identity):
    sealed = age.encrypt(b"x", passphrase="p\u00e4ss", work_factor=8)
    assert age.decrypt(sealed, passphrase="p\u00e4ss".encode()) == b"x"
    with pytest.raises(tls.AgeNoMatchError):
        age.decrypt(sealed, passphrase="wrong")
    with pytest.raises(tls.AgeNoMatchError):
        age.decrypt(sealed, identities=[identity])
    with pytest.raises(tls.AgeWorkFactorError):
        age.decrypt(sealed, passphrase="p\u00e4ss", max_work_factor=7)
    with pytest.raises(tls.AgeWorkFactorError):
        age.decrypt(sealed, passphrase="p\u00e4ss", max_memory=1000)
    with pytest.raises(tls.AgeMixedError):
        age.encrypt(b"x", passphrase="p", recipients=[identity.recipient])
    with pytest.raises(ValueError):
        age.encrypt(b"x", passphrase="")
    with pytest.raises(ValueError):
        age.encrypt(b"x")


def test_what_was_altered_is_refused(identity):
    sealed = bytearray(age.encrypt(DATA, recipients=[identity.recipient]))
    for at, wanted in ((3, tls.AgeHeaderError), (-1, tls.AgePayloadError),
                       (len(sealed) // 2, tls.AgePayloadError)):
        bad = bytearray(sealed)
        bad[at] ^= 1
        with pytest.raises(wanted):
            age.decrypt(bad, identities=[identity])
    with pytest.raises(tls.AgePayloadError):
        age.decrypt(sealed[:-20], identities=[identity])
    with pytest.raises(tls.AgeMacError):
        age.decrypt(sealed.replace(b"\n--- ", b"\n-> X\n\n--- "),
                    identities=[identity])


def test_files(identity, tmp_path):
    plain, sealed, again = (tmp_path / n for n in ("plain", "sealed", "again"))
    plain.write_bytes(DATA)
    age.encrypt_file(plain, str(sealed), recipients=[identity.recipient])
    age.decrypt_file(os.fsencode(sealed), again, identities=[identity])
    assert again.read_bytes() == DATA
    assert again.stat().st_mode & 0o777 == 0o600
    with pytest.raises(tls.SameFileError):
        age.encrypt_file(plain, plain, recipients=[identity.recipient])
    with pytest.raises(FileNotFoundError):
        age.decrypt_file(tmp_path / "none", again, identities=[identity])
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(tls.AgePayloadError):
        age.decrypt_file(sealed, again, identities=[identity])
    assert again.read_bytes() == DATA
    assert sorted(os.listdir(tmp_path)) == ["again", "plain", "sealed"]


def test_streams_of_bios(identity, tmp_path):
    with MemoryBIO(DATA) as source, \
            FileBIO(tmp_path / "sealed", "w") as target:
        age.encrypt_stream(source, target, recipients=[identity.recipient])
        assert target.tell() > len(DATA)
    with FileBIO(tmp_path / "sealed") as source, MemoryBIO() as target:
        age.decrypt_stream(source, target, identities=[identity])
        assert target.read() == DATA


def test_streams_of_files_begin_where_python_stands(identity, tmp_path):
    (tmp_path / "plain").write_bytes(b"header" + DATA)
    with open(tmp_path / "plain", "rb") as source, \
            open(tmp_path / "sealed", "wb+") as target:
        assert source.read(6) == b"header"
        target.write(b"before")
        age.encrypt_stream(source, target, recipients=[identity.recipient])
        assert source.read() == b""
        target.write(b"after")
    sealed = (tmp_path / "sealed").read_bytes()
    assert sealed.startswith(b"beforeage-enc") and sealed.endswith(b"after")
    assert age.decrypt(sealed[6:-5], identities=[identity]) == DATA


def test_a_failed_stream_leaves_python_where_the_descriptor_is(
        identity, tmp_path):
    """Also where that is within what Python has in its buffer."""
    (tmp_path / "bad").write_bytes(b"nonsense\n" * 100000)
    with open(tmp_path / "bad", "rb", buffering=1 << 20) as source, \
            MemoryBIO() as target:
        assert source.read(9) == b"nonsense\n"
        with pytest.raises(tls.AgeHeaderError):
            age.decrypt_stream(source, target, identities=[identity])
        place = source.tell()
        assert place == os.lseek(source.fileno(), 0, os.SEEK_CUR)
        assert len(source.read()) == 900000 - place


def test_streams_of_descriptors_unlock_the_interpreter(identity):
    """Both ends are pipes that this thread feeds and drains: a call that held
    the interpreter would wait for ever."""
    r1, w1 = os.pipe()
    r2, w2 = os.pipe()

    def encrypt():
        age.encrypt_stream(r1, w2, recipients=[identity.recipient])
        os.close(w2)
    thread = threading.Thread(target=encrypt)
    thread.start()
    feeder = threading.Thread(
        target=lambda: (os.write(w1, DATA[:1000]), os.close(w1)))
    feeder.start()
    with open(r2, "rb") as file:
        sealed = file.read()
    for one in (thread, feeder):
        one.join()
    os.close(r1)
    assert age.decrypt(sealed, identities=[identity]) == DATA[:1000]


def test_the_ends_of_a_stream_must_be_what_they_should(identity, tmp_path):
    with open(tmp_path / "text", "w") as text, MemoryBIO() as bio:
        for wrong in (text, True, None, "path", io.BytesIO(b"x")):
            with pytest.raises(TypeError):
                age.encrypt_stream(wrong, bio, recipients=[identity.recipient])
    near, far = pair()
    with near, far, pytest.raises(BlockingIOError):
        age.encrypt_stream(near, far, recipients=[identity.recipient])


def test_scrypt_runs_unlocked():
    """With a switch interval that never ends, the main thread goes on only
    where the other one lets go by itself."""
    order, started = [], threading.Event()
    recipient = age.Recipient.from_passphrase("p", work_factor=17)

    def work():
        order.append("before")
        started.set()
        age.encrypt(b"x", recipients=[recipient])
        order.append("after")
    interval = sys.getswitchinterval()
    thread = threading.Thread(target=work)
    sys.setswitchinterval(1000)
    try:
        thread.start()
        started.wait()
        order.append("main")
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert order == ["before", "main", "after"]


@pytest.mark.parametrize("work", (age.encrypt, age.decrypt))
def test_bytes_are_worked_on_unlocked(identity, work):
    """As above: the main thread has its turn before a long call is done."""
    data = bytes(24 << 20)
    options = {"recipients": [identity.recipient]}
    if work is age.decrypt:
        data = age.encrypt(data, **options)
        options = {"identities": [identity]}
    order, started = [], threading.Event()

    def run():
        started.set()
        work(data, **options)
        order.append("after")
    interval = sys.getswitchinterval()
    thread = threading.Thread(target=run)
    sys.setswitchinterval(1000)
    try:
        thread.start()
        started.wait()
        order.append("main")
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert order == ["main", "after"]


def test_encrypted_files_of_identities_open_by_their_passphrase(
        identity, tmp_path):
    secret = age.Recipient.from_passphrase("of the key", work_factor=10)
    keys = tmp_path / "keys.age"
    keys.write_bytes(age.encrypt(identity.export_secret().encode(),
                                 recipients=secret))
    sealed = age.encrypt(b"text", recipients=identity.recipient)
    options = {"identities_file": keys,
               "identities_file_passphrase": "of the key"}
    assert age.decrypt(sealed, **options) == b"text"
    age.verify(sealed, **options)
    with age.open(io.BytesIO(sealed), **options) as file:
        assert file.read() == b"text"
    again = age.rewrap(sealed, recipients=identity.recipient, **options)
    decryptor = age.Decryptor(**options)
    assert decryptor.update(again) + decryptor.finish() == b"text"
    with pytest.raises(tls.AgeNoMatchError):
        age.decrypt(sealed, identities_file=keys,
                    identities_file_passphrase="wrong")
    with pytest.raises(tls.AgeWorkFactorError):
        age.decrypt(sealed, max_work_factor=9, **options)


def test_normalised_passphrases_are_the_same_letters(identity):
    composed, apart = "Gr\u00fc\u00dfe", "Gru\u0308\u00dfe"
    try:
        recipient = age.Recipient.from_passphrase(
            apart, work_factor=10, normalise=True)
    except NotImplementedError:
        pytest.skip("the library was built without utf8proc")
    sealed = age.encrypt(b"text", recipients=recipient)
    assert age.decrypt(sealed, passphrase=composed) == b"text"
    assert age.decrypt(sealed, identities=age.Identity.from_passphrase(
        apart, normalise=True)) == b"text"
    with pytest.raises(tls.AgeNoMatchError):
        age.decrypt(sealed, passphrase=apart)


def test_progress_is_told(identity, tmp_path):
    data = bytes(3 << 20)
    seen = []
    sealed = age.encrypt(data, recipients=[identity.recipient],
                         progress=lambda *a: seen.append(a))
    assert len(seen) >= 3 and seen == sorted(seen, key=lambda a: a[0])
    assert seen[-1][0] == len(data)
    (tmp_path / "sealed").write_bytes(sealed)
    seen.clear()
    age.decrypt_file(tmp_path / "sealed", tmp_path / "plain",
                     identities=[identity],
                     progress=lambda *a: seen.append(a))
    assert seen[-1] == (len(sealed), len(sealed))


def test_progress_cancels(identity, tmp_path):
    (tmp_path / "plain").write_bytes(bytes(3 << 20))

    def encrypt(progress):
        age.encrypt_file(tmp_path / "plain", tmp_path / "out",
                         recipients=[identity.recipient], progress=progress)
    with pytest.raises(tls.CancelledError):
        encrypt(lambda done, total: False)

    def fail(done, total):
        raise KeyError("mine")
    with pytest.raises(KeyError, match="mine"):
        encrypt(fail)
    with pytest.raises(SystemExit):
        encrypt(lambda done, total: sys.exit(3))
    assert os.listdir(tmp_path) == ["plain"]


def test_progress_may_use_the_package(identity):
    """A collected object may call it in any case."""
    inner = []

    def progress(done, total):
        sealed = age.encrypt(b"inner", recipients=[identity.recipient])
        inner.append(age.decrypt(sealed, identities=[identity]))
    age.encrypt(bytes(2 << 20), recipients=[identity.recipient],
                progress=progress)
    assert set(inner) == {b"inner"}


def test_nothing_shows_a_secret(identity):
    secret = identity.export_secret()
    assert secret.startswith("AGE-SECRET-KEY-1")
    for text in (repr(identity), str(identity), "%s" % identity,
                 repr(vars(identity)), format(identity)):
        assert "SECRET" not in text.upper() and secret not in text
    hidden = age.Identity.from_passphrase("hunter2")
    assert "hunter2" not in repr(hidden) + repr(vars(hidden))
    shown = age.Recipient.from_passphrase("hunter2")
    assert "hunter2" not in repr(shown) + str(shown)
    for one in (identity, hidden, shown):
        with pytest.raises(TypeError):
            pickle.dumps(one)
    with pytest.raises(NotImplementedError):
        hidden.export_secret()
    with pytest.raises(NotImplementedError):
        shown.text
    try:
        age.Identity.parse(secret[:-1] + "Q")
    except ValueError as error:
        assert secret[20:40] not in str(error)


def test_recipients_compare_by_their_text(identity):
    one, two = identity.recipient, identity.recipient
    assert one == two and hash(one) == hash(two)
    assert one != age.Identity.generate().recipient
    assert one != one.text
    first = age.Recipient.from_passphrase("a")
    assert first != age.Recipient.from_passphrase("a") and first == first


def test_closed_objects_say_so(identity):
    one = age.Identity.generate()
    recipient = one.recipient
    one.close()
    one.close()
    assert one.closed and "closed" in repr(one)
    with pytest.raises(ValueError, match="tls.age.Identity is closed"):
        one.export_secret()
    with pytest.raises(ValueError, match="Identity"):
        age.decrypt(b"", identities=[one])
    with pytest.raises(ValueError):
        one.__enter__()
    assert recipient.text.startswith("age1")
    with recipient:
        pass
    with pytest.raises(ValueError, match="Recipient"):
        recipient.text
    with pytest.raises(TypeError):
        age.Identity()


def test_the_wrong_sort_of_part_is_refused(identity):
    for wrong in ([1], [None], [identity], 5):
        with pytest.raises(TypeError):
            age.encrypt(b"x", recipients=wrong)
    with pytest.raises(tls.AgeRecipientError):
        age.encrypt(b"x", recipients=["nonsense"])


def test_threads_use_one_identity(identity):
    recipient = identity.recipient
    results = []

    def work():
        for _ in range(20):
            sealed = age.encrypt(DATA, recipients=[recipient])
            results.append(age.decrypt(sealed, identities=[identity]) == DATA)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 80


def test_the_age_command_agrees(identity, tmp_path):
    import shutil
    import subprocess
    if not shutil.which("age"):
        pytest.skip("there is no age command")
    (tmp_path / "key").write_text(identity.export_secret() + "\n")
    (tmp_path / "sealed").write_bytes(
        age.encrypt(DATA, recipients=[identity.recipient]))
    out = subprocess.run(["age", "-d", "-i", tmp_path / "key",
                          tmp_path / "sealed"], check=True,
                         capture_output=True).stdout
    assert out == DATA
    sealed = subprocess.run(["age", "-r", str(identity.recipient)],
                            input=DATA, check=True,
                            capture_output=True).stdout
    assert age.decrypt(sealed, identities=[identity]) == DATA
