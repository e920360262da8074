# SPDX-License-Identifier: ISC
"""Other recipients for what is encrypted already."""

import os as _os
from typing import Any, Optional

from .. import io as _tlsio
from .._backend import lib as _lib
from ._job import End as _End
from ._job import Job as _Job
from ._job import Path as _Path
from ._job import Paths as _Paths
from ._job import Progress as _Progress
from ._job import decryptor as _decryptor
from ._job import encryptor as _encryptor
from ._job import is_path as _is_path
from ._keys import Identities as _Identities
from ._keys import Recipients as _Recipients
from ._keys import Secret as _Secret


def _stream(old: _Job, new: _Job, fresh: bool, source: _tlsio.BIO,
            target: _tlsio.BIO) -> None:
    rewrap = _lib.otls_age_rewrap_fresh_stream if fresh \
        else _lib.otls_age_rewrap_stream
    rewrap(old._handle, new._handle, source._open(), target._open())


def rewrap_file(source: _Path, target: Optional[_Path] = None, *,
                identities: _Identities = (), identities_file: _Paths = None,
                identities_file_passphrase: Optional[_Secret] = None,
                passphrase: Optional[_Secret] = None,
                recipients: _Recipients = (), recipients_file: _Paths = None,
                new_passphrase: Optional[_Secret] = None,
                work_factor: int = 0, fresh: bool = False,
                max_work_factor: int = 0, max_memory: int = 0,
                armor: bool = False, header: Any = None,
                progress: _Progress = None) -> None:
    """Has |target|, or the file |source| itself, be for other recipients: all
    that are given, and no others. |identities| or |passphrase| open the file
    as it is.

    The payload is copied and the file's key kept, so whoever could read the
    file, and kept that key, can read the new one as well. To shut somebody
    out, say |fresh|: everything is encrypted anew, with a key that nobody
    has had.
    """
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, None, header, progress,
                    identities_file_passphrase) as old, \
            _encryptor(recipients, recipients_file, new_passphrase,
                       work_factor, armor, None) as new:
        rewrap = _lib.otls_age_rewrap_fresh_file if fresh \
            else _lib.otls_age_rewrap_file
        rewrap(old._handle, new._handle, _os.fsencode(source),
               _os.fsencode(source if target is None else target))


def rewrap(data: Any, *, identities: _Identities = (),
           identities_file: _Paths = None,
           identities_file_passphrase: Optional[_Secret] = None,
           passphrase: Optional[_Secret] = None,
           recipients: _Recipients = (), recipients_file: _Paths = None,
           new_passphrase: Optional[_Secret] = None, work_factor: int = 0,
           fresh: bool = False, max_work_factor: int = 0,
           max_memory: int = 0, armor: bool = False, header: Any = None,
           progress: _Progress = None) -> bytes:
    """|data|, encrypted bytes, for other recipients, as rewrap_file() says.

    >>> from tls import age
    >>> me, you = age.Identity.generate(), age.Identity.generate()
    >>> sealed = age.encrypt(b"attack at dawn", recipients=me.recipient)
    >>> sealed = age.rewrap(sealed, identities=me,
    ...                     recipients=[me.recipient, you.recipient])
    >>> age.decrypt(sealed, identities=you)
    b'attack at dawn'
    """
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, None, header, progress,
                    identities_file_passphrase) as old, \
            _encryptor(recipients, recipients_file, new_passphrase,
                       work_factor, armor, None) as new, \
            _tlsio.MemoryBIO(data) as source, _tlsio.MemoryBIO() as target:
        _stream(old, new, fresh, source, target)
        return target.read(target.pending()) or b""


def rewrap_stream(source: Any, target: Any, *, identities: _Identities = (),
                  identities_file: _Paths = None,
                  identities_file_passphrase: Optional[_Secret] = None,
                  passphrase: Optional[_Secret] = None,
                  recipients: _Recipients = (),
                  recipients_file: _Paths = None,
                  new_passphrase: Optional[_Secret] = None,
                  work_factor: int = 0, fresh: bool = False,
                  max_work_factor: int = 0, max_memory: int = 0,
                  armor: bool = False, header: Any = None,
                  progress: _Progress = None) -> None:
    """From |source| to |target|, which are those of encrypt_stream(), for
    other recipients, as rewrap_file() says."""
    with _decryptor(identities, identities_file, passphrase, max_work_factor,
                    max_memory, None, header, progress,
                    identities_file_passphrase) as old, \
            _encryptor(recipients, recipients_file, new_passphrase,
                       work_factor, armor, None) as new, \
            _End(source, False) as incoming, _End(target, True) as outgoing:
        _stream(old, new, fresh, incoming.bio, outgoing.bio)


def _export(bio: int) -> bytes:
    header = _lib.otls_age_header_read(bio)
    try:
        size = _lib.otls_age_header_export(header, None)
        text: bytes = _lib.otls_age_header_export(header, size)
        return text
    finally:
        _lib.otls_age_header_free(header)


def export_header(source: Any) -> bytes:
    """The header of an encrypted file, in binary: a bytes-like object of all
    of it is given, or a str or os.PathLike that names it. Who has the header
    and an identity needs no other part of the file for its key, so it can be
    kept, or sent, apart: decrypt() and the like take it as |header|, and the
    rest of the file as data.

    >>> from tls import age
    >>> me = age.Identity.generate()
    >>> sealed = age.encrypt(b"attack at dawn", recipients=me.recipient)
    >>> header = age.export_header(sealed)
    >>> header.splitlines()[0]
    b'age-encryption.org/v1'
    >>> age.decrypt(sealed[len(header):], header=header, identities=me)
    b'attack at dawn'
    """
    if _is_path(source) and not isinstance(source, bytes):
        with _tlsio.FileBIO(source) as file:
            return _export(file._open())
    with _tlsio.MemoryBIO(source) as memory:
        return _export(memory._open())


__all__ = ["export_header", "rewrap", "rewrap_file", "rewrap_stream"]
