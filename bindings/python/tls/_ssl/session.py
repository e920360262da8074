# SPDX-License-Identifier: ISC
"""What a client resumes a connection with."""

from typing import Any, Union

from .. import _answer, _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import errors as _errors
from .immutable import Handle, Immutable, fix


_Bytes = Union[bytes, bytearray, memoryview]


def _failed(error: Error) -> Any:
    """A program's mistake, or what has become of the bytes."""
    if isinstance(error, _exceptions.StoreSecretError):
        return ValueError(str(error))
    if isinstance(error, (_exceptions.AuthError, _exceptions.InvalidError)):
        return _errors.plain(error)
    return _errors.general(error)


class SSLSession(metaclass=Immutable):
    """Taken from a connection, for connections of the same context; or loaded
    from bytes, for those of any context that would verify the same."""

    __slots__ = ("_handle", "_context", "_server", "__weakref__")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("cannot create '_ssl.SSLSession' instances")

    @classmethod
    def _made(cls, number: int, context: Any,
              server: bool = False) -> "SSLSession":
        self = object.__new__(cls)
        self._handle = Handle(number, _lib.otls_session_free)
        self._context = context
        self._server = server
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

    def export(self, secret: Union[str, _Bytes]) -> bytes:
        """Itself as bytes that load() takes, in another process too, sealed
        with a secret such as tls.store.make_secret() makes. With TLS 1.3 use
        this one or what is loaded, and once: a session should resume once."""
        from ..store import secret_text
        if self._server or not _lib.otls_session_is_resumable(
                self._handle.number):
            raise ValueError(
                "nothing can be resumed with this session: a client takes "
                "SSLSocket.session, with TLS 1.3 after the first bytes that "
                "it reads")
        try:
            return _answer.whole(
                lambda room: _lib.otls_session_export(
                    self._handle.number, secret_text(secret), room))
        except Error as error:
            raise _failed(error) from None

    @classmethod
    def load(cls, data: _Bytes, secret: Union[str, _Bytes]) -> "SSLSession":
        """What export() has made. The text may have several secrets, one a
        line, any of which may have sealed it."""
        from ..store import secret_text
        try:
            return cls._made(
                _lib.otls_session_import(data, secret_text(secret)), None)
        except Error as error:
            raise _failed(error) from None

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
