# SPDX-License-Identifier: ISC
"""What can be known of a file without any key."""

import json as _json
import os as _os
from typing import Any, NamedTuple, Optional, Tuple

from .. import io as _tlsio
from .._backend import lib as _lib
from ._job import End as _End
from ._job import Path as _Path

_POST_QUANTUM = {"yes": True, "no": False}


class Sizes(NamedTuple):
    """What the bytes of a file are for; together they are the file. None is
    what can't be known: of a pipe, or of a file that was cut short."""

    header: int
    armor: Optional[int]
    overhead: Optional[int]
    payload: Optional[int]


class Inspection:
    """What a file says of itself. Nothing of it is proven: whoever made the
    file could write what they liked.

    version       "age-encryption.org/v1"
    armored       whether it is text
    stanza_types  the type of each recipient, such as "X25519" or "scrypt"
    sizes         the Sizes: header, armor, overhead and payload
    post_quantum  whether a quantum computer can't open it; None: unknown

    >>> from tls import age
    >>> sealed = age.encrypt(b"attack at dawn", passphrase="p", work_factor=10)
    >>> found = age.inspect(sealed)
    >>> found.stanza_types, found.armored, found.sizes.payload
    (('scrypt',), False, 14)
    >>> sum(found.sizes) == len(sealed)
    True
    """

    __slots__ = ("version", "armored", "stanza_types", "sizes",
                 "post_quantum", "_json")

    version: str
    armored: bool
    stanza_types: Tuple[str, ...]
    sizes: Sizes
    post_quantum: Optional[bool]

    def __init__(self, text: str) -> None:
        """|text| is what as_json() returned."""
        known = _json.loads(text)
        sizes = known["sizes"]
        self.version = known["version"]
        self.armored = known["armor"]
        self.stanza_types = tuple(known["stanza_types"])
        self.post_quantum = _POST_QUANTUM.get(known["postquantum"])
        self.sizes = Sizes(sizes["header"], sizes["armor"], sizes["overhead"],
                           sizes["min_payload"])
        self._json = text

    def as_json(self) -> str:
        """The JSON object that age-inspect of age 1.3 prints."""
        return self._json

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Inspection):
            return NotImplemented
        return self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> Any:
        return Inspection, (self._json,)

    def __repr__(self) -> str:
        return "<tls.age.Inspection %s%s, %r>" % (
            "+".join(self.stanza_types), " armored" * self.armored, self.sizes)


def _of_bio(handle: int) -> Inspection:
    header = _lib.otls_age_header_read(handle)
    try:
        size = _lib.otls_age_header_json(header, None)
        return Inspection(_lib.otls_age_header_json(header, size + 1).decode())
    finally:
        _lib.otls_age_header_free(header)


def inspect(data: Any) -> Inspection:
    """What |data|, any bytes-like object, says of itself."""
    with _tlsio.MemoryBIO(data) as bio:
        return _of_bio(bio._open())


def inspect_file(path: _Path) -> Inspection:
    """What the file |path| says of itself."""
    with _tlsio.FileBIO(path) as bio:
        return _of_bio(bio._open())


def inspect_stream(source: Any) -> Inspection:
    """What |source|, from where it stands, says of itself: a bio of tls.io, a
    descriptor or a binary file. It stays open, and what can seek is left where
    it stood; of anything else no more is read than the header and what comes
    with it."""
    with _End(source, False) as end:
        if not end.bio.seekable():
            return _of_bio(end.handle)
        place = end.bio.tell()
        try:
            return _of_bio(end.handle)
        finally:
            end.bio.seek(place)


__all__ = ["Inspection", "Sizes", "inspect", "inspect_file", "inspect_stream"]
