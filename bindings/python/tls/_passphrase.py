# SPDX-License-Identifier: ISC
"""A passphrase as bytes, as text, or as a callable that is asked for it."""

from typing import Any, Callable, Optional, Union

from ._exceptions import WantPassphraseError

Passphrase = Union[str, bytes, bytearray, memoryview, None,
                   Callable[[], Union[str, bytes, bytearray]]]


def encoded(passphrase: Any) -> Any:
    return passphrase.encode("utf-8") if isinstance(passphrase, str) \
        else passphrase


def asking(call: Callable[[Optional[Any]], int],
           passphrase: Passphrase) -> int:
    """|call| with the passphrase. A callable is asked only where what is
    loaded is encrypted and the process hasn't it decrypted already, with no
    lock held and none of Python running inside C."""
    if not callable(passphrase):
        return call(encoded(passphrase))
    try:
        return call(None)
    except WantPassphraseError:
        pass
    return call(encoded(passphrase()))
