# SPDX-License-Identifier: ISC
# Read by check_*.sh: the build tree's package, and run_with PYTHON BACKEND.

# An empty LD_PRELOAD is none.
preload=
sanitized() {
    case $SANITIZER_FLAGS in
    *thread*)
        echo "1..0 # SKIP the interpreter does not run under ThreadSanitizer"
        exit 0
        ;;
    *address*)
        preload=$($CC -print-file-name=libasan.so)
        case $preload in
        /*) ;;
        *)
            echo "1..0 # SKIP $CC has no libasan.so to load first"
            exit 0
            ;;
        esac
        ;;
    esac
}

run_with() {
    sanitized
    ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1
    LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    PYTHONPATH=$stage PYTHONDONTWRITEBYTECODE=1 TLS_BACKEND=$2
    export ASAN_OPTIONS LD_LIBRARY_PATH PYTHONPATH PYTHONDONTWRITEBYTECODE
    export TLS_BACKEND
    [ -z "$preload" ] || export LD_PRELOAD="$preload"
    exec "$1" "$tests/run.py"
}

tests=$top_srcdir/bindings/python/tests
stage=$top_builddir/bindings/python/stage
library=$top_builddir/libotls/.libs
[ "$PYTEST_PYTHON" != no ] || PYTEST_PYTHON=$PYTHON
