# SPDX-License-Identifier: ISC
"""The standard library's own ssl, over libotls.

Its ssl.py runs here unchanged over `tls._ssl`, which stands in for the module
written in C that it is made for. install() puts both in place for the whole
process, so that `import ssl`, anywhere, is this:

>>> import tls.ssl
>>> tls.ssl.SSLContext(tls.ssl.PROTOCOL_TLS_CLIENT).check_hostname
True

Nothing of the standard library's is loaded before something is asked for.
"""

import importlib.util as _util
import sys as _sys
from typing import Any, Dict, List, Optional, Tuple

_OURS = __name__.rpartition(".")[0] + "._ssl"

# What stood in sys.modules before install(): (`_ssl`, `ssl`).
_before: Optional[Tuple[Any, Any]] = None
_standard: Any = None  # the module that this one has the names of


def _replacement() -> Any:
    from . import _ssl
    return _ssl


def is_installed() -> bool:
    """Whether `import ssl` is this."""
    return _before is not None


def _refuse(name: str) -> None:
    holders = sorted(
        other for other, module in list(_sys.modules.items())
        if other not in ("ssl", "_ssl")
        and getattr(module, "__dict__", {}).get("ssl") is _sys.modules[name])
    raise RuntimeError(
        "%s is imported already%s: call tls.ssl.install() before anything "
        "imports ssl, or run the program with `python -m tls`" % (
            name, " (by %s)" % ", ".join(holders[:5]) if holders else ""))


def install() -> None:
    """Puts `tls._ssl` in the place of the interpreter's `_ssl`, so that every
    later `import ssl` runs over libotls. Where ssl is imported already it
    refuses, with a RuntimeError that names who has."""
    global _before
    if _before is not None:
        return
    for name in ("ssl", "_ssl"):
        if name in _sys.modules:
            _refuse(name)
    _before = (None, None)
    _sys.modules["_ssl"] = _replacement()


def uninstall() -> None:
    """Lets a later `import ssl` be the interpreter's own again. Who has
    imported it meanwhile keeps what it has."""
    global _before, _standard
    if _before is None:
        return
    _before = _standard = None
    if _sys.modules.get("_ssl") is _replacement():
        del _sys.modules["_ssl"]
        _sys.modules.pop("ssl", None)


def explain(sock: Any) -> str:
    """In words, whether the connection of an SSLSocket or SSLObject was
    resumed, and why or why not; "" before its handshake."""
    ours = getattr(sock, "_sslobj", sock)
    if ours is None:
        raise ValueError("%r has no TLS, yet or any more" % (sock,))
    if not isinstance(ours, _replacement()._SSLSocket):
        raise TypeError(
            "explain() is for an SSLSocket or SSLObject of tls.ssl, not %s.%s"
            % (type(sock).__module__, type(sock).__qualname__))
    return ours.explain()


def _private() -> Any:
    """ssl.py run for this module alone: its `import _ssl` finds ours, and
    sys.modules stays as it is."""
    import builtins

    def import_(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "_ssl":
            return _replacement()
        return builtins.__import__(name, *args, **kwargs)

    spec = _util.find_spec("ssl") if "ssl" not in _sys.modules \
        else _sys.modules["ssl"].__spec__
    if spec is None or spec.loader is None:
        raise ImportError("the standard library has no ssl.py")
    name = __name__ + "._standard"
    code = spec.loader.get_code("ssl")  # type: ignore[attr-defined]
    module = type(_sys)(name)
    module.__file__ = spec.origin
    module.__package__ = ""
    module.__dict__["__builtins__"] = {
        **vars(builtins), "__import__": import_}
    _sys.modules[name] = module
    exec(code, module.__dict__)
    return module


def _module() -> Any:
    global _standard
    if _standard is None:
        if is_installed():
            import ssl
            _standard = ssl
        else:
            _standard = _private()
    return _standard


def __getattr__(name: str) -> Any:
    """Everything that ssl.py has."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    return getattr(_module(), name)


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(dir(_module())))
