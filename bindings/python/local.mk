# SPDX-License-Identifier: ISC
# The Python package; bindings/Makefile.am includes it.

python_modules = \
	python/tls/__init__.py \
	python/tls/__main__.py \
	python/tls/_answer.py \
	python/tls/_backend.py \
	python/tls/_callbacks.py \
	python/tls/_error.py \
	python/tls/_errors.py \
	python/tls/_exceptions.py \
	python/tls/_object.py \
	python/tls/_passphrase.py \
	python/tls/certificate.py \
	python/tls/connection.py \
	python/tls/context.py \
	python/tls/credential.py \
	python/tls/io.py \
	python/tls/key.py \
	python/tls/random.py \
	python/tls/request.py \
	python/tls/session.py \
	python/tls/ssl.py \
	python/tls/store.py \
	python/tls/ticket_keys.py \
	python/tls/trust.py

python_data = \
	python/tls/_otls.pyi \
	python/tls/py.typed

python_api_modules = \
	python/tls/api/__init__.py \
	python/tls/api/_call.py \
	python/tls/api/_library.py \
	python/tls/api/_table.py \
	python/tls/api/raw.py

python_age_modules = \
	python/tls/age/__init__.py \
	python/tls/age/_inspect.py \
	python/tls/age/_job.py \
	python/tls/age/_keys.py \
	python/tls/age/_reader.py \
	python/tls/age/_rewrap.py \
	python/tls/age/_transfer.py

python_ssl_modules = \
	python/tls/_ssl/__init__.py \
	python/tls/_ssl/asked.py \
	python/tls/_ssl/bio.py \
	python/tls/_ssl/certificate.py \
	python/tls/_ssl/constants.py \
	python/tls/_ssl/context.py \
	python/tls/_ssl/credential.py \
	python/tls/_ssl/der.py \
	python/tls/_ssl/errors.py \
	python/tls/_ssl/immutable.py \
	python/tls/_ssl/objects.py \
	python/tls/_ssl/rand.py \
	python/tls/_ssl/resumption.py \
	python/tls/_ssl/session.py \
	python/tls/_ssl/sslsocket.py \
	python/tls/_ssl/trust.py \
	python/tls/_ssl/versions.py

python_api_data = python/tls/api/__init__.pyi

python_checks = \
	python/tests/check_cpython.sh \
	python/tests/check_ctypes.sh \
	python/tests/check_swig.sh

python_tests = \
	$(python_checks) \
	python/tests/conftest.py \
	python/tests/cpython.py \
	python/tests/cpython/known.txt \
	python/tests/cpython/sitecustomize.py \
	python/tests/environment.sh \
	python/tests/installed.sh \
	python/tests/run.py \
	python/tests/test_age.py \
	python/tests/test_age_armor.py \
	python/tests/test_age_inspect.py \
	python/tests/test_age_open.py \
	python/tests/test_age_pieces.py \
	python/tests/test_age_rewrap.py \
	python/tests/test_api.py \
	python/tests/test_certificate.py \
	python/tests/test_connection.py \
	python/tests/test_connection_hooks.py \
	python/tests/test_connection_peers.py \
	python/tests/test_context.py \
	python/tests/test_credential.py \
	python/tests/test_docs.py \
	python/tests/test_errors.py \
	python/tests/test_examples.py \
	python/tests/test_io.py \
	python/tests/test_key.py \
	python/tests/test_process.py \
	python/tests/ends.py \
	python/tests/pki.py \
	python/tests/redis_server.py \
	python/tests/ssl_ends.py \
	python/tests/test_random.py \
	python/tests/test_request.py \
	python/tests/test_session_export.py \
	python/tests/test_sessions_store.py \
	python/tests/test_ssl.py \
	python/tests/test_ssl_data.py \
	python/tests/test_ssl_export.py \
	python/tests/test_ssl_sessions.py \
	python/tests/test_store.py \
	python/tests/test_ticket_keys.py \
	python/tests/test_types.py \
	python/tests/test_trust.py

EXTRA_DIST += \
	$(python_modules) \
	$(python_data) \
	$(python_age_modules) \
	$(python_api_modules) \
	$(python_ssl_modules) \
	$(python_api_data) \
	$(python_tests) \
	python/bench.py \
	swig/python.i

if HAVE_PYTHON
tlsdir = $(pythondir)/tls
tls_PYTHON = $(python_modules)
tls_DATA = $(python_data)
tlsagedir = $(pythondir)/tls/age
tlsage_PYTHON = $(python_age_modules)
tlsssldir = $(pythondir)/tls/_ssl
tlsssl_PYTHON = $(python_ssl_modules)
tlsapidir = $(pythondir)/tls/api
tlsapi_PYTHON = $(python_api_modules)
tlsapi_DATA = $(python_api_data)

