# SPDX-License-Identifier: ISC
"""Files and bytes encrypted in the age format, which every age tool reads.

>>> from tls import age
>>> identity = age.Identity.generate()      # the secret: decrypts
>>> recipient = identity.recipient          # public: encrypts
>>> sealed = age.encrypt(b"attack at dawn", recipients=[recipient])
>>> age.decrypt(sealed, identities=[identity])
b'attack at dawn'

A recipient or identity is an object, its text, or stands with others in a
file; or there is one passphrase:

>>> sealed = age.encrypt(b"attack", passphrase="correct horse", work_factor=10)
>>> age.decrypt(sealed, passphrase="correct horse")
b'attack'

Files appear whole and proven genuine, or not at all:

>>> import os, tempfile
>>> folder = tempfile.TemporaryDirectory()
>>> plain = os.path.join(folder.name, "plan")
>>> secret = plain + ".age"
>>> with open(plain, "wb") as file:
...     size = file.write(b"attack at dawn")
>>> age.encrypt_file(plain, secret, recipients=[str(recipient)])
>>> age.decrypt_file(secret, plain, identities=[identity])
>>> folder.cleanup()

A call that takes long lets other threads run, tells |progress| how far it is
(the bytes done, and their total or None), and is ended by Ctrl-C, by an
exception in |progress|, or by its returning False.
"""

import io as _io
import os as _os
from typing import Any, Callable, Iterable, List, Optional, Tuple, Union

from . import _callbacks
from . import io as _tlsio
from ._backend import lib as _lib
from ._object import Owner as _Owner

_Path = Union[str, bytes, "_os.PathLike[str]", "_os.PathLike[bytes]"]
_Paths = Union[_Path, Iterable[_Path], None]
_Progress = Optional[Callable[[int, Optional[int]], Any]]
_Secret = Union[str, bytes, bytearray, memoryview]


def _encoded(text: Any) -> Any:
    return text.encode("utf-8") if isinstance(text, str) else text


class Recipient(_Owner):
    """Whom something is encrypted for; nothing secret but a passphrase.

    >>> text = str(Identity.generate().recipient)
    >>> text[:4], Recipient.parse(text) == Recipient.parse(text)
    ('age1', True)
    """

    _text: Optional[str] = None

    @classmethod
    def parse(cls, text: Union[str, bytes]) -> "Recipient":
        """The recipient of an "age1..." text."""
        return cls._owning(_lib.otls_age_recipient_parse(_encoded(text)),
                           _lib.otls_age_recipient_free)

    @classmethod
    def from_passphrase(cls, passphrase: _Secret, *,
                        work_factor: int = 0) -> "Recipient":
        """Everybody who knows the passphrase. |work_factor| is scrypt's, 1 to
        22; 0 is 18, about a second."""
        return cls._owning(
            _lib.otls_age_recipient_passphrase(
                _encoded(passphrase), work_factor),
            _lib.otls_age_recipient_free)

    @property
    def text(self) -> str:
        """The "age1..." text; UnsupportedError for a passphrase."""
        self._open()
        if self._text is None:
            self._text = _lib.otls_age_recipient_text(
                self._handle, 8192).decode("ascii")
        return self._text

    def _shown(self) -> str:
        if self.closed:
            return "(closed)"
        try:
            return self.text
        except NotImplementedError:
            return "of a passphrase"

    def __str__(self) -> str:
        return self._shown()

    def __repr__(self) -> str:
        return "<tls.age.Recipient %s>" % self._shown()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Recipient):
            return NotImplemented
        mine, theirs = self._shown(), other._shown()
        return mine == theirs and mine.startswith("age1")

    def __hash__(self) -> int:
        return hash(self._shown())


