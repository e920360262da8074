# SPDX-License-Identifier: ISC
"""Makes a Python function of each row of the table.

An argument becomes a step, which puts what C takes onto a list. What must
live until the call is over goes onto the list |keep|, which is emptied then,
so that a traceback keeps no buffer locked.
"""

import _thread
import atexit
import ctypes
import os
import signal
import threading
import time
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from .. import _callbacks, _errors
from . import _table, raw

HANDLE_MAX = 2 ** 53 - 1
SIZE_MAX = 2 ** (8 * ctypes.sizeof(ctypes.c_ssize_t) - 1) - 1
RANGES = {
    "i": (-2 ** 31, 2 ** 31 - 1),
    "q": (-2 ** 63, 2 ** 63 - 1),
    "z": (0, SIZE_MAX),
    "h": (0, HANDLE_MAX),
}

Step = Callable[[Iterator[Any], List[Any], List[Any], List[Any]], None]


def kind(value: Any) -> str:
    return type(value).__name__


def check_int(name: str, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("%s must be an int, not %s" % (name, kind(value)))
    if not low <= value <= high:
        raise OverflowError("%s must be %d .. %d" % (name, low, high))
    return value


def integer(letter: str, name: str) -> Step:
    low, high = RANGES[letter]

    def step(given, cargs, keep, outs):
        cargs.append(check_int(name, next(given), low, high))
    return step


def text(name: str) -> Step:
    def step(given, cargs, keep, outs):
        value = next(given)
        if not isinstance(value, (str, bytes)):
            try:
                value = os.fspath(value)
            except TypeError:
                raise TypeError("%s must be str, bytes or a path, not %s"
                                % (name, kind(value))) from None
        if isinstance(value, str):
            value = value.encode("utf-8", "surrogateescape")
        if b"\0" in value:
            raise ValueError("%s has a NUL inside" % name)
        cargs.append(value)
    return step


def address(buffer: Any, size: int, keep: List[Any]) -> Any:
    """Where a writable buffer stands; it is locked as long as |keep| is."""
    if size == 0:
        return None
    pin = ctypes.c_char.from_buffer(buffer)
    keep.append(pin)
    return ctypes.byref(pin)


def data(name: str) -> Step:
    def step(given, cargs, keep, outs):
        value = next(given)
        if isinstance(value, bytes):
            cargs += (value, len(value))
            return
        if isinstance(value, str):
            raise TypeError("%s must be bytes-like, not str: encode it" % name)
        try:
            view = memoryview(value)
        except TypeError:
            raise TypeError("%s must be bytes-like, not %s"
                            % (name, kind(value))) from None
        keep.append(view)
        if not view.c_contiguous:
            raise BufferError("%s: memoryview: underlying buffer is not "
                              "C-contiguous" % name)
        if view.readonly:
            cargs += (view.tobytes(), view.nbytes)
        else:
            cargs += (address(value, view.nbytes, keep), view.nbytes)
    return step


def or_none(step: Step, count: int) -> Step:
    """None is NULL, and a length of 0 where C takes |count| arguments."""
    def optional(given, cargs, keep, outs):
        value = next(given)
        if value is None:
            cargs += (None, 0)[:count]
        else:
            step(iter((value,)), cargs, keep, outs)
    return optional


class Room:
    """Room for bytes, as an int, a writable buffer or None."""

    def __init__(self, name: str, value: Any, none: bool,
                 keep: List[Any]) -> None:
        self.own = None
        self.size = 0
        self.at = None
        if value is None and none:
            return
        if isinstance(value, int) and not isinstance(value, bool):
            check_int(name, value, 0, SIZE_MAX)
            value = self.own = bytearray(value)
        try:
            view = memoryview(value)
            keep.append(view)
            if view.readonly or not view.c_contiguous:
                raise TypeError
            self.size = view.nbytes
            self.at = address(value, self.size, keep)
        except TypeError:
            raise TypeError("%s must be an int or a writable buffer, not %s"
                            % (name, kind(value))) from None

    def taken(self, length: int) -> bytes:
        with memoryview(self.own) as view, view[:length] as part:
            return bytes(part)


def room(name: str) -> Step:
    def step(given, cargs, keep, outs):
        space = Room(name, next(given), True, keep)
        length = ctypes.c_size_t()
        cargs += (space.at, space.size, ctypes.byref(length))
        outs.append(lambda: length.value if space.own is None
                    else space.taken(length.value))
    return step


def fill(name: str) -> Step:
    def step(given, cargs, keep, outs):
        space = Room(name, next(given), False, keep)
        cargs += (space.at, space.size)
        if space.own is not None:
            outs.append(lambda: space.taken(space.size))
    return step


OUTS = {"I": ctypes.c_int, "Q": ctypes.c_int64, "Z": ctypes.c_size_t,
        "H": ctypes.c_int64}


def number_out(letter: str) -> Step:
    make = OUTS[letter]

    def step(given, cargs, keep, outs):
        number = make()
        cargs.append(ctypes.byref(number))
        outs.append(lambda: number.value)
    return step


# What C calls: one function for each list of types, which lives for ever.
_thunks: Dict[str, Any] = {}
_raised: Dict[int, BaseException] = {}  # by thread, until its call is over
_ended: Set[int] = set()  # threads whose call the main thread wants to end
_runs: Dict[int, int] = {}  # thread -> how many of its calls may call back
_closing = 0  # the thread that runs exit handlers, once it does
EXIT_WAIT = 3.0  # seconds
FIRST_NUDGE = 0.05
NEXT_NUDGE = 0.5


def _enter(number: Any, *args: int) -> int:
    """An exception must not leave a ctypes callback: C would see garbage."""
    thread = threading.get_ident()
    stop_at_exit(thread)
    if thread in _raised or thread in _ended:
        return 0
    try:
        return _callbacks.ACCEPT if _callbacks.invoke(number, *args) else 0
    except BaseException as error:
        _raised[thread] = error
        return 0


def thunk(types: str) -> Any:
    found = _thunks.get(types)
    if found is None:
        found = raw.callback_type(types)(_enter)
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(found))
        found = _thunks.setdefault(types, found)
    return found


