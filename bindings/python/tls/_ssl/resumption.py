# SPDX-License-Identifier: ISC
"""How sessions resume, where a program says more than the standard lets it.

None of this is there unless it is asked for.
"""

from typing import Any, Dict, Optional

from .._backend import lib as _lib
from .immutable import Handle, Immutable, fix

CLIENT, SERVER = 1, 2
_MODES = {"off": 0, "tickets": 1, "store": 2, "both": 3}


class Resuming(metaclass=Immutable):
    """The part of _SSLContext that says what sessions are kept in."""

    __slots__ = ()

    _handles: Dict[int, Handle]
    _store: Any
    _resumption: Optional[str]  # None where nobody said
    _ticket_keys: Any

    def _keeper(self) -> Any:
        """The store, where it is one that Python keeps."""
        store = self._store
        return None if store is None or store._keeper is None else store

    @property
    def session_store(self) -> Any:
        """A tls.store.Store, or None. Servers keep their sessions in it unless
        `resumption` says something else; clients keep what servers give them,
        and come back with it."""
        return self._store

    @session_store.setter
    def session_store(self, value: Any) -> None:
        from ..store import Store
        if value is not None and not isinstance(value, Store):
            raise TypeError(
                "session_store must be a tls.store.Store or None, not %s; "
                "tls.store.of() makes one of an object"
                % type(value).__name__)
        number = 0 if value is None else value._open()
        for handle in self._handles.values():
            _lib.otls_context_set_store(handle.number, number)
        self._store = value
        if self._resumption is None:
            self._resume(self.resumption)

    @property
    def resumption(self) -> str:
        """"tickets", "off", or for servers with a session_store "store", which
        is what they begin with, or "both"."""
        if self._resumption is not None:
            return self._resumption
        return "tickets" if self._store is None \
            or SERVER not in self._handles else "store"

    @resumption.setter
    def resumption(self, value: Any) -> None:
        if not isinstance(value, str):
            raise TypeError(
                "resumption must be a str, not %s" % type(value).__name__)
        if value not in _MODES:
            raise ValueError("resumption must be one of %s"
                             % ", ".join(map(repr, _MODES)))
        if _MODES[value] > 1 and SERVER not in self._handles:
            raise ValueError(
                "resumption = %r is for servers: a client uses its "
                "session_store with 'tickets'" % value)
        self._resume(value)
        self._resumption = value

    def _resume(self, word: str) -> None:
        mode = _MODES[word]
        for role, handle in self._handles.items():
            _lib.otls_context_set_resumption(
                handle.number, mode if role == SERVER else min(mode, 1))

    @property
    def ticket_keys(self) -> Any:
        """A tls.TicketKeys that servers seal tickets with, or None for keys
        that OpenSSL makes."""
        return self._ticket_keys

    @ticket_keys.setter
    def ticket_keys(self, value: Any) -> None:
        from ..ticket_keys import TicketKeys
        if value is not None and not isinstance(value, TicketKeys):
            raise TypeError(
                "ticket_keys must be a tls.TicketKeys or None, not %s"
                % type(value).__name__)
        if SERVER not in self._handles:
            raise ValueError("ticket_keys are for servers, and this is a "
                             "PROTOCOL_TLS_CLIENT context")
        _lib.otls_context_set_ticket_keys(
            self._handles[SERVER].number,
            0 if value is None else value._open())
        self._ticket_keys = value


fix(Resuming)
