#!/bin/sh
# SPDX-License-Identifier: ISC
# installed.sh PYTHONDIR PYEXECDIR LIBDIR: the tests on what was installed,
# with nothing in the environment that leads to the source or build tree.
set -eu
pythondir=$1
pyexecdir=$2
libdir=$3
tests=$(cd "$(dirname "$0")" && pwd)
[ "$PYTEST_PYTHON" != no ] || PYTEST_PYTHON=$PYTHON
preload=
case $SANITIZER_FLAGS in
'') ;;
*)
    echo "python: a sanitized build is not tested installed"
    exit 0
    ;;
esac

run() {
    log=$(mktemp)
    status=0
    env -i PATH="$PATH" HOME=/nonexistent LD_LIBRARY_PATH="$libdir" \
        PYTHONPATH="$pythondir:$pyexecdir" PYTHONDONTWRITEBYTECODE=1 \
        TLS_BACKEND="$2" "$1" "$tests/run.py" >"$log" 2>&1 || status=$?
    grep -q '^1\.\.[1-9]' "$log" && ! grep -q '^not ok' "$log" || status=1
    [ "$status" = 0 ] || cat "$log"
    echo "python: $(grep -c '^ok' "$log") tests of the installed package" \
        "over $2 passed"
    rm -f "$log"
    return "$status"
}

run "$PYTEST_PYTHON" ctypes
set -- "$pyexecdir"/tls/_otls.*so
if [ -e "$1" ]; then
    suffix='import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))'
    [ "$("$PYTEST_PYTHON" -c "$suffix")" = "$("$PYTHON" -c "$suffix")" ] ||
        PYTEST_PYTHON=$PYTHON
    run "$PYTEST_PYTHON" swig
fi
