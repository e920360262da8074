# SPDX-License-Identifier: ISC
"""Object identifiers by name and number, and where certificates lie."""

from typing import Dict, Optional, Tuple

from .. import _answer
from .._backend import lib as _lib
from .._exceptions import InvalidError

_Object = Tuple[int, str, str, Optional[str]]
_names: Dict[str, str] = {}
_NAMES_MAX = 1000


def _object(nid: int) -> _Object:
    short, long, oid = _answer.text(_lib.otls_openssl_object, nid).split("\n")
    return nid, short, long, oid or None


def txt2obj(txt: str, name: bool = False) -> _Object:
    """(nid, short name, long name, oid) of an oid, or of a name."""
    try:
        nid = _lib.otls_openssl_nid(txt, int(bool(name)))
    except InvalidError:
        raise ValueError("unknown object '%.100s'" % txt) from None
    return _object(nid)


def nid2obj(nid: int, /) -> _Object:
    """The same by OpenSSL's number."""
    if nid < 0:
        raise ValueError("NID must be positive.")
    if nid == 0:
        raise ValueError("unknown NID 0")
    try:
        return _object(nid)
    except (InvalidError, OverflowError):
        raise ValueError("unknown NID %d" % nid) from None


def name_of(oid: str) -> str:
    """The long name of an oid, or the oid."""
    name = _names.get(oid)
    if name is None:
        try:
            name = _object(_lib.otls_openssl_nid(oid, 0))[2]
        except InvalidError:
            name = oid
        if len(_names) < _NAMES_MAX:
            _names[oid] = name
    return name


def get_default_verify_paths() -> Tuple[str, str, str, str]:
    """(variable for the file, the file, for directories, the directory)."""
    return tuple(  # type: ignore[return-value]
        _answer.text(_lib.otls_openssl_default_path, which)
        for which in (1, 2, 3, 4))
