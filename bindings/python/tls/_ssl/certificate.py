# SPDX-License-Identifier: ISC
"""Certificates as dictionaries, and as objects."""

from typing import Any, Dict, List, Tuple

from .. import _answer
from .._backend import lib as _lib
from .._error import Error
from . import der, errors as _errors
from .constants import ENCODING_DER, ENCODING_PEM
from .immutable import Handle, Immutable, fix
from .objects import name_of

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
           "Oct", "Nov", "Dec")
_Name = Tuple[Tuple[Tuple[str, str], ...], ...]


def _name(content: bytes) -> _Name:
    """A distinguished name, as a tuple of tuples of pairs."""
    found = []
    for _, rdn, _ in der.split(content):
        pairs = []
        for _, pair, _ in der.split(rdn):
            (_, oid, _), (tag, value, _) = list(der.split(pair))[:2]
            pairs.append((name_of(der.oid(oid)), der.text(tag, value)))
        found.append(tuple(pairs))
    return tuple(found)


def _time(tag: int, content: bytes) -> str:
    """As OpenSSL prints it, such as "Jan  5 09:34:43 2018 GMT"."""
    text = content.decode("ascii")
    if tag == 0x17:
        text = ("20" if text[:2] < "50" else "19") + text
    return "%s %2d %s:%s:%s %d GMT" % (
        _MONTHS[int(text[4:6]) - 1], int(text[6:8]), text[8:10], text[10:12],
        text[12:14] if text[12:14].isdigit() else "00", int(text[:4]))


def _serial(content: bytes) -> str:
    number = int.from_bytes(content, "big", signed=True)
    digits = "%X" % abs(number)
    return "-" * (number < 0) + "0" * (len(digits) % 2) + digits


def _address(content: bytes) -> str:
    if len(content) == 4:
        return "%d.%d.%d.%d" % tuple(content)
    if len(content) == 16:
        return ":".join("%X" % int.from_bytes(content[i:i + 2], "big")
                        for i in range(0, 16, 2))
    return "<invalid>"


def _general_names(content: bytes) -> Tuple[Tuple[str, Any], ...]:
    found: List[Tuple[str, Any]] = []
    for tag, value, _ in der.split(content):
        kind = tag & 0x1f
        if kind == 0:
            found.append(("othername", "<unsupported>"))
        elif kind in (1, 2, 6):
            found.append(({1: "email", 2: "DNS", 6: "URI"}[kind],
                          value.decode("utf-8")))
        elif kind == 4:
            found.append(("DirName", _name(der.inside(value))))
        elif kind == 7:
            found.append(("IP Address", _address(value)))
        elif kind == 8:
            found.append(("Registered ID", der.oid(value)))
        elif kind == 3:
            found.append(("X400Name", "<unsupported>"))
        elif kind == 5:
            found.append(("EdiPartyName", "<unsupported>"))
    return tuple(found)


def _access(content: bytes, wanted: str) -> Tuple[str, ...]:
    """The locations of one method of AuthorityInfoAccess."""
    found = []
    for _, one, _ in der.split(content):
        (_, method, _), (tag, value, _) = list(der.split(one))[:2]
        if der.oid(method) == wanted and tag == 0x86:
            found.append(value.decode("utf-8"))
    return tuple(found)


def _points(content: bytes) -> Tuple[str, ...]:
    """The URIs of CRLDistributionPoints."""
    found = []
    for _, point, _ in der.split(content):
        for tag, value, _ in der.split(point):
            if tag != 0xa0:
                continue
            for inner, names, _ in der.split(value):
                if inner == 0xa0:
                    found += [uri.decode("utf-8")
                              for kind, uri, _ in der.split(names)
                              if kind == 0x86]
    return tuple(found)


def _extensions(content: bytes) -> Dict[str, bytes]:
    found = {}
    for _, one, _ in der.split(der.inside(content)):
        fields = list(der.split(one))
        found.setdefault(der.oid(fields[0][1]), fields[-1][1])
    return found


def _extra(extensions: Dict[str, bytes]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for oid, name, read in (
            ("2.5.29.17", "subjectAltName", _general_names),
            ("1.3.6.1.5.5.7.1.1", "OCSP",
             lambda data: _access(data, "1.3.6.1.5.5.7.48.1")),
            ("1.3.6.1.5.5.7.1.1", "caIssuers",
             lambda data: _access(data, "1.3.6.1.5.5.7.48.2")),
            ("2.5.29.31", "crlDistributionPoints", _points)):
        if oid not in extensions:
            continue
        try:
            value = read(der.inside(extensions[oid]))
        except (ValueError, IndexError):  # what OpenSSL passes over as well
            continue
        if value:
            found[name] = value
    return found


def decode(data: bytes) -> Dict[str, Any]:
    """What a certificate in DER says, as getpeercert() has it."""
    fields = list(der.split(der.inside(der.inside(data), der.SEQUENCE)))
    version = 1
    if fields[0][0] == 0xa0:
        version = 1 + int.from_bytes(
            der.inside(fields.pop(0)[1], der.INTEGER), "big")
    (before_tag, before, _), (after_tag, after, _) = list(
        der.split(fields[3][1]))[:2]
    found = {
        "subject": _name(fields[4][1]),
        "issuer": _name(fields[2][1]),
        "version": version,
        "serialNumber": _serial(fields[0][1]),
        "notBefore": _time(before_tag, before),
        "notAfter": _time(after_tag, after),
    }
    for tag, content, _ in fields[6:]:
        if tag == 0xa3:
            found.update(_extra(_extensions(content)))
    return found


def decoded(data: bytes) -> Dict[str, Any]:
    """The same, or an SSLError."""
    try:
        return decode(data)
    except (ValueError, IndexError):
        raise _errors.SSLError("Error decoding a certificate") from None


def _test_decode_cert(path: Any, /) -> Dict[str, Any]:
    """What the certificate in a file says."""
    try:
        handle = _lib.otls_cert_load_file(path)
    except Error as error:
        raise _errors.general(error) from None
    try:
        return decoded(_answer.whole(_lib.otls_cert_der, handle))
    finally:
        _lib.otls_cert_free(handle)


class Certificate(metaclass=Immutable):
    """One of a peer's chain."""

    __slots__ = ("_handle", "_der", "__weakref__")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("cannot create '_ssl.Certificate' instances")

    @classmethod
    def _made(cls, number: int) -> "Certificate":
        self = object.__new__(cls)
        self._handle = Handle(number, _lib.otls_cert_free)
        self._der = _answer.whole(_lib.otls_cert_der, number)
        return self

    def public_bytes(self, format: int = ENCODING_PEM) -> Any:
        """The certificate, in PEM as a str or in DER as bytes."""
        if format == ENCODING_PEM:
            return _answer.text(_lib.otls_cert_pem, self._handle.number)
        if format == ENCODING_DER:
            return self._der
        raise ValueError("Unsupported format")

    def get_info(self) -> Dict[str, Any]:
        """What it says, as getpeercert() has it."""
        return decoded(self._der)

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, Certificate):
            return NotImplemented
        return self._der == other._der

    def __hash__(self) -> int:
        return hash(self._der)

    def __repr__(self) -> str:
        return "<_ssl.Certificate %r>" % _answer.text(
            _lib.otls_cert_subject, self._handle.number)


fix(Certificate)


def chain(number: int) -> List[Certificate]:
    """The certificates of a list, whose handle is the caller's no more."""
    try:
        return [Certificate._made(_lib.otls_cert_list_at(number, i))
                for i in range(_lib.otls_cert_list_count(number))]
    finally:
        _lib.otls_cert_list_free(number)
