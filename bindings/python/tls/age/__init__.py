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

>>> import pathlib, tempfile
>>> folder = tempfile.TemporaryDirectory()
>>> plain = pathlib.Path(folder.name, "plan")
>>> secret = pathlib.Path(folder.name, "plan.age")
>>> size = plain.write_bytes(b"attack at dawn")
>>> age.encrypt_file(plain, secret, recipients=[str(recipient)])
>>> age.decrypt_file(secret, plain, identities=[identity])
>>> with age.open(secret, identities=[identity]) as file:
...     file.seek(10), file.read()
(10, b'dawn')
>>> folder.cleanup()

With armor=True a file is text, for mails and the like; decrypting tells by
itself which it is:

>>> sealed = age.encrypt(b"attack", recipients=[recipient], armor=True)
>>> print(sealed.decode().splitlines()[0])
-----BEGIN AGE ENCRYPTED FILE-----
>>> age.decrypt(sealed, identities=[identity])
b'attack'

What open() opens is a binary file that can seek. Only what is read of it is
decrypted, so zipfile and the like work on files of any size.

An `Encryptor` or a `Decryptor` takes and gives bytes piece by piece, for
programs that do their own input and output. verify() decrypts and keeps
nothing, rewrap() gives a file other recipients without decrypting it, and
inspect() tells what can be known without a key; each has a form for files and
one for streams.

A call that takes long lets other threads run, tells |progress| how far it is
(the bytes done, and their total or None), and is ended by Ctrl-C, by an
exception in |progress|, or by its returning False.
"""

from typing import Any, Optional

from .. import io as _tlsio
from ._inspect import Inspection, Sizes, inspect, inspect_file, inspect_stream
from ._job import Path as _Path
from ._job import Paths as _Paths
from ._job import Progress as _Progress
from ._job import decryptor as _decryptor
from ._job import encryptor as _encryptor
from ._keys import Identities as _Identities
from ._keys import Identity, Recipient
from ._keys import Recipients as _Recipients
from ._keys import Secret as _Secret
from ._reader import File, open
from ._rewrap import export_header, rewrap, rewrap_file, rewrap_stream
from ._transfer import Decryptor, Encryptor


def encrypt_file(source: _Path, target: _Path, *,
                 recipients: _Recipients = (), recipients_file: _Paths = None,
                 passphrase: Optional[_Secret] = None, work_factor: int = 0,
                 armor: bool = False, progress: _Progress = None) -> None:
    """Encrypts the file |source| to the file |target|, which appears when all
    of it is on disk."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    armor, progress) as job:
        job.file(source, target)


def decrypt_file(source: _Path, target: _Path, *,
                 identities: _Identities = (), identities_file: _Paths = None,
                 identities_file_passphrase: Optional[_Secret] = None,
                 passphrase: Optional[_Secret] = None,
                 max_work_factor: int = 0, max_memory: int = 0,
                 armor: Optional[bool] = None, header: Any = None,
                 progress: _Progress = None) -> None:
    """Decrypts the file |source| to the file |target|, which appears when all
    of it is proven genuine and on disk. |max_work_factor| and |max_memory|
    bound what a file with a passphrase may cost. |header| is that of a file
    that has none itself: see export_header()."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job:
        job.file(source, target)


def encrypt(data: Any, *, recipients: _Recipients = (),
            recipients_file: _Paths = None,
            passphrase: Optional[_Secret] = None, work_factor: int = 0,
            armor: bool = False, progress: _Progress = None) -> bytes:
    """|data|, any bytes-like object, encrypted: as text where |armor|."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    armor, progress) as job:
        return job.bytes(data)


def decrypt(data: Any, *, identities: _Identities = (),
            identities_file: _Paths = None,
            identities_file_passphrase: Optional[_Secret] = None,
            passphrase: Optional[_Secret] = None, max_work_factor: int = 0,
            max_memory: int = 0, armor: Optional[bool] = None,
            header: Any = None, progress: _Progress = None) -> bytes:
    """What |data| was before it was encrypted. Whether it is armored shows by
    itself; |armor| says that it must be, or must not."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job:
        return job.bytes(data)


def encrypt_stream(source: Any, target: Any, *,
                   recipients: _Recipients = (),
                   recipients_file: _Paths = None,
                   passphrase: Optional[_Secret] = None, work_factor: int = 0,
                   armor: bool = False, progress: _Progress = None) -> None:
    """Encrypts |source| from where it stands to |target|: bios of tls.io,
    descriptors or binary files. Both stay open."""
    with _encryptor(recipients, recipients_file, passphrase, work_factor,
                    armor, progress) as job:
        job.stream(source, target)


def decrypt_stream(source: Any, target: Any, *,
                   identities: _Identities = (),
                   identities_file: _Paths = None,
                   identities_file_passphrase: Optional[_Secret] = None,
                   passphrase: Optional[_Secret] = None,
                   max_work_factor: int = 0, max_memory: int = 0,
                   armor: Optional[bool] = None, header: Any = None,
                   progress: _Progress = None) -> None:
    """Decrypts |source| to |target|, like encrypt_stream(). What is written is
    genuine, but only a call that returns has written all of it."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job:
        job.stream(source, target)


def verify(data: Any, *, identities: _Identities = (),
           identities_file: _Paths = None,
           identities_file_passphrase: Optional[_Secret] = None,
           passphrase: Optional[_Secret] = None, max_work_factor: int = 0,
           max_memory: int = 0, armor: Optional[bool] = None,
           header: Any = None, progress: _Progress = None) -> None:
    """Returns where decrypt() would return all of it, and raises what it
    would raise. Nothing that was decrypted is kept.

    >>> from tls import age
    >>> me = age.Identity.generate()
    >>> sealed = age.encrypt(b"attack at dawn", recipients=me.recipient)
    >>> age.verify(sealed, identities=me)
    >>> age.verify(sealed[:-1], identities=me)          # doctest: +ELLIPSIS
    Traceback (most recent call last):
      ...
    tls.AgePayloadError: ...
    """
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job, \
            _tlsio.MemoryBIO(data) as source:
        job.verify_stream(source)


def verify_file(path: _Path, *, identities: _Identities = (),
                identities_file: _Paths = None,
                identities_file_passphrase: Optional[_Secret] = None,
                passphrase: Optional[_Secret] = None,
                max_work_factor: int = 0, max_memory: int = 0,
                armor: Optional[bool] = None, header: Any = None,
                progress: _Progress = None) -> None:
    """verify() of the file |path|."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job:
        job.verify_file(path)


def verify_stream(source: Any, *, identities: _Identities = (),
                  identities_file: _Paths = None,
                  identities_file_passphrase: Optional[_Secret] = None,
                  passphrase: Optional[_Secret] = None,
                  max_work_factor: int = 0, max_memory: int = 0,
                  armor: Optional[bool] = None, header: Any = None,
                  progress: _Progress = None) -> None:
    """verify() of |source|, from where it stands to its end: a bio of tls.io,
    a descriptor or a binary file."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, armor, header, progress,
                    identities_file_passphrase) as job:
        job.verify_stream(source)


for _class in (Decryptor, Encryptor, File, Identity, Inspection, Recipient,
               Sizes):
    _class.__module__ = __name__

__all__ = ["Decryptor", "Encryptor", "File", "Identity", "Inspection",
           "Recipient", "Sizes", "decrypt", "decrypt_file", "decrypt_stream",
           "encrypt", "encrypt_file", "encrypt_stream", "export_header",
           "inspect", "inspect_file", "inspect_stream", "open", "rewrap",
           "rewrap_file", "rewrap_stream", "verify", "verify_file",
           "verify_stream"]
