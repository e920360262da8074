# SPDX-License-Identifier: ISC
"""Buffered bytes in and out: memory, files, descriptors, sockets and pairs.

Each is an `io.RawIOBase`, so that `io.BufferedReader`, `io.TextIOWrapper` and
all that takes a binary file works with it, and is a bio of libotls, so that
`tls.age` reads and writes it without a byte passing through Python.

>>> from tls.io import MemoryBIO
>>> with MemoryBIO(b"one\\ntwo\\n") as bio:
...     bio.gets(), bio.read(2), bio.pending(), bio.eof()
(b'one\\n', b'tw', 2, False)

What isn't ready on a bio that does not wait is None, as `io.RawIOBase` says.
"""

import io as _io
import os as _os
import sys as _sys
import time as _time
import warnings as _warnings
from typing import Any, Callable, Optional, Tuple, Union

from . import _exceptions
from ._backend import lib as _lib

_Path = Union[str, bytes, "_os.PathLike[str]", "_os.PathLike[bytes]"]
_LINE = 65536


class BIO(_io.RawIOBase):
    """What all of them have in common; not to be made by itself."""

    _bio = 0
    _reads = True
    _writes = True
    _seeks = False
    _warns = False
    _timeout: Optional[float] = None
    _source: Any = None

    def __init__(self) -> None:
        raise TypeError("make one of the subclasses of tls.io.BIO")

    def __repr__(self) -> str:
        return "<tls.io.%s%s>" % (
            type(self).__name__, " (closed)" if self.closed else "")

    def _open(self) -> int:
        if not self._bio:
            raise ValueError("this tls.io.%s is closed" % type(self).__name__)
        return self._bio

    def _call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Calls again where a signal came in between, whose handler has run
        by then, with the time that is left."""
        handle = self._open()
        began = _time.monotonic() if self._timeout else 0.0
        shortened = False
        try:
            while True:
                try:
                    return function(handle, *args)
                except _exceptions.InterruptedError:
                    if self._timeout:
                        left = began + self._timeout - _time.monotonic()
                        shortened = True
                        self._set_timeout(max(left, 0.001))
                except _exceptions.UnsupportedError as error:
                    raise _io.UnsupportedOperation(str(error)) from None
        finally:
            if shortened and self._bio:
                self._set_timeout(self._timeout)

    def _set_timeout(self, seconds: Optional[float]) -> None:
        _lib.otls_bio_set_timeout_ms(
            self._open(), -1 if seconds is None else int(seconds * 1000))

    def readable(self) -> bool:
        """Whether read() can give anything."""
        self._open()
        return self._reads

    def writable(self) -> bool:
        """Whether write() takes anything."""
        self._open()
        return self._writes

    def seekable(self) -> bool:
        """Whether seek() and tell() work."""
        self._open()
        return self._seeks

    def readinto(self, buffer: Any) -> Optional[int]:
        """Fills |buffer| with what there is; 0 is the end, None is not now."""
        try:
            return self._call(_lib.otls_bio_read, buffer)
        except (_exceptions.WantReadError, _exceptions.WantWriteError):
            return None

    def read(self, size: int = -1) -> Optional[bytes]:
        """At most |size| bytes, or all there are; None is not now."""
        if size is None or size < 0:
            return self.readall()
        try:
            return self._call(_lib.otls_bio_read, size)
        except (_exceptions.WantReadError, _exceptions.WantWriteError):
            return None

    def write(self, data: Any) -> Optional[int]:
        """How many bytes of |data| were taken; None is not now."""
        try:
            return self._call(_lib.otls_bio_write, data)
        except (_exceptions.WantReadError, _exceptions.WantWriteError):
            return None

    def gets(self, limit: int = _LINE) -> Optional[bytes]:
        """A line with its end, at most |limit| bytes of it; None is not
        now, b"" is the end."""
        try:
            return self._call(_lib.otls_bio_gets, limit + 1)
        except (_exceptions.WantReadError, _exceptions.WantWriteError):
            return None

    def puts(self, text: Union[str, bytes]) -> Optional[int]:
        """Writes text, a str as UTF-8; how many bytes were taken."""
        if isinstance(text, str):
            text = text.encode("utf-8")
        return self.write(text)

    def readline(self, size: Optional[int] = -1) -> bytes:
        """A line with its end, however long, or |size| bytes of it."""
        want = -1 if size is None else size
        line = b""
        while want < 0 or len(line) < want:
            left = _LINE if want < 0 else min(want - len(line), _LINE)
            try:
                part = self.gets(left)
            except _io.UnsupportedOperation:
                return line + super().readline(
                    -1 if want < 0 else want - len(line))
            if not part:
                break
            line += part
            if part.endswith(b"\n"):
                break
        return line

    def seek(self, offset: int, whence: int = _os.SEEK_SET) -> int:
        """Goes to |offset|, counted as in io.IOBase.seek()."""
        if whence == _os.SEEK_CUR:
            offset += self.tell()
        elif whence == _os.SEEK_END:
            offset += self._end()
        elif whence != _os.SEEK_SET:
            raise ValueError("whence is %r: it may be 0, 1 or 2" % (whence,))
        self._call(_lib.otls_bio_seek, offset)
        return offset

    def tell(self) -> int:
        """Where the next byte is read or written."""
        return self._call(_lib.otls_bio_tell)

    def _end(self) -> int:
        raise _io.UnsupportedOperation(
            "a %s has no end to count from" % type(self).__name__)

    def eof(self) -> bool:
        """Whether the end has been read."""
        return bool(self._call(_lib.otls_bio_eof))

    def pending(self) -> int:
        """The bytes that can be read without waiting."""
        return self._call(_lib.otls_bio_pending)

    def reset(self) -> None:
        """Begins again: memory as it was made, a file at its start."""
        self._call(_lib.otls_bio_reset)

    def flush(self) -> None:
        """Writes what is buffered."""
        if not self._bio:
            if self.closed:
                self._open()
            return  # it could not be made
        try:
            self._call(_lib.otls_bio_flush)
        except _io.UnsupportedOperation:
            pass  # it has no buffer

    def fileno(self) -> int:
        """The file descriptor."""
        return self._call(_lib.otls_bio_fd)

    def close(self) -> None:
        """Flushes and frees; closing it twice is fine."""
        if self.closed:
            return
        try:
            super().close()
        finally:
            handle, self._bio = self._bio, 0
            if handle:
                _lib.otls_bio_free(handle)
            self._source = None

    def __del__(self, _finalizing: Any = _sys.is_finalizing,
                _warn: Any = _warnings.warn) -> None:
        try:
            if self._bio and self._warns:
                _warn("unclosed %r" % self, ResourceWarning, stacklevel=2,
                      source=self)
            self.close()
        except Exception:
            if not _finalizing():
                raise

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a %s can't be pickled" % type(self).__name__)


class _Timed(BIO):
    """What may wait for the other end."""

    def settimeout(self, seconds: Optional[float]) -> None:
        """How long a call may wait: None is for ever, 0 is not at all."""
        self._set_timeout(seconds)
        self._timeout = seconds

    def gettimeout(self) -> Optional[float]:
        """What settimeout() was last given."""
        return self._timeout


class MemoryBIO(BIO):
    """Bytes in memory: what is written is read again, first in, first out.

    seek() and tell() are about the place of the next read; a write always
    goes to the end. The memory is wiped.

    >>> with MemoryBIO() as bio:
    ...     bio.write(b"attack"), bio.read(3), bio.tell(), bio.read()
    (6, b'att', 3, b'ack')
    """

    _seeks = True

    def __init__(self, data: Any = b"") -> None:
        self._bio = _lib.otls_bio_memory_from(data)

    def _end(self) -> int:
        return self.tell() + self.pending()

    def getvalue(self) -> bytes:
        """Everything from the next read on, without reading it."""
        place = self.tell()
        data = self.readall()
        self.seek(place)
        return data


class NullBIO(BIO):
    """Takes everything and gives nothing.

    >>> with NullBIO() as bio:
    ...     bio.write(b"gone"), bio.read(1)
    (4, b'')
    """

    def __init__(self) -> None:
        self._bio = _lib.otls_bio_null_new()


class FileBIO(BIO):
    """A buffered file. |mode| is r, w or a, with + for both ways.

    >>> import tempfile
    >>> name = tempfile.mktemp()
    >>> with FileBIO(name, "w") as bio:
    ...     bio.puts("one\\ntwo\\n")
    8
    >>> with FileBIO(name) as bio:
    ...     list(bio)
    [b'one\\n', b'two\\n']
    >>> import os; os.unlink(name)
    """

    _warns = True

    def __init__(self, path: _Path, mode: str = "r") -> None:
        self._bio = _lib.otls_bio_file_open(_os.fsencode(path), mode)
        self.name = path
        self.mode = mode
        self._reads = "r" in mode or "+" in mode
        self._writes = "r" not in mode or "+" in mode
        try:
            _lib.otls_bio_tell(self._bio)
            self._seeks = True
        except _exceptions.UnsupportedError:
            self._seeks = False

    def __repr__(self) -> str:
        return "<tls.io.FileBIO %r mode=%r%s>" % (
            getattr(self, "name", None), getattr(self, "mode", None),
            " (closed)" if self.closed else "")

    def _end(self) -> int:
        self.flush()
        return _os.fstat(self.fileno()).st_size


class AtomicBIO(BIO):
    """A file that appears, or replaces what stood there, only when it is
    committed; as a context manager it commits unless there was an exception.

    >>> import os, tempfile
    >>> name = tempfile.mktemp()
    >>> with AtomicBIO(name) as bio:
    ...     size = bio.puts("all of it"); os.path.exists(name)
    False
    >>> open(name).read(); os.unlink(name)
    'all of it'
    """

    _reads = False
    _warns = True

    def __init__(self, path: _Path) -> None:
        self._bio = _lib.otls_bio_atomic_open(_os.fsencode(path))
        self.name = path
        self._committed = False

    def commit(self) -> None:
        """Puts the file in its place, on disk."""
        self._call(_lib.otls_bio_atomic_commit)
        self._committed = True

    def __exit__(self, kind: Any, *exception: Any) -> None:
        try:
            if kind is None and not self.closed and not self._committed:
                self.commit()
        finally:
            self.close()


class FdBIO(_Timed):
    """A file descriptor, or anything with fileno(), which stays open."""

    def __init__(self, fd: Any, *, closefd: bool = True,
                 timeout: Optional[float] = None) -> None:
        number, closefd = self._number(fd, closefd)
        self._bio = _lib.otls_bio_fd_new(number, int(closefd))
        self._source = fd  # not collected while the bio uses it
        self._warns = closefd
        self._reads, self._writes = _directions(number)
        try:
            _os.lseek(number, 0, _os.SEEK_CUR)
            self._seeks = True
        except OSError:
            self._seeks = False
        if timeout is not None:
            self.settimeout(timeout)

    @staticmethod
    def _number(fd: Any, closefd: bool) -> Tuple[int, bool]:
        if isinstance(fd, int) and not isinstance(fd, bool):
            return fd, closefd
        return fd.fileno(), False

    def _end(self) -> int:
        return _os.fstat(self.fileno()).st_size


class SocketBIO(_Timed):
    """A stream socket, which stays open, or its descriptor.

    A socket object's own timeout is taken over. A peer that is gone is an
    exception, never SIGPIPE.

    >>> import socket
    >>> here, there = socket.socketpair()
    >>> with here, there, SocketBIO(here) as bio:
    ...     size = there.send(b"hello"); bio.read(10)
    b'hello'
    """

    def __init__(self, sock: Any, *, closefd: bool = True,
                 timeout: Optional[float] = None) -> None:
        number, closefd = FdBIO._number(sock, closefd)
        if timeout is None and hasattr(sock, "gettimeout"):
            timeout = sock.gettimeout()
        self._bio = _lib.otls_bio_socket_new(number, int(closefd))
        self._source = sock
        self._warns = closefd
        if timeout is not None:
            self.settimeout(timeout)

    def shutdown_write(self) -> None:
        """Says that nothing more will be written."""
        self._call(_lib.otls_bio_shutdown_write)


class PairBIO(BIO):
    """One end of pair()."""

    def shutdown_write(self) -> None:
        """Says that nothing more will be written."""
        self._call(_lib.otls_bio_shutdown_write)


def pair(capacity: int = 65536) -> Tuple[PairBIO, PairBIO]:
    """Two ends: what is written to one is read from the other, and each way
    holds |capacity| bytes.

    >>> near, far = pair()
    >>> near.write(b"ping"), far.read(10), far.read(10)
    (4, b'ping', None)
    >>> near.close(); far.read(10)
    b''
    >>> far.close()
    """
    ends = []
    for handle in _lib.otls_bio_pair_new(capacity):
        end = PairBIO.__new__(PairBIO)
        end._bio = handle
        ends.append(end)
    return ends[0], ends[1]


def _directions(fd: int) -> Tuple[bool, bool]:
    """Whether a descriptor can be read from, and written to."""
    import fcntl
    try:
        access = fcntl.fcntl(fd, fcntl.F_GETFL) & _os.O_ACCMODE
    except OSError:
        return True, True
    return access != _os.O_WRONLY, access != _os.O_RDONLY


__all__ = ["AtomicBIO", "BIO", "FdBIO", "FileBIO", "MemoryBIO", "NullBIO",
           "PairBIO", "SocketBIO", "pair"]
