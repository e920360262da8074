# SPDX-License-Identifier: ISC
"""Answers of the length that they turn out to have."""

from typing import Any, Callable

from ._exceptions import TooSmallError

_FIRST = 512


def whole(function: Callable[..., Any], *args: Any) -> Any:
    """What |function| answers, bytes or a number and bytes, all of it. The
    first room is enough for most answers, so most take one call."""
    room = _FIRST
    while True:
        try:
            return function(*args, room)
        except TooSmallError:
            answer = function(*args, None)
            size = answer[-1] if isinstance(answer, tuple) else answer
            room = max(2 * room, size + 1)


def text(function: Callable[..., Any], *args: Any) -> str:
    """The same where the bytes are text."""
    return whole(function, *args).decode("utf-8", "surrogateescape")