def callback(name: str, function: str, types: str) -> Step:
    def step(given, cargs, keep, outs):
        value = next(given)
        number = 0
        if value is None:
            cargs += (raw.callback_type(types)(), None)
        elif not callable(value):
            raise TypeError("%s must be a callable or None, not %s"
                            % (name, kind(value)))
        else:
            number = _callbacks.hold(value)
            cargs += (thunk(types), number)
        handle = cargs[0]
        held = Held(number)
        keep.append(held)

        def done():
            held.number = 0
            _callbacks.keep(handle, function, number)
        outs.append(done)
    return step


class Held:
    """A callable that C has not taken yet."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        if self.number:
            _callbacks.drop(self.number)


def steps(name: str) -> Iterator[Any]:
    """(a step, how many arguments it takes, how many results it gives)."""
    types, names, _outs, _since = _table.FUNCTIONS[name]
    at = 0
    while at < len(types):
        here, three = types[at], types[at:at + 3]
        if three[:2] in ("pz", "Pz"):
            step = data(names[at])
            yield or_none(step, 2) if here == "P" else step, 1, 0
            at += 2
        elif three == "bzZ":
            yield room(names[at]), 1, 1
            at += 3
        elif three[:2] == "bz":
            yield fill(names[at]), 1, 1
            at += 2
        elif here == "c":
            inner = _table.CALLBACKS[name][at]
            yield callback(names[at], name, inner), 1, 0
            at += 2
        else:
            if here in RANGES:
                yield integer(here, names[at]), 1, 0
            elif here in "sS":
                step = text(names[at])
                yield or_none(step, 1) if here == "S" else step, 1, 0
            else:
                yield number_out(here), 0, 1
            at += 1


def failure(name: str, code: int) -> BaseException:
    """The exception of a call on this thread that answered |code|."""
    last = ctypes.c_int64()
    packed, number = ctypes.c_int64(), ctypes.c_int64()
    message, reason = b"", b""
    raw.otls_error_code(ctypes.byref(last))
    if last.value == code and not name.startswith("otls_error_"):
        length = ctypes.c_size_t()
        room = ctypes.create_string_buffer(1024)
        if raw.otls_error_message(room, 1024, ctypes.byref(length)) == 0:
            message = room.raw[:length.value]
        if raw.otls_error_reason(room, 1024, ctypes.byref(length)) == 0:
            reason = room.raw[:length.value]
        raw.otls_error_openssl(ctypes.byref(packed))
        raw.otls_error_errno(ctypes.byref(number))
    return _errors.make(code, message, reason, packed.value, number.value)


@atexit.register
def _close() -> None:
    """No call may come back into an interpreter that is gone: what daemon
    threads still run stops at its next callback, and is waited for."""
    global _closing
    _closing = threading.get_ident()
    until = time.monotonic() + EXIT_WAIT
    while _runs.keys() - {_closing} and time.monotonic() < until:
        time.sleep(0.001)


def stop_at_exit(thread: int) -> None:
    """The process goes on without this thread, as with any daemon thread."""
    if _closing and thread != _closing:
        _runs.pop(thread, None)
        for_ever = threading.Lock()
        for_ever.acquire()
        for_ever.acquire()


def _after_fork() -> None:
    mine = threading.get_ident()
    for thread in [thread for thread in _runs if thread != mine]:
        del _runs[thread]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def counted(function: Callable[..., Any], args: Tuple[Any, ...]) -> Any:
    """A call that may call back."""
    thread = threading.get_ident()
    stop_at_exit(thread)
    before = _runs.get(thread, 0)
    _runs[thread] = before + 1
    try:
        return function(*args)
    finally:
        if before:
            _runs[thread] = before
        else:
            _runs.pop(thread, None)


def nudge(thread: int) -> None:
    """A wait of |thread| for input or output ends by Ctrl-C's signal, which
    the system has given to the main thread."""
    if callable(signal.getsignal(signal.SIGINT)):
        try:
            signal.pthread_kill(thread, signal.SIGINT)
        except ProcessLookupError:
            pass


def absorb() -> None:
    """What a nudge has left behind was Ctrl-C's once already."""
    try:
        for _ in range(100):
            pass
    except KeyboardInterrupt:
        pass


