# SPDX-License-Identifier: ISC
"""Each function of the table, through either back end."""

import array
import socket
import threading

import pytest

import tls
from tls.api import _table

GOOD = {"i": 1, "q": 1, "z": 1, "h": 0, "s": "x", "B": b"", "O": 16, "F": 4,
        "S": "x", "N": b"", "c": None}
BAD = {
    "i": (None, "1", 1.0, True, b"1", [1]),
    "q": (None, "1", 1.0, False, b"1"),
    "z": (None, "1", 1.0, True),
    "h": (None, "1", 1.0, True, b"1", object()),
    "s": (None, 1, 1.0, object(), bytearray(b"x")),
    "B": (None, "text", 1, object()),
    "S": (1, 1.0, object(), bytearray(b"x")),
    "N": ("text", 1, object()),
    "O": ("text", b"read-only", 1.0, True, object()),
    "F": ("text", b"read-only", 1.0, True, None, object()),
    "c": (1, "text", object()),
}
OUTSIDE = {
    "i": (2 ** 31, -2 ** 31 - 1, 2 ** 100),
    "q": (2 ** 63, -2 ** 63 - 1, -2 ** 100),
    "z": (-1, 2 ** 63, 2 ** 64),
    "h": (-1, 2 ** 53, 2 ** 63, -2 ** 64),
    "O": (-1, 2 ** 64),
    "F": (-1, 2 ** 64),
}


def kinds(name):
    """A letter for each argument that Python passes."""
    types = _table.FUNCTIONS[name][0]
    for old, new in (("bzZ", "O"), ("pz", "B"), ("Pz", "N"), ("cb", "c"), ("bz", "F")):
        types = types.replace(old, new)
    return [t for t in types if t not in "IQZH"]


@pytest.mark.parametrize("name", sorted(_table.FUNCTIONS))
def test_wrong_arguments_are_exceptions(lib, name):
    function = getattr(lib, name)
    wanted = kinds(name)
    good = [GOOD[k] for k in wanted]
    with pytest.raises(TypeError):
        function(*good, 1)
    if wanted:
        with pytest.raises(TypeError):
            function(*good[1:])
    with pytest.raises(TypeError):
        function(*good, keyword=1)
    for at, kind in enumerate(wanted):
        for value in BAD[kind]:
            with pytest.raises(TypeError):
                function(*good[:at], value, *good[at + 1:])
        for value in OUTSIDE.get(kind, ()):
            with pytest.raises(OverflowError):
                function(*good[:at], value, *good[at + 1:])
        if kind in "sS":
            with pytest.raises(ValueError):
                function(*good[:at], "a\0b", *good[at + 1:])


@pytest.mark.parametrize("name", sorted(
    name for name, row in _table.FUNCTIONS.items()
    if row[0].startswith("h")))
def test_a_handle_of_nothing_is_a_tls_error(lib, name):
    """0, one never issued and a stale one, all with good other arguments."""
    stale = lib.otls_rand_insecure_new(b"")
    lib.otls_rand_insecure_free(stale)
    rest = [GOOD[k] for k in kinds(name)[1:]]
    for handle, wanted in ((0, tls.HandleNoneError),
                           (2 ** 53 - 1, tls.HandleUnknownError),
                           (5, tls.HandleTruncatedError),
                           (stale, tls.HandleStaleError)):
        if handle == 0 and name.endswith("_free"):
            getattr(lib, name)(0)
            continue
        with pytest.raises(wanted):
            getattr(lib, name)(handle, *rest)


def test_a_handle_of_another_kind_is_a_type_error(lib):
    generator = lib.otls_rand_insecure_new(b"")
    with pytest.raises(TypeError) as caught:
        lib.otls_bio_read(generator, 1)
    assert isinstance(caught.value, tls.HandleKindError)
    lib.otls_handle_free(generator)


def test_the_constants_are_there(lib):
    for name, value in _table.CONSTANTS.items():
        assert getattr(lib, name) == value
        assert lib.otls_library_constant(name) == value


