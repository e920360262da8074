# SPDX-License-Identifier: ISC
"""A code and its message become an exception: both back ends call make()."""

from . import _exceptions
from ._error import Error


def make(code: int, message: bytes, reason: bytes, openssl: int,
         errno: int) -> Error:
    """The exception of |code|; where there is no message, with its text."""
    cls = _exceptions.BY_CODE.get(code)
    if cls is None:  # a later library than this package
        error = Error("libotls answered %d" % code)
        error.code = code
        return error
    return cls(message.decode("utf-8", "replace") or cls.text,
               reason.decode("utf-8", "replace"), openssl, errno)