class Aside:
    """A call on a thread of its own, while the main thread waits.

    Signal handlers run on the main thread alone, and would do so at the very
    beginning of a callback, before any `try`: what they raise would be lost.
    """

    def __init__(self, function: Callable[..., Any],
                 args: Tuple[Any, ...]) -> None:
        self.function = function
        self.args = args
        self.thread = 0
        self.answer: Any = None
        self.failure: Optional[BaseException] = None
        self.interruption: Optional[BaseException] = None
        self.finished = threading.Event()

    def work(self) -> None:
        self.thread = threading.get_ident()
        try:
            self.answer = counted(self.function, self.args)
        except BaseException as error:
            self.failure = error
        finally:
            _ended.discard(self.thread)
            self.finished.set()

    def wait(self) -> None:
        """What a signal handler raises ends the call, and is kept."""
        while not self.finished.is_set():
            try:
                if self.interruption is None:
                    self.finished.wait()
                else:
                    self.end()
            except BaseException as error:
                self.interruption = self.interruption or error

    def end(self) -> None:
        """At its next callback; and it is called back where it waits."""
        pause = FIRST_NUDGE
        while not self.finished.is_set():
            if self.thread:
                _ended.add(self.thread)
            if not self.finished.wait(pause) and self.thread:
                nudge(self.thread)
            pause = NEXT_NUDGE

    def run(self) -> Any:
        try:
            _thread.start_new_thread(self.work, ())
        except RuntimeError:  # at exit no thread can be made
            return counted(self.function, self.args)
        except KeyboardInterrupt as error:  # it has begun
            self.interruption = error
        try:
            self.wait()
        except BaseException as error:  # a signal between two tries
            self.interruption = self.interruption or error
            self.wait()
        _ended.discard(self.thread)
        try:
            if self.interruption is not None:
                absorb()
                raise self.interruption
            if self.failure is not None:
                raise self.failure
            return self.answer
        finally:
            self.interruption = self.failure = None


