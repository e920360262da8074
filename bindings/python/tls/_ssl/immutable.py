# SPDX-License-Identifier: ISC
"""Classes that can't be changed, as classes written in C can't.

What derives from one of them is an ordinary class.
"""

from typing import Any, Set

_fixed: Set[type] = set()


class Immutable(type):
    """The class of such classes."""

    def __setattr__(cls, name: str, value: Any) -> None:
        if cls in _fixed:
            raise TypeError("cannot set %r attribute of immutable type %r"
                            % (name, "_ssl." + cls.__name__))
        super().__setattr__(name, value)

    def __delattr__(cls, name: str) -> None:
        if cls in _fixed:
            raise TypeError("cannot delete %r attribute of immutable type %r"
                            % (name, "_ssl." + cls.__name__))
        super().__delattr__(name)


def fix(cls: Any, module: str = "_ssl") -> Any:
    """|cls|, whose definition is over; |module| is what it says of itself."""
    cls.__module__ = module
    _fixed.add(cls)
    return cls


class Handle:
    """Owns a handle of libotls, and frees it with its last reference. This
    is lighter than `tls._object.Owner`, and there is no close()."""

    __slots__ = ("number", "_free")

    def __init__(self, number: int, free: Any) -> None:
        self.number = number
        self._free = free

    def __del__(self) -> None:
        try:
            self._free(self.number)
        except Exception:  # the library has closed, at exit
            pass
