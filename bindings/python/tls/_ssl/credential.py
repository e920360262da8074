# SPDX-License-Identifier: ISC
"""What load_cert_chain() takes, as credentials of libotls.

A key that the process has decrypted is not asked for again where there is no
passphrase, the same one or the same callable. Another passphrase is tried on
the file, and another callable is asked. A key that comes in memory is not
remembered here, so that a callable is asked each time.
"""

import errno as _errno
from typing import Any, Callable, Dict, NamedTuple, Optional

from .. import _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import errors as _errors
from .immutable import Handle

_LONGEST = 1024
_FILES_MAX = 100


class Source(NamedTuple):
    """The names of files, or what would be in them; the key's may be None,
    and then it is with the certificates."""

    certificates: bytes
    key: Optional[bytes]
    in_memory: bool = False


# Which callable has opened which files.
_askers: Dict[Source, Any] = {}


def _checked(password: Any, complaint: str) -> bytes:
    if isinstance(password, str):
        password = password.encode("utf-8")
    elif not isinstance(password, (bytes, bytearray)):
        raise TypeError(complaint)
    if len(password) > _LONGEST:
        raise ValueError("password cannot be longer than %d bytes" % _LONGEST)
    return bytes(password)


def _prompt() -> bytes:
    """As OpenSSL does, where there is a terminal."""
    import getpass
    try:
        with open("/dev/tty", "r+b", buffering=0):
            pass
        return _checked(getpass.getpass("Enter PEM pass phrase:"), "")
    except (OSError, EOFError):
        raise _pem() from None


def _pem() -> Any:
    return _errors.make(_errors.SSLError, 9 << 23, "PEM lib", "SSL")


def _is_encrypted(source: Source) -> bool:
    where = source.certificates if source.key is None else source.key
    if source.in_memory:
        return b"ENCRYPTED" in where
    with open(where, "rb") as file:
        return b"ENCRYPTED" in file.read()


def _load(source: Source, password: Optional[bytes]) -> int:
    function = _lib.otls_credential_load_bytes if source.in_memory \
        else _lib.otls_credential_load_file
    return function(source.certificates, source.key, password)


def _asking(source: Source, ask: Callable[[], Any]) -> int:
    before = None if source.in_memory else _askers.get(source)
    if before is not None and before == ask or not _is_encrypted(source):
        try:
            return _load(source, None)
        except _exceptions.WantPassphraseError:
            pass
    number = _load(source, _checked(
        ask(), "password callback must return a string"))
    if not source.in_memory:
        if len(_askers) >= _FILES_MAX:
            _askers.clear()
        _askers[source] = ask
    return number


def _loaded(source: Source, password: Any) -> int:
    if callable(password):
        return _asking(source, password)
    if password is not None:
        return _load(source, _checked(
            password, "password should be a string or callable"))
    try:
        return _load(source, None)
    except _exceptions.WantPassphraseError:
        pass
    return _load(source, _prompt())


def _bytes(value: Any, name: str) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    try:
        return bytes(memoryview(value))
    except TypeError:
        raise TypeError("%s should be PEM as str or bytes, or DER as bytes"
                        % name) from None


def of_data(certificates: Any, key: Any) -> Source:
    """Of what a program has in memory."""
    return Source(_bytes(certificates, "cert_data"),
                  None if key is None else _bytes(key, "key_data"), True)


def load(source: Source, password: Any) -> Handle:
    """The credential there."""
    try:
        return Handle(_loaded(source, password), _lib.otls_credential_free)
    except _exceptions.KeyMismatchError:
        raise _errors.named("KEY_VALUES_MISMATCH", "key values mismatch",
                            "X509") from None
    except _exceptions.NotFoundError:
        raise _errors.of_system(_errno.ENOENT) from None
    except _exceptions.NoMemoryError:
        raise MemoryError from None
    except (_exceptions.PermissionError, _exceptions.IoError) as error:
        raise _errors.of_system(error.errno) from None
    except Error:
        raise _pem() from None
