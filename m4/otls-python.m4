# SPDX-License-Identifier: ISC

# Where the package goes. On Debian, AM_PATH_PYTHON would put it below
# PREFIX/local, where no interpreter looks if PREFIX is /usr/local. A choice
# made with am_cv_python_pythondir stands.
AC_DEFUN([OTLS_PYTHON_CHOICE],
[otls_python_choice=${am_cv_python_pythondir-}])

AC_DEFUN([OTLS_PYTHON_DIRECTORIES],
[AS_IF([test "x$have_python" = xyes && test -z "$otls_python_choice"],
  [otls_python_prefix=$prefix
   test "x$otls_python_prefix" = xNONE && otls_python_prefix=$ac_default_prefix
   otls_python_place=`$PYTHON -c 'import sys, sysconfig
if "deb_system" in sysconfig.get_scheme_names():
    print("lib/python%s/dist-packages" % (
        "3" if sys.argv[[1]] == "/usr" else "%d.%d" % sys.version_info[[:2]]))
' "$otls_python_prefix"`
   AS_IF([test -n "$otls_python_place"],
    [AC_SUBST([pythondir], ['${prefix}/'$otls_python_place])
     AC_SUBST([pyexecdir], ['${exec_prefix}/'$otls_python_place])])])])

# OTLS_PYTHON_EXTENSION: whether the extension module tls._otls can be built
# for $PYTHON. It needs SWIG and the interpreter's own headers; without them
# the package works over ctypes.
AC_DEFUN([OTLS_PYTHON_EXTENSION],
[AC_REQUIRE([OTLS_PYTHON])
AC_REQUIRE([OTLS_SWIG])
AC_ARG_VAR([PYTHON_CPPFLAGS], [where the headers of $PYTHON are])
have_python_extension=no
AS_IF([test "x$have_python" = xyes && test "x$have_swig" = xyes],
  [AS_IF([test -z "$PYTHON_CPPFLAGS"],
    [PYTHON_CPPFLAGS=`$PYTHON -c 'import sysconfig
print(" ".join(sorted({"-I" + sysconfig.get_path(name) for name in ("include", "platinclude")})))'`])
   PYTHON_EXT_SUFFIX=`$PYTHON -c 'import sysconfig
print(sysconfig.get_config_var("EXT_SUFFIX"))'`
   AC_MSG_CHECKING([for the headers of $PYTHON])
   otls_save_CPPFLAGS=$CPPFLAGS
   CPPFLAGS="$CPPFLAGS $PYTHON_CPPFLAGS"
   AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <Python.h>]],
       [[return PY_VERSION_HEX < 0x03090000;]])],
     [have_python_extension=yes])
   CPPFLAGS=$otls_save_CPPFLAGS
   AC_MSG_RESULT([$have_python_extension])])
AC_SUBST([PYTHON_EXT_SUFFIX])
AM_CONDITIONAL([HAVE_PYTHON_EXTENSION],
  [test "x$have_python_extension" = xyes])
dnl The tests want pytest: the package's own interpreter where it has it,
dnl else the tests' one, which then goes over ctypes alone.
AC_CACHE_CHECK([for an interpreter with pytest], [otls_cv_pytest_python],
  [otls_cv_pytest_python=no
   for otls_python in "$PYTHON" "$TEST_PYTHON"; do
     AS_IF([test "x$have_python" = xyes && $otls_python -c 'import pytest' 2>/dev/null],
      [otls_cv_pytest_python=$otls_python
       break])
   done])
AC_SUBST([PYTEST_PYTHON], [$otls_cv_pytest_python])
AM_CONDITIONAL([HAVE_PYTEST], [test "x$otls_cv_pytest_python" != xno])])
