# SPDX-License-Identifier: ISC
"""Bytes for a connection that the program carries itself."""

from typing import Any

from .._backend import lib as _lib
from .._exceptions import WantReadError
from . import errors as _errors
from .immutable import Immutable, fix

_read = _lib.otls_bio_read
_write = _lib.otls_bio_write
_pending = _lib.otls_bio_pending


class MemoryBIO(metaclass=Immutable):
    """A queue of bytes."""

    __slots__ = ("_handle", "_ended", "__weakref__")

    def __init__(self) -> None:
        self._handle = _lib.otls_bio_queue_new()
        self._ended = False

    def __del__(self, free: Any = _lib.otls_bio_free) -> None:
        try:
            free(self._handle)
        except Exception:  # never made, or the library has closed
            pass

    def read(self, size: int = -1, /) -> bytes:
        """At most |size| bytes, or all; b"" where there are none."""
        there = _pending(self._handle)
        if size < 0 or size > there:
            size = there
        if not size:
            return b""
        try:
            return _read(self._handle, size)
        except WantReadError:  # another thread has taken them
            return b""

    def write(self, b: Any, /) -> int:
        """Takes all of |b|."""
        if self._ended:
            raise _errors.SSLError("cannot write() after write_eof()")
        if type(b) is not bytes:
            with memoryview(b) as view:
                if not view.c_contiguous:
                    raise BufferError(
                        "memoryview: underlying buffer is not C-contiguous")
        return _write(self._handle, b)

    def write_eof(self) -> None:
        """Says that nothing more will be written."""
        self._ended = True
        _lib.otls_bio_shutdown_write(self._handle)

    @property
    def pending(self) -> int:
        """How many bytes there are."""
        return _pending(self._handle)

    @property
    def eof(self) -> bool:
        """Whether all was read, and nothing more will be written."""
        return self._ended and not _pending(self._handle)


fix(MemoryBIO)
