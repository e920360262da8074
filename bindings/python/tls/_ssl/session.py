# SPDX-License-Identifier: ISC
"""What a client resumes a connection with."""

from typing import Any

from .. import _answer
from .._backend import lib as _lib
from .immutable import Handle, Immutable, fix


class SSLSession(metaclass=Immutable):
    """Taken from a connection, for connections of the same context."""

    __slots__ = ("_handle", "_context", "__weakref__")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("cannot create '_ssl.SSLSession' instances")

    @classmethod
    def _made(cls, number: int, context: Any) -> "SSLSession":
        self = object.__new__(cls)
        self._handle = Handle(number, _lib.otls_session_free)
        self._context = context
        return self

    @property
    def id(self) -> bytes:
        """Its identifier."""
        return _answer.whole(_lib.otls_session_id, self._handle.number)

    @property
    def time(self) -> int:
        """When it was made, in seconds since 1970."""
        return _lib.otls_session_created_s(self._handle.number)

    @property
    def timeout(self) -> int:
        """For how many seconds it is good."""
        return _lib.otls_session_lifetime_s(self._handle.number)

    @property
    def ticket_lifetime_hint(self) -> int:
        """What the server says of that."""
        return _lib.otls_session_ticket_lifetime_s(self._handle.number)

    @property
    def has_ticket(self) -> bool:
        """Whether the server keeps nothing of it."""
        return bool(_lib.otls_session_has_ticket(self._handle.number))

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, SSLSession):
            return NotImplemented
        if self is other:
            return True
        return bool(_lib.otls_session_equal(
            self._handle.number, other._handle.number))

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> Any:
        raise TypeError("cannot pickle 'SSLSession' object")


fix(SSLSession)
