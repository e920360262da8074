# SPDX-License-Identifier: ISC

# OTLS_OPTIONAL_PACKAGE(NAME, VARIABLE, MODULES, DEBIAN-PACKAGE, WHAT-FOR)
# Used if it is there; --with-NAME demands it, --without-NAME leaves it out.
AC_DEFUN([OTLS_OPTIONAL_PACKAGE],
[AC_ARG_WITH([$1],
  [AS_HELP_STRING([--without-$1], [leave out: $5])],
  [], [with_$1=auto])
have_$1=no
AS_IF([test "x$with_$1" != xno],
  [PKG_CHECK_MODULES([$2], [$3], [have_$1=yes],
    [AS_IF([test "x$with_$1" = xyes],
      [AC_MSG_ERROR([$3 is needed for --with-$1; on Debian: apt-get install $4])])])])
AM_CONDITIONAL([HAVE_$2], [test "x$have_$1" = xyes])
AS_IF([test "x$have_$1" = xyes],
  [AC_DEFINE([HAVE_$2], [1], [Define if $1 is there.])])])

# --without-python, PYTHON=: any interpreter from 3.9 on; the one that python3
# names, if there is one.
m4_define([_AM_PYTHON_INTERPRETER_LIST], [python3 dnl
python3.13 python3.12 python3.11 python3.10 python3.9 python])
AC_DEFUN([OTLS_PYTHON],
[AC_ARG_WITH([python],
  [AS_HELP_STRING([--without-python], [leave out the Python package])],
  [], [with_python=auto])
AC_ARG_VAR([PYTHON], [the Python interpreter to build the package for])
have_python=no
AS_IF([test "x$with_python" != xno],
  [AM_PATH_PYTHON([3.9], [have_python=yes],
    [AS_IF([test "x$with_python" = xyes],
      [AC_MSG_ERROR([Python 3.9 or newer is needed for --with-python; name one with PYTHON=])])
     PYTHON=:])],
  [PYTHON=:
   AC_SUBST([PYTHON])])
AM_CONDITIONAL([HAVE_PYTHON], [test "x$have_python" = xyes])
dnl The scripts that generate and check sources, and the tests, run with any
dnl interpreter: Debian's, if there is one, because it is the one that the
dnl distribution's pytest and Sphinx serve.
AC_ARG_VAR([TEST_PYTHON], [the Python interpreter for scripts and tests])
AS_IF([test -z "$TEST_PYTHON"],
  [AS_IF([test -x /usr/bin/python3], [TEST_PYTHON=/usr/bin/python3],
    [TEST_PYTHON=$PYTHON])])
AM_CONDITIONAL([HAVE_TEST_PYTHON],
  [test -n "$TEST_PYTHON" && test "x$TEST_PYTHON" != x:])])

# --without-lua, LUA=: Lua 5.1, 5.3, 5.4 or LuaJIT.
AC_DEFUN([OTLS_LUA],
[AC_ARG_WITH([lua],
  [AS_HELP_STRING([--without-lua], [leave out the Lua modules])],
  [], [with_lua=auto])
AC_ARG_VAR([LUA], [the Lua interpreter to build the modules for])
have_lua=no
AS_IF([test "x$with_lua" != xno],
  [AC_CHECK_PROGS([LUA], [lua5.4 lua5.3 lua luajit lua5.1])
   AS_IF([test -n "$LUA"],
    [AC_CACHE_CHECK([the version of $LUA], [otls_cv_lua_version],
      [otls_cv_lua_version=`$LUA -e 'io.write(type(jit) == "table" and "jit" or string.match(_VERSION, "%d+%.%d+"))' 2>/dev/null`])
     AS_CASE([$otls_cv_lua_version],
      [jit], [otls_lua_modules="luajit"],
      [5.1|5.3|5.4], [otls_lua_modules="lua$otls_cv_lua_version lua-$otls_cv_lua_version lua"],
      [otls_lua_modules=])
     for otls_module in $otls_lua_modules; do
       AS_IF([$PKG_CONFIG --exists "$otls_module"],
        [PKG_CHECK_MODULES([LUA], [$otls_module], [have_lua=yes])
         break])
     done])
   AS_IF([test "x$with_lua" = xyes && test "x$have_lua" = xno],
    [AC_MSG_ERROR([Lua 5.1, 5.3, 5.4 or LuaJIT with its headers is needed for --with-lua; on Debian: apt-get install lua5.4 liblua5.4-dev])])])
AM_CONDITIONAL([HAVE_LUA], [test "x$have_lua" = xyes])])

AC_DEFUN([OTLS_SWIG],
[AC_ARG_WITH([swig],
  [AS_HELP_STRING([--without-swig], [leave out what SWIG generates])],
  [], [with_swig=auto])
AC_ARG_VAR([SWIG], [SWIG 4.1 or newer])
have_swig=no
AS_IF([test "x$with_swig" != xno],
  [AC_CHECK_PROGS([SWIG], [swig swig4.0])
   AS_IF([test -n "$SWIG"],
    [AC_CACHE_CHECK([the version of $SWIG], [otls_cv_swig_version],
      [otls_cv_swig_version=`$SWIG -version | sed -n 's/^SWIG Version //p'`])
     AS_VERSION_COMPARE([$otls_cv_swig_version], [4.1],
      [], [have_swig=yes], [have_swig=yes])])
   AS_IF([test "x$with_swig" = xyes && test "x$have_swig" = xno],
    [AC_MSG_ERROR([SWIG 4.1 or newer is needed for --with-swig; on Debian: apt-get install swig])])])
AM_CONDITIONAL([HAVE_SWIG], [test "x$have_swig" = xyes])])

# Sphinx builds the site; the build itself doesn't need it. It is asked for
# as a module, since sphinx-build may serve another interpreter.
AC_DEFUN([OTLS_SPHINX],
[AC_CACHE_CHECK([for Sphinx], [otls_cv_sphinx],
  [otls_cv_sphinx=no
   AS_IF([test -n "$TEST_PYTHON" && $TEST_PYTHON -c 'import sphinx' 2>/dev/null],
    [otls_cv_sphinx=yes])])
AM_CONDITIONAL([HAVE_SPHINX], [test "x$otls_cv_sphinx" = xyes])])

AC_DEFUN([OTLS_SUMMARY],
[otls_openssl_version=`$PKG_CONFIG --modversion libcrypto`
AC_MSG_NOTICE([
libotls $PACKAGE_VERSION will be built with

  library       OpenSSL $otls_openssl_version
  SQLite        $have_sqlite
  hiredis       $have_hiredis
  utf8proc      $have_utf8proc
  Python        $have_python (${PYTHON-none} ${PYTHON_VERSION-}; extension: $have_python_extension)
  Lua           $have_lua (${LUA-none} ${otls_cv_lua_version-})
  SWIG          $have_swig (${SWIG-none} ${otls_cv_swig_version-})
  C tests       $have_check (Check)
  docs          $otls_cv_sphinx (Sphinx, make html)
  hardening     $enable_hardening
  sanitizers    $enable_sanitizers
  prefix        $prefix
])])
