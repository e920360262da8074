# SPDX-License-Identifier: ISC
"""What a handshake asks between two of its steps, and what it tells.

The answers are the context's callbacks', and those of a store of sessions
that is written in Python.
"""

import weakref as _weakref
from typing import Any, NoReturn, Optional, Tuple

from .. import _answer, _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import constants as _c, errors as _errors
from .immutable import Immutable, fix

_next_message = _lib.otls_openssl_next_message
_store_wanted = _lib.otls_connection_store_wanted

_MESSAGE = 4096  # most are shorter
_CCS, _ALERT = 20, 21
_WITH_TYPE = (22, 0x100, 0x101)
_HANDSHAKE_FAILURE: int = \
    _c.ALERT_DESCRIPTION_HANDSHAKE_FAILURE  # type: ignore[attr-defined]
_INTERNAL_ERROR: int = \
    _c.ALERT_DESCRIPTION_INTERNAL_ERROR  # type: ignore[attr-defined]
_TAKE = 2  # OTLS_CONNECTION_STORE_TAKE
_PATIENCE_MS = 1


class _Raiser:
    """Raises where nobody can catch it, and looks like its cause."""

    def __init__(self, error: BaseException, about: Any) -> None:
        self.error = error
        self.about = about

    def __call__(self, reference: Any) -> NoReturn:
        raise self.error

    def __repr__(self) -> str:
        return repr(self.about)


class _Gone:
    pass


def _unraisable(error: BaseException, about: Any) -> None:
    """Has the interpreter tell of what nobody can catch: it does so for a
    callback of a weak reference, and has no function for it."""
    gone = _Gone()
    reference = _weakref.ref(gone, _Raiser(error, about))
    del gone  # before the reference
    del reference


class Asked(metaclass=Immutable):
    """The part of _SSLSocket that answers."""

    __slots__ = ()

    _handle: int
    _context: Any
    _first: Any  # the context in force
    _sock: Any
    _server: bool
    _noisy: Any
    _kept: Any  # the store in Python of the context in force, or None
    _busy: bool  # whether there is something to do after each step
    owner: Any

    def _keep(self) -> None:
        """The context in force is another one."""
        self._kept = self._first._keeper()
        self._busy = self._noisy is not None or self._kept is not None

    def _settle(self) -> None:
        """After a step."""
        if self._noisy is not None:
            self._tell()
        if self._kept is not None:
            self._kept._write()

    def _answer_name(self) -> None:
        name = _answer.text(_lib.otls_connection_wanted_name, self._handle)
        alert = self._ask_name(name)
        before, self._first = self._first, self._context
        if alert is not None:
            _lib.otls_openssl_refuse_name(self._handle, alert)
            return
        try:
            _lib.otls_connection_reply_name(
                self._handle, 0 if self._context is before
                else self._context._handle(True))
        except (Error, KeyError) as error:
            _unraisable(error, self._context)
            _lib.otls_openssl_refuse_name(self._handle, _INTERNAL_ERROR)
            return
        if self._first is not before:
            self._keep()

    def _ask_name(self, name: str) -> Optional[int]:
        """The alert by which the context's callback refuses |name|."""
        callback = self._first._sni
        owner = self.owner
        if owner is None and self._sock is not None:
            owner = self._sock()
        if callback is None:
            return None
        if owner is None:
            return _INTERNAL_ERROR
        try:
            answer = callback(owner, name or None, self._first)
        except Exception as error:
            _unraisable(error, callback)
            return _HANDSHAKE_FAILURE
        if answer is None:
            return None
        try:
            alert = answer.__index__()
        except AttributeError:
            _unraisable(TypeError(
                "'%s' object cannot be interpreted as an integer"
                % type(answer).__name__), answer)
            return _INTERNAL_ERROR
        return alert if 0 <= alert <= 255 else _INTERNAL_ERROR

    def _answer_psk(self) -> None:
        text = _answer.text(_lib.otls_connection_wanted_psk, self._handle)
        identity, key = self._ask_psk(text or None)
        if not key:
            _lib.otls_connection_refuse_psk(self._handle)
            return
        try:
            _lib.otls_connection_reply_psk(self._handle, identity, key)
        except (Error, ValueError) as error:
            _unraisable(error, self._context)
            _lib.otls_connection_refuse_psk(self._handle)

    def _ask_psk(self, text: Optional[str]) -> Tuple[Any, Any]:
        """(identity, key) by the context's callback, or nothing."""
        callback = self._context._psk[self._server]
        if callback is None:
            return None, None
        try:
            if self._server:
                return None, bytes(memoryview(callback(text)))
            identity, key = callback(text)
            return identity or "", bytes(memoryview(key))
        except Exception as error:
            _unraisable(error, callback)
            return None, None

    def _answer_store(self) -> None:
        try:
            operation, key = _answer.whole(_store_wanted, self._handle)
        except _exceptions.TlsStateError:
            self._wait_for_store()
            return
        found = None if self._kept is None else self._kept._ask(
            "take" if operation == _TAKE else "get", key)
        try:
            _lib.otls_connection_store_reply(self._handle, found)
        except _exceptions.TlsStateError:
            pass  # another thread's step has gone on without it

    def _wait_for_store(self) -> None:
        """The socket doesn't block, and the store is elsewhere. All that an
        event loop can wait for is the socket. It may never become readable,
        since it is our turn to speak, but it is writable: so the loop comes
        back at once, and serves others in between."""
        import select
        try:
            fd, events, ms = _lib.otls_connection_store_poll(self._handle)
        except _exceptions.TlsStateError:
            return  # another thread has gone on
        poll = select.poll()
        if fd >= 0:
            poll.register(fd, (events & 1 and select.POLLIN)
                          | (events & 2 and select.POLLOUT))
        if ms > 0 and not poll.poll(min(ms, _PATIENCE_MS)):
            raise _errors.want_write()

    def _tell(self) -> None:
        """The messages since the last step."""
        while True:
            try:
                outgoing, version, kind, data = _next_message(
                    self._handle, _MESSAGE)
            except _exceptions.TooSmallError:
                outgoing, version, kind, data = _answer.whole(
                    _next_message, self._handle)
            if kind < 0:
                return
            number = -1
            if kind == _CCS:
                number = 0x101
            elif kind == _ALERT and len(data) > 1:
                number = data[1]
            elif kind in _WITH_TYPE and data:
                number = data[0]
            self._noisy(self.owner, "write" if outgoing else "read", version,
                     kind, number, data)


fix(Asked)
