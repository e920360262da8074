# SPDX-License-Identifier: ISC

# Where the Lua modules go, after OTLS_LUA and OTLS_SWIG: luadir for what is
# written in Lua, luaexecdir for what is compiled. LuaJIT reads Lua 5.1's.
AC_DEFUN([OTLS_LUA_DIRS],
[AC_ARG_VAR([luadir], [where Lua modules go @<:@DATADIR/lua/VERSION@:>@])
AC_ARG_VAR([luaexecdir],
  [where compiled Lua modules go @<:@LIBDIR/lua/VERSION@:>@])
AS_CASE([${otls_cv_lua_version-}],
  [jit], [LUA_DIR_VERSION=5.1],
  [LUA_DIR_VERSION=${otls_cv_lua_version-}])
AC_SUBST([LUA_DIR_VERSION])
AS_IF([test -z "$luadir"], [luadir='${datadir}/lua/${LUA_DIR_VERSION}'])
AS_IF([test -z "$luaexecdir"],
  [luaexecdir='${libdir}/lua/${LUA_DIR_VERSION}'])
AM_CONDITIONAL([BUILD_LUA],
  [test "x$have_lua" = xyes && test "x$have_swig" = xyes])])
