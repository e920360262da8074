# SPDX-License-Identifier: ISC
"""The exceptions of `_ssl`, and how libotls's become them."""

import _socket
import os as _os
from typing import Any, Dict, NoReturn, Optional, Tuple

from .. import _answer, _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import constants as _c
from .immutable import Immutable, fix
from .versions import RESET_IS_EOF

LINE = 1000  # where in _ssl.c, which the texts name, nothing stands


class SSLError(OSError, metaclass=Immutable):
    """An error occurred in the SSL implementation."""

    def __str__(self) -> str:
        if isinstance(self.strerror, str):
            return self.strerror
        return str(self.args)


class SSLZeroReturnError(SSLError):
    """SSL/TLS session closed cleanly."""


class SSLWantReadError(SSLError):
    """Non-blocking SSL socket needs to read more data
before the requested operation can be completed."""


class SSLWantWriteError(SSLError):
    """Non-blocking SSL socket needs to write more data
before the requested operation can be completed."""


class SSLSyscallError(SSLError):
    """System error when attempting SSL operation."""


class SSLEOFError(SSLError):
    """SSL/TLS connection terminated abruptly."""


class SSLCertVerificationError(SSLError, ValueError):
    """A certificate could not be verified."""


for _class in (SSLError, SSLZeroReturnError, SSLWantReadError,
               SSLWantWriteError, SSLSyscallError, SSLEOFError,
               SSLCertVerificationError):
    fix(_class, "ssl")

# OpenSSL has no function for the names of its parts in C.
lib_codes_to_names = {
    2: "SYS", 3: "BN", 4: "RSA", 5: "DH", 6: "EVP", 7: "BUF", 8: "OBJ",
    9: "PEM", 10: "DSA", 11: "X509", 13: "ASN1", 14: "CONF", 15: "CRYPTO",
    16: "EC", 20: "SSL", 32: "BIO", 33: "PKCS7", 34: "X509V3", 35: "PKCS12",
    36: "RAND", 37: "DSO", 38: "ENGINE", 39: "OCSP", 40: "UI", 41: "COMP",
    42: "ECDSA", 43: "ECDH", 44: "OSSL_STORE", 46: "CMS", 47: "TS",
    48: "HMAC", 50: "CT", 51: "ASYNC", 52: "KDF", 53: "SM2", 54: "ESS",
    55: "PROP", 56: "CRMF", 57: "PROV", 58: "CMP", 59: "OSSL_ENCODER",
    60: "OSSL_DECODER", 61: "HTTP", 128: "USER",
}
_SSL = 20
_X509 = 11
_BY_NAME = {name: code for code, name in lib_codes_to_names.items()}


def words_of(packed: int) -> str:
    """OpenSSL's, such as "certificate verify failed"."""
    return _answer.text(_lib.otls_openssl_reason, packed)


# What isn't the name in capitals.
_ODD = {
    (20, 156): "HTTP_REQUEST",
    (20, 155): "HTTPS_PROXY_REQUEST",
}


class _Reasons(Dict[Tuple[int, int], str]):
    """The names of reasons by (part, reason), each found when it is asked
    for: they are OpenSSL's words in capitals."""

    def __missing__(self, key: Tuple[int, int]) -> str:
        words = words_of(key[0] << 23 | key[1])
        if not words:
            raise KeyError(key)
        name = _ODD.get(key) or "".join(
            c if c.isalnum() else "_" for c in words.upper())
        self[key] = name
        return name

    def get(self, key: Any, default: Any = None) -> Any:
        try:
            return self[key]
        except KeyError:
            return default


err_codes_to_names = _Reasons()
err_names_to_codes: Dict[str, Tuple[int, int]] = {}


def make(cls: Any, number: int, words: str, library: Optional[str] = None,
         reason: Optional[str] = None) -> Any:
    """An exception as the interpreter's own module words it."""
    if library and reason:
        text = "[%s: %s] %s (_ssl.c:%d)" % (library, reason, words, LINE)
    elif library:
        text = "[%s] %s (_ssl.c:%d)" % (library, words, LINE)
    else:
        text = "%s (_ssl.c:%d)" % (words, LINE)
    error = cls(number, text)
    error.library = library
    error.reason = reason
    return error


def packed(code: int, cls: Any = SSLError, number: Optional[int] = None,
           words: Optional[str] = None) -> Any:
    """The exception of an error of OpenSSL."""
    part, reason = code >> 23 & 0xff, code & 0x7fffff
    return make(cls, _c.SSL_ERROR_SSL if number is None  # type: ignore
                else number, words or words_of(code) or "unknown error",
                lib_codes_to_names.get(part),
                err_codes_to_names.get((part, reason)))


