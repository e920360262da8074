# SPDX-License-Identifier: ISC
"""What the functions, the objects and the inspection are made of."""

import io
import os
from typing import Any, Callable, Iterable, Optional, Union

from .. import _callbacks
from .. import io as _tlsio
from .._backend import lib as _lib
from .._object import Owner as _Owner
from ._keys import Identity, Recipient, Secret
from ._keys import _encoded as encoded

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Paths = Union[Path, Iterable[Path], None]
Progress = Optional[Callable[[int, Optional[int]], Any]]


class Job(_Owner):
    """An encryptor or a decryptor, for one run."""

    def __init__(self, word: str, progress: Progress) -> None:
        self._word = "otls_age_" + word
        self._own(self._function("new")(), self._function("free"))
        # Always there: it is where signal handlers get their turn.
        self._function("on_progress")(self._handle, _hook(progress))

    def _function(self, verb: str) -> Callable[..., Any]:
        return getattr(_lib, "%s_%s" % (self._word, verb))

    def add_all(self, cls: Any, parts: Any, files: Paths,
                secret: Optional[Secret] = None) -> None:
        """|parts| are objects or texts, |files| paths, of which |secret| opens
        those that are encrypted."""
        if isinstance(parts, (str, bytes, cls)):
            parts = [parts]
        for part in parts or ():
            if isinstance(part, cls):
                self._function("add")(self._handle, part._open())
            elif isinstance(part, (str, bytes)):
                with cls.parse(part) as parsed:
                    self._function("add")(self._handle, parsed._handle)
            else:
                raise TypeError("%r is neither a tls.age.%s nor text"
                                % (type(part).__name__, cls.__name__))
        for path in _paths(files):
            if secret is None:
                self._function("add_file")(self._handle, os.fsencode(path))
            else:
                self._function("add_file_passphrase")(
                    self._handle, os.fsencode(path), encoded(secret))

    def add(self, part: Any) -> None:
        with part:
            self._function("add")(self._handle, part._handle)

    def begin(self) -> int:
        """The handle of a new transfer."""
        return self._function("begin")(self._handle)

    def file(self, source: Path, target: Path) -> None:
        self._function("file")(
            self._handle, os.fsencode(source), os.fsencode(target))

    def stream(self, source: Any, target: Any) -> None:
        with End(source, False) as incoming, End(target, True) as outgoing:
            self._function("stream")(
                self._handle, incoming.handle, outgoing.handle)

    def verify_file(self, source: Path) -> None:
        self._function("verify_file")(self._handle, os.fsencode(source))

    def verify_stream(self, source: Any) -> None:
        with End(source, False) as incoming:
            self._function("verify_stream")(self._handle, incoming.handle)

    def bytes(self, data: Any) -> bytes:
        with _tlsio.MemoryBIO(data) as source, _tlsio.MemoryBIO() as target:
            self.stream(source, target)
            return target.read(target.pending()) or b""


def _hook(progress: Progress) -> Callable[[int, int], int]:
    def hook(done: int, total: int) -> int:
        if progress is not None and \
                progress(done, None if total < 0 else total) is False:
            return 0
        return _callbacks.ACCEPT
    return hook


def is_path(source: Any) -> bool:
    return isinstance(source, (str, bytes)) or hasattr(source, "__fspath__")


def rest(source: io.BytesIO) -> _tlsio.MemoryBIO:
    """A copy of what stands behind the place."""
    with source.getbuffer() as view, view[source.tell():] as behind:
        return _tlsio.MemoryBIO(behind)


def _paths(files: Paths) -> Iterable[Path]:
    if files is None:
        return ()
    if is_path(files):
        return (files,)  # type: ignore[return-value]
    return files  # type: ignore[return-value]


class End:
    """A bio for whatever stands at one end of a stream: a bio of tls.io, a
    descriptor, or a binary file of Python's, whose own buffer is made to
    agree with the descriptor before and after."""

    def __init__(self, end: Any, writes: bool) -> None:
        self._end = end
        self._own: Optional[_tlsio.FdBIO] = None
        self._python = False
        self.bio: _tlsio.BIO
        if isinstance(end, _tlsio.BIO):
            self.bio = end
            self.handle = end._open()
            return
        if isinstance(end, (int, io.TextIOBase)) and \
                (isinstance(end, bool) or not isinstance(end, int)):
            raise TypeError("a binary file is needed, not %s"
                            % type(end).__name__)
        if not isinstance(end, int):
            self._python = True
            self._before(writes)
        self._own = _tlsio.FdBIO(
            end if isinstance(end, int) else self._number(), closefd=False)
        self.bio = self._own
        self.handle = self._own._open()

    def _number(self) -> int:
        try:
            return self._end.fileno()
        except (AttributeError, io.UnsupportedOperation):
            raise TypeError(
                "%s has no file descriptor: give a file, a descriptor or a "
                "tls.io bio, or use the functions for bytes"
                % type(self._end).__name__) from None

    def _before(self, writes: bool) -> None:
        number = self._number()
        if writes:
            self._end.flush()
        elif self._seekable():
            os.lseek(number, self._end.tell(), os.SEEK_SET)

    def _seekable(self) -> bool:
        seekable = getattr(self._end, "seekable", None)
        return seekable is not None and seekable()

    def __enter__(self) -> "End":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._own is not None:
            self._own.close()
        if self._python and self._seekable():
            place = os.lseek(self._number(), 0, os.SEEK_CUR)
            # A seek within Python's buffer would move no descriptor; one to
            # the end empties it.
            self._end.seek(0, os.SEEK_END)
            self._end.seek(place)


def _armored(armor: Any) -> bool:
    """A word such as "no" would be true."""
    if not isinstance(armor, bool):
        raise TypeError("armor must be a bool, not %s" % type(armor).__name__)
    return armor


def encryptor(recipients: Any, recipients_file: Paths,
              passphrase: Optional[Secret], work_factor: int,
              armor: bool, progress: Progress) -> Job:
    job = Job("encryptor", progress)
    if _armored(armor):
        _lib.otls_age_encryptor_set_armor(job._handle, 1)
    job.add_all(Recipient, recipients, recipients_file)
    if passphrase is not None:
        job.add(Recipient.from_passphrase(
            passphrase, work_factor=work_factor))
    return job


def decryptor(identities: Any, identities_file: Paths,
              passphrase: Optional[Secret], max_work_factor: int,
              max_memory: int, armor: Optional[bool],
              header: Any, progress: Progress,
              identities_file_passphrase: Optional[Secret] = None) -> Job:
    job = Job("decryptor", progress)
    if max_work_factor or max_memory:
        _lib.otls_age_decryptor_set_scrypt_limits(
            job._handle, max_work_factor, max_memory)
    if header is not None:
        _lib.otls_age_decryptor_set_header(job._handle, header)
    if armor is not None:
        _lib.otls_age_decryptor_set_armor(
            job._handle, _lib.OTLS_AGE_ARMOR_YES if _armored(armor)
            else _lib.OTLS_AGE_ARMOR_NO)
    job.add_all(Identity, identities, identities_file,
                identities_file_passphrase)
    if passphrase is not None:
        job.add(Identity.from_passphrase(passphrase))
    return job
