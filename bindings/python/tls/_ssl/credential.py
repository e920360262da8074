# SPDX-License-Identifier: ISC
"""What load_cert_chain() takes, as credentials of libotls.

A key that the process has decrypted is not asked for again where there is no
passphrase, the same one or the same callable. Another passphrase is tried on
the file, and another callable is asked.
"""

import errno as _errno
from typing import Any, Callable, Dict, Optional, Tuple

from .. import _exceptions
from .._backend import lib as _lib
from .._error import Error
from . import errors as _errors
from .immutable import Handle

_LONGEST = 1024
_FILES_MAX = 100
_Files = Tuple[bytes, Optional[bytes]]

# Which callable has opened which files.
_askers: Dict[_Files, Any] = {}


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


def _is_encrypted(files: _Files) -> bool:
    with open(files[1] or files[0], "rb") as file:
        return b"ENCRYPTED" in file.read()


def _load(files: _Files, password: Optional[bytes]) -> int:
    return _lib.otls_credential_load_file(files[0], files[1], password)


def _asking(files: _Files, ask: Callable[[], Any]) -> int:
    before = _askers.get(files)
    if before is not None and before == ask or not _is_encrypted(files):
        try:
            return _load(files, None)
        except _exceptions.WantPassphraseError:
            pass
    number = _load(files, _checked(
        ask(), "password callback must return a string"))
    if len(_askers) >= _FILES_MAX:
        _askers.clear()
    _askers[files] = ask
    return number


def _loaded(files: _Files, password: Any) -> int:
    if callable(password):
        return _asking(files, password)
    if password is not None:
        return _load(files, _checked(
            password, "password should be a string or callable"))
    try:
        return _load(files, None)
    except _exceptions.WantPassphraseError:
        pass
    return _load(files, _prompt())


def load(files: _Files, password: Any) -> Handle:
    """The credential in |files|, that of the certificates and, where it is
    another one, that of the key."""
    try:
        return Handle(_loaded(files, password), _lib.otls_credential_free)
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
