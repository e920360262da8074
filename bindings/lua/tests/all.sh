# SPDX-License-Identifier: ISC
# Compiles the module for every Lua that is there, and runs all the tests
# with each: make check-lua-all.
set -eu
failed=0 done=0

one() { # program, package
    command -v "$1" >/dev/null && $PKG_CONFIG --exists "$2" || {
        echo "# $1: not there, skipped"
        return 0
    }
    dir=$lua_builddir/all/$1
    mkdir -p "$dir/otls"
    # shellcheck disable=SC2086
    $CC -shared -fPIC -fvisibility=hidden \
        $($PKG_CONFIG --cflags "$2") $CPPFLAGS $CFLAGS \
        -o "$dir/otls/core.so" \
        "$lua_srcdir/module.c" "$lua_srcdir/runtime.c" \
        "$lua_builddir/core_wrap.c" \
        -L"$otls_libdir" -lotls
    done=$((done + 1))
    for test in $LUA_TESTS; do
        status=0
        LUA=$1 lua_cpath=$dir/?.so sh "$lua_srcdir/tests/run.sh" \
            "$lua_srcdir/$test" >"$dir/log" 2>&1 || status=$?
        if test $status != 0 || grep -q '^not ok' "$dir/log"; then
            echo "FAIL: $1 $test"
            sed 's/^/    /' "$dir/log"
            failed=$((failed + 1))
        else
            echo "PASS: $1 $test ($(grep -c '^ok' "$dir/log") claims," \
                "$(grep -c '# SKIP' "$dir/log") skipped)"
        fi
    done
}

one lua5.1 lua5.1
one lua5.3 lua5.3
one lua5.4 lua5.4
one luajit luajit
test $done != 0
test $failed = 0
