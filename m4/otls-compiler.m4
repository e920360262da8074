# SPDX-License-Identifier: ISC

# OTLS_TRY_FLAGS(VARIABLE, FLAGS): adds to VARIABLE each of FLAGS, a list
# separated by spaces, that the compiler and the linker take.
AC_DEFUN([OTLS_TRY_FLAGS],
[for otls_flag in $2; do
  AC_MSG_CHECKING([whether $CC takes $otls_flag])
  otls_save_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $otls_flag"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]],
      [[char b[64]; memset(b, 1, sizeof(b)); return b[0] == 2;]])],
    [AC_MSG_RESULT([yes])
     $1="$$1 $otls_flag"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$otls_save_CFLAGS
done])

# --enable-sanitizers=address,undefined or =thread
AC_DEFUN([OTLS_SANITIZERS],
[AC_ARG_ENABLE([sanitizers],
  [AS_HELP_STRING([--enable-sanitizers=LIST],
    [build with -fsanitize=LIST, for tests])],
  [], [enable_sanitizers=no])
SANITIZER_FLAGS=
AS_CASE([$enable_sanitizers],
  [no], [],
  [yes], [enable_sanitizers=address,undefined])
AS_IF([test "x$enable_sanitizers" != xno],
  [SANITIZER_FLAGS="-fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"])
AC_SUBST([SANITIZER_FLAGS])
AM_CONDITIONAL([SANITIZERS], [test "x$enable_sanitizers" != xno])])

AC_DEFUN([OTLS_WARNINGS],
[AC_ARG_ENABLE([werror],
  [AS_HELP_STRING([--enable-werror], [treat warnings as errors])],
  [], [enable_werror=no])
WARNING_CFLAGS=
OTLS_TRY_FLAGS([WARNING_CFLAGS],
  [-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2 \
   -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
   -Wundef -Wvla -Wdate-time])
AS_IF([test "x$enable_werror" = xyes],
  [WARNING_CFLAGS="$WARNING_CFLAGS -Werror"])
AC_SUBST([WARNING_CFLAGS])])

AC_DEFUN([OTLS_HARDENING],
[AC_ARG_ENABLE([hardening],
  [AS_HELP_STRING([--disable-hardening],
    [leave out the compiler's and linker's hardening flags])],
  [], [enable_hardening=yes])
HARDENING_CFLAGS=
HARDENING_LDFLAGS=
OTLS_TRY_FLAGS([HARDENING_CFLAGS], [-fvisibility=hidden])
AS_IF([test "x$enable_sanitizers" != xno], [enable_hardening="no (sanitizers)"])
AS_IF([test "x$enable_hardening" = xyes],
  [OTLS_TRY_FLAGS([HARDENING_CFLAGS],
    [-fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
     -fno-strict-overflow -fno-delete-null-pointer-checks \
     -fzero-call-used-regs=used-gpr -ftrivial-auto-var-init=zero])
  dnl a distribution's own choice of _FORTIFY_SOURCE, or an unoptimised
  dnl build, is left alone
  AS_CASE(["$CPPFLAGS $CFLAGS"],
    [*_FORTIFY_SOURCE*|*-O0*], [],
    [*-O*], [HARDENING_CFLAGS="$HARDENING_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])
  OTLS_TRY_FLAGS([HARDENING_LDFLAGS],
    ["-Wl,-z,relro" "-Wl,-z,now" "-Wl,-z,noexecstack"])])
dnl The library holds thread and exit handlers: it must stay once loaded.
OTLS_LIBRARY_LDFLAGS=-Wl,-z,nodelete
AS_IF([test "x$enable_sanitizers" = xno],
  [OTLS_LIBRARY_LDFLAGS="$OTLS_LIBRARY_LDFLAGS -Wl,-z,defs"])
AC_SUBST([OTLS_LIBRARY_LDFLAGS])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_LDFLAGS])])

AC_DEFUN([OTLS_PTHREAD],
[AC_SEARCH_LIBS([pthread_atfork], [pthread], [],
  [AC_MSG_ERROR([POSIX threads are needed])])])
