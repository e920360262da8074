# SPDX-License-Identifier: ISC
"""Bios as Python's files."""

import gc
import io
import os
import signal
import socket
import threading
import warnings

import pytest

import tls
from tls.io import (BIO, AtomicBIO, FdBIO, FileBIO, MemoryBIO, NullBIO,
                    SocketBIO, pair)


def test_memory_gives_what_was_written():
    with MemoryBIO(b"one\ntwo\n") as bio:
        assert (bio.readable(), bio.writable(), bio.seekable()) == (
            True, True, True)
        assert bio.read(2) == b"on" and bio.tell() == 2
        assert bio.write(b"three") == 5
        assert bio.gets() == b"e\n" and bio.pending() == 9
        assert bio.getvalue() == b"two\nthree"
        assert bio.readall() == b"two\nthree" and bio.eof()
        assert bio.seek(0) == 0 and bio.read(3) == b"one"
        assert bio.seek(-5, os.SEEK_END) == 8 and bio.read() == b"three"
        assert bio.seek(-5, os.SEEK_CUR) == 8
        bio.reset()
        assert bio.read() == b"one\ntwo\n"
        room = bytearray(4)
        assert bio.readinto(room) == 0
        with pytest.raises(ValueError):
            bio.seek(100)
        with pytest.raises(ValueError):
            bio.seek(0, 7)


def test_lines_and_puts():
    with MemoryBIO() as bio:
        assert bio.puts("gr\u00fcn\n") == 6
        bio.puts(b"no end")
        assert list(bio) == ["gr\u00fcn\n".encode(), b"no end"]
        bio.puts("x" * 200000 + "\n")
        assert len(bio.readline()) == 200001
        bio.puts("abc\n")
        assert bio.readline(2) == b"ab" and bio.readline() == b"c\n"
        assert bio.readline() == b"" and bio.gets() == b""


def test_python_wraps_them():
    text = "".join("line %d\n" % n for n in range(1000))
    with MemoryBIO(text.encode()) as bio:
        reader = io.TextIOWrapper(io.BufferedReader(bio), encoding="utf-8")
        assert reader.read() == text
        reader.detach().detach()
    with MemoryBIO() as bio:
        writer = io.BufferedWriter(bio)
        writer.write(b"buffered")
        writer.flush()
        writer.detach()
        assert bio.read() == b"buffered"


def test_null_takes_everything():
    with NullBIO() as bio:
        assert bio.write(b"x" * 1000) == 1000 and bio.read() == b""


def test_a_file_is_what_python_sees(tmp_path):
    path = tmp_path / "file"
    with FileBIO(path, "w") as bio:
        assert (bio.readable(), bio.writable(), bio.seekable()) == (
            False, True, True)
        assert bio.write(b"one\ntwo\n") == 8 and bio.tell() == 8
        with pytest.raises(io.UnsupportedOperation):
            bio.read(1)
        bio.flush()
        assert path.read_bytes() == b"one\ntwo\n"
    with FileBIO(str(path)) as bio:
        assert (bio.readable(), bio.writable()) == (True, False)
        assert list(bio) == [b"one\n", b"two\n"]
        assert bio.seek(-4, os.SEEK_END) == 4 and bio.read() == b"two\n"
        with pytest.raises(io.UnsupportedOperation):
            bio.write(b"x")
        assert os.fstat(bio.fileno()).st_size == 8
    with FileBIO(os.fsencode(path), "a") as bio:
        bio.puts("three\n")
    with FileBIO(path, "r+") as bio:
        assert io.BufferedReader(bio).read() == b"one\ntwo\nthree\n"
    for mode in ("", "x", "rw", "rt"):
        with pytest.raises(ValueError):
            FileBIO(path, mode)
    with pytest.raises(FileNotFoundError):
        FileBIO(tmp_path / "none" / "file", "w")


