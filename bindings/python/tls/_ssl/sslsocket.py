# SPDX-License-Identifier: ISC
"""One connection, over a socket or a pair of bios.

No Python runs inside OpenSSL: where a handshake needs an answer it stops,
the context's callback is called, and the handshake goes on. Messages for
_msg_callback are told after each step.
"""

import _socket
import weakref as _weakref
from typing import Any, List, NoReturn, Optional, Tuple

from .. import _answer, _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import constants as _c, errors as _errors
from .asked import Asked
from .bio import MemoryBIO
from .certificate import Certificate, chain as _chain, decoded
from .context import _SSLContext
from .immutable import fix
from .session import SSLSession
from .versions import MARCH_2023, ROLES

_read = _lib.otls_connection_read
_write = _lib.otls_connection_write
_pending = _lib.otls_connection_pending
_handshake = _lib.otls_connection_handshake
_set_timeout_ms = _lib.otls_connection_set_timeout_ms

_UNSET = object()


class _SSLSocket(Asked):
    """What ssl.SSLSocket and ssl.SSLObject are made of."""

    __slots__ = (
        "_handle", "_context", "_first", "_sock", "_owner", "_timeout",
        "_server", "_hostname", "_noisy", "_kept", "_busy", "_open",
        "_shut", "_bios", "_fits", "__weakref__")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("cannot create '_ssl._SSLSocket' instances")

    def __del__(self, free: Any = _lib.otls_connection_free) -> None:
        try:
            free(self._handle)
        except Exception:  # never made, or the library has closed
            pass

    # waiting

    def _wait(self) -> None:
        """The socket's timeout may be another one since the last call."""
        sock = self._sock()
        if sock is None:
            raise _errors.SSLError("Underlying socket connection gone")
        timeout = sock.gettimeout()
        if timeout != self._timeout:
            _set_timeout_ms(self._handle, -1 if timeout is None
                            else int(timeout * 1000 + 0.999))
            self._timeout = timeout

    def _go_on(self, error: Error, what: str) -> None:
        """After a step that stopped: answers what it asks, or raises."""
        if self._busy:
            self._settle()
        if isinstance(error, _exceptions.WantNameError):
            self._answer_name()
        elif isinstance(error, _exceptions.WantPskError):
            self._answer_psk()
        elif isinstance(error, _exceptions.WantStoreError):
            self._answer_store()
        elif not isinstance(error, _exceptions.InterruptedError):
            _errors.fail(error, self, what)

    # talking

    def do_handshake(self) -> None:
        """Agrees with the peer."""
        if not self._fits:
            raise _errors.named("CALLED_A_FUNCTION_YOU_SHOULD_NOT_CALL",
                                "called a function you should not call")
        if self._sock is not None:
            self._wait()
        while True:
            try:
                _handshake(self._handle)
                break
            except Error as error:
                self._go_on(error, "handshake")
        self._open = True
        if self._busy:
            self._settle()

    def read(self, size: int, buffer: Any = None, /) -> Any:
        """At most |size| bytes, or how many are in |buffer| now."""
        if self._sock is not None:
            self._wait()
        if buffer is not None:
            return self._read_into(size, buffer)
        if size < 0:
            raise ValueError("size should not be negative")
        while True:
            try:
                data = _read(self._handle, size)
            except Error as error:
                self._go_on(error, "read")
                continue
            if self._busy:
                self._settle()
            if not data and size and self._shut:
                raise _errors.zero_return()
            return data

    def _read_into(self, size: int, buffer: Any) -> int:
        with memoryview(buffer) as view:
            if view.readonly:
                raise TypeError("argument 2 must be read-write bytes-like "
                                "object, not %s" % type(buffer).__name__)
            if 0 < size < view.nbytes:
                with view.cast("B") as whole, whole[:size] as part:
                    return self._fill(part)
            return self._fill(view)

    def _fill(self, view: Any) -> int:
        while True:
            try:
                done = _read(self._handle, view)
            except Error as error:
                self._go_on(error, "read")
                continue
            if self._busy:
                self._settle()
            if not done and view.nbytes and self._shut:
                raise _errors.zero_return()
            return done

    def write(self, b: Any, /) -> int:
        """As much of |b| as goes out; how many bytes."""
        if self._sock is not None:
            self._wait()
        while True:
            try:
                done = _write(self._handle, b)
            except _exceptions.TlsStateError:
                raise _errors.named("PROTOCOL_IS_SHUTDOWN",
                                    "protocol is shutdown") from None
            except Error as error:
                self._go_on(error, "write")
                continue
            if self._busy:
                self._settle()
            return done

    def pending(self) -> int:
        """The bytes that can be read without waiting for the peer."""
        return _pending(self._handle)

    def shutdown(self) -> Any:
        """Ends it properly, in both directions; the socket beneath."""
        if self._sock is not None:
            self._wait()
        self._shut = True
        while True:
            try:
                _lib.otls_connection_shutdown(self._handle)
                break
            except _exceptions.TlsStateError:
                self._not_yet()
            except Error as error:
                self._go_on(error, "read")
        if self._busy:
            self._settle()
        return None if self._sock is None else self._sock()

    def _not_yet(self) -> NoReturn:
        if self._is_open():
            raise _errors.named("APPLICATION_DATA_AFTER_CLOSE_NOTIFY",
                                "application data after close notify")
        raise _errors.named("SHUTDOWN_WHILE_IN_INIT",
                            "shutdown while in init")

    def verify_client_post_handshake(self) -> None:
        """A server asks its client for a certificate."""
        if not self._server:
            raise _errors.named("NOT_SERVER", "not server")
        while True:
            try:
                _lib.otls_connection_request_certificate(self._handle)
                return
            except Error as error:
                self._go_on(error, "write")

    # what was agreed

    def _is_open(self) -> bool:
        if not self._open:
            try:
                _lib.otls_connection_info_version(self._handle)
            except _exceptions.TlsStateError:
                return False
            self._open = True
        return True

    def _text(self, function: Any) -> Optional[str]:
        """What was agreed, or None where nothing was yet."""
        try:
            return _answer.text(function, self._handle) or None
        except _exceptions.TlsStateError:
            return None

    def version(self) -> Optional[str]:
        """Such as "TLSv1.3"."""
        return self._text(_lib.otls_connection_info_version_name)

    def cipher(self) -> Optional[Tuple[str, str, int]]:
        """(name, protocol, secret bits)."""
        name = self._text(_lib.otls_connection_info_cipher)
        if name is None:
            return None
        return self._context._cipher(
            name, _lib.otls_connection_info_cipher_bits(self._handle))

    def shared_ciphers(self) -> Optional[List[Tuple[str, str, int]]]:
        """What a server has in common with its client."""
        if not MARCH_2023:
            return [(line[1], line[2], int(line[3]))
                    for line in self._context._described().values()]
        if not self._server:
            return None
        names = self._text(_lib.otls_connection_info_shared_ciphers)
        return [self._context._cipher(name)
                for name in names.split(":")] if names else None

    def compression(self) -> None:
        """There is none."""
        return None

    def selected_alpn_protocol(self) -> Optional[str]:
        """The application protocol."""
        return self._text(_lib.otls_connection_info_alpn)

    def get_channel_binding(self, cb_type: str = "tls-unique"
                            ) -> Optional[bytes]:
        """What only the two ends know of this connection."""
        if cb_type == "tls-exporter":
            return self._exporter_binding()
        if cb_type != "tls-unique":
            raise ValueError(
                "'%s' channel binding type not implemented" % cb_type)
        # the message that came first
        peer = self._server != bool(self.session_reused)
        return _answer.whole(
            _lib.otls_openssl_finished, self._handle, int(peer)) or None

    def _exporter_binding(self) -> Optional[bytes]:
        """As RFC 9266 has it."""
        try:
            return _answer.whole(
                _lib.otls_connection_info_channel_binding, self._handle,
                "tls-exporter")
        except _exceptions.TlsStateError:
            return None
        except _exceptions.UnsupportedError as error:
            raise ValueError(str(error)) from None

    def explain(self) -> str:
        """libotls's words for how it came about."""
        return self._text(_lib.otls_connection_info_explain) or ""

    # the peer

    def getpeercert(self, binary_mode: bool = False, /) -> Any:
        """The peer's certificate, as a dictionary or in DER."""
        if not self._is_open():
            raise ValueError("handshake not done yet")
        try:
            number = _lib.otls_connection_info_peer_cert(self._handle)
        except _exceptions.CertMissingError:
            return None
        try:
            data = _answer.whole(_lib.otls_cert_der, number)
        finally:
            _lib.otls_cert_free(number)
        if binary_mode:
            return data
        return decoded(data) if self._context._verify else {}

    def _certificates(self, function: Any) -> Optional[List[Certificate]]:
        try:
            return _chain(function(self._handle))
        except _exceptions.CertMissingError:
            return None

    def get_verified_chain(self) -> Optional[List[Certificate]]:
        """From the peer's certificate to the authority."""
        return self._certificates(_lib.otls_connection_info_verified_chain)

    def get_unverified_chain(self) -> Optional[List[Certificate]]:
        """What the peer has sent."""
        return self._certificates(_lib.otls_connection_info_peer_certs)

    # what it was made with

    @property
    def context(self) -> _SSLContext:
        """The context."""
        return self._context

    @context.setter
    def context(self, value: Any) -> None:
        if not isinstance(value, _SSLContext):
            raise TypeError("The value must be a SSLContext")
        self._context = value

    @property
    def owner(self) -> Any:
        """The object of the ssl module, or None."""
        return None if self._owner is None else self._owner()

    @owner.setter
    def owner(self, value: Any) -> None:
        self._owner = None if value is None else _weakref.ref(value)

    @property
    def server_side(self) -> bool:
        """Which end this is."""
        return self._server

    @property
    def server_hostname(self) -> Optional[str]:
        """Whom a client wants to reach."""
        return self._hostname

    @property
    def session_reused(self) -> bool:
        """Whether a session was resumed."""
        try:
            return bool(_lib.otls_connection_info_is_resumed(self._handle))
        except _exceptions.TlsStateError:
            return False

    @property
    def session(self) -> Optional[SSLSession]:
        """What to resume it with."""
        try:
            return SSLSession._made(
                _lib.otls_openssl_session(self._handle), self._context,
                self._server)
        except _exceptions.TlsStateError:
            return None

    @session.setter
    def session(self, value: Any) -> None:
        if not isinstance(value, SSLSession):
            raise TypeError("Value is not a SSLSession.")
        if value._context is not None \
                and value._context is not self._context:
            raise ValueError("Session refers to a different SSLContext.")
        if self._server:
            raise ValueError("Cannot set session for server-side SSLSocket.")
        if self._is_open():
            raise ValueError("Cannot set session after handshake.")
        try:
            _lib.otls_connection_set_session(
                self._handle, value._handle.number)
        except _exceptions.TlsStateError:
            raise ValueError("Cannot set session after handshake.") from None


