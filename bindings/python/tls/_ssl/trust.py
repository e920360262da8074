# SPDX-License-Identifier: ISC
"""What load_verify_locations() takes, as trusts of libotls, which the
process has once however many contexts have them."""

import re as _re
from typing import Any, Dict, Iterator, List

from .. import _answer, _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import der, errors as _errors
from .certificate import decoded
from .immutable import Handle

_PEM = _re.compile(
    rb"-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----.*?"
    rb"-----END (TRUSTED |X509 )?CERTIFICATE-----", _re.DOTALL)
_CRL = b"-----BEGIN X509 CRL-----"


class _Nobody(Handle):
    __slots__ = ()


def _held(number: int) -> Handle:
    return Handle(number, _lib.otls_trust_free)


def empty() -> Handle:
    """Nobody."""
    return _Nobody(_lib.otls_trust_empty(), _lib.otls_trust_free)


def both(a: Handle, number: int) -> Handle:
    """|a| and the trust |number|, which is the caller's no more. What the
    process has already is not copied for nothing."""
    b = _held(number)
    if isinstance(a, _Nobody):
        return b
    return _held(_lib.otls_trust_combine(a.number, b.number))


def with_system(trust: Handle) -> Handle:
    """|trust| and what the system trusts, where there is anything."""
    try:
        return both(trust, _lib.otls_trust_system())
    except _exceptions.NotFoundError:
        return trust


def with_file(trust: Handle, path: bytes) -> Handle:
    """|trust|, and the certificates and revocation lists in a file."""
    with open(path, "rb") as file:
        data = file.read()
    lists = _CRL in data
    try:
        try:
            trust = both(trust, _lib.otls_trust_load_file(path))
        except Error:
            if not lists or _PEM.search(data):
                raise
        if lists:
            trust = _held(_lib.otls_trust_with_crls_file(trust.number, path))
    except _exceptions.NoMemoryError:
        raise MemoryError from None
    except _exceptions.CertFormatError as error:
        if b"-----BEGIN" in data or error.openssl >> 23 & 0xff == 9:
            raise _errors.make(
                _errors.SSLError, 1, "PEM lib", "X509") from None
        raise _errors.named("NO_CERTIFICATE_OR_CRL_FOUND",
                            "no certificate or crl found", "X509") from None
    return trust


def with_directory(trust: Handle, path: bytes) -> Handle:
    """|trust|, and a directory where OpenSSL looks names up."""
    try:
        return both(trust, _lib.otls_trust_load_directory(path))
    except (_exceptions.NotFoundError, _exceptions.IoError,
            _exceptions.InvalidError, _exceptions.CertFormatError):
        return trust  # nothing is found there


def with_text(trust: Handle, text: str) -> Handle:
    """|trust|, and the certificates in PEM among other text."""
    try:
        data = text.encode("ascii")
    except UnicodeEncodeError:
        raise TypeError("cadata should be an ASCII string or a bytes-like "
                        "object") from None
    blocks = [match.group() for match in _PEM.finditer(data)]
    if not blocks:
        raise _errors.make(_errors.SSLError, 1,
                           "no start line: cadata does not contain a "
                           "certificate")
    try:
        return both(trust, _lib.otls_trust_load_bytes(b"\n".join(blocks)))
    except _exceptions.CertFormatError as error:
        raise _errors.general(error) from None


def with_der(trust: Handle, data: bytes) -> Handle:
    """|trust|, and certificates in DER, one after the other."""
    one = b""
    try:
        for _, _, one in der.split(data):
            trust = both(trust, _lib.otls_trust_load_bytes(one))
    except (ValueError, _exceptions.CertFormatError):
        raise _errors.make(_errors.SSLError, 1,
                           "not enough data: cadata does not contain a "
                           "certificate") from None
    return trust


def _certificates(trust: Handle) -> Iterator[int]:
    listed = _lib.otls_trust_certs(trust.number)
    try:
        for i in range(_lib.otls_cert_list_count(listed)):
            number = _lib.otls_cert_list_at(listed, i)
            try:
                yield number
            finally:
                _lib.otls_cert_free(number)
    finally:
        _lib.otls_cert_list_free(listed)


def stats(trust: Handle) -> Dict[str, int]:
    """How many there are of each kind."""
    kinds = list(map(_lib.otls_openssl_check_ca, _certificates(trust)))
    return {
        "x509": len(kinds),
        "crl": _lib.otls_trust_crl_count(trust.number),
        "x509_ca": sum(kind > 0 for kind in kinds),
    }


def authorities(trust: Handle, binary: bool) -> List[Any]:
    """The authorities among them, in DER or as getpeercert() has them."""
    found = [_answer.whole(_lib.otls_cert_der, number)
             for number in _certificates(trust)
             if _lib.otls_openssl_check_ca(number)]
    return found if binary else [decoded(one) for one in found]
