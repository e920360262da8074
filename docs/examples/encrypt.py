# SPDX-License-Identifier: ISC
"""encrypt.py RECIPIENT IN OUT: encrypts a file, in Python."""

import sys

import tls.age

recipient, source, target = sys.argv[1:]
tls.age.encrypt_file(source, target, recipients=[recipient])