fix(_SSLSocket)


def _host(hostname: Any) -> Optional[str]:
    if hostname is None:
        return None
    if isinstance(hostname, (bytes, bytearray)):
        hostname = bytes(hostname).decode("ascii")
    if not isinstance(hostname, str):
        raise TypeError("str, bytes or bytearray expected, not %s"
                        % type(hostname).__name__)
    hostname.encode("ascii")
    if "\0" in hostname:
        raise TypeError("argument 3 must be encoded string without null "
                        "bytes, not str")
    if not hostname or hostname.startswith("."):
        raise ValueError("server_hostname cannot be an empty string or start "
                         "with a leading dot.")
    return hostname


def _handle_for(context: _SSLContext, server: bool) -> Tuple[int, bool]:
    """The handle of libotls's context, and whether it is for that end."""
    if context._protocol != (_c.PROTOCOL_TLS_CLIENT if server
                             else _c.PROTOCOL_TLS_SERVER):
        return context._handle(server), True
    if not ROLES:
        return context._handle(not server), False
    raise _errors.make(
        _errors.SSLError, _c.SSL_ERROR_SSL,  # type: ignore[attr-defined]
        "Cannot create a %s socket with a %s context" % (
            ("server", "PROTOCOL_TLS_CLIENT") if server
            else ("client", "PROTOCOL_TLS_SERVER")))


