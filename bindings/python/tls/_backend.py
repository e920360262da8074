# SPDX-License-Identifier: ISC
"""Which of the two back ends the package calls.

TLS_BACKEND=swig or TLS_BACKEND=ctypes forces one. Otherwise it is the
extension module where there is one, and ctypes where there is none or where
OTLS_LIBRARY names the library to load.
"""

import os
from typing import Any

_wanted = os.environ.get("TLS_BACKEND", "")
lib: Any
name: str

if _wanted not in ("", "ctypes", "swig"):
    raise ImportError("TLS_BACKEND is %r: it may be 'swig' or 'ctypes'"
                      % _wanted)
if _wanted == "swig" or (not _wanted and not os.environ.get("OTLS_LIBRARY")):
    try:
        from . import _otls as lib
        name = "swig"
    except ImportError:
        if _wanted == "swig":
            raise
if _wanted == "ctypes" or "lib" not in globals():
    from . import api as lib
    name = "ctypes"
