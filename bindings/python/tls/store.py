# SPDX-License-Identifier: ISC
"""Stores, which keep entries for a while and learn nothing of them.

>>> from tls import store
>>> with store.open("memory:") as kept:
...     kept.put(b"name", b"value", ttl=60)
...     kept.get(b"name"), kept.take(b"name"), kept.get(b"name")
(b'value', b'value', None)
"""

import os
from typing import Any, Dict, Optional, Union

from . import _answer, _exceptions
from ._backend import lib as _lib
from ._object import Owner as _Owner

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

COUNTERS = {
    "hit": 1, "miss": 2, "put": 3, "timeout": 4, "failed": 5, "oversize": 6,
    "damaged": 7, "skipped": 8, "dropped": 9,
}


def make_secret() -> str:
    """A new secret for stores, 32 random bytes in base64."""
    return _answer.text(_lib.otls_store_make_secret)


def open(url: str, *, secret: Union[str, Bytes, None] = None,  # noqa: A001
         secret_file: Optional[Path] = None) -> "Store":
    """The store at |url|: "memory:", "sqlite:/path", "redis://host:port/db",
    "redis+unix:///path", with parameters such as "?max_entries=1000". All but
    memory need the text of secrets, one a line, or a file of them."""
    if secret is not None and secret_file is not None:
        raise ValueError("give secret or secret_file, not both")
    if secret_file is not None:
        handle = _lib.otls_store_open_file(url, os.fsencode(secret_file))
    else:
        handle = _lib.otls_store_open(
            url, secret.encode("ascii") if isinstance(secret, str)
            else secret)
    return Store._owning(handle, _lib.otls_store_free)


class Store(_Owner):
    """Made by open(). Names have from 1 to 1024 bytes."""

    def put(self, name: Bytes, value: Bytes, ttl: float) -> None:
        """Keeps |value| by |name| for |ttl| seconds, or until the store
        forgets it."""
        _lib.otls_store_put(self._open(), name, value, int(ttl * 1000))

    def _look(self, function: Any, name: Bytes) -> Optional[bytes]:
        try:
            return _answer.whole(function, self._open(), name)
        except _exceptions.StoreMissError:
            return None

    def get(self, name: Bytes) -> Optional[bytes]:
        """What is kept by |name|, or None."""
        return self._look(_lib.otls_store_get, name)

    def take(self, name: Bytes) -> Optional[bytes]:
        """The same, and it is gone: of all who ask one gets it."""
        return self._look(_lib.otls_store_take, name)

    def remove(self, name: Bytes) -> bool:
        """Whether there was something to remove."""
        try:
            _lib.otls_store_remove(self._open(), name)
        except _exceptions.StoreMissError:
            return False
        return True

    def __len__(self) -> int:
        """How many entries there are; some may have expired."""
        return _lib.otls_store_count(self._open())

    def __bool__(self) -> bool:
        return True

    def purge(self) -> None:
        """Removes every entry, whoever put it there."""
        _lib.otls_store_purge(self._open())

    def pump(self) -> bool:
        """Goes on with what was put, without waiting; whether some of it is
        still outstanding. For event loops, when fileno() is ready."""
        try:
            _lib.otls_store_pump(self._open())
        except (_exceptions.WantReadError, _exceptions.WantWriteError):
            return True
        return False

    def fileno(self) -> int:
        """What pump() waits for, or -1; it may differ after each pump()."""
        return _lib.otls_store_fd(self._open())

    @property
    def counters(self) -> Dict[str, int]:
        """How often what has happened since it was opened."""
        return {name: _lib.otls_store_counter(self._open(), number)
                for name, number in COUNTERS.items()}

    @property
    def warning(self) -> str:
        """The last failure in words, or ""."""
        return _answer.text(_lib.otls_store_warning, self._open())

    def __repr__(self) -> str:
        return "<tls.store.Store%s>" % (" (closed)" if self.closed else "")
