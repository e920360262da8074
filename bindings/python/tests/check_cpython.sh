#!/bin/sh
# SPDX-License-Identifier: ISC
# The interpreter's own test_ssl, with tls._ssl in the place of its _ssl.
# CPYTHON_TESTS names other files of its tests: make check-cpython has all.
. "$top_srcdir/bindings/python/tests/environment.sh"
case $SANITIZER_FLAGS in
'') ;;
*)
    echo "1..0 # SKIP the interpreter's own tests are too slow sanitized"
    exit 0
    ;;
esac
# one that has its tests
has_tests='import ssl, test.test_ssl'
"$PYTHON" -c "$has_tests" 2>/dev/null || PYTHON=$PYTEST_PYTHON
backend=ctypes
set -- "$stage"/tls/_otls.*so
if [ -e "$1" ]; then
    suffix='import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))'
    case $1 in
    *"$("$PYTHON" -c "$suffix")") backend=swig ;;
    esac
fi
LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
PYTHONDONTWRITEBYTECODE=1
export LD_LIBRARY_PATH PYTHONDONTWRITEBYTECODE
stage=$(cd "$stage" && pwd)
# shellcheck disable=SC2086
exec "$PYTHON" "$tests/cpython.py" "$PYTHON" "$stage" \
    "${CPYTHON_BACKEND:-$backend}" ${CPYTHON_TESTS:-test_ssl}
