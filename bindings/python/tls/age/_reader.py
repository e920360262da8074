# SPDX-License-Identifier: ISC
"""An encrypted file, opened like any other."""

import io as _io
import os as _os
from typing import Any, Callable, Optional

from .. import _exceptions
from .. import io as _tlsio
from .._backend import lib as _lib
from .._object import Owner as _Owner
from ._job import End as _End
from ._job import Job as _Job
from ._job import Paths as _Paths
from ._job import decryptor as _decryptor
from ._job import is_path as _is_path
from ._job import rest as _rest
from ._keys import Identities as _Identities
from ._keys import Secret as _Secret

_BUFFER = 16384


def _again(function: Callable[..., Any], *args: Any) -> Any:
    """Where a signal came in between, its handler has run by then."""
    while True:
        try:
            return function(*args)
        except _exceptions.InterruptedError:
            pass


class _Handle(_Owner):
    """A reader of the library's."""

    def __init__(self, number: int) -> None:
        self._own(number, _lib.otls_age_reader_free)


class _Raw(_io.RawIOBase):
    """A place in the plaintext, which the library's reader doesn't have."""

    def __init__(self, reader: _Handle, name: Any) -> None:
        self._reader = reader
        self._place = 0
        self.name = name
        self.mode = "rb"
        self.size: int = _lib.otls_age_reader_size(reader._handle)

    def _check(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def readable(self) -> bool:
        self._check()
        return True

    def seekable(self) -> bool:
        self._check()
        return True

    def read_at(self, offset: int, room: Any) -> Any:
        self._check()
        return _again(_lib.otls_age_reader_read_at, self._reader._open(),
                      offset, room)

    def readinto(self, buffer: Any) -> int:
        count: int = self.read_at(self._place, buffer)
        self._place += count
        return count

    def readall(self) -> bytes:
        self._check()
        left = max(0, self.size - self._place)
        data: bytes = self.read_at(self._place, left) if left else b""
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = _os.SEEK_SET) -> int:
        self._check()
        if whence not in (_os.SEEK_SET, _os.SEEK_CUR, _os.SEEK_END):
            raise ValueError("invalid whence (%r, should be 0, 1 or 2)"
                             % (whence,))
        place = offset + {_os.SEEK_SET: 0, _os.SEEK_CUR: self._place,
                          _os.SEEK_END: self.size}[whence]
        if not 0 <= place < 1 << 63:
            raise ValueError("no place %d in a file" % place)
        self._place = place
        return place

    def tell(self) -> int:
        self._check()
        return self._place

    def close(self) -> None:
        if not self.closed:
            self._reader.close()
        super().close()


class File(_io.BufferedReader):
    """What an encrypted file holds, to be read at any place: a binary file
    that can't be written, which zipfile, tarfile and the like take. It is
    made by open().

    size  how many bytes there are, proven when the file was opened
    name  what open() was given
    """

    raw: _Raw

    def __init__(self, raw: _Raw, buffering: int) -> None:
        super().__init__(raw, buffering)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.raw.size

    def read_at(self, offset: int, size: int) -> bytes:
        """|size| bytes from |offset| on, fewer where the end comes first. It
        knows no place and moves none, so that any number of threads can read
        at once.

        >>> import io
        >>> from tls import age
        >>> sealed = age.encrypt(b"attack at dawn", passphrase="p",
        ...                      work_factor=10)
        >>> with age.open(io.BytesIO(sealed), passphrase="p") as file:
        ...     file.read_at(7, 2), file.tell()
        (b'at', 0)
        """
        if size < 0 or offset < 0:
            raise ValueError("offset and size must not be negative")
        left = max(0, min(size, self.size - offset))
        data: bytes = self.raw.read_at(offset, left)
        return data

    def __repr__(self) -> str:
        return "<tls.age.File %r%s>" % (
            self.name, " (closed)" if self.closed else "")

    def __reduce__(self) -> Any:
        raise TypeError("a File can't be pickled")


def _open_bio(job: _Job, bio: _tlsio.BIO) -> int:
    number: int = _again(_lib.otls_age_decryptor_open_bio, job._handle,
                         bio._open())
    return number


def _open_source(job: _Job, source: Any) -> int:
    if _is_path(source):
        number: int = _again(_lib.otls_age_decryptor_open, job._handle,
                             _os.fsencode(source))
        return number
    if isinstance(source, _io.BytesIO):
        with _rest(source) as memory:
            return _open_bio(job, memory)
    with _End(source, False) as end:
        if end.bio is source:
            return _open_bio(job, end.bio)
        # the caller may close the descriptor, and another file may get it
        with _tlsio.FdBIO(_os.dup(end.bio.fileno())) as own:
            return _open_bio(job, own)


def open(source: Any, mode: str = "rb", *, identities: _Identities = (),
         identities_file: _Paths = None,
         identities_file_passphrase: Optional[_Secret] = None,
         passphrase: Optional[_Secret] = None, max_work_factor: int = 0,
         max_memory: int = 0, armor: Optional[bool] = None,
         header: Any = None, buffering: int = -1) -> File:
    """Opens an encrypted file for reads at any place of what it holds. Only
    what is read is decrypted, in chunks of 64 KiB, each proven before any of
    it comes out; the last one is at once, since nothing else proves where the
    end is.

    |source| is a path, or what is there from where it stands to its end: a
    descriptor or a binary file of a regular file, an io.BytesIO, or a bio of
    tls.io that can seek. It can be closed afterwards. A str and bytes are
    a path; data go into an io.BytesIO.

    >>> import io, zipfile
    >>> from tls import age
    >>> identity = age.Identity.generate()
    >>> plain = io.BytesIO()
    >>> with zipfile.ZipFile(plain, "w") as archive:
    ...     archive.writestr("plan", "attack at dawn")
    >>> sealed = age.encrypt(plain.getvalue(), recipients=identity.recipient)
    >>> with age.open(io.BytesIO(sealed), identities=identity) as file:
    ...     zipfile.ZipFile(file).read("plan")
    b'attack at dawn'
    """
    if mode not in ("rb", "r", "br"):
        raise ValueError("mode must be 'rb': an age file is read as bytes, "
                         "which io.TextIOWrapper makes text of, and is "
                         "written by tls.age.encrypt_file()")
    if buffering == 0 or buffering == 1 or buffering < -1:
        raise ValueError("buffering must be the size of a buffer, or -1")
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, None,
                    identities_file_passphrase) as job:
        number = _open_source(job, source)
    raw = _Raw(_Handle(number), source)
    return File(raw, _BUFFER if buffering == -1 else buffering)


__all__ = ["File", "open"]
