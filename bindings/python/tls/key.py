# SPDX-License-Identifier: ISC
"""Private and public keys.

>>> from tls import Key
>>> key = Key.generate()
>>> key.algorithm, key.bits, key.private
('P-256', 256, True)
>>> signature = key.sign(b"a contract")
>>> key.public.verify(signature, b"a contract")
True
>>> key.public.verify(signature, b"another contract")
False
"""

import os
from typing import Any, Optional, Union

from . import _answer, _exceptions
from ._backend import lib as _lib
from ._object import Owner as _Owner
from ._passphrase import (
    Passphrase, asking as _asking, encoded as _encoded)

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Bytes = Union[bytes, bytearray, memoryview]

ALGORITHMS = {
    "rsa": 1, "p-256": 2, "p-384": 3, "p-521": 4, "ed25519": 5, "x25519": 6,
}


class Key(_Owner):
    """It never changes. Made by generate(), load() or from_bytes()."""

    @classmethod
    def _made(cls, handle: int) -> "Key":
        return cls._owning(handle, _lib.otls_key_free)

    @classmethod
    def generate(cls, algorithm: str = "P-256", bits: int = 0) -> "Key":
        """A new private key: "RSA", whose size is |bits| or 3072, "P-256",
        "P-384", "P-521", "Ed25519" or "X25519"."""
        try:
            number = ALGORITHMS[algorithm.lower()]
        except (KeyError, AttributeError):
            raise ValueError("the algorithm is %r: it may be RSA, P-256, "
                             "P-384, P-521, Ed25519 or X25519"
                             % (algorithm,)) from None
        return cls._made(_lib.otls_key_generate(number, bits))

    @classmethod
    def load(cls, path: Path, *, passphrase: Passphrase = None) -> "Key":
        """From a file, PEM or DER, private or public."""
        path = os.fsencode(path)
        return cls._made(_asking(
            lambda secret: _lib.otls_key_load_file(path, secret),
            passphrase))

    @classmethod
    def from_bytes(cls, data: Union[str, Bytes], *,
                   passphrase: Passphrase = None) -> "Key":
        """From PEM or DER."""
        data = data.encode("ascii") if isinstance(data, str) else data
        return cls._made(_asking(
            lambda secret: _lib.otls_key_load_bytes(data, secret),
            passphrase))

    @property
    def algorithm(self) -> str:
        """Such as "RSA", "P-256" or "Ed25519"."""
        return _answer.text(_lib.otls_key_algorithm, self._open())

    @property
    def bits(self) -> int:
        """Its size, as it is usually given for the algorithm."""
        return _lib.otls_key_bits(self._open())

    @property
    def private(self) -> bool:
        """Whether it has its secret part."""
        return bool(_lib.otls_key_is_private(self._open()))

    @property
    def public(self) -> "Key":
        """Its public part alone."""
        return self._made(_lib.otls_key_public(self._open()))

    @property
    def public_pem(self) -> str:
        """The public part as PEM."""
        return _answer.text(_lib.otls_key_public_pem, self._open())

    @property
    def public_der(self) -> bytes:
        """The public part as DER (SubjectPublicKeyInfo)."""
        return _answer.whole(_lib.otls_key_public_der, self._open())

    def export_secret(self, passphrase: Union[str, Bytes, None] = None, *,
                      der: bool = False) -> bytes:
        """The secret itself, as PKCS#8 in PEM or |der|, encrypted where there
        is a |passphrase|."""
        function = _lib.otls_key_export_secret_der if der \
            else _lib.otls_key_export_secret_pem
        return _answer.whole(function, self._open(), _encoded(passphrase))

    def sign(self, data: Bytes, digest: Optional[str] = None) -> bytes:
        """A signature of |data|, over the |digest| that suits the key, or
        "SHA-256", "SHA-384", "SHA-512" and for RSA "PKCS1-SHA-256"."""
        return _answer.whole(_lib.otls_key_sign, self._open(), digest, data)

    def verify(self, signature: Bytes, data: Bytes,
               digest: Optional[str] = None) -> bool:
        """Whether |signature| was made of |data| by this key."""
        try:
            _lib.otls_key_verify(self._open(), digest, data, signature)
        except _exceptions.SignatureError:
            return False
        return True

    def __eq__(self, other: Any) -> bool:
        """The same public part."""
        if not isinstance(other, Key):
            return NotImplemented
        return bool(_lib.otls_key_equal(self._open(), other._open()))

    def __hash__(self) -> int:
        return hash(self.public_der)

    def __repr__(self) -> str:
        if self.closed:
            return "<tls.Key (closed)>"
        return "<tls.Key %s %s>" % (
            self.algorithm, "private" if self.private else "public")
