# SPDX-License-Identifier: ISC
"""In what the interpreters' own modules differ."""

import sys as _sys

# 3.10.11 and 3.11.3: an end without a close_notify is an error, and
# shared_ciphers() says what is shared and not what this end has.
MARCH_2023 = _sys.version_info >= (3, 11, 3) or \
    (3, 10, 11) <= _sys.version_info < (3, 11)

# Contexts for one end refuse connections of the other one.
ROLES = _sys.version_info >= (3, 10)

# What the system refuses in a read or a write is an end, since SSL_read_ex()
# is called and its answer compared with -1.
RESET_IS_EOF = _sys.version_info >= (3, 10)

# The names that came with them.
HAS_3_12 = _sys.version_info >= (3, 12)
HAS_3_13 = _sys.version_info >= (3, 13)
