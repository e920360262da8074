# SPDX-License-Identifier: ISC
"""A TLS connection over a host and port, a socket, or a pair of bios.

No Python runs inside C: where a handshake needs an answer it stops, the
context's hook is called, and the handshake goes on. So a hook may raise, and
the exception comes out of the call that caused it.
"""

import time as _time
from typing import Any, Callable, List, Optional, Tuple

from . import _answer, _exceptions
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .certificate import Certificate, listed as _listed
from .context import Context
from .io import BIO
from .session import Session
from .store import Store

_ROOM = 16384
_UNKNOWN = object()
_TAKE = 2  # OTLS_CONNECTION_STORE_TAKE
_RESUMED_BY = (None, "ticket", "store", "session")
Timeout = Optional[float]


def _ms(timeout: Timeout) -> int:
    return -1 if timeout is None else max(0, int(timeout * 1000 + 0.999))


class Connection(_Owner):
    """Made by connect(), over() or over_bios(). A timeout is in seconds for a
    whole call: None waits for ever, 0 never waits, and then
    WantReadError and WantWriteError say what to wait for, and
    WantStoreError that store_wait() does."""

    _context: Context
    _timeout: Timeout = None
    _chosen: Optional[Context] = None  # by the name that a client asks for
    _kept: Any = _UNKNOWN  # the store that Python keeps for it, or None
    _beneath: Any = None  # a Python socket whose descriptor we use

    # making one

    @classmethod
    def _made(cls, handle: int, context: Context,
              timeout: Timeout) -> "Connection":
        self = cls._owning(handle, _lib.otls_connection_free)
        self._context = context
        self.timeout = timeout
        return self

    @classmethod
    def connect(cls, context: Context, host: str, port: int, *,
                timeout: Timeout = None, session: Optional[Session] = None,
                servername: Optional[str] = None) -> "Connection":
        """Connects to |host|, whose addresses of both families are tried,
        and does the handshake, all within the timeout; |servername| is what
        is asked for and checked where it isn't |host|."""
        began = _time.monotonic()
        self = cls._made(
            _lib.otls_connection_connect(
                context._open(), host, port, _ms(timeout)),
            context, timeout)
        try:
            if servername is not None:
                self._set_servername(servername)
            if session is not None:
                self.set_session(session)
            if timeout:
                left = timeout - (_time.monotonic() - began)
                self._set_timeout(max(left, 0.001))
            self.handshake()
            self.timeout = timeout
        except BaseException:
            self.close()
            raise
        return self

    @classmethod
    def over(cls, context: Context, sock: Any, *,
             servername: Optional[str] = None,
             timeout: Timeout = None) -> "Connection":
        """Over a socket, or the descriptor of one, which stays the caller's.
        A socket of Python's lends its own timeout where none is given."""
        number = sock if isinstance(sock, int) else sock.fileno()
        if timeout is None and not isinstance(sock, int):
            timeout = sock.gettimeout()
        self = cls._made(
            _lib.otls_connection_new_socket(context._open(), number, 0),
            context, timeout)
        self._beneath = sock
        if servername is not None:
            self._set_servername(servername)
        return self

    @classmethod
    def over_bios(cls, context: Context, incoming: BIO, outgoing: BIO, *,
                  servername: Optional[str] = None) -> "Connection":
        """Reads from |incoming| and writes to |outgoing|. One end of
        tls.io.pair() as both is for programs that carry the bytes
        themselves, from and to the other end: there is no waiting then."""
        self = cls._made(
            _lib.otls_connection_new_bio(
                context._open(), incoming._open(), outgoing._open()),
            context, None)
        if servername is not None:
            self._set_servername(servername)
        return self

    def _set_servername(self, name: str) -> None:
        _lib.otls_connection_set_servername(self._open(), name)

    def set_port(self, port: int) -> None:
        """Where the server listens, for what is remembered of it."""
        _lib.otls_connection_set_port(self._open(), port)

    def set_session(self, session: Session) -> None:
        """To be resumed, before the handshake."""
        _lib.otls_connection_set_session(self._open(), session._open())

    # waiting

    @property
    def timeout(self) -> Timeout:
        """In seconds, for a whole call; None waits for ever."""
        return self._timeout

    @timeout.setter
    def timeout(self, seconds: Timeout) -> None:
        self._set_timeout(seconds)
        self._timeout = seconds

    def _set_timeout(self, seconds: Timeout) -> None:
        _lib.otls_connection_set_timeout_ms(self._open(), _ms(seconds))

    def _call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Calls again after a signal, whose handler has run, or a question of
        the handshake, until the time is over. The connection's timeout stays
        as it is, since another thread may be in the other direction."""
        began = _time.monotonic()
        while True:
            try:
                return function(self._open(), *args)
            except _exceptions.InterruptedError:
                pass
            except _exceptions.Error as error:
                if not self._answered(error):
                    raise
            if self._timeout and (
                    _time.monotonic() - began >= self._timeout):
                raise _exceptions.TimeoutError(
                    "the %g s of the timeout are over"
                    % self._timeout) from None

    def _answered(self, error: Exception) -> bool:
        """Whether that was a question, which has its answer now."""
        if isinstance(error, _exceptions.WantNameError):
            self._answer_name()
        elif isinstance(error, _exceptions.WantVerifyError):
            self._answer_verify()
        elif isinstance(error, _exceptions.WantPskError):
            self._answer_psk()
        else:
            return (isinstance(error, _exceptions.WantStoreError)
                    and self._answer_store())
        return True

    def _answer_name(self) -> None:
        name = _answer.text(_lib.otls_connection_wanted_name, self._open())
        hook = self._context._name_hook
        answer = hook(self, name) if hook else None
        if isinstance(answer, Context):
            self._chosen = answer
            _lib.otls_connection_reply_name(self._open(), answer._open())
        elif answer is True:
            _lib.otls_connection_reply_name(self._open(), 0)
        else:
            _lib.otls_connection_refuse_name(self._open())

    def _answer_verify(self) -> None:
        hook = self._context._verify_hook
        accepted = hook is not None and hook(self) is True
        _lib.otls_connection_reply_verify(self._open(), int(accepted))

    def _answer_psk(self) -> None:
        text = _answer.text(_lib.otls_connection_wanted_psk, self._open())
        context = self._chosen or self._context._for_name(
            self.servername if self.is_server else "")
        hook = context._psk_hook
        answer = hook(self, text or None) if hook else None
        key, identity = answer if isinstance(answer, tuple) \
            else (answer, None)
        if key is None:
            _lib.otls_connection_refuse_psk(self._open())
        else:
            _lib.otls_connection_reply_psk(
                self._open(), None if self.is_server else identity, key)

    def _keeping(self) -> Optional[Store]:
        """The store that Python keeps for this connection."""
        context = self._chosen or self._context
        if not self._chosen and context._names and self.is_server:
            context = context._for_name(self.servername)
        store = context._store
        return store if store and store._keeper is not None else None

    def _answer_store(self) -> bool:
        store = self._keeping()
        if store is None:
            return False
        self._kept = store
        operation, key = self.store_wanted()
        self.store_reply(store._ask(operation, key))
        return True

    def _write_store(self) -> None:
        """After the handshake, when the name is settled."""
        if self._kept is _UNKNOWN:
            self._kept = self._keeping()
        if self._kept is not None:
            self._kept._write()

    def _write_spoiled(self) -> None:
        """After a failure, for which a session may have to go."""
        if self._kept is not _UNKNOWN:
            self._write_store()

    def store_wait(self) -> Tuple[int, int, float]:
        """After a WantStoreError: the store's descriptor or -1, whether to
        wait until it can be read (1) or written (2) or both (3), and for how
        many seconds at most, before the handshake goes on."""
        fd, events, ms = _lib.otls_connection_store_poll(self._open())
        return fd, events, ms / 1000

    def store_wanted(self) -> Tuple[str, bytes]:
        """After a WantStoreError with a store of store.open("pull:"), which
        the program has itself: "get" or "take", and the key."""
        operation, key = _answer.whole(
            _lib.otls_connection_store_wanted, self._open())
        return "take" if operation == _TAKE else "get", key

    def store_reply(self, value: Optional[Any]) -> None:
        """The value by that key, as Store.next_write() gave it, or None; then
        the handshake goes on."""
        _lib.otls_connection_store_reply(self._open(), value)

    # talking

    def handshake(self) -> None:
        """Agrees with the peer. A hook of the context is called where the
        handshake asks something; what it raises comes out of here, and the
        handshake can go on later."""
        began = _time.monotonic()
        shortened = False
        try:
            while not self._step():
                if self._timeout:
                    left = began + self._timeout - _time.monotonic()
                    shortened = True
                    self._set_timeout(max(left, 0.001))
        finally:
            if shortened and not self.closed:
                self._set_timeout(self._timeout)

    def _step(self) -> bool:
        """As far as the next question, which is answered; whether done."""
        try:
            _lib.otls_connection_handshake(self._open())
            self._write_store()
            return True
        except _exceptions.InterruptedError:
            pass
        except _exceptions.Error as error:
            if not self._answered(error):
                self._write_spoiled()
                raise
        return False

    def read(self, size: int = _ROOM) -> bytes:
        """At most |size| bytes, as soon as there are any; b"" is the proper
        end. An end without a close_notify is a TlsEofError."""
        return self._talk(_lib.otls_connection_read, size)

    def readinto(self, buffer: Any) -> int:
        """The same, into a writable buffer; how many bytes."""
        return self._talk(_lib.otls_connection_read, buffer)

    def _talk(self, function: Callable[..., Any], *args: Any) -> Any:
        """What may be the first call, and so do the handshake."""
        try:
            answer = self._call(function, *args)
        except _exceptions.Error:
            self._write_spoiled()
            raise
        self._write_store()
        return answer

    def write(self, data: Any) -> int:
        """All of |data|, or as much as goes out without waiting where the
        timeout is 0; how many bytes. What is left must be given again. An
        exception after some of it has that number as |written|."""
        began = _time.monotonic()
        with memoryview(data).cast("B") as view:
            done = 0
            while done < len(view):
                if done and self._timeout and (
                        _time.monotonic() - began >= self._timeout):
                    raise self._cut_short(done)
                with view[done:] as rest:
                    try:
                        done += self._talk(_lib.otls_connection_write, rest)
                    except (_exceptions.WantReadError,
                            _exceptions.WantWriteError):
                        if not done:
                            raise
                        break
                    except BaseException as error:
                        error.written = done  # type: ignore[attr-defined]
                        raise
            return done

    def _cut_short(self, done: int) -> Exception:
        error = _exceptions.TimeoutError(
            "the %g s of the timeout are over, and %d bytes are written"
            % (self._timeout or 0, done))
        error.written = done  # type: ignore[attr-defined]
        return error

    def send_file(self, path: Any, offset: int = 0,
                  length: int = -1) -> int:
        """So many bytes of a file, or all to its end; how many."""
        return self._talk(
            _lib.otls_connection_send_file, path, offset, length)

    def pending(self) -> int:
        """The bytes that can be read without waiting for the peer."""
        return _lib.otls_connection_pending(self._open())

    def shutdown(self) -> None:
        """Ends it properly, in both directions."""
        self._call(_lib.otls_connection_shutdown)

    def shutdown_write(self) -> None:
        """Says that nothing more will be written."""
        self._call(_lib.otls_connection_shutdown_write)

    def key_update(self, ask_peer: bool = False) -> None:
        """New keys for what is sent, and by the peer's if asked."""
        self._call(_lib.otls_connection_key_update, int(bool(ask_peer)))

    def request_certificate(self) -> None:
        """A server asks for the client's certificate after the handshake."""
        self._call(_lib.otls_connection_request_certificate)

    def fileno(self) -> int:
        """The descriptor, for select() and its like."""
        return _lib.otls_connection_fd(self._open())

    # what was agreed

    def _text(self, what: str) -> str:
        return _answer.text(
            getattr(_lib, "otls_connection_info_" + what), self._open())

    @property
    def version(self) -> str:
        """Such as "TLSv1.3"."""
        return self._text("version_name")

    @property
    def cipher(self) -> str:
        """Such as "TLS_AES_256_GCM_SHA384"."""
        return self._text("cipher")

    @property
    def cipher_bits(self) -> int:
        """The strength of the cipher."""
        return _lib.otls_connection_info_cipher_bits(self._open())

    @property
    def group(self) -> str:
        """What keys were exchanged in, such as "x25519"; "" for none."""
        return self._text("group")

    @property
    def alpn(self) -> str:
        """The application protocol, or ""."""
        return self._text("alpn")

    @property
    def servername(self) -> str:
        """The name that the client asked for, or ""."""
        return self._text("servername")

    @property
    def resumed(self) -> bool:
        """Whether a session was resumed."""
        return bool(_lib.otls_connection_info_is_resumed(self._open()))

    @property
    def resumed_by(self) -> Optional[str]:
        """By what: "ticket" (a server), "store", "session" (a client, the
        one that was set), or None where the handshake was a full one."""
        return _RESUMED_BY[_lib.otls_connection_info_resumed_by(self._open())]

    @property
    def is_server(self) -> bool:
        """Which end this is."""
        return bool(_lib.otls_connection_info_is_server(self._open()))

    def explain(self) -> str:
        """In words, whether it was resumed, and why or why not."""
        return self._text("explain")

    @property
    def session(self) -> Session:
        """What a client can resume with later. With TLS 1.3 it comes with
        the first bytes that are read."""
        return Session._made(_lib.otls_connection_session(self._open()))

    def exporter(self, label: str, size: int,
                 context: Optional[bytes] = None) -> bytes:
        """Keying material for another protocol (RFC 5705)."""
        return _lib.otls_connection_info_exporter(
            self._open(), label, context or b"", int(context is not None),
            size)

    def channel_binding(self, kind: str) -> bytes:
        """"tls-exporter", "tls-server-end-point", or, with TLS 1.2,
        "tls-unique"."""
        return _answer.whole(
            _lib.otls_connection_info_channel_binding, self._open(), kind)

    @property
    def ocsp_response(self) -> bytes:
        """What the server stapled, in DER; b"" for nothing."""
        return _answer.whole(
            _lib.otls_connection_info_ocsp_response, self._open())

    def keylog(self) -> Optional[str]:
        """The oldest line of the key log that wasn't taken yet, or None."""
        return self._text("next_keylog") or None

    # the peer

    @property
    def peer_certificate(self) -> Optional[Certificate]:
        """The peer's, or None where it has sent none."""
        try:
            return Certificate._made(
                _lib.otls_connection_info_peer_cert(self._open()))
        except _exceptions.CertMissingError:
            return None

    def _certificates(self, function: Callable[[int], int]
                      ) -> List[Certificate]:
        try:
            return _listed(function(self._open()))
        except _exceptions.CertMissingError:
            return []

    @property
    def peer_certificates(self) -> List[Certificate]:
        """All that the peer has sent, its own first. Nobody has verified
        them as a chain."""
        return self._certificates(_lib.otls_connection_info_peer_certs)

    @property
    def verified_chain(self) -> List[Certificate]:
        """From the peer's certificate to the authority, as it was verified
        in this handshake; [] where none was, as in a resumed session."""
        return self._certificates(_lib.otls_connection_info_verified_chain)

    @property
    def verdict(self) -> Tuple[int, str]:
        """What OpenSSL thinks of the peer's certificate, as its number, of
        which 0 is good, and in words."""
        number, words = _answer.whole(
            _lib.otls_connection_info_verify_error, self._open())
        return number, words.decode("utf-8", "replace")

    @property
    def shared_ciphers(self) -> Tuple[str, ...]:
        """What a server has in common with its client, as the client
        prefers it."""
        text = self._text("shared_ciphers")
        return tuple(text.split(":")) if text else ()

    def __repr__(self) -> str:
        return "<tls.Connection%s>" % (" (closed)" if self.closed else "")
