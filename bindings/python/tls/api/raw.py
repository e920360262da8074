# SPDX-License-Identifier: ISC
"""libotls as it is: ctypes functions that return int, with their argtypes.

>>> import ctypes
>>> from tls.api import raw
>>> abi = ctypes.c_int64()
>>> raw.otls_library_abi(ctypes.byref(abi)), abi.value
(0, 0)
"""

import ctypes
from typing import Any, Dict, List

from . import _table
from ._library import library

_TYPES = {
    "i": ctypes.c_int, "q": ctypes.c_int64, "z": ctypes.c_size_t,
    "h": ctypes.c_int64, "s": ctypes.c_char_p, "p": ctypes.c_void_p,
    "S": ctypes.c_char_p, "P": ctypes.c_void_p,
    "b": ctypes.c_void_p, "I": ctypes.POINTER(ctypes.c_int),
    "Q": ctypes.POINTER(ctypes.c_int64), "Z": ctypes.POINTER(ctypes.c_size_t),
    "H": ctypes.POINTER(ctypes.c_int64),
}

_callback_types: Dict[str, Any] = {}


def callback_type(types: str) -> Any:
    """The function type of a callback whose arguments are |types|."""
    found = _callback_types.get(types)
    if found is None:
        found = ctypes.CFUNCTYPE(ctypes.c_int, *(_TYPES[t] for t in types))
        found = _callback_types.setdefault(types, found)
    return found


def __getattr__(name: str) -> Any:
    """Each function gets its prototype when it is first asked for."""
    if name not in _table.FUNCTIONS:
        raise AttributeError("module 'tls.api.raw' has no attribute %r" % name)
    types = _table.FUNCTIONS[name][0]
    callbacks = _table.CALLBACKS.get(name, {})
    try:
        function = getattr(library, name)
    except AttributeError:
        raise AttributeError("%s has no %s: it is older than this package"
                             % (library._name, name)) from None
    function.argtypes = [
        callback_type(callbacks[at]) if t == "c" else _TYPES[t]
        for at, t in enumerate(types)]
    function.restype = ctypes.c_int
    globals()[name] = function
    return function


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(_table.FUNCTIONS))
