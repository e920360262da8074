# SPDX-License-Identifier: ISC
"""The interpreter's private module `_ssl`, on libotls.

It has the names and manners of the one that is written in C, so that the
standard library's own ssl.py, unchanged, runs over it: `tls.ssl` puts it in
place.
"""

from .bio import MemoryBIO
from .certificate import Certificate, _test_decode_cert
from .constants import *  # noqa: F401,F403
from .constants import _DEFAULT_CIPHERS, _OPENSSL_API_VERSION
from .context import _SSLContext
from .errors import (
    SSLCertVerificationError, SSLEOFError, SSLError, SSLSyscallError,
    SSLWantReadError, SSLWantWriteError, SSLZeroReturnError,
    err_codes_to_names, err_names_to_codes, lib_codes_to_names)
from .objects import get_default_verify_paths, nid2obj, txt2obj
from .rand import RAND_add, RAND_bytes, RAND_pseudo_bytes, RAND_status
from .session import SSLSession
from .sslsocket import _SSLSocket
