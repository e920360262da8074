# SPDX-License-Identifier: ISC
"""What connections have in common: versions, trust, credential, names.

A context is a specification. It is safe as it is made: TLS 1.2 or newer, the
system's authorities, certificate and host name verified. It costs
microseconds, so a program may make one a connection; what is costly (the
authorities, the decrypted key) is shared behind it. What is set later holds
for the connections made from then on.
"""

import os
from typing import (
    Any, Callable, Dict, Iterable, Optional, Tuple, Union)

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .credential import Credential
from .store import Store
from .ticket_keys import TicketKeys
from .trust import Trust

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Names = Union[str, Iterable[str], None]

VERSIONS = {
    "TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304,
}
VERIFY = {"none": 0, "optional": 1, "required": 2}
VERIFY_FLAGS = {
    "crl_leaf": 1, "crl_chain": 2, "strict": 4, "partial_chain": 8,
}
RESUMPTION = {"off": 0, "tickets": 1, "store": 2, "both": 3}
COUNTERS = {
    "connect": 1, "connect_good": 2, "accept": 3, "accept_good": 4,
    "resumed": 5, "missed": 6, "capped": 7,
}


def _word(words: Any, what: str, value: Any) -> int:
    """The number of a word, such as "TLSv1.3" among the versions."""
    try:
        return words[value]
    except (KeyError, TypeError):
        raise ValueError("%s is %r: it may be %s" % (
            what, value, ", ".join(map(repr, words)))) from None


def _listed(names: Names) -> Optional[str]:
    if names is None or isinstance(names, str):
        return names
    return ":".join(names)