def _made(cls: Any, context: _SSLContext, number: int, server: bool,
          hostname: Optional[str], owner: Any, session: Any,
          fits: bool) -> Any:
    self = object.__new__(cls)
    self._fits = fits
    self._handle = number
    self._context = self._first = context
    self._sock = self._bios = None
    self._timeout = _UNSET
    self._server = server
    self._hostname = hostname
    self._noisy = context._message_callback
    self._open = self._shut = False
    self._keep()
    self.owner = owner
    if hostname is not None and not server and fits:
        try:
            _lib.otls_connection_set_servername(number, hostname)
        except _exceptions.InvalidError as error:
            raise ValueError(str(error)) from None
    if session is not None:
        self.session = session
    return self


def _say_port(number: int, sock: Any) -> None:
    """A server on another port has other sessions."""
    try:
        port = sock.getpeername()[1]
    except (OSError, IndexError):
        return
    if isinstance(port, int):
        _lib.otls_connection_set_port(number, port)


def over_socket(cls: Any, context: _SSLContext, sock: Any, server: bool,
                hostname: Any, owner: Any, session: Any) -> Any:
    """A connection over a socket, which stays the caller's."""
    if not isinstance(sock, _socket.socket):
        raise TypeError("_wrap_socket() argument 'sock' must be "
                        "_socket.socket, not %s" % type(sock).__name__)
    hostname = _host(hostname)
    handle, fits = _handle_for(context, server)
    try:
        number = _lib.otls_connection_new_socket(handle, sock.fileno(), 0)
    except Error as error:
        raise _errors.general(error) from None
    self = _made(cls, context, number, server, hostname, owner, session, fits)
    self._sock = _weakref.ref(sock)
    if context._store is not None and not server:
        _say_port(number, sock)
    return self


def over_bios(cls: Any, context: _SSLContext, incoming: Any, outgoing: Any,
              server: bool, hostname: Any, owner: Any, session: Any) -> Any:
    """A connection over two bios."""
    for bio in (incoming, outgoing):
        if not isinstance(bio, MemoryBIO):
            raise TypeError("a MemoryBIO is required, not %s"
                            % type(bio).__name__)
    hostname = _host(hostname)
    handle, fits = _handle_for(context, server)
    try:
        number = _lib.otls_connection_new_bio(
            handle, incoming._handle, outgoing._handle)
    except Error as error:
        raise _errors.general(error) from None
    self = _made(cls, context, number, server, hostname, owner, session, fits)
    self._bios = incoming, outgoing
    return self
