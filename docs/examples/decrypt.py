# SPDX-License-Identifier: ISC
"""decrypt.py IDENTITY-FILE IN OUT: decrypts a file, in Python."""

import sys

import tls.age

identities, source, target = sys.argv[1:]
tls.age.decrypt_file(source, target, identities_file=identities)
