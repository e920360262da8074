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
_owners: Dict[int, Dict[str, int]] = {}  # handle -> setter -> number
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
        mine = _owners.pop(handle, {})
        _callables.pop(mine.pop(setter, 0), None)
        if number:
            mine[setter] = number
        if mine:
            _owners[handle] = mine
        if len(_owners) > _sweep_at:
            _sweep()


def drop(number: int) -> None:
    """C has not taken it."""
    _callables.pop(number, None)


def forget(handle: int) -> None:
    """The object of |handle| is gone."""
    with _lock:
        for number in _owners.pop(handle, {}).values():
            _callables.pop(number, None)


def any_of(args: Tuple[Any, ...]) -> bool:
    """Whether a call with |args| may call back."""
    return bool(_owners) and bool(args) and type(args[0]) is int and \
        args[0] in _owners


def _sweep() -> None:
    global _sweep_at
    from ._backend import lib
    for handle in list(_owners):
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
