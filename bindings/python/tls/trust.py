# SPDX-License-Identifier: ISC
"""Whom a context believes: authorities and revocation lists.

>>> from tls import Trust
>>> len(Trust.empty())
0
"""

import os
from typing import Iterable, List, Union

from ._backend import lib as _lib
from ._object import Owner as _Owner
from .certificate import (
    Certificate, list_of as _list_of, listed as _listed)

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]


class Trust(_Owner):
    """A set of authorities. It never changes; what adds to it makes another
    one. The same files and bytes are read once a process."""

    @classmethod
    def _made(cls, handle: int) -> "Trust":
        return cls._owning(handle, _lib.otls_trust_free)

    @classmethod
    def system(cls) -> "Trust":
        """What the system trusts: OpenSSL's default file and directory, or
        those of SSL_CERT_FILE and SSL_CERT_DIR."""
        return cls._made(_lib.otls_trust_system())

    @classmethod
    def empty(cls) -> "Trust":
        """Nobody."""
        return cls._made(_lib.otls_trust_empty())

    @classmethod
    def load(cls, path: Path) -> "Trust":
        """The certificates in a file, PEM or DER, or in a directory that was
        made with openssl-rehash(1)."""
        path = os.fsencode(path)
        return cls._made(_lib.otls_trust_load_directory(path)
                         if os.path.isdir(path)
                         else _lib.otls_trust_load_file(path))

    @classmethod
    def from_bytes(cls, data: Union[str, Bytes]) -> "Trust":
        """The certificates in PEM or DER."""
        if isinstance(data, str):
            data = data.encode("ascii")
        return cls._made(_lib.otls_trust_load_bytes(data))

    @classmethod
    def of(cls, certificates: Iterable[Certificate]) -> "Trust":
        """These certificates."""
        handle = _list_of(certificates)
        try:
            return cls._made(_lib.otls_trust_from_list(handle))
        finally:
            _lib.otls_cert_list_free(handle)

    @property
    def certificates(self) -> List[Certificate]:
        """Those that were loaded; a directory's are read when needed."""
        return _listed(_lib.otls_trust_certs(self._open()))

    def __or__(self, other: "Trust") -> "Trust":
        """Everybody of either."""
        if not isinstance(other, Trust):
            return NotImplemented
        return self._made(
            _lib.otls_trust_combine(self._open(), other._open()))

    def with_crls(self, path: Path) -> "Trust":
        """The same, with the revocation lists in a file."""
        return self._made(_lib.otls_trust_with_crls_file(
            self._open(), os.fsencode(path)))

    def with_crl_bytes(self, data: Union[str, Bytes]) -> "Trust":
        """The same, with the revocation lists in PEM or DER."""
        if isinstance(data, str):
            data = data.encode("ascii")
        return self._made(
            _lib.otls_trust_with_crls_bytes(self._open(), data))

    def __len__(self) -> int:
        """The certificates that were loaded; a directory's don't count."""
        return _lib.otls_trust_count(self._open())

    def __bool__(self) -> bool:
        return True

    @property
    def crls(self) -> int:
        """How many revocation lists there are."""
        return _lib.otls_trust_crl_count(self._open())

    def __repr__(self) -> str:
        return "<tls.Trust (closed)>" if self.closed else \
            "<tls.Trust with %d certificates>" % len(self)
