# SPDX-License-Identifier: ISC
"""libotls function by function, over ctypes: works without a compiler.

A function takes its arguments without the outs, which it returns in order:
one as itself, several as a tuple; a question returns its answer. Bytes go in
as any buffer. Where C has room for bytes, Python passes

- an int, and gets as many bytes at most;
- a writable buffer, which is filled, and gets the number of bytes;
- None, and gets the number of bytes that there are.

A negative result raises the `tls.Error` of its code. `tls.api.raw` has the
functions as they are.

>>> from tls import api
>>> api.otls_handle_kind_name(api.OTLS_KIND_BIO, 64)
b'bio'
>>> api.otls_handle_kind(0)
Traceback (most recent call last):
  ...
tls.HandleNoneError: the handle is 0: open or make an object first
"""

from typing import Any, List

from . import _call, _table
from ._table import ABI

__all__ = ["ABI", *_table.CONSTANTS, *_table.FUNCTIONS]

globals().update(_table.CONSTANTS)


def __getattr__(name: str) -> Any:
    """Each function is made when it is first asked for."""
    if name not in _table.FUNCTIONS:
        raise AttributeError("module 'tls.api' has no attribute %r" % name)
    function = _call.make(name)
    globals()[name] = function
    return function


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(_table.FUNCTIONS))
