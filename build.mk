# SPDX-License-Identifier: ISC
# What every Makefile.am that compiles C begins with.
# config.h comes first in every file, so that off_t and the GNU functions
# are the same in all of them.
AM_CPPFLAGS = \
	-include $(top_builddir)/config.h \
	-I$(top_srcdir)/libotls/include \
	-I$(top_srcdir)/libotls \
	$(OPENSSL_CFLAGS)
AM_CFLAGS = $(WARNING_CFLAGS) $(HARDENING_CFLAGS) $(SANITIZER_FLAGS)
AM_LDFLAGS = $(HARDENING_LDFLAGS) $(SANITIZER_FLAGS)
