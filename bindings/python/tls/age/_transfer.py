# SPDX-License-Identifier: ISC
"""Encryption and decryption of bytes that the caller carries."""

import threading as _threading
from typing import Any, List, Optional

from .._backend import lib as _lib
from .._object import Owner as _Owner
from ._job import Job as _Job
from ._job import Paths as _Paths
from ._job import decryptor as _decryptor
from ._job import encryptor as _encryptor
from ._keys import Identities as _Identities
from ._keys import Recipients as _Recipients
from ._keys import Secret as _Secret

_ROOM = 131072  # no more is ready after a push


class _Transfer(_Owner):
    """What both directions have in common.

    An exception in between loses what was ready, so it is the end: going on
    would leave a hole that nobody sees.
    """

    def _begin(self, job: _Job) -> None:
        with job:
            self._busy = _threading.Lock()
            self._own(job.begin(), _lib.otls_age_transfer_free)

    def update(self, data: Any) -> bytes:
        """Takes all of |data|, any bytes-like object; returns what is ready,
        which is often nothing yet."""
        self._open()
        with memoryview(data) as given, given.cast("B") as view:
            return self._run(view, False)

    def finish(self) -> bytes:
        """Says that this was all; returns the rest, and closes."""
        self._open()
        return self._run(memoryview(b""), True)

    def _run(self, view: memoryview, last: bool) -> bytes:
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("another call is using this %s.%s" % (
                type(self).__module__, type(self).__qualname__))
        parts: List[bytes] = []
        try:
            at = 0
            while at < len(view):
                with view[at:] as rest:
                    at += _lib.otls_age_transfer_push(self._open(), rest)
                self._pull(parts)
            if last:
                _lib.otls_age_transfer_finish(self._open())
                self._pull(parts)
                self._end("was finished")
            return b"".join(parts)
        except BaseException:
            self._end("has failed")
            raise
        finally:
            self._busy.release()

    def _pull(self, parts: List[bytes]) -> None:
        while True:
            part = _lib.otls_age_transfer_pull(self._open(), _ROOM)
            if part:
                parts.append(part)
            if len(part) < _ROOM:
                return

    def _end(self, how: str) -> None:
        if not self.closed:
            self._ended = how
            self.close()

    def __repr__(self) -> str:
        return "<%s.%s%s>" % (
            type(self).__module__, type(self).__qualname__,
            " (%s)" % self._ended.split()[-1] if self.closed else "")


class Encryptor(_Transfer):
    """Encrypts bytes that you carry: nothing is read, written or waited for.

    What update() and finish() return, one after the other, is the file. The
    object holds 256 KiB at most, however much goes through it. It is for one
    thread at a time, and is closed by finish(), by close(), at the end of
    `with`, and by any exception in a call but that of a wrong argument.

    >>> from tls import age
    >>> identity = age.Identity.generate()
    >>> encryptor = age.Encryptor(recipients=[identity.recipient], armor=True)
    >>> sealed = encryptor.update(b"attack ") + encryptor.update(b"at dawn")
    >>> sealed += encryptor.finish()
    >>> sealed.splitlines()[0]
    b'-----BEGIN AGE ENCRYPTED FILE-----'
    >>> age.decrypt(sealed, identities=[identity])
    b'attack at dawn'
    """

    def __init__(self, *, recipients: _Recipients = (),
                 recipients_file: _Paths = None,
                 passphrase: Optional[_Secret] = None, work_factor: int = 0,
                 armor: bool = False) -> None:
        self._begin(_encryptor(recipients, recipients_file, passphrase,
                               work_factor, armor, None))


class Decryptor(_Transfer):
    """Decrypts bytes that you carry, as Encryptor encrypts them.

    What update() returns is genuine, but only finish() says that the file is
    whole: until it has returned, what came may lack its end. The update()
    that completes the header of a file with a passphrase takes as long as its
    work factor wants.

    >>> from tls import age
    >>> identity = age.Identity.generate()
    >>> sealed = age.encrypt(b"attack at dawn", recipients=identity.recipient)
    >>> with age.Decryptor(identities=[identity]) as decryptor:
    ...     plain = b"".join(map(decryptor.update, [sealed[:30], sealed[30:]]))
    ...     plain += decryptor.finish()
    >>> plain
    b'attack at dawn'
    >>> with age.Decryptor(identities=[identity]) as decryptor:
    ...     size = len(decryptor.update(sealed[:-1]))
    ...     decryptor.finish()                          # doctest: +ELLIPSIS
    Traceback (most recent call last):
      ...
    tls.AgePayloadError: ...
    """

    def __init__(self, *, identities: _Identities = (),
                 identities_file: _Paths = None,
                 identities_file_passphrase: Optional[_Secret] = None,
                 passphrase: Optional[_Secret] = None,
                 max_work_factor: int = 0, max_memory: int = 0,
                 armor: Optional[bool] = None, header: Any = None) -> None:
        self._begin(_decryptor(identities, identities_file, passphrase,
                               max_work_factor, max_memory, armor, header,
                               None, identities_file_passphrase))
