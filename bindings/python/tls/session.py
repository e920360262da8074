# SPDX-License-Identifier: ISC
"""What a client resumes a connection with."""

from typing import Union

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .store import secret_text as _secret_text

Bytes = Union[bytes, bytearray, memoryview]


class Session(_Owner):
    """Taken from Connection.session, given to another connection of a
    context with the same policy."""

    @classmethod
    def _made(cls, handle: int) -> "Session":
        return cls._owning(handle, _lib.otls_session_free)

    @property
    def id(self) -> bytes:
        """Its identifier; of its own making where there is a ticket."""
        return _answer.whole(_lib.otls_session_id, self._open())

    @property
    def created(self) -> int:
        """When it was made, in seconds since 1970."""
        return _lib.otls_session_created_s(self._open())

    @property
    def lifetime(self) -> int:
        """How long it is good for, in seconds."""
        return _lib.otls_session_lifetime_s(self._open())

    @property
    def has_ticket(self) -> bool:
        """Whether the server keeps nothing of it."""
        return bool(_lib.otls_session_has_ticket(self._open()))

    @property
    def ticket_lifetime(self) -> int:
        """The server's hint, in seconds."""
        return _lib.otls_session_ticket_lifetime_s(self._open())

    @property
    def resumable(self) -> bool:
        """Whether it can be used (again)."""
        return bool(_lib.otls_session_is_resumable(self._open()))

    @property
    def version(self) -> int:
        """The protocol's number, such as 0x0304 for TLS 1.3."""
        return _lib.otls_session_version(self._open())

    @property
    def servername(self) -> str:
        """The name that the server was asked for, or ""."""
        return _answer.text(_lib.otls_session_servername, self._open())

    def export(self, secret: Union[str, Bytes]) -> bytes:
        """Itself as bytes that another process can import, sealed with a
        secret such as store.make_secret() makes. With TLS 1.3 use one of the
        two, this one or what is imported: a session should resume once."""
        return _answer.whole(
            lambda room: _lib.otls_session_export(
                self._open(), _secret_text(secret), room))

    @classmethod
    def import_(cls, data: Bytes, secret: Union[str, Bytes]) -> "Session":
        """What export() has made. The text may have several secrets, one a
        line, any of which may have sealed it; an AuthError says that none
        has, or that the session has expired."""
        return cls._made(
            _lib.otls_session_import(data, _secret_text(secret)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Session):
            return NotImplemented
        return bool(_lib.otls_session_equal(self._open(), other._open()))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<tls.Session%s>" % (" (closed)" if self.closed else "")