def test_both_back_ends_have_the_same_functions(lib):
    for name in _table.FUNCTIONS:
        assert callable(getattr(lib, name))
    with pytest.raises(AttributeError):
        lib.otls_no_such_function


def test_room_for_bytes_is_an_int_a_buffer_or_none(lib):
    version = lib.otls_library_version(64)
    assert type(version) is bytes and version.count(b".") == 2
    assert lib.otls_library_version(None) == len(version)
    room = bytearray(b"#" * 20)
    assert lib.otls_library_version(room) == len(version)
    assert room[:len(version)] == version and room.endswith(b"##")
    items = array.array("i", [0] * 16)
    assert lib.otls_library_version(items) == len(version)
    assert items.tobytes()[:len(version)] == version
    assert lib.otls_library_version(memoryview(room)[3:18]) == len(version)
    assert room[3:3 + len(version)] == version
    with pytest.raises(tls.TooSmallError):
        lib.otls_library_version(2)


def test_a_strided_buffer_is_refused(lib):
    with pytest.raises((BufferError, TypeError)):
        lib.otls_rand_bytes(memoryview(bytearray(10))[::2])
    with pytest.raises((BufferError, TypeError)):
        lib.otls_rand_insecure_new(memoryview(bytearray(10))[::2])


def test_a_buffer_is_filled_whole_or_bytes_are_made(lib):
    assert len(lib.otls_rand_bytes(100)) == 100
    assert lib.otls_rand_bytes(0) == b""
    room = bytearray(100)
    assert lib.otls_rand_bytes(room) is None
    assert any(room)
    assert lib.otls_rand_bytes(bytearray()) is None


def test_bytes_come_from_any_buffer(lib):
    data = b"\x01\x00\x00\x00\x02\x00\x00\x00"
    drawn = set()
    for seed in (data, bytearray(data), memoryview(data),
                 memoryview(bytearray(data)), array.array("i", [1, 2]),
                 memoryview(data).toreadonly()):
        generator = lib.otls_rand_insecure_new(seed)
        drawn.add(lib.otls_rand_insecure_bytes(generator, 8))
        lib.otls_rand_insecure_free(generator)
    assert len(drawn) == 1


def test_an_int_too_large_for_memory_is_a_memory_error(lib):
    with pytest.raises(MemoryError):
        lib.otls_rand_bytes(2 ** 62)


def test_several_outs_are_a_tuple(lib):
    both = lib.otls_bio_pair_new(100)
    assert type(both) is tuple and len(both) == 2
    for handle in both:
        assert lib.otls_handle_kind(handle) == lib.OTLS_KIND_BIO
        assert lib.otls_bio_free(handle) is None


def test_a_subclass_of_int_is_an_int(lib):
    import enum

    class Kind(enum.IntEnum):
        BIO = 1
    assert lib.otls_handle_kind_name(Kind.BIO, 64) == b"bio"


def test_a_failed_call_keeps_no_buffer_locked(lib):
    room = bytearray(1)
    try:
        lib.otls_library_version(room)
    except tls.TooSmallError as error:
        room.extend(b"more")  # the traceback is alive
        assert error.__traceback__
    data = bytearray(b"x")
    with pytest.raises(tls.HandleNoneError):
        lib.otls_bio_write(0, data)
    data.clear()


@pytest.fixture
def blocked_bio(lib):
    here, there = socket.socketpair()
    bio = lib.otls_bio_socket_new(here.fileno(), 0)
    yield bio, there
    lib.otls_bio_free(bio)
    here.close()
    there.close()


def until_locked(buffer):
    """Returns when the other thread is inside its call."""
    while True:
        try:
            buffer.append(0)
            buffer.pop()
        except BufferError:
            return


def test_a_buffer_is_locked_while_it_is_read_into(lib, blocked_bio):
    bio, there = blocked_bio
    room, results = bytearray(100), []
    thread = threading.Thread(
        target=lambda: results.append(lib.otls_bio_read(bio, room)))
    thread.start()
    until_locked(room)
    with pytest.raises(BufferError):
        room.clear()
    there.sendall(b"hello")  # the interpreter is unlocked, or this hangs
    thread.join()
    assert results == [5] and room[:5] == b"hello"
    room.clear()