class Context(_Owner):
    """Made by Context.client() or Context.server()."""

    # Answers to what a handshake asks, called between two of its steps.
    _name_hook: Optional[Callable[[Any, str], Any]] = None
    _verify_hook: Optional[Callable[[Any], Any]] = None
    _psk_hook: Optional[Callable[[Any, Optional[str]], Any]] = None
    _names: Dict[str, "Context"]
    _store: Optional[Store] = None

    @classmethod
    def _new(cls, role: int) -> "Context":
        made = cls._owning(_lib.otls_context_new(role),
                           _lib.otls_context_free)
        made._names = {}
        return made

    @classmethod
    def client(cls, *, trust: Optional[Trust] = None,
               credential: Optional[Credential] = None,
               alpn: Iterable[Union[str, bytes]] = ()) -> "Context":
        """For the end that connects."""
        return cls._new(1)._with(trust, credential, alpn)

    @classmethod
    def server(cls, credential: Optional[Credential] = None, *,
               trust: Optional[Trust] = None, verify: str = "none",
               alpn: Iterable[Union[str, bytes]] = ()) -> "Context":
        """For the end that accepts; |verify| says whether it asks clients for
        a certificate: "none", "optional" or "required"."""
        made = cls._new(2)._with(trust, credential, alpn)
        made.set_verify(verify)
        return made

    def _with(self, trust: Optional[Trust],
              credential: Optional[Credential],
              alpn: Iterable[Union[str, bytes]]) -> "Context":
        if trust is not None:
            self.set_trust(trust)
        if credential is not None:
            self.set_credential(credential)
        if alpn:
            self.set_alpn(alpn)
        return self

    def copy(self) -> "Context":
        """Another one that says the same."""
        made = self._owning(_lib.otls_context_copy(self._open()),
                            _lib.otls_context_free)
        made._name_hook = self._name_hook
        made._verify_hook = self._verify_hook
        made._psk_hook = self._psk_hook
        made._names = dict(self._names)
        made._store = self._store
        return made

    # what is spoken

    def set_versions(self, lowest: Optional[str] = None,
                     highest: Optional[str] = None) -> None:
        """From "TLSv1.2", the default, to the newest; None is the default."""
        low, high = (0 if v is None else _word(VERSIONS, "the version", v)
                     for v in (lowest, highest))
        _lib.otls_context_set_versions(self._open(), low, high)

    def set_ciphers(self, ciphers: Names) -> None:
        """For TLS 1.2 and older, as in openssl-ciphers(1); None resets."""
        _lib.otls_context_set_ciphers(self._open(), _listed(ciphers))

    def set_ciphersuites(self, ciphersuites: Names) -> None:
        """For TLS 1.3, the preferred first; None resets."""
        _lib.otls_context_set_ciphersuites(
            self._open(), _listed(ciphersuites))

    @property
    def ciphers(self) -> Tuple[str, ...]:
        """What connections would use, the preferred first."""
        return tuple(_answer.text(
            _lib.otls_context_ciphers, self._open()).split(":"))

    def set_groups(self, groups: Names) -> None:
        """For key exchange, such as "X25519:P-256"; None resets."""
        _lib.otls_context_set_groups(self._open(), _listed(groups))

    def set_signature_algorithms(self, algorithms: Names) -> None:
        """Such as "ecdsa_secp256r1_sha256"; None resets."""
        _lib.otls_context_set_signature_algorithms(
            self._open(), _listed(algorithms))

    def set_security_level(self, level: int) -> None:
        """OpenSSL's, 0 to 5; the default is 2."""
        _lib.otls_context_set_security_level(self._open(), level)

    def set_alpn(self, protocols: Iterable[Union[str, bytes]]) -> None:
        """Application protocols such as "h2", the preferred first."""
        wire = b""
        for protocol in ([protocols] if isinstance(protocols, (str, bytes))
                         else protocols):
            if isinstance(protocol, str):
                protocol = protocol.encode("ascii")
            if not 1 <= len(protocol) <= 255:
                raise ValueError("the protocol %r has no byte, or more than "
                                 "255" % protocol)
            wire += bytes((len(protocol),)) + protocol
        _lib.otls_context_set_alpn(self._open(), wire)

    def set_record_size(self, size: int) -> None:
        """At most this many bytes of data in a record; 0 resets."""
        _lib.otls_context_set_record_size(self._open(), size)

    # whom to believe, and who we are

    def set_trust(self, trust: Optional[Trust]) -> None:
        """None is the system's."""
        _lib.otls_context_set_trust(
            self._open(), 0 if trust is None else trust._open())

    def set_credential(self, credential: Optional[Credential]) -> None:
        """In place of all that there are; None takes them away."""
        _lib.otls_context_set_credential(
            self._open(), 0 if credential is None else credential._open())

    def add_credential(self, credential: Credential) -> None:
        """One with another type of key."""
        _lib.otls_context_add_credential(self._open(), credential._open())

    def set_verify(self, mode: str) -> None:
        """Whether a server asks clients for a certificate."""
        _lib.otls_context_set_verify(
            self._open(), _word(VERIFY, "the mode", mode))

    def insecure_set_verify_none(self) -> None:
        """A client takes any certificate: no protection at all."""
        _lib.otls_context_insecure_set_verify_none(self._open())

    def insecure_set_hostname_check(self, on: bool) -> None:
        """A client compares no names where |on| is False."""
        _lib.otls_context_insecure_set_hostname_check(
            self._open(), int(bool(on)))

    def set_verify_depth(self, depth: int) -> None:
        """So many certificates between the peer's and the trusted one; -1
        resets."""
        _lib.otls_context_set_verify_depth(self._open(), depth)

    def set_verify_flags(self, flags: Iterable[str]) -> None:
        """Some of "crl_leaf", "crl_chain", "strict", "partial_chain"."""
        _lib.otls_context_set_verify_flags(self._open(), sum(
            _word(VERIFY_FLAGS, "the flag", f)
            for f in set([flags] if isinstance(flags, str) else flags)))

    def set_ocsp_stapling(self, on: bool) -> None:
        """Ask servers for an OCSP response, or send the credential's."""
        _lib.otls_context_set_ocsp_stapling(self._open(), int(bool(on)))

    def set_post_handshake_auth(self, on: bool) -> None:
        """Whether a certificate may be asked for after the handshake."""
        _lib.otls_context_set_post_handshake_auth(
            self._open(), int(bool(on)))

    def on_verify(self, answer: Optional[Callable[[Any], Any]]) -> None:
        """|answer|(connection) decides on a server's certificate, after the
        library has: True takes it, anything else refuses it."""
        _lib.otls_context_set_ask_verify(
            self._open(), int(answer is not None))
        self._verify_hook = answer

    # names

    def add_name(self, pattern: str, other: Optional["Context"]) -> None:
        """|other| answers for clients that ask for a name like |pattern|,
        such as "example.com" or "*.example.com"; None takes it out."""
        _lib.otls_context_add_name(
            self._open(), pattern, 0 if other is None else other._open())
        if other is None:
            self._names.pop(pattern.lower(), None)
        else:
            self._names[pattern.lower()] = other

    def _for_name(self, name: str) -> "Context":
        """The one that the table has for a name, or this one."""
        name = name.lower()
        rest = "*" + name[name.find("."):] if "." in name else name
        return self._names.get(name) or self._names.get(rest) or self

    def on_name(self, answer: Optional[Callable[[Any, str], Any]]) -> None:
        """|answer|(connection, name) gives the context that answers for the
        name that a client asks for ("" for none), True for this one, or
        anything else to refuse."""
        _lib.otls_context_set_ask_name(
            self._open(), int(answer is not None))
        self._name_hook = answer

    # pre-shared keys

    def on_psk(self, answer: Optional[
            Callable[[Any, Optional[str]], Any]], *,
            hint: Optional[str] = None) -> None:
        """|answer|(connection, text) gives a key that both ends have, or
        None to go on without. For a server |text| is the identity that the
        client sent, and it answers with the key, bytes; for a client it is
        the server's hint or None, and it answers with (key, identity)."""
        _lib.otls_context_set_ask_psk(
            self._open(), int(answer is not None), hint)
        self._psk_hook = answer

    # sessions

    def set_resumption(self, mode: str) -> None:
        """"off", "tickets", and for servers "store" or "both", which need
        set_store()."""
        _lib.otls_context_set_resumption(
            self._open(), _word(RESUMPTION, "the mode", mode))

    def set_store(self, store: Optional[Store]) -> None:
        """Where a server keeps its sessions, once set_resumption() says so.
        Servers of one policy and secret resume each other's. Clients keep
        theirs by server name, port and policy, and come back with them."""
        _lib.otls_context_set_store(
            self._open(), 0 if store is None else store._open())
        self._store = store

    def set_session_life(self, seconds: int) -> None:
        """How long after a full handshake a server resumes, or a client with
        a store, through however many sessions; seven days at most, which is
        the default."""
        _lib.otls_context_set_session_life_s(self._open(), seconds)

    def set_ticket_keys(self, keys: Optional[TicketKeys]) -> None:
        """What a server seals tickets with, and other servers of its policy
        with the same keys open; None for those that OpenSSL makes."""
        _lib.otls_context_set_ticket_keys(
            self._open(), 0 if keys is None else keys._open())

    def set_tickets(self, count: int) -> None:
        """How many a server sends after a full handshake of TLS 1.3."""
        _lib.otls_context_set_tickets(self._open(), count)

    # looking inside

    def set_keylog(self, on: bool) -> None:
        """Connections keep their key log lines for Connection.keylog()."""
        _lib.otls_context_set_keylog(self._open(), int(bool(on)))

    def set_keylog_file(self, path: Optional[Path]) -> None:
        """Connections append their key log lines to a file."""
        _lib.otls_context_set_keylog_file(
            self._open(), None if path is None else os.fsencode(path))

    def counter(self, name: str) -> int:
        """How often something has happened: "connect", "connect_good",
        "accept", "accept_good", "resumed", "missed" or "capped"."""
        return _lib.otls_context_counter(
            self._open(), _word(COUNTERS, "the counter", name))

    def __repr__(self) -> str:
        return "<tls.Context%s>" % (" (closed)" if self.closed else "")
