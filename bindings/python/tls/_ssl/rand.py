# SPDX-License-Identifier: ISC
"""Random bytes."""

import warnings as _warnings
from typing import Any, Tuple

from .._backend import lib as _lib


def RAND_add(string: Any, entropy: float, /) -> None:
    """Mixes |string| into the generator."""
    float(entropy)
    _lib.otls_rand_add(
        string.encode("utf-8") if isinstance(string, str) else string)


def RAND_bytes(n: int, /) -> bytes:
    """|n| random bytes."""
    if n < 0:
        raise ValueError("num must be positive")
    return _lib.otls_rand_bytes(n)


def RAND_pseudo_bytes(n: int, /) -> Tuple[bytes, bool]:
    """|n| random bytes, and that they are."""
    _warnings.warn("ssl.RAND_pseudo_bytes() is deprecated",
                   DeprecationWarning, 2)
    return RAND_bytes(n), True


def RAND_status() -> bool:
    """Whether the generator is seeded."""
    return bool(_lib.otls_rand_status())
