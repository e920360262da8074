# SPDX-License-Identifier: ISC
"""Finds libotls and checks that it is the one that the table describes."""

import ctypes
import os

from . import _table

SONAME = "libotls.so.0"


def _open() -> ctypes.CDLL:
    chosen = os.environ.get("OTLS_LIBRARY")
    if chosen:
        try:
            return ctypes.CDLL(chosen)
        except OSError as error:
            raise ImportError("OTLS_LIBRARY is %r, which can't be loaded: %s"
                              % (chosen, error), path=chosen) from None
    try:
        return ctypes.CDLL(SONAME)
    except OSError as error:
        # rarely needed, and costs much to import
        from ctypes.util import find_library
        found = find_library("otls")
        if found is None:
            raise ImportError(
                "libotls is not there: install it, or name the file in "
                "OTLS_LIBRARY (%s)" % error) from None
    try:
        return ctypes.CDLL(found)
    except OSError as error:
        raise ImportError("libotls can't be loaded: %s" % error) from None


def _check(library: ctypes.CDLL) -> None:
    path = library._name
    abi = ctypes.c_int64(-1)
    try:
        ask = library.otls_library_abi
    except AttributeError:
        raise ImportError("%s is not libotls" % path, path=path) from None
    ask.argtypes = [ctypes.POINTER(ctypes.c_int64)]
    ask.restype = ctypes.c_int
    if ask(ctypes.byref(abi)) != 0 or abi.value != _table.ABI:
        raise ImportError(
            "%s has ABI %d, and this package was made for ABI %d: install a "
            "libotls and a package of the same version"
            % (path, abi.value, _table.ABI), path=path)


library = _open()
_check(library)
