# SPDX-License-Identifier: ISC
"""What every exception of the package is."""

import errno as _errno
from typing import Any, Tuple

# The errno of an OSError that the operating system had no part in.
_DEFAULTS = (
    (BlockingIOError, _errno.EAGAIN),
    (TimeoutError, _errno.ETIMEDOUT),
    (InterruptedError, _errno.EINTR),
    (FileNotFoundError, _errno.ENOENT),
    (PermissionError, _errno.EACCES),
    (BrokenPipeError, _errno.EPIPE),
    (OSError, _errno.EIO),
)


class Error(Exception):
    """What libotls answered. Each of its codes has a subclass of its own,
    which is a built-in exception too where one fits.

    code     the OTLS_E_* code, a negative int
    name     the code's name, such as "OTLS_E_AUTH"
    text     what the code means
    message  what went wrong, and the remedy; never holds a secret
    reason   OpenSSL's reason, or ""
    openssl  OpenSSL's packed error code, or 0
    errno    the operating system's errno, or 0

    >>> import tls
    >>> try:
    ...     tls.age.Recipient.parse("age1nonsense")
    ... except tls.Error as error:
    ...     error.name, isinstance(error, ValueError)
    ('OTLS_E_AGE_RECIPIENT', True)
    """

    code: int = 0
    name: str = ""
    text: str = ""

    def __init__(self, message: str = "", reason: str = "", openssl: int = 0,
                 errno: int = 0) -> None:
        if isinstance(self, OSError):
            if not errno:
                errno = next(number for base, number in _DEFAULTS
                             if isinstance(self, base))
            super().__init__(errno, message)
            # OSError keeps what __new__ was given, and it was given more
            self.args = (errno, message)
            self.strerror = message
        else:
            super().__init__(message)
        self.message = message
        self.reason = reason
        self.openssl = openssl
        self.errno = errno

    def __str__(self) -> str:
        if self.reason and self.reason not in self.message:
            return "%s (OpenSSL: %s)" % (self.message, self.reason)
        return self.message

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (
            self.message, self.reason, self.openssl, self.errno)
