# SPDX-License-Identifier: ISC
"""Requests for certificates, and the certificates that are made of them.

An authority for tests, and a certificate that it issues:

>>> from tls import CertificateRequest, Key
>>> root_key, key = Key.generate(), Key.generate()
>>> root = CertificateRequest.new("CN=My Authority", ca=True)
>>> root = root.self_sign(root_key)
>>> request = CertificateRequest.new(sans=[("DNS", "localhost")])
>>> request.sign(key)
>>> certificate = request.issue(root, root_key)
>>> certificate.matches_host("localhost"), certificate.is_issued_by(root)
(True, True)
"""

import datetime
import os
from typing import Iterable, Optional, Tuple, Union

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .certificate import SAN, SAN_TYPES, Certificate, san as _san
from .key import Key

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

PURPOSES = {"server": 1, "client": 2}
_TYPES = {name: number for number, name in SAN_TYPES.items()}


class CertificateRequest(_Owner):
    """Made by new(), load() or from_bytes()."""

    @classmethod
    def _made(cls, handle: int) -> "CertificateRequest":
        return cls._owning(handle, _lib.otls_cert_request_free)

    @classmethod
    def new(cls, subject: Optional[str] = None, *,
            sans: Iterable[Tuple[str, str]] = (), ca: bool = False,
            path_length: Optional[int] = None) -> "CertificateRequest":
        """|subject| is written as RFC 4514 has it, such as "CN=me,C=DE";
        |sans| are pairs such as ("DNS", "example.com"). With |ca| it is for
        an authority."""
        made = cls._made(_lib.otls_cert_request_new())
        if subject is not None:
            made.set_subject(subject)
        for kind, value in sans:
            made.add_san(kind, value)
        if ca or path_length is not None:
            made.set_ca(path_length)
        return made

    @classmethod
    def load(cls, path: Path) -> "CertificateRequest":
        """From a file, PEM or DER. That its key has signed it is checked,
        and nothing else that it says."""
        return cls._made(
            _lib.otls_cert_request_load_file(os.fsencode(path)))

    @classmethod
    def from_bytes(cls, data: Union[str, Bytes]) -> "CertificateRequest":
        """From PEM or DER."""
        data = data.encode("ascii") if isinstance(data, str) else data
        return cls._made(_lib.otls_cert_request_load_bytes(data))

    # what it says

    def set_subject(self, subject: str) -> None:
        """Whom it is about, as RFC 4514 writes it."""
        _lib.otls_cert_request_set_subject(self._open(), subject)

    def add_san(self, kind: str, value: str) -> None:
        """One more name: "DNS", "IP", "email" or "URI"."""
        try:
            number = _TYPES[kind]
        except (KeyError, TypeError):
            raise ValueError("the type is %r: it may be 'DNS', 'IP', 'email' "
                             "or 'URI'" % (kind,)) from None
        _lib.otls_cert_request_add_san(self._open(), number, value)

    def set_ca(self, path_length: Optional[int] = None) -> None:
        """It is for an authority, below which there may be |path_length|
        others, or any number."""
        _lib.otls_cert_request_set_ca(
            self._open(), -1 if path_length is None else path_length)

    def set_purposes(self, purposes: Iterable[str]) -> None:
        """"server", "client", or both, as it is at first."""
        wanted = {purposes} if isinstance(purposes, str) else set(purposes)
        if wanted - set(PURPOSES):
            raise ValueError("the purposes are %r: they may be 'server' and "
                             "'client'" % (purposes,))
        _lib.otls_cert_request_set_purposes(
            self._open(), sum(PURPOSES[name] for name in wanted))

    def set_validity(self, not_before: datetime.datetime,
                     not_after: datetime.datetime) -> None:
        """When the certificate holds; without it from an hour ago to 90 days
        ahead. A date without a zone is taken as Python takes it: local."""
        _lib.otls_cert_request_set_validity_s(
            self._open(), int(not_before.timestamp()),
            int(not_after.timestamp()))

    @property
    def subject(self) -> str:
        """Whom it is about, as RFC 4514 writes it, or ""."""
        return _answer.text(_lib.otls_cert_request_subject, self._open())

    @property
    def sans(self) -> Tuple[SAN, ...]:
        """The subject alternative names."""
        return tuple(
            _san(_lib.otls_cert_request_san, self._open(), index)
            for index in range(
                _lib.otls_cert_request_san_count(self._open())))

    @property
    def public_key(self) -> Key:
        """The key that has signed it."""
        return Key._made(_lib.otls_cert_request_public_key(self._open()))

    @property
    def pem(self) -> str:
        """The signed request as PEM."""
        return _answer.text(_lib.otls_cert_request_pem, self._open())

    @property
    def der(self) -> bytes:
        """The signed request as DER."""
        return _answer.whole(_lib.otls_cert_request_der, self._open())

    # what is made of it

    def sign(self, key: Key) -> None:
        """By |key|, which the certificate is to be for."""
        _lib.otls_cert_request_sign(self._open(), key._open())

    def self_sign(self, key: Key) -> Certificate:
        """A certificate for |key| and signed by it."""
        return Certificate._made(_lib.otls_cert_request_self_sign(
            self._open(), key._open()))

    def issue(self, ca: Certificate, ca_key: Key) -> Certificate:
        """A certificate for the key that has signed the request, as the
        authority |ca| with its |ca_key|. Look first at what it asks for."""
        return Certificate._made(_lib.otls_cert_request_issue(
            self._open(), ca._open(), ca_key._open()))

    def __repr__(self) -> str:
        return "<tls.CertificateRequest%s>" % (
            " (closed)" if self.closed else " " + self.subject)
