# SPDX-License-Identifier: ISC
"""An object that owns a handle, and frees it once."""

import weakref
from typing import Any, Callable, Type, TypeVar

from . import _callbacks

T = TypeVar("T", bound="Owner")


def release(free: Callable[[int], Any], handle: int) -> None:
    """At exit the library may have closed already: it is quiet then."""
    try:
        free(handle)
    except Exception:
        pass
    _callbacks.forget(handle)


class Owner:
    """Frees its handle when it is closed, collected, or at exit."""

    _handle = 0
    _ended = "is closed"

    def __init__(self) -> None:
        raise TypeError("%s has no public constructor: see its class methods"
                        % type(self).__qualname__)

    @classmethod
    def _owning(cls: Type[T], handle: int, free: Callable[[int], Any]) -> T:
        self = cls.__new__(cls)
        self._own(handle, free)
        return self

    def _own(self, handle: int, free: Callable[[int], Any]) -> None:
        self._handle = handle
        self._finalizer = weakref.finalize(self, release, free, handle)

    def _open(self) -> int:
        """The handle, unless close() was called, or what comes to it."""
        if not self._handle:
            raise ValueError("this %s.%s %s" % (
                type(self).__module__, type(self).__qualname__, self._ended))
        return self._handle

    @property
    def closed(self) -> bool:
        """Whether close() was called, or what comes to it."""
        return not self._handle

    def close(self) -> None:
        """Lets go of what the object holds; closing it twice is fine."""
        if self._handle:
            self._handle = 0
            self._finalizer()

    def __enter__(self: T) -> T:
        self._open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a %s can't be pickled" % type(self).__qualname__)