def test_a_buffer_is_locked_while_it_is_written_from(lib, blocked_bio):
    bio, there = blocked_bio
    data, results = bytearray(b"x" * 4000000), []
    thread = threading.Thread(
        target=lambda: results.append(lib.otls_bio_write(bio, data)))
    thread.start()
    until_locked(data)
    with pytest.raises(BufferError):
        data.clear()
    received = 0
    while received < 4000000:
        received += len(there.recv(65536))
    thread.join()
    assert results == [4000000]
    data.clear()


def test_a_callback_must_say_accept(lib, tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    identity = lib.otls_age_identity_generate()
    recipient = lib.otls_age_identity_recipient(identity)
    job = lib.otls_age_encryptor_new()
    lib.otls_age_encryptor_add(job, recipient)
    for answer in (None, 0, 1, True, "yes", 1331983443.0, 2 ** 80,
                   lib.OTLS_CALLBACK_ACCEPT + 1, object()):
        lib.otls_age_encryptor_on_progress(job, lambda d, t, a=answer: a)
        with pytest.raises(tls.CancelledError):
            lib.otls_age_encryptor_file(job, plain, tmp_path / "out")
        assert not (tmp_path / "out").exists()
    lib.otls_age_encryptor_on_progress(job, lambda d, t: 1331983443)
    lib.otls_age_encryptor_file(job, plain, tmp_path / "out")
    assert (tmp_path / "out").exists()
    for handle in (job, recipient, identity):
        lib.otls_handle_free(handle)


def test_a_callback_that_raises_ends_the_call_with_its_exception(
        lib, tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    identity = lib.otls_age_identity_generate()
    recipient = lib.otls_age_identity_recipient(identity)
    job = lib.otls_age_encryptor_new()
    lib.otls_age_encryptor_add(job, recipient)

    def callback(done, total):
        raise KeyError("mine")
    lib.otls_age_encryptor_on_progress(job, callback)
    for _ in range(3):
        with pytest.raises(KeyError, match="mine"):
            lib.otls_age_encryptor_file(job, plain, tmp_path / "out")
    lib.otls_age_encryptor_on_progress(job, None)
    lib.otls_age_encryptor_file(job, plain, tmp_path / "out")
    for handle in (job, recipient, identity):
        lib.otls_handle_free(handle)


def test_callables_are_let_go(lib):
    """When another takes the place, and when the handle is stale."""
    from tls import _callbacks
    _callbacks._sweep()
    before = len(_callbacks._callables)
    for _ in range(500):
        job = lib.otls_age_encryptor_new()
        lib.otls_age_encryptor_on_progress(job, lambda d, t: 0)
        lib.otls_age_encryptor_on_progress(job, lambda d, t: 1)
        lib.otls_age_encryptor_free(job)
    assert len(_callbacks._callables) - before <= 70
    with pytest.raises(tls.HandleStaleError):
        lib.otls_age_encryptor_on_progress(job, lambda d, t: 0)
    _callbacks._sweep()
    assert len(_callbacks._callables) == before


def test_threads_share_one_object(lib):
    generator = lib.otls_rand_insecure_new(b"seed")
    alone = lib.otls_rand_insecure_bytes(generator, 8 * 800)
    lib.otls_rand_insecure_free(generator)
    generator = lib.otls_rand_insecure_new(b"seed")
    drawn = []

    def draw():
        for _ in range(100):
            drawn.append(lib.otls_rand_insecure_bytes(generator, 8))
    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lib.otls_rand_insecure_free(generator)
    assert sorted(drawn) == sorted(
        alone[at:at + 8] for at in range(0, len(alone), 8))


def test_raw_functions_have_their_types():
    import ctypes
    from tls.api import raw
    for name, row in _table.FUNCTIONS.items():
        function = getattr(raw, name)
        assert function.restype is ctypes.c_int
        assert len(function.argtypes) == len(row[0])
    with pytest.raises(ctypes.ArgumentError):
        raw.otls_handle_kind("1")
    with pytest.raises(AttributeError):
        raw.otls_no_such_function
