# SPDX-License-Identifier: ISC
"""What a client resumes a connection with."""

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner


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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Session):
            return NotImplemented
        return bool(_lib.otls_session_equal(self._open(), other._open()))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<tls.Session%s>" % (" (closed)" if self.closed else "")