class Identity(_Owner):
    """What decrypts. Its secret is shown by export_secret() alone.

    >>> identity = Identity.generate()
    >>> repr(identity) == "<tls.age.Identity for %s>" % identity.recipient
    True
    >>> again = Identity.parse(identity.export_secret())
    >>> again.recipient == identity.recipient
    True
    """

    @classmethod
    def generate(cls) -> "Identity":
        """A new random one."""
        return cls._owning(_lib.otls_age_identity_generate(),
                           _lib.otls_age_identity_free)

    @classmethod
    def parse(cls, text: _Secret) -> "Identity":
        """The identity of an "AGE-SECRET-KEY-1..." text."""
        return cls._owning(_lib.otls_age_identity_parse(_encoded(text)),
                           _lib.otls_age_identity_free)

    @classmethod
    def from_passphrase(cls, passphrase: _Secret) -> "Identity":
        """Decrypts what was encrypted with the passphrase."""
        return cls._owning(
            _lib.otls_age_identity_passphrase(_encoded(passphrase)),
            _lib.otls_age_identity_free)

    @property
    def recipient(self) -> Recipient:
        """Whose files this decrypts; UnsupportedError for a passphrase."""
        return Recipient._owning(
            _lib.otls_age_identity_recipient(self._open()),
            _lib.otls_age_recipient_free)

    def export_secret(self) -> str:
        """The "AGE-SECRET-KEY-1..." text: whoever has it can decrypt."""
        room = bytearray(8192)
        try:
            size = _lib.otls_age_identity_export_secret(self._open(), room)
            return room[:size].decode("ascii")
        finally:
            room[:] = bytes(len(room))

    def __repr__(self) -> str:
        if self.closed:
            return "<tls.age.Identity (closed)>"
        try:
            return "<tls.age.Identity for %s>" % self.recipient
        except NotImplementedError:
            return "<tls.age.Identity of a passphrase>"


class _Job(_Owner):
    """An encryptor or a decryptor, for one run."""

    def __init__(self, word: str, progress: _Progress) -> None:
        self._word = "otls_age_" + word
        self._own(self._function("new")(), self._function("free"))
        # Always there: it is where signal handlers get their turn.
        self._function("on_progress")(self._handle, _hook(progress))

    def _function(self, verb: str) -> Callable[..., Any]:
        return getattr(_lib, "%s_%s" % (self._word, verb))

    def add_all(self, cls: Any, parts: Any, files: _Paths) -> None:
        """|parts| are objects or texts, |files| paths."""
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
            self._function("add_file")(self._handle, _os.fsencode(path))

    def add(self, part: Any) -> None:
        with part:
            self._function("add")(self._handle, part._handle)

    def file(self, source: _Path, target: _Path) -> None:
        self._function("file")(
            self._handle, _os.fsencode(source), _os.fsencode(target))

    def stream(self, source: Any, target: Any) -> None:
        with _End(source, False) as incoming, _End(target, True) as outgoing:
            self._function("stream")(
                self._handle, incoming.handle, outgoing.handle)

    def bytes(self, data: Any) -> bytes:
        with _tlsio.MemoryBIO(data) as source, _tlsio.MemoryBIO() as target:
            self.stream(source, target)
            return target.read(target.pending()) or b""


def _hook(progress: _Progress) -> Callable[[int, int], int]:
    def hook(done: int, total: int) -> int:
        if progress is not None and \
                progress(done, None if total < 0 else total) is False:
            return 0
        return _callbacks.ACCEPT
    return hook


def _paths(files: _Paths) -> Iterable[_Path]:
    if files is None:
        return ()
    if isinstance(files, (str, bytes)) or hasattr(files, "__fspath__"):
        return (files,)  # type: ignore[return-value]
    return files  # type: ignore[return-value]


class _End:
    """A bio for whatever stands at one end of a stream: a bio of tls.io, a
    descriptor, or a binary file of Python's, whose own buffer is made to
    agree with the descriptor before and after."""

    def __init__(self, end: Any, writes: bool) -> None:
        self._end = end
        self._own: Optional[_tlsio.FdBIO] = None
        self._python = False
        if isinstance(end, _tlsio.BIO):
            self.handle = end._open()
            return
        if isinstance(end, (int, _tlsio._io.TextIOBase)) and \
                (isinstance(end, bool) or not isinstance(end, int)):
            raise TypeError("a binary file is needed, not %s"
                            % type(end).__name__)
        if not isinstance(end, int):
            self._python = True
            self._before(writes)
        self._own = _tlsio.FdBIO(
            end if isinstance(end, int) else self._number(), closefd=False)
        self.handle = self._own._open()

    def _number(self) -> int:
        try:
            return self._end.fileno()
        except (AttributeError, _io.UnsupportedOperation):
            raise TypeError(
                "%s has no file descriptor: give a file, a descriptor or a "
                "tls.io bio, or use the functions for bytes"
                % type(self._end).__name__) from None

    def _before(self, writes: bool) -> None:
        number = self._number()
        if writes:
            self._end.flush()
        elif self._seekable():
            _os.lseek(number, self._end.tell(), _os.SEEK_SET)

    def _seekable(self) -> bool:
        seekable = getattr(self._end, "seekable", None)
        return seekable is not None and seekable()

    def __enter__(self) -> "_End":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._own is not None:
            self._own.close()
        if self._python and self._seekable():
            self._end.seek(
                _os.lseek(self._number(), 0, _os.SEEK_CUR))