def test_a_name_that_is_no_utf8_is_opened(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xfe"
    with FileBIO(name, "w") as bio:
        bio.puts("x")
    with FileBIO(os.fsdecode(name)) as bio:
        assert bio.read() == b"x"


def test_an_atomic_file_appears_when_committed(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(KeyError):
        with AtomicBIO(path) as bio:
            bio.puts("new")
            raise KeyError
    assert path.read_bytes() == b"old"
    with AtomicBIO(path) as bio:
        assert not bio.readable() and bio.writable()
        bio.puts("new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    bio = AtomicBIO(path)
    bio.puts("never")
    bio.close()
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]


def test_a_pair_does_not_wait():
    near, far = pair(4)
    with near, far:
        assert near.read(1) is None and near.readinto(bytearray(1)) is None
        assert near.write(b"12345678") == 4
        assert near.write(b"5") is None
        assert far.pending() == 4 and far.read(9) == b"1234"
        near.shutdown_write()
        assert far.read(1) == b""
        assert not near.seekable()
        with pytest.raises(io.UnsupportedOperation):
            near.tell()
        with pytest.raises(io.UnsupportedOperation):
            near.seek(0)


def test_a_socket_waits_as_long_as_its_timeout():
    here, there = socket.socketpair()
    with here, there, SocketBIO(here) as bio:
        assert bio.gettimeout() is None
        bio.settimeout(0)
        assert bio.read(1) is None
        bio.settimeout(0.001)
        with pytest.raises(TimeoutError) as caught:
            bio.read(1)
        assert isinstance(caught.value, tls.TimeoutError)
        bio.settimeout(None)
        there.sendall(b"line\nrest")
        assert bio.readline() == b"line\n"
        assert bio.read(100) == b"rest"
        assert bio.write(b"answer") == 6 and there.recv(100) == b"answer"
        bio.shutdown_write()
        assert there.recv(1) == b""
        there.close()
        assert bio.read(1) == b""
    here, there = socket.socketpair()
    here.settimeout(0)
    with here, there, SocketBIO(here) as bio:
        assert bio.gettimeout() == 0 and bio.read(1) is None


def test_a_peer_that_is_gone_is_an_exception(run):
    """Not SIGPIPE, which Python would ignore and other hosts would not."""
    status, out, err = run(
        "import signal, socket, tls\n"
        "from tls.io import SocketBIO, FdBIO\n"
        "import os\n"
        "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
        "here, there = socket.socketpair()\n"
        "there.close()\n"
        "r, w = os.pipe()\n"
        "os.close(r)\n"
        "for bio in (SocketBIO(here), FdBIO(w)):\n"
        "    try:\n"
        "        with bio: bio.write(b'x')\n"
        "    except BrokenPipeError as error: print(error.name)\n"
        "here.close()\n")
    assert (status, err) == (0, "")
    assert out == "OTLS_E_CLOSED\nOTLS_E_CLOSED\n"


def test_a_descriptor_says_what_it_can(tmp_path):
    r, w = os.pipe()
    with FdBIO(r) as reader, FdBIO(w) as writer:
        assert (reader.readable(), reader.writable()) == (True, False)
        assert (writer.readable(), writer.writable()) == (False, True)
        assert not reader.seekable()
        assert writer.write(b"through") == 7 and reader.read(9) == b"through"
        reader.settimeout(0)
        assert reader.read(1) is None
    for fd in (r, w):
        with pytest.raises(OSError):
            os.fstat(fd)
    path = tmp_path / "file"
    path.write_bytes(b"abcdef")
    with open(path, "rb", buffering=0) as file:
        with FdBIO(file) as bio:
            assert bio.seekable() and bio.seek(2) == 2
            assert bio.read(2) == b"cd"
        assert file.read() == b"ef"


def test_a_signal_handler_runs_while_it_waits():
    """And the call goes on afterwards, as PEP 475 has it."""
    here, there = socket.socketpair()
    ran = []

    def handler(number, frame):
        ran.append(number)
        if len(ran) == 1:  # another may come inside this one
            there.sendall(b"done")
    old = signal.signal(signal.SIGUSR1, handler)
    me = threading.get_ident()

    def interrupt():
        while not ran:  # one may come before the call has begun to wait
            signal.pthread_kill(me, signal.SIGUSR1)
            os.sched_yield()
    thread = threading.Thread(target=interrupt)
    try:
        with here, there, SocketBIO(here) as bio:
            thread.start()
            assert bio.read(10) == b"done"
        assert set(ran) == {signal.SIGUSR1}
    finally:
        thread.join()
        signal.signal(signal.SIGUSR1, old)


def test_use_after_close_names_the_object():
    bio = MemoryBIO(b"x")
    bio.close()
    bio.close()
    assert bio.closed and "closed" in repr(bio)
    for use in (bio.read, bio.tell, bio.pending, bio.eof, bio.flush,
                bio.readable, bio.fileno, lambda: bio.write(b"x"),
                lambda: bio.seek(0), bio.gets, bio.readline, bio.__enter__):
        with pytest.raises(ValueError):
            use()
    with pytest.raises(ValueError, match="MemoryBIO"):
        bio.read(1)


def test_what_was_not_closed_warns(tmp_path):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        FileBIO(tmp_path / "file", "w")
        gc.collect()
    assert [w.category for w in seen] == [ResourceWarning]
    assert "file" in str(seen[0].message)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        MemoryBIO(b"x")
        gc.collect()
    assert seen == []


def test_a_socket_object_lives_as_long_as_its_bio():
    here, there = socket.socketpair()
    bio = SocketBIO(here)
    del here
    gc.collect()
    there.sendall(b"x")
    assert bio.read(1) == b"x"
    source = bio._source
    bio.close()
    source.close()
    there.close()


def test_the_base_class_is_not_for_use():
    with pytest.raises(TypeError):
        BIO()
    import pickle
    with MemoryBIO() as bio, pytest.raises(TypeError):
        pickle.dumps(bio)


def test_two_threads_use_both_ways_of_a_socket_at_once():
    here, there = socket.socketpair()
    with here, there, SocketBIO(here) as bio:
        read = []
        thread = threading.Thread(target=lambda: read.append(bio.read(10)))
        thread.start()
        assert bio.write(b"question") == 8
        assert there.recv(100) == b"question"
        there.sendall(b"answer")
        thread.join()
        assert read == [b"answer"]


def test_what_cannot_be_made_goes_quietly(run, tmp_path):
    status, out, err = run(
        "import sys, gc\n"
        "from tls.io import FileBIO, MemoryBIO\n"
        "for wrong in (lambda: MemoryBIO('text'),\n"
        "              lambda: FileBIO(sys.argv[1])):\n"
        "    try:\n"
        "        wrong()\n"
        "    except (TypeError, OSError):\n"
        "        print('refused')\n"
        "    gc.collect()\n", str(tmp_path / "none"))
    assert (status, out, err) == (0, "refused\nrefused\n", "")
