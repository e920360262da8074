#!/bin/sh
# SPDX-License-Identifier: ISC
# The package's tests over the extension module.
. "$top_srcdir/bindings/python/tests/environment.sh"
set -- "$stage"/tls/_otls.*so
if [ ! -e "$1" ]; then
    echo "1..0 # SKIP the extension module was not built"
    exit 0
fi
# pytest's interpreter can load it where both are of one version
if [ "$PYTEST_PYTHON" != "$PYTHON" ]; then
    suffix='import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))'
    [ "$("$PYTEST_PYTHON" -c "$suffix")" = "$("$PYTHON" -c "$suffix")" ] ||
        PYTEST_PYTHON=$PYTHON
fi
run_with "$PYTEST_PYTHON" swig
