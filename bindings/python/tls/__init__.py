# SPDX-License-Identifier: ISC
"""Correct cryptography that is easy to call: the Python package of libotls.

tls.age     files and bytes encrypted in the age format
tls.io      buffered bytes in and out: memory, files, sockets, pairs
tls.store   entries that are kept for a while, sealed for whoever keeps them
tls.random  the standard random module on OpenSSL's generator
tls.ssl     the standard library's own ssl, over libotls
tls.Context     what TLS connections have in common, safe as it is made
tls.Connection  one of them, over a host, a socket, or bios
tls.Session     what a client resumes one with
tls.TicketKeys  what servers seal tickets with, and share
tls.Trust       whom to believe: authorities and revocation lists
tls.Credential  who one is: a certificate and its key
tls.Certificate, tls.Key, tls.CertificateRequest  what they are made of
tls.api     libotls itself, function by function, over ctypes

Everything that fails raises a `tls.Error`, of a class of its own for each
code of libotls.

>>> import tls
>>> identity = tls.age.Identity.generate()
>>> recipient = identity.recipient
>>> sealed = tls.age.encrypt(b"attack at dawn", recipients=[recipient])
>>> tls.age.decrypt(sealed, identities=[identity])
b'attack at dawn'
"""

import importlib
from typing import TYPE_CHECKING, Any, List

from . import _exceptions
from ._error import Error
from ._exceptions import *  # noqa: F401,F403

if TYPE_CHECKING:
    from . import (
        age, api, certificate, connection, context, credential, io, key,
        random, request, session, ssl, store, ticket_keys, trust)
    from .certificate import Certificate
    from .connection import Connection
    from .context import Context
    from .credential import Credential
    from .key import Key
    from .request import CertificateRequest
    from .session import Session
    from .ticket_keys import TicketKeys
    from .trust import Trust

_classes = {
    "Certificate": "certificate", "CertificateRequest": "request",
    "Connection": "connection", "Context": "context",
    "Credential": "credential", "Key": "key", "Session": "session",
    "TicketKeys": "ticket_keys", "Trust": "trust",
}
_modules = ("age", "api", "io", "random", "ssl", "store",
            *_classes.values())

__all__ = ["Error", "backend", "version", "openssl_version", *_modules,
           *_classes, *_exceptions.__all__]


def __getattr__(name: str) -> Any:
    """The submodules are there without being imported."""
    if name in _modules:
        return importlib.import_module("." + name, __name__)
    if name in _classes:
        return getattr(importlib.import_module(
            "." + _classes[name], __name__), name)
    raise AttributeError("module 'tls' has no attribute %r" % name)


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(_modules) | set(_classes))


def backend() -> str:
    """How libotls is called: "swig" or "ctypes".

    >>> import tls
    >>> tls.backend() in ("swig", "ctypes")
    True
    """
    from . import _backend
    return _backend.name


def version() -> str:
    """The version of the libotls that was loaded.

    >>> import tls
    >>> tls.version().split(".")[0]
    '0'
    """
    from ._backend import lib
    return lib.otls_library_version(64).decode()


def openssl_version() -> str:
    """The version of the OpenSSL that libotls uses.

    >>> import tls
    >>> tls.openssl_version().startswith("OpenSSL 3.")
    True
    """
    from ._backend import lib
    return lib.otls_library_openssl_version(256).decode()
