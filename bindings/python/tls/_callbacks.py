# SPDX-License-Identifier: ISC
"""The callables that C may call.

C gets a number, never an object: what it calls looks the number up, so that
a callable that is gone is a refusal and not a crash. A callable stays until
another one takes its place, its object's wrapper closes, or a later one finds
that its handle is stale.
"""

import itertools
import threading
from typing import Any, Callable, Dict, Tuple

ACCEPT = 1331983443  # OTLS_CALLBACK_ACCEPT

_ids = itertools.count(1)
_callables: Dict[int, Callable[..., Any]] = {}
_owners: Dict[Tuple[int, str], int] = {}
_lock = threading.RLock()  # a collected object's close() may come in between
_sweep_at = 64


def hold(function: Callable[..., Any]) -> int:
    """A number for |function|, before C gets it."""
    number = next(_ids)
    _callables[number] = function
    return number


def keep(handle: int, setter: str, number: int) -> None:
    """C has taken |number| (0: none) from |setter| for |handle|."""
    with _lock:
        old = _owners.pop((handle, setter), 0)
        _callables.pop(old, None)
        if number:
            _owners[handle, setter] = number
            if len(_owners) > _sweep_at:
                _sweep()


def drop(number: int) -> None:
    """C has not taken it."""
    _callables.pop(number, None)


def forget(handle: int) -> None:
    """The object of |handle| is gone."""
    with _lock:
        for key in [key for key in _owners if key[0] == handle]:
            _callables.pop(_owners.pop(key), None)


def _sweep() -> None:
    global _sweep_at
    from ._backend import lib
    for handle in {key[0] for key in _owners}:
        try:
            lib.otls_handle_kind(handle)
        except Exception:
            forget(handle)
    _sweep_at = max(64, 2 * len(_owners))


def invoke(number: int, *args: int) -> bool:
    """Whether the callable says exactly OTLS_CALLBACK_ACCEPT."""
    function = _callables.get(number)
    if function is None:
        return False
    answer = function(*args)
    return type(answer) is int and answer == ACCEPT


def _after_fork() -> None:
    global _lock
    _lock = threading.RLock()


def _register() -> None:
    import os
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)


_register()
