#!/bin/sh
# SPDX-License-Identifier: ISC
# The package's tests over ctypes.
. "$top_srcdir/bindings/python/tests/environment.sh"
run_with "$PYTEST_PYTHON" ctypes