def named(reason: str, words: str, library: str = "SSL") -> Any:
    """What OpenSSL would say, where libotls says it before."""
    return make(SSLError, _c.SSL_ERROR_SSL,  # type: ignore[attr-defined]
                words, library, reason)


_WANT_READ: int = _c.SSL_ERROR_WANT_READ  # type: ignore[attr-defined]
_WANT_WRITE: int = _c.SSL_ERROR_WANT_WRITE  # type: ignore[attr-defined]
_READ_TEXT = "The operation did not complete (read) (_ssl.c:%d)" % LINE
_WRITE_TEXT = "The operation did not complete (write) (_ssl.c:%d)" % LINE


def want_read() -> SSLWantReadError:
    error = SSLWantReadError(_WANT_READ, _READ_TEXT)
    error.library = error.reason = None  # type: ignore[attr-defined]
    return error


def want_write() -> SSLWantWriteError:
    error = SSLWantWriteError(_WANT_WRITE, _WRITE_TEXT)
    error.library = error.reason = None  # type: ignore[attr-defined]
    return error


def eof(code: int = 0) -> Any:
    words = "EOF occurred in violation of protocol"
    if code:
        return packed(code, SSLEOFError, _c.SSL_ERROR_EOF, words)
    return make(SSLEOFError, _c.SSL_ERROR_EOF, words)


def zero_return() -> Any:
    return make(SSLZeroReturnError,
                _c.SSL_ERROR_ZERO_RETURN,  # type: ignore[attr-defined]
                "TLS/SSL connection has been closed (EOF)")


_VERIFY_FAILED = 134  # SSL_R_CERTIFICATE_VERIFY_FAILED


def _verification(code: int, sslobj: Any) -> Any:
    verdict = _answer.whole(
        _lib.otls_connection_info_verify_error, sslobj._handle)[0]
    text = _answer.text(_lib.otls_openssl_verify_words, verdict)
    if verdict == _HOST_MISMATCH:
        text = ("Hostname mismatch, certificate is not valid for '%s'."
                % sslobj.server_hostname)
    elif verdict == _IP_MISMATCH:
        text = ("IP address mismatch, certificate is not valid for '%s'."
                % sslobj.server_hostname)
    error = packed(code, SSLCertVerificationError,
                   words="%s: %s" % (words_of(code), text))
    error.verify_code = verdict
    error.verify_message = text
    return error


_HOST_MISMATCH = _lib.otls_openssl_constant("X509_V_ERR_HOSTNAME_MISMATCH")
_IP_MISMATCH = _lib.otls_openssl_constant("X509_V_ERR_IP_ADDRESS_MISMATCH")


def of_system(number: int) -> OSError:
    return OSError(number, _os.strerror(number))


def plain(error: Error) -> Any:
    """libotls's own."""
    return make(SSLError, _c.SSL_ERROR_SSL,  # type: ignore[attr-defined]
                error.message)


def general(error: Error) -> Any:
    """What a call failed with that is about no connection."""
    if isinstance(error, _exceptions.NoMemoryError):
        return MemoryError(str(error))
    if error.openssl:
        return packed(error.openssl)
    if error.errno:
        return of_system(error.errno)
    return plain(error)


def translate(error: Error, sslobj: Any, what: str) -> Any:
    """What |what|, "read" for example, on a connection failed with."""
    if isinstance(error, _exceptions.WantReadError):
        return want_read()
    if isinstance(error, _exceptions.WantWriteError):
        return want_write()
    if isinstance(error, _exceptions.TimeoutError):
        text = "The %s operation timed out" % what
        return _socket.timeout(
            text if what != "handshake" else "_ssl.c:%d: %s" % (LINE, text))
    code = error.openssl
    if code and (code >> 23 & 0xff, code & 0x7fffff) == (
            _SSL, _VERIFY_FAILED):
        return _verification(code, sslobj)
    if isinstance(error, _exceptions.TlsEofError):
        return eof(code)
    if isinstance(error, (_exceptions.ClosedError, _exceptions.IoError)) \
            and error.errno:
        return eof() if RESET_IS_EOF and what != "handshake" \
            else of_system(error.errno)
    if isinstance(error, _exceptions.TlsAlertError) and not code:
        return zero_return()
    return general(error)


def fail(error: Error, sslobj: Any, what: str) -> NoReturn:
    raise translate(error, sslobj, what) from None
