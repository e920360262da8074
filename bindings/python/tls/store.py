# SPDX-License-Identifier: ISC
"""Stores, which keep entries for a while and learn nothing of them.

>>> from tls import store
>>> with store.open("memory:") as kept:
...     kept.put(b"name", b"value", ttl=60)
...     kept.get(b"name"), kept.take(b"name"), kept.get(b"name")
(b'value', b'value', None)
"""

import os
import struct
import warnings
from typing import Any, Callable, Dict, Iterator, Optional, Tuple, Union

from . import _answer, _exceptions
from ._backend import lib as _lib
from ._object import Owner as _Owner

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

COUNTERS = {
    "hit": 1, "miss": 2, "put": 3, "timeout": 4, "failed": 5, "oversize": 6,
    "damaged": 7, "skipped": 8, "dropped": 9,
}


_ENTRY = struct.Struct(">32sqq")


def secret_text(secret: Union[str, Bytes, None]) -> Any:
    """As C takes it, which says what is wrong with it and doesn't show it."""
    if isinstance(secret, str):
        return secret.encode("utf-8", "surrogatepass")
    return secret


def make_secret() -> str:
    """A new secret for stores, 32 random bytes in base64."""
    return _answer.text(_lib.otls_store_make_secret)


def open(url: str, *, secret: Union[str, Bytes, None] = None,  # noqa: A001
         secret_file: Optional[Path] = None) -> "Store":
    """The store at |url|: "memory:", "sqlite:/path", "redis://host:port/db",
    "rediss://host:port/db", "redis+unix:///path", with parameters such as
    "?deadline_ms=100". All but memory need the text of secrets, one a line, or
    a file of them. "pull:" is for sessions that the program looks up itself:
    see Connection.store_wanted() and Store.next_write()."""
    if secret is not None and secret_file is not None:
        raise ValueError("give secret or secret_file, not both")
    if secret_file is not None:
        handle = _lib.otls_store_open_file(url, os.fsencode(secret_file))
    else:
        handle = _lib.otls_store_open(url, secret_text(secret))
    return Store._owning(handle, _lib.otls_store_free)


def of(keeper: Any, *, secret: Union[str, Bytes],
       deadline: Optional[float] = None,
       max_value: Optional[int] = None) -> "Store":
    """A store for the sessions of servers that |keeper| keeps, an object with

    - put(key, value, ttl): keep the bytes |value| for |ttl| seconds
    - get(key): the bytes, or None
    - take(key): the same, and it is gone, so that nobody gets it twice
    - remove(key)

    They are called with keys of 32 bytes between two steps of a handshake, in
    its thread, and get nothing that could be read. What they raise is a miss,
    and a warning once. An answer that takes longer than |deadline|, in
    seconds, counts too, unless another thread has called the connection
    meanwhile: then the handshake has gone on without it."""
    parts = []
    if deadline is not None:
        parts.append("deadline_ms=%d" % max(1, int(deadline * 1000)))
    if max_value is not None:
        parts.append("max_value=%d" % max_value)
    made = open("pull:" + ("?" if parts else "") + "&".join(parts),
                secret=secret)
    made._keeper = keeper
    return made


class Store(_Owner):
    """Made by open(). Names have from 1 to 1024 bytes."""

    _keeper: Any = None  # of of()
    _warned = False

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

    def entries(self) -> Iterator[Tuple[bytes, int, Optional[float]]]:
        """What can be seen of each entry without the secret: its key, the
        size of its value as it is sealed, and the seconds for which it is
        kept, or None for ever. One may come twice."""
        cursor, more = 0, True
        while more:
            cursor, page = _answer.whole(
                _lib.otls_store_scan, self._open(), cursor)
            for key, size, ttl in _ENTRY.iter_unpack(page):
                yield key, size, None if ttl < 0 else ttl / 1000
            more = cursor != 0

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

    def next_write(self) -> Optional[Tuple[bytes, Optional[bytes], float]]:
        """For a program that answers Connection.store_wanted() itself, with a
        store of open("pull:"): the oldest of what is to be written, a key, a
        value, and for how many seconds. The value is None where the key is to
        be removed. None says that there is nothing (more): ask after each
        handshake and read, until there isn't."""
        ttl, data = _answer.whole(_lib.otls_store_next_write, self._open())
        if not data:
            return None
        return data[:32], data[32:] if ttl else None, ttl / 1000

    # what connections do with the store of a keeper

    def _kept(self, what: str, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:
            if not self._warned:
                self._warned = True
                try:
                    warnings.warn(
                        "the %s of a store of sessions failed, and counts as "
                        "a miss: %r" % (what, error), RuntimeWarning,
                        stacklevel=2)
                except RuntimeWarning:
                    pass  # nor does a warning break a handshake
        return None

    def _ask(self, operation: str, key: bytes) -> Optional[bytes]:
        def ask() -> Optional[bytes]:
            value = getattr(self._keeper, operation)(key)
            return None if value is None else bytes(memoryview(value))

        return self._kept(operation, ask)

    def _write(self) -> None:
        while not self.closed:
            write = self.next_write()
            if write is None:
                return
            key, value, ttl = write
            if value is None:
                self._kept("remove", lambda: self._keeper.remove(key))
            else:
                self._kept("put", lambda: self._keeper.put(key, value, ttl))

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
