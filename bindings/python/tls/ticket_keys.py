# SPDX-License-Identifier: ISC
"""What servers seal their tickets with, where a ticket of one is to be good
for another one, or for the same after a restart."""

import os
from typing import Dict, Optional, Union

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .store import Store, secret_text as _secret_text

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

COUNTERS = {
    "sealed": 1, "opened": 2, "renewed": 3, "unknown": 4, "missing": 5,
}


class TicketKeys(_Owner):
    """Keys that change by themselves: what the last one sealed still opens.
    Any number of contexts share them, by Context.set_ticket_keys().

    >>> from tls import TicketKeys, store
    >>> with TicketKeys.derived(store.make_secret()) as keys:
    ...     keys.counters["sealed"]
    0
    """

    @classmethod
    def _made(cls, handle: int) -> "TicketKeys":
        return cls._owning(handle, _lib.otls_ticket_keys_free)

    @classmethod
    def derived(cls, secret: Union[str, Bytes, None] = None, *,
                secret_file: Optional[Path] = None,
                rotation: int = 0) -> "TicketKeys":
        """Computed from a secret, such as store.make_secret() makes, and from
        the time: hosts with one secret agree, and nothing is stored. The text
        may have several secrets, one a line: the first seals, all open. A key
        is used for |rotation| seconds, 12 hours by default."""
        if (secret is None) == (secret_file is None):
            raise ValueError("give secret or secret_file, one of them")
        if secret_file is not None:
            return cls._made(_lib.otls_ticket_keys_derived_file(
                os.fsencode(secret_file), rotation))
        return cls._made(_lib.otls_ticket_keys_derived(
            _secret_text(secret), rotation))

    @classmethod
    def stored(cls, store: Store, *, rotation: int = 0) -> "TicketKeys":
        """Random ones that hosts share in a store, each of them there before
        it is used. A window of |rotation| seconds, 12 hours by default, whose
        key nobody could get from the store has no tickets."""
        return cls._made(
            _lib.otls_ticket_keys_stored(store._open(), rotation))

    @classmethod
    def file(cls, path: Path) -> "TicketKeys":
        """Those in a file of nginx or HAProxy, which is read again when it
        changes."""
        return cls._made(_lib.otls_ticket_keys_file(os.fsencode(path)))

    @property
    def counters(self) -> Dict[str, int]:
        """How many tickets were "sealed", "opened", "renewed" since their key
        is an older one, of an "unknown" key, or not given as a key was
        "missing", in all contexts together."""
        return {name: _lib.otls_ticket_keys_counter(self._open(), number)
                for name, number in COUNTERS.items()}

    @property
    def warning(self) -> str:
        """Why the keys couldn't be renewed when that last failed, or ""."""
        return _answer.text(_lib.otls_ticket_keys_warning, self._open())

    def __repr__(self) -> str:
        return "<tls.TicketKeys%s>" % (" (closed)" if self.closed else "")
