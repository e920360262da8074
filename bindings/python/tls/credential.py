# SPDX-License-Identifier: ISC
"""Who an end of a connection is: a certificate, its key, and its chain."""

import os
from typing import Any, Iterable, List, Optional, Union

from ._backend import lib as _lib
from ._object import Owner as _Owner
from ._passphrase import Passphrase, asking as _asking
from .certificate import (
    Certificate, list_of as _list_of, listed as _listed)
from .key import Key

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]


def _bytes(data: Any) -> Any:
    return data.encode("ascii") if isinstance(data, str) else data


class Credential(_Owner):
    """A certificate with its private key and the certificates between it and
    an authority. It never changes, and any number of contexts share it.

    A passphrase is bytes, text, or a callable that is asked for it. It is
    asked once: a process that has decrypted a key keeps it, until forget()
    or until the file changes.
    """

    @classmethod
    def _made(cls, handle: int) -> "Credential":
        return cls._owning(handle, _lib.otls_credential_free)

    @classmethod
    def load(cls, cert: Path, key: Optional[Path] = None, *,
             passphrase: Passphrase = None) -> "Credential":
        """From the file |cert|, and |key| where the key is in another."""
        cert = os.fsencode(cert)
        other = None if key is None else os.fsencode(key)
        return cls._made(_asking(
            lambda secret: _lib.otls_credential_load_file(
                cert, other, secret), passphrase))

    @classmethod
    def from_bytes(cls, cert: Union[str, Bytes],
                   key: Union[str, Bytes, None] = None, *,
                   passphrase: Passphrase = None) -> "Credential":
        """From PEM or DER, the key from |cert| too where |key| is None."""
        return cls._made(_asking(
            lambda secret: _lib.otls_credential_load_bytes(
                _bytes(cert), _bytes(key), secret), passphrase))

    @classmethod
    def load_pkcs12(cls, path: Path, *,
                    passphrase: Passphrase = None) -> "Credential":
        """From a PKCS#12 file."""
        path = os.fsencode(path)
        return cls._made(_asking(
            lambda secret: _lib.otls_credential_load_pkcs12_file(
                path, secret), passphrase))

    @classmethod
    def from_pkcs12(cls, data: Bytes, *,
                    passphrase: Passphrase = None) -> "Credential":
        """From the bytes of one."""
        return cls._made(_asking(
            lambda secret: _lib.otls_credential_load_pkcs12_bytes(
                data, secret), passphrase))

    @classmethod
    def of(cls, certificates: Iterable[Certificate],
           key: Key) -> "Credential":
        """From objects: its own certificate first, then the chain."""
        handle = _list_of(certificates)
        try:
            return cls._made(_lib.otls_credential_new(handle, key._open()))
        finally:
            _lib.otls_cert_list_free(handle)

    def with_ocsp(self, response: Bytes) -> "Credential":
        """The same with an OCSP response in DER, for servers to staple."""
        return self._made(
            _lib.otls_credential_with_ocsp(self._open(), response))

    @property
    def certificate(self) -> Certificate:
        """Its own certificate."""
        return Certificate._made(_lib.otls_credential_cert(self._open()))

    @property
    def chain(self) -> List[Certificate]:
        """What it sends, its own certificate first."""
        return _listed(_lib.otls_credential_chain(self._open()))

    @property
    def key(self) -> Key:
        """Its private key."""
        return Key._made(_lib.otls_credential_key(self._open()))

    def forget(self) -> None:
        """Lets the process forget the decrypted key. Contexts that have it
        keep it; the next load() asks for the passphrase again."""
        _lib.otls_credential_forget(self._open())

    @staticmethod
    def forget_all() -> None:
        """The same for every credential of the process."""
        _lib.otls_credential_forget_all()

    def __repr__(self) -> str:
        return "<tls.Credential%s>" % (" (closed)" if self.closed else "")
