# SPDX-License-Identifier: ISC
"""Certificates: what stands in them, and whom they are for.

>>> from tls import CertificateRequest, Key
>>> made = CertificateRequest.new("CN=me", sans=[("DNS", "example.com")])
>>> certificate = made.self_sign(Key.generate())
>>> certificate.subject, certificate.sans
('CN=me', (SAN(type='DNS', value='example.com'),))
>>> certificate.matches_host("example.com")
True
"""

import datetime
import os
from typing import (
    Any, Callable, Iterable, List, NamedTuple, Optional, Tuple, Union)

from . import _answer
from ._backend import lib as _lib
from ._object import Owner as _Owner
from .key import Key

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

USAGES = (
    "digital_signature", "non_repudiation", "key_encipherment",
    "data_encipherment", "key_agreement", "cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)
SAN_TYPES = {
    1: "DNS", 2: "IP", 3: "email", 4: "URI", 5: "dirname", 6: "RID",
    7: "other",
}
_SUBJECT, _ISSUER, _SAN = 0, 1, 2
_OCSP, _CA_ISSUERS, _CRL = 1, 2, 3


class SAN(NamedTuple):
    """A subject alternative name. |value| is text, for "other" the DER."""

    type: str
    value: Union[str, bytes]


class Certificate(_Owner):
    """It never changes. Made by load(), load_all(), from_bytes(), or comes
    from a connection or a credential."""

    @classmethod
    def _made(cls, handle: int) -> "Certificate":
        return cls._owning(handle, _lib.otls_cert_free)

    @classmethod
    def load(cls, path: Path) -> "Certificate":
        """The first of a file, PEM or DER."""
        return cls._made(_lib.otls_cert_load_file(os.fsencode(path)))

    @classmethod
    def from_bytes(cls, data: Union[str, Bytes]) -> "Certificate":
        """The first of PEM, or DER."""
        data = data.encode("ascii") if isinstance(data, str) else data
        return cls._made(_lib.otls_cert_load_bytes(data))

    @classmethod
    def load_all(cls, path: Path) -> List["Certificate"]:
        """Every one of a file, in order."""
        return listed(_lib.otls_cert_list_load_file(os.fsencode(path)))

    @classmethod
    def all_from_bytes(cls, data: Union[str, Bytes]) -> List["Certificate"]:
        """Every one of PEM, in order."""
        data = data.encode("ascii") if isinstance(data, str) else data
        return listed(_lib.otls_cert_list_load_bytes(data))

    # as a whole

    @property
    def pem(self) -> str:
        """As PEM."""
        return _answer.text(_lib.otls_cert_pem, self._open())

    @property
    def der(self) -> bytes:
        """As DER."""
        return _answer.whole(_lib.otls_cert_der, self._open())

    @property
    def text(self) -> str:
        """All of it, for people to read."""
        return _answer.text(_lib.otls_cert_text, self._open())

    def fingerprint(self, digest: Optional[str] = None) -> str:
        """The |digest|, "SHA-256" where none is named, in hexadecimal."""
        return _answer.text(
            _lib.otls_cert_fingerprint, self._open(), digest)

    # names

    @property
    def subject(self) -> str:
        """Whom it is about, as RFC 4514 writes it."""
        return _answer.text(_lib.otls_cert_subject, self._open())

    @property
    def issuer(self) -> str:
        """Who signed it, as RFC 4514 writes it."""
        return _answer.text(_lib.otls_cert_issuer, self._open())

    def _fields(self, name: int) -> Tuple[Tuple[str, str], ...]:
        fields = []
        for index in range(_lib.otls_cert_name_fields(self._open(), name)):
            _group, field = _answer.whole(
                _lib.otls_cert_name_field, self._open(), name, index)
            fields.append((field.decode("ascii"), _answer.text(
                _lib.otls_cert_name_value, self._open(), name, index)))
        return tuple(fields)

    @property
    def subject_fields(self) -> Tuple[Tuple[str, str], ...]:
        """The same as pairs such as ("commonName", "example.com")."""
        return self._fields(_SUBJECT)

    @property
    def issuer_fields(self) -> Tuple[Tuple[str, str], ...]:
        """The issuer as such pairs."""
        return self._fields(_ISSUER)

    @property
    def sans(self) -> Tuple[SAN, ...]:
        """The subject alternative names."""
        return tuple(
            san(_lib.otls_cert_san, self._open(), index)
            for index in range(_lib.otls_cert_san_count(self._open())))

    def matches_host(self, name: str) -> bool:
        """Whether it is for this host name (RFC 6125)."""
        return bool(_lib.otls_cert_matches_host(self._open(), name))

    def matches_ip(self, address: str) -> bool:
        """Whether it is for this IP address."""
        return bool(_lib.otls_cert_matches_ip(self._open(), address))

    # what it says

    @property
    def version(self) -> int:
        """3 for all that are made today."""
        return _lib.otls_cert_version(self._open())

    @property
    def serial(self) -> str:
        """The serial number in hexadecimal."""
        return _answer.text(_lib.otls_cert_serial, self._open())

    @property
    def not_before(self) -> datetime.datetime:
        """From when on it holds, in UTC."""
        return _moment(_lib.otls_cert_not_before_s(self._open()))

    @property
    def not_after(self) -> datetime.datetime:
        """Until when it holds, in UTC."""
        return _moment(_lib.otls_cert_not_after_s(self._open()))

    @property
    def key_usage(self) -> Optional[Tuple[str, ...]]:
        """What its key is for, some of USAGES; None where it doesn't say,
        which allows all."""
        bits = _lib.otls_cert_key_usage(self._open())
        return None if bits < 0 else tuple(
            name for bit, name in enumerate(USAGES) if bits >> bit & 1)

    @property
    def extended_key_usage(self) -> Tuple[str, ...]:
        """Purposes such as "serverAuth"; none where it doesn't say."""
        text = _answer.text(_lib.otls_cert_extended_key_usage, self._open())
        return tuple(text.split(",")) if text else ()

    @property
    def is_ca(self) -> bool:
        """Whether it may sign others."""
        return bool(_lib.otls_cert_is_ca(self._open()))

    @property
    def path_length(self) -> Optional[int]:
        """How many authorities may stand below it; None for any number."""
        length = _lib.otls_cert_path_length(self._open())
        return None if length < 0 else length

    @property
    def public_key(self) -> Key:
        """The key that it is about."""
        return Key._made(_lib.otls_cert_public_key(self._open()))

    @property
    def signature_algorithm(self) -> str:
        """How it was signed."""
        return _answer.text(
            _lib.otls_cert_signature_algorithm, self._open())

    @property
    def subject_key_id(self) -> bytes:
        """What identifies its key; b"" where it doesn't say."""
        return _answer.whole(_lib.otls_cert_subject_key_id, self._open())

    @property
    def authority_key_id(self) -> bytes:
        """What identifies its issuer's key; b"" where it doesn't say."""
        return _answer.whole(_lib.otls_cert_authority_key_id, self._open())

    def _uris(self, kind: int) -> Tuple[str, ...]:
        return tuple(
            _answer.text(_lib.otls_cert_uri, self._open(), kind, index)
            for index in range(_lib.otls_cert_uri_count(self._open(), kind)))

    @property
    def ocsp_uris(self) -> Tuple[str, ...]:
        """Where to ask whether it is revoked."""
        return self._uris(_OCSP)

    @property
    def ca_issuers_uris(self) -> Tuple[str, ...]:
        """Where its issuer's certificate is."""
        return self._uris(_CA_ISSUERS)

    @property
    def crl_uris(self) -> Tuple[str, ...]:
        """Where revocation lists are."""
        return self._uris(_CRL)

    def is_issued_by(self, issuer: "Certificate") -> bool:
        """Whether the key of |issuer| signed it."""
        return bool(_lib.otls_cert_is_issued_by(
            self._open(), issuer._open()))

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Certificate):
            return NotImplemented
        return bool(_lib.otls_cert_equal(self._open(), other._open()))

    def __hash__(self) -> int:
        return hash(self.der)

    def __repr__(self) -> str:
        return "<tls.Certificate%s>" % (
            " (closed)" if self.closed else " " + self.subject)


def _moment(seconds: int) -> datetime.datetime:
    """A date beyond year 9999 is the last one that Python has."""
    begin = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    try:
        return begin + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)


def san(function: Callable[..., Any], handle: int, index: int) -> SAN:
    """One of the names of a certificate, or of a request for one."""
    number, value = _answer.whole(function, handle, index)
    kind = SAN_TYPES[number]
    return SAN(kind, value if kind == "other"
               else value.decode("utf-8", "surrogateescape"))


def listed(handle: int) -> List[Certificate]:
    """The certificates of a list in C, which is freed."""
    try:
        return [Certificate._made(_lib.otls_cert_list_at(handle, index))
                for index in range(_lib.otls_cert_list_count(handle))]
    finally:
        _lib.otls_cert_list_free(handle)


def list_of(certificates: Iterable[Certificate]) -> int:
    """A list in C, which the caller frees."""
    handle = _lib.otls_cert_list_new()
    try:
        for certificate in certificates:
            _lib.otls_cert_list_add(handle, certificate._open())
    except BaseException:
        _lib.otls_cert_list_free(handle)
        raise
    return handle