# The package as an import finds it, without an installation.
stage_targets += python-stage
python-stage: $(tlsexec_LTLIBRARIES)
	@$(MKDIR_P) python/stage/tls
	@for file in $(python_modules) $(python_data); do \
	  $(LN_S) -f "$(abs_srcdir)/$$file" python/stage/tls || exit 1; done
	@for dir in _ssl age api; do \
	  rm -rf "python/stage/tls/$$dir"; \
	  $(LN_S) "$(abs_srcdir)/python/tls/$$dir" "python/stage/tls/$$dir" || \
	    exit 1; done
	@for file in $(tlsexec_LTLIBRARIES); do \
	  $(LN_S) -f "$(abs_builddir)/.libs/_otls$(PYTHON_EXT_SUFFIX)" \
	    python/stage/tls || exit 1; done

clean_targets += python-clean
python-clean:
	rm -rf python/stage

uninstall_targets += python-uninstall
python-uninstall:
	for file in $(tlsexec_LTLIBRARIES); do \
	  rm -f "$(DESTDIR)$(pyexecdir)/tls/_otls$(PYTHON_EXT_SUFFIX)"; done
	-for dir in "$(tlsagedir)" "$(tlsapidir)" "$(tlsssldir)" "$(tlsdir)" \
	    "$(pyexecdir)/tls"; do \
	  rmdir "$(DESTDIR)$$dir/__pycache__" "$(DESTDIR)$$dir"; \
	done 2>/dev/null

if HAVE_PYTHON_EXTENSION
tlsexecdir = $(pyexecdir)/tls
tlsexec_LTLIBRARIES = _otls.la
python_cppflags = \
	-I$(srcdir)/python \
	-I$(top_srcdir)/libotls/include \
	$(PYTHON_CPPFLAGS)

noinst_LTLIBRARIES += libpython-typemaps.la
libpython_typemaps_la_SOURCES = python/otls_python.c python/otls_python.h
libpython_typemaps_la_CPPFLAGS = $(python_cppflags)

_otls_la_SOURCES =
nodist__otls_la_SOURCES = python/otls_wrap.c
_otls_la_CPPFLAGS = $(python_cppflags)
# What SWIG generates is not ours to keep free of warnings.
_otls_la_CFLAGS = $(HARDENING_CFLAGS) $(SANITIZER_FLAGS)
_otls_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-shrext $(PYTHON_EXT_SUFFIX)
_otls_la_LIBADD = libpython-typemaps.la $(top_builddir)/libotls/libotls.la

BUILT_SOURCES += python/otls_wrap.c
CLEANFILES += python/otls_wrap.c
python/otls_wrap.c: $(swig_sources) $(srcdir)/swig/python.i
	@$(MKDIR_P) python
	$(AM_V_GEN)$(SWIG) -python -threads -noproxy -module _otls \
	  -I$(srcdir)/swig -outdir python -o $@ $(srcdir)/swig/otls.i

# Only libtool wants the .la of a module.
install_hooks += python-install-hook
python-install-hook:
	rm -f "$(DESTDIR)$(tlsexecdir)/_otls.la"
endif

python_library_path = $(abs_top_builddir)/libotls/.libs
python_environment = \
	PYTHONDONTWRITEBYTECODE=1 \
	PYTHONPATH='$(abs_builddir)/python/stage' \
	LD_LIBRARY_PATH="$(python_library_path)$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"

# The same tests for each back end, and each of them counted.
AM_TESTS_ENVIRONMENT += \
	PYTHON='$(PYTHON)'; \
	PYTEST_PYTHON='$(PYTEST_PYTHON)'; \
	SANITIZER_FLAGS='$(SANITIZER_FLAGS)'; \
	CC='$(CC)'; \
	export PYTHON PYTEST_PYTHON SANITIZER_FLAGS CC;
TESTS += $(python_checks)

# All of the interpreter's own tests that use ssl, which take a while.
cpython_tests = \
	test_ssl \
	test_asyncio.test_ssl \
	test_asyncio.test_sslproto \
	test_asyncio.test_streams \
	test_asyncio.test_events \
	test_asyncio.test_sendfile \
	test_httplib \
	test_urllib2_localnet \
	test_ftplib \
	test_imaplib \
	test_poplib \
	test_smtplib \
	test_xmlrpc \
	test_logging
check-cpython: all
	top_srcdir='$(top_srcdir)' top_builddir='$(top_builddir)' \
	PYTHON='$(PYTHON)' PYTEST_PYTHON='$(PYTEST_PYTHON)' \
	SANITIZER_FLAGS='$(SANITIZER_FLAGS)' CC='$(CC)' \
	CPYTHON_TESTS='$(cpython_tests)' \
	  $(SHELL) $(srcdir)/python/tests/check_cpython.sh

installcheck_targets += python-installcheck
python-installcheck:
	PYTHON='$(PYTHON)' PYTEST_PYTHON='$(PYTEST_PYTHON)' \
	SANITIZER_FLAGS='$(SANITIZER_FLAGS)' CC='$(CC)' \
	  $(SHELL) $(srcdir)/python/tests/installed.sh \
	    '$(DESTDIR)$(pythondir)' \
	    '$(DESTDIR)$(pyexecdir)' '$(DESTDIR)$(libdir)'

bench_targets += python-bench
python-bench: all
	@echo; echo "== bindings/python/bench.py"
	@$(python_environment) $(PYTHON) $(srcdir)/python/bench.py
endif