def _encryptor(recipients: Any, recipients_file: _Paths,
               passphrase: Optional[_Secret], work_factor: int,
               progress: _Progress) -> _Job:
    job = _Job("encryptor", progress)
    job.add_all(Recipient, recipients, recipients_file)
    if passphrase is not None:
        job.add(Recipient.from_passphrase(
            passphrase, work_factor=work_factor))
    return job


def _decryptor(identities: Any, identities_file: _Paths,
               passphrase: Optional[_Secret], max_work_factor: int,
               max_memory: int, progress: _Progress) -> _Job:
    job = _Job("decryptor", progress)
    job.add_all(Identity, identities, identities_file)
    if passphrase is not None:
        job.add(Identity.from_passphrase(passphrase))
    if max_work_factor or max_memory:
        _lib.otls_age_decryptor_set_scrypt_limits(
            job._handle, max_work_factor, max_memory)
    return job


_Recipients = Union[Recipient, str, bytes,
                    Iterable[Union[Recipient, str, bytes]]]
_Identities = Union[Identity, str, bytes,
                    Iterable[Union[Identity, str, bytes]]]


def encrypt_file(source: _Path, target: _Path, *,
                 recipients: _Recipients = (), recipients_file: _Paths = None,
                 passphrase: Optional[_Secret] = None, work_factor: int = 0,
                 progress: _Progress = None) -> None:
    """Encrypts the file |source| to the file |target|, which appears when all
    of it is on disk."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    progress) as job:
        job.file(source, target)


def decrypt_file(source: _Path, target: _Path, *,
                 identities: _Identities = (), identities_file: _Paths = None,
                 passphrase: Optional[_Secret] = None,
                 max_work_factor: int = 0, max_memory: int = 0,
                 progress: _Progress = None) -> None:
    """Decrypts the file |source| to the file |target|, which appears when all
    of it is proven genuine and on disk. |max_work_factor| and |max_memory|
    bound what a file with a passphrase may cost."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, progress) as job:
        job.file(source, target)


def encrypt(data: Any, *, recipients: _Recipients = (),
            recipients_file: _Paths = None,
            passphrase: Optional[_Secret] = None, work_factor: int = 0,
            progress: _Progress = None) -> bytes:
    """|data|, any bytes-like object, encrypted."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    progress) as job:
        return job.bytes(data)


def decrypt(data: Any, *, identities: _Identities = (),
            identities_file: _Paths = None,
            passphrase: Optional[_Secret] = None, max_work_factor: int = 0,
            max_memory: int = 0, progress: _Progress = None) -> bytes:
    """What |data| was before it was encrypted."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, progress) as job:
        return job.bytes(data)


def encrypt_stream(source: Any, target: Any, *,
                   recipients: _Recipients = (),
                   recipients_file: _Paths = None,
                   passphrase: Optional[_Secret] = None, work_factor: int = 0,
                   progress: _Progress = None) -> None:
    """Encrypts |source| from where it stands to |target|: bios of tls.io,
    descriptors or binary files. Both stay open."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    progress) as job:
        job.stream(source, target)


def decrypt_stream(source: Any, target: Any, *,
                   identities: _Identities = (),
                   identities_file: _Paths = None,
                   passphrase: Optional[_Secret] = None,
                   max_work_factor: int = 0, max_memory: int = 0,
                   progress: _Progress = None) -> None:
    """Decrypts |source| to |target|, like encrypt_stream(). What is written is
    genuine, but only a call that returns has written all of it."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, progress) as job:
        job.stream(source, target)


__all__ = ["Identity", "Recipient", "decrypt", "decrypt_file",
           "decrypt_stream", "encrypt", "encrypt_file", "encrypt_stream"]