def make(name: str) -> Callable[..., Any]:
    function = getattr(raw, name)
    plan = list(steps(name))
    taken = sum(count for _, count, _ in plan)
    todo = [step for step, _, _ in plan]
    question = name in _table.QUESTIONS
    ident = threading.get_ident

    def direct(*args: Any) -> Any:
        if len(args) != taken:
            raise TypeError("%s expected %d argument%s, got %d" % (
                name, taken, "" if taken == 1 else "s", len(args)))
        cargs: List[Any] = []
        keep: List[Any] = []
        outs: List[Any] = []
        given = iter(args)
        try:
            for step in todo:
                step(given, cargs, keep, outs)
            code = function(*cargs)
            if _raised and ident() in _raised:
                raise _raised.pop(ident())
            if code < 0:
                raise failure(name, code)
            results = [out() for out in outs]
        finally:
            for item in keep:
                if isinstance(item, memoryview):
                    item.release()
            item = None
            keep.clear()
            cargs.clear()
            outs.clear()
        results = [one for one in results if one is not None]
        if question:
            return code
        if len(results) > 1:
            return tuple(results)
        return results[0] if results else None

    call = direct
    if name in _table.CANCELLABLE:
        call = calling_back(direct)
    elif set(_table.FUNCTIONS[name][0]) <= set("iqzhpIQZH"):
        call = compiled(name, function, direct)
    call.__name__ = call.__qualname__ = name
    call.__module__ = "tls.api"
    return call


def calling_back(direct: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        if not _callbacks.any_of(args):
            return direct(*args)
        if threading.get_ident() == threading.main_thread().ident:
            return Aside(direct, args).run()
        return counted(direct, args)
    return call


def compiled(name: str, function: Any,
             direct: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a programmer would have written it, for arguments that
    are integers and bytes; what is anything else takes the long way."""
    types, names, _outs, _since = _table.FUNCTIONS[name]
    given, checks, made, passed, results = [], [], [], [], []
    for at, (letter, argument) in enumerate(zip(types, names)):
        if letter in RANGES and types[at - 1:at] != "p":
            given.append(argument)
            passed.append(argument)
            checks.append("type(%s) is int and %d <= %s <= %d" % (
                argument, RANGES[letter][0], argument, RANGES[letter][1]))
        elif letter == "p":
            given.append(argument)
            passed += [argument, "len(%s)" % argument]
            checks.append("type(%s) is bytes" % argument)
        elif letter in OUTS:
            made.append("    _out_%s = %s()" % (
                argument, OUTS[letter].__name__))
            passed.append("byref(_out_%s)" % argument)
            results.append("_out_%s.value" % argument)
    if name in _table.QUESTIONS:
        results = ["_code"]
    lines = ["def call(%s):" % ", ".join(given + ["/"] * bool(given))]
    if checks:
        lines.append("    if not (%s):" % " and ".join(checks))
        lines.append("        return _direct(%s)" % ", ".join(given))
    lines += made
    lines.append("    _code = _function(%s)" % ", ".join(passed))
    lines.append("    if _code < 0:")
    lines.append("        raise _failure(%r, _code)" % name)
    lines.append("    return %s" % (", ".join(results) or None))
    scope = {"_direct": direct, "_function": function, "_failure": failure,
             "byref": ctypes.byref,
             **{kind.__name__: kind for kind in OUTS.values()}}
    exec("\n".join(lines), scope)
    return scope["call"]
