# SPDX-License-Identifier: ISC
"""Recipients and identities."""

from typing import Any, Iterable, Optional, Union

from .._backend import lib as _lib
from .._object import Owner as _Owner

Secret = Union[str, bytes, bytearray, memoryview]


def _encoded(text: Any) -> Any:
    return text.encode("utf-8") if isinstance(text, str) else text


class Recipient(_Owner):
    """Whom something is encrypted for; nothing secret but a passphrase.

    >>> text = str(Identity.generate().recipient)
    >>> text[:4], Recipient.parse(text) == Recipient.parse(text)
    ('age1', True)
    """

    _text: Optional[str] = None

    @classmethod
    def parse(cls, text: Union[str, bytes]) -> "Recipient":
        """The recipient of an "age1..." text."""
        return cls._owning(_lib.otls_age_recipient_parse(_encoded(text)),
                           _lib.otls_age_recipient_free)

    @classmethod
    def from_passphrase(cls, passphrase: Secret, *, work_factor: int = 0,
                        normalise: bool = False) -> "Recipient":
        """Everybody who knows the passphrase. |work_factor| is scrypt's, 1 to
        22; 0 is 18, about a second. |normalise| takes the passphrase as text,
        in its normal form NFC, so that it doesn't matter how a keyboard
        composes its letters."""
        make = _lib.otls_age_recipient_passphrase_normalised if normalise \
            else _lib.otls_age_recipient_passphrase
        return cls._owning(
            make(_encoded(passphrase), work_factor),
            _lib.otls_age_recipient_free)

    @property
    def text(self) -> str:
        """The "age1..." text; UnsupportedError for a passphrase."""
        self._open()
        if self._text is None:
            self._text = _lib.otls_age_recipient_text(
                self._handle, 8192).decode("ascii")
        return self._text

    def _shown(self) -> str:
        if self.closed:
            return "(closed)"
        try:
            return self.text
        except NotImplementedError:
            return "of a passphrase"

    def __str__(self) -> str:
        return self._shown()

    def __repr__(self) -> str:
        return "<tls.age.Recipient %s>" % self._shown()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Recipient):
            return NotImplemented
        mine, theirs = self._shown(), other._shown()
        return mine == theirs and mine.startswith("age1")

    def __hash__(self) -> int:
        return hash(self._shown())


class Identity(_Owner):
    """What decrypts. Its secret is shown by export_secret() alone.

    >>> identity = Identity.generate()
    >>> repr(identity) == "<tls.age.Identity for %s>" % identity.recipient
    True
    >>> again = Identity.parse(identity.export_secret())
    >>> again.recipient == identity.recipient
    True
    """

    @classmethod
    def generate(cls) -> "Identity":
        """A new random one."""
        return cls._owning(_lib.otls_age_identity_generate(),
                           _lib.otls_age_identity_free)

    @classmethod
    def parse(cls, text: Secret) -> "Identity":
        """The identity of an "AGE-SECRET-KEY-1..." text."""
        return cls._owning(_lib.otls_age_identity_parse(_encoded(text)),
                           _lib.otls_age_identity_free)

    @classmethod
    def from_passphrase(cls, passphrase: Secret, *,
                        normalise: bool = False) -> "Identity":
        """Decrypts what was encrypted with the passphrase. |normalise| tries
        it in the normal forms NFC and NFD, and as it is; each that is wrong
        costs the whole work of scrypt."""
        make = _lib.otls_age_identity_passphrase_normalised if normalise \
            else _lib.otls_age_identity_passphrase
        return cls._owning(
            make(_encoded(passphrase)),
            _lib.otls_age_identity_free)

    @property
    def recipient(self) -> Recipient:
        """Whose files this decrypts; UnsupportedError for a passphrase."""
        return Recipient._owning(
            _lib.otls_age_identity_recipient(self._open()),
            _lib.otls_age_recipient_free)

    def export_secret(self) -> str:
        """The "AGE-SECRET-KEY-1..." text: whoever has it can decrypt."""
        room = bytearray(8192)
        try:
            size = _lib.otls_age_identity_export_secret(self._open(), room)
            return room[:size].decode("ascii")
        finally:
            room[:] = bytes(len(room))

    def __repr__(self) -> str:
        if self.closed:
            return "<tls.age.Identity (closed)>"
        try:
            return "<tls.age.Identity for %s>" % self.recipient
        except NotImplementedError:
            return "<tls.age.Identity of a passphrase>"


Recipients = Union[Recipient, str, bytes,
                    Iterable[Union[Recipient, str, bytes]]]
Identities = Union[Identity, str, bytes,
                    Iterable[Union[Identity, str, bytes]]]
