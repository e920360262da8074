# SPDX-License-Identifier: ISC
# Runs one Lua script with $LUA against the build tree. The Makefile says
# where it is: lua_srcdir, lua_builddir, lua_cpath and otls_libdir.
set -eu
unset LUA_INIT LUA_INIT_5_3 LUA_INIT_5_4 LUA_PATH_5_3 LUA_PATH_5_4 \
    LUA_CPATH_5_3 LUA_CPATH_5_4 LD_PRELOAD
# Behind the modules under test those of the system, for LuaSocket.
LUA_PATH="$lua_srcdir/?.lua;$lua_srcdir/?/init.lua;$lua_srcdir/tests/?.lua;;"
LUA_CPATH="$lua_cpath;;"
export LUA_PATH LUA_CPATH

# A sanitizer's library must be there before anything that was built with it.
preload=
case ${SANITIZER_FLAGS-} in
*thread*)
    echo "1..0 # SKIP a Lua is one thread: nothing to find here"
    exit 0
    ;;
*address*) preload=$($CC -print-file-name=libasan.so) ;;
*undefined*) preload=$($CC -print-file-name=libubsan.so) ;;
esac
case $preload in
'') ;;
/*)
    ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
    export ASAN_OPTIONS
    exec env LD_PRELOAD="$preload" \
        LD_LIBRARY_PATH="$otls_libdir" $LUA "$@"
    ;;
*)
    echo "1..0 # SKIP no shared library of this compiler's sanitizer"
    exit 0
    ;;
esac
LD_LIBRARY_PATH=$otls_libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec $LUA "$@"
