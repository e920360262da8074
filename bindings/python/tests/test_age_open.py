# SPDX-License-Identifier: ISC
"""tls.age.open()."""

import gc
import io
import os
import pickle
import random
import signal
import sqlite3
import sys
import tarfile
import threading
import zipfile

import pytest

import tls
import tls.io
from tls import age

DATA = bytes(random.Random(1).randrange(256) for _ in range(1000)) * 300
CHUNK = 65536


@pytest.fixture(scope="module")
def identity():
    # text, so that no handle outlives a test
    with age.Identity.generate() as one:
        return one.export_secret()


def seal(data, identity, **options):
    with age.Identity.parse(identity) as one, one.recipient as recipient:
        return age.encrypt(data, recipients=recipient, **options)


@pytest.fixture
def sealed(identity, tmp_path):
    path = tmp_path / "sealed.age"
    path.write_bytes(seal(DATA, identity))
    return path


def test_it_reads_like_the_file_that_was_encrypted(sealed, identity, tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(DATA)
    chance = random.Random(2)
    with open(plain, "rb") as wanted, \
            age.open(sealed, identities=identity) as file:
        for _ in range(300):
            what = chance.randrange(6)
            if what == 0:
                place = chance.randrange(len(DATA) + 5000)
                assert file.seek(place) == wanted.seek(place)
            elif what == 1:
                place = -chance.randrange(len(DATA))
                assert file.seek(place, os.SEEK_END) == \
                    wanted.seek(place, os.SEEK_END)
            elif what == 2:
                size = chance.choice((0, 1, 100, CHUNK, 3 * CHUNK))
                assert file.read(size) == wanted.read(size)
            elif what == 3:
                assert file.readline() == wanted.readline()
            elif what == 4:
                one, two = bytearray(5000), bytearray(5000)
                assert file.readinto(one) == wanted.readinto(two)
                assert one == two
            else:
                assert file.read1(10) == wanted.read1(10)
            assert file.tell() == wanted.tell()
        assert file.seek(0) == 0 and file.read() == DATA
        assert file.read() == b"" and file.read(10) == b""


def test_what_it_says_of_itself(sealed, identity):
    with age.open(sealed, identities=identity) as file:
        assert isinstance(file, io.BufferedReader)
        assert file.size == len(DATA) == file.seek(0, os.SEEK_END)
        assert file.readable() and file.seekable() and not file.writable()
        assert file.name == sealed and file.mode == "rb"
        assert repr(file) == "<tls.age.File %r>" % (sealed,)
        with pytest.raises(io.UnsupportedOperation):
            file.fileno()
        with pytest.raises(io.UnsupportedOperation):
            file.write(b"x")
        assert not file.isatty() and not file.closed
        with pytest.raises(TypeError):
            pickle.dumps(file)
    assert file.closed and repr(file).endswith("(closed)>")
    for call in (file.read, file.tell, lambda: file.seek(0),
                 lambda: file.read_at(0, 1), lambda: file.raw.readall()):
        with pytest.raises(ValueError):
            call()
    file.close()


@pytest.mark.parametrize("armor", (False, True))
def test_every_kind_of_source_can_be_opened(identity, tmp_path, armor):
    data = b"before" + seal(DATA, identity, armor=armor)
    path = tmp_path / "file"
    path.write_bytes(data)
    rest = tmp_path / "rest"
    rest.write_bytes(data[6:])

    def check(source, **options):
        with age.open(source, identities=identity, **options) as file:
            assert file.read_at(CHUNK - 2, 4) == DATA[CHUNK - 2:CHUNK + 2]
            assert file.read() == DATA
    for name in (rest, str(rest), os.fsencode(rest)):
        check(name, armor=armor)
    with open(path, "rb") as source:
        source.read(6)
        check(source)
        assert source.tell() == 6 and source.read(3) == data[6:9]
    descriptor = os.open(path, os.O_RDONLY)
    os.lseek(descriptor, 6, os.SEEK_SET)
    check(descriptor)
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 6
    os.close(descriptor)
    source = io.BytesIO(data)
    source.seek(6)
    check(source)
    assert source.tell() == 6
    source.close()
    with tls.io.MemoryBIO(data[6:]) as bio:
        check(bio)
    with tls.io.FileBIO(rest) as bio:
        check(bio)


def test_the_source_can_be_closed(sealed, identity):
    source = open(sealed, "rb")
    number = source.fileno()
    file = age.open(source, identities=identity)
    source.close()
    # another file gets the number
    other = os.open(os.devnull, os.O_RDONLY)
    assert other == number
    assert file.read() == DATA
    file.close()
    os.close(other)
    memory = io.BytesIO(sealed.read_bytes())
    with age.open(memory, identities=identity) as file:
        memory.close()
        assert file.read() == DATA


def test_no_descriptor_is_left(sealed, identity):
    with age.Identity.generate() as one:
        nobody = one.export_secret()
    before = os.listdir("/proc/self/fd")
    with open(sealed, "rb") as source:
        for what in (sealed, source):
            age.open(what, identities=identity).close()
            with pytest.raises(tls.AgeNoMatchError):
                age.open(what, identities=nobody)
    assert os.listdir("/proc/self/fd") == before


def test_what_has_no_places_is_refused(sealed, identity):
    reader, writer = os.pipe()
    try:
        with pytest.raises(tls.UnsupportedError):
            age.open(reader, identities=identity)
    finally:
        os.close(reader)
        os.close(writer)
    for wrong in (None, 1.5, io.StringIO("x"), True, [sealed]):
        with pytest.raises(TypeError):
            age.open(wrong, identities=identity)
    with pytest.raises(FileNotFoundError):
        age.open(str(sealed) + "x", identities=identity)
    with pytest.raises(ValueError, match="rb"):
        age.open(sealed, "wb", identities=identity)
    for buffering in (0, 1, -2):
        with pytest.raises(ValueError, match="buffer"):
            age.open(sealed, identities=identity, buffering=buffering)
    with age.open(sealed, "rb", identities=identity, buffering=3) as file:
        assert file.read() == DATA


def test_a_zip_file_can_be_read_and_tested(identity, tmp_path):
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr("%d.txt" % number, DATA[number:] * 2)
    path = tmp_path / "photos.zip.age"
    path.write_bytes(seal(plain.getvalue(), identity))
    with age.open(path, identities=identity) as file, \
            zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == 30
        assert archive.read("17.txt") == DATA[17:] * 2
        assert archive.testzip() is None


def test_a_tar_file_can_be_read_in_any_order(identity):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w:gz") as archive:
        for number in range(10):
            info = tarfile.TarInfo("%d.txt" % number)
            info.size = 70000
            archive.addfile(info, io.BytesIO(DATA[number:number + 70000]))
    sealed = io.BytesIO(seal(plain.getvalue(), identity))
    with age.open(sealed, identities=identity) as file, \
            tarfile.open(fileobj=file) as archive:
        for number in (9, 0, 5):
            member = archive.extractfile("%d.txt" % number)
            assert member.read() == DATA[number:number + 70000]


@pytest.mark.skipif(not hasattr(sqlite3.Connection, "deserialize"),
                    reason="this sqlite3 has no deserialize()")
def test_a_database_can_be_loaded(identity):
    with sqlite3.connect(":memory:") as made:
        made.execute("create table t(x)")
        made.executemany("insert into t values(?)",
                         [(number,) for number in range(1000)])
        made.commit()
        sealed = io.BytesIO(seal(made.serialize(), identity))
    made.close()
    with age.open(sealed, identities=identity) as file:
        # the header's page size and count, as a reader of pages does
        file.seek(16)
        size = int.from_bytes(file.read(2), "big")
        file.seek(28)
        assert file.size == size * int.from_bytes(file.read(4), "big")
        file.seek(0)
        loaded = sqlite3.connect(":memory:")
        loaded.deserialize(file.read())
    assert loaded.execute("select sum(x) from t").fetchone() == (499500,)
    loaded.close()


def test_text_is_read_through_a_wrapper(identity):
    text = "Grüße\n日本\n" * 20000
    sealed = io.BytesIO(seal(text.encode(), identity))
    with io.TextIOWrapper(age.open(sealed, identities=identity),
                          "utf-8") as file:
        assert file.readline() == "Grüße\n"
        assert sum(1 for _ in file) == 39999


def test_many_threads_can_read_at_once(sealed, identity):
    wrong = []
    with age.open(sealed, identities=identity) as file:
        file.seek(5)

        def work(seed):
            chance = random.Random(seed)
            for _ in range(200):
                place = chance.randrange(len(DATA) + 100)
                size = chance.randrange(100000)
                if file.read_at(place, size) != DATA[place:place + size]:
                    wrong.append(place)
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong and file.tell() == 5


def test_read_at_wants_sensible_numbers(sealed, identity):
    with age.open(sealed, identities=identity) as file:
        assert file.read_at(len(DATA), 5) == b""
        assert file.read_at(len(DATA) + 5, 5) == b""
        assert file.read_at(0, 0) == b""
        assert file.read_at(len(DATA) - 2, 1 << 50) == DATA[-2:]
        for offset, size in ((-1, 5), (0, -1)):
            with pytest.raises(ValueError):
                file.read_at(offset, size)


def test_only_what_is_read_must_be_genuine(sealed, identity):
    data = bytearray(sealed.read_bytes())
    start = len(data) - len(DATA) - 16 * 5
    data[start + CHUNK + 16 + 100] ^= 1  # the second chunk
    with age.open(io.BytesIO(data), identities=identity) as file:
        assert file.read_at(0, CHUNK) == DATA[:CHUNK]
        assert file.read_at(2 * CHUNK, CHUNK) == DATA[2 * CHUNK:3 * CHUNK]
        for place in (CHUNK - 1, CHUNK, 2 * CHUNK - 1):
            with pytest.raises(tls.AgePayloadError):
                file.read_at(place, 2)
        file.seek(CHUNK)
        with pytest.raises(tls.AgePayloadError):
            file.read(1)
        assert file.tell() == CHUNK
        with pytest.raises(tls.AgePayloadError):
            file.seek(0)
            file.read()


def test_a_cut_file_is_not_opened(sealed, identity):
    data = sealed.read_bytes()
    for size in (len(data) - 1, len(data) - 20000, 300, 20, 0):
        with pytest.raises((tls.AgePayloadError, tls.AgeHeaderError)):
            age.open(io.BytesIO(data[:size]), identities=identity)


def test_the_empty_file_can_be_opened(identity):
    with age.open(io.BytesIO(seal(b"", identity)),
                  identities=identity) as file:
        assert file.size == 0 and file.read() == b"" and file.readline() == b""


def test_a_passphrase_opens_too_and_its_cost_is_bounded():
    data = io.BytesIO(age.encrypt(b"text", passphrase="p", work_factor=10))
    with age.open(data, passphrase="p") as file:
        assert file.read() == b"text"
    with pytest.raises(tls.AgeWorkFactorError):
        age.open(data, passphrase="p", max_work_factor=9)
    with pytest.raises(tls.AgeNoMatchError):
        age.open(data, passphrase="q")


def test_a_collected_file_is_closed(sealed, identity, lib):
    kinds = lib.otls_handle_count(0)
    age.open(sealed, identities=identity)
    gc.collect()
    assert lib.otls_handle_count(0) == kinds


def test_a_signal_handler_runs_while_it_reads(sealed, identity):
    seen = []
    old = signal.signal(signal.SIGALRM, lambda *_: seen.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    try:
        with age.open(sealed, identities=identity) as file:
            while len(seen) < 20:
                assert file.read_at(0, len(DATA)) == DATA
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def test_other_threads_run_while_it_reads(identity):
    """The interpreter is unlocked while chunks are decrypted."""
    data = DATA * 40
    with age.open(io.BytesIO(seal(data, identity)),
                  identities=identity) as file:
        ran, go = [], threading.Lock()
        go.acquire()

        def work():
            go.acquire()
            ran.append(True)
        thread = threading.Thread(target=work)
        thread.start()
        before = sys.getswitchinterval()
        sys.setswitchinterval(1000)  # nobody is made to let go
        try:
            go.release()
            for _ in range(1000):
                file.read_at(0, len(data))
                if ran:
                    break
            assert ran
        finally:
            sys.setswitchinterval(before)
            thread.join()


def test_a_child_goes_on_reading(sealed, identity):
    with age.open(sealed, identities=identity) as file:
        assert file.read(10) == DATA[:10]
        child = os.fork()
        if child == 0:
            good = file.read_at(CHUNK, 10) == DATA[CHUNK:CHUNK + 10]
            os._exit(0 if good else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert file.read() == DATA[10:]
