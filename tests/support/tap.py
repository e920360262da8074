# SPDX-License-Identifier: ISC
"""Runs tests and prints TAP. A test's name states its claim.

Tests are methods of unittest's cases, or functions marked with @claim, each
of which runs in a new directory that goes with it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP_SRCDIR = os.environ.get("top_srcdir") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOP_BUILDDIR = os.environ.get("top_builddir") or TOP_SRCDIR


def library():
    """The shared library of the build tree."""
    return os.path.join(TOP_BUILDDIR, "libotls", ".libs", "libotls.so.0")


def skip_all(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def sanitizer_runtime():
    """What must be loaded before a library that AddressSanitizer is in, or
    None where there is no such way."""
    compiler = os.environ.get("CC", "cc").split()
    done = subprocess.run(compiler + ["-print-file-name=libasan.so"],
                          stdout=subprocess.PIPE, text=True)
    path = done.stdout.strip()
    return path if os.path.isabs(path) else None


def need_library():
    """Makes sure that the library can be loaded: where the build has a
    sanitizer, by starting the interpreter anew with its runtime first."""
    if not os.path.exists(library()):
        skip_all("there is no %s: run make first" % library())
    flags = os.environ.get("OTLS_SANITIZERS", "")
    if not flags or os.environ.get("OTLS_PRELOADED"):
        return
    runtime = sanitizer_runtime() if "address" in flags else None
    if runtime is None:
        skip_all("the build has a sanitizer that can't be loaded late")
    # the interpreter's own leaks are not what is asked here
    options = os.environ.get("ASAN_OPTIONS", "")
    os.environ.update(LD_PRELOAD=runtime, OTLS_PRELOADED="1",
                      ASAN_OPTIONS=options + ":detect_leaks=0")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable] + sys.argv)


def skip_unless_plain():
    """For a test that links or loads the library in programs of its own."""
    if os.environ.get("OTLS_SANITIZERS"):
        skip_all("the build has sanitizers, the test's programs have not")
    need_library()


# Raised by a test for what can't be tested here.
Skip = unittest.SkipTest

_claims = []


def claim(function):
    """Registers a function as a test."""
    _claims.append(Claim(function))
    return function


class Claim(unittest.FunctionTestCase):
    """A function in a directory of its own."""

    def __init__(self, function):
        super().__init__(function)
        self.name = function.__name__

    def id(self):
        return self.name

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="otls-test-")
        os.chdir(self.directory)

    def tearDown(self):
        os.chdir("/")
        shutil.rmtree(self.directory, ignore_errors=True)


class Tap(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def line(self, verdict, test, note=""):
        self.count += 1
        name = test.id().split(".", 1)[-1].replace("test_", "", 1)
        print("%s %d - %s%s" % (verdict, self.count, name, note), flush=True)

    def trouble(self, test, err):
        self.line("not ok", test)
        for line in self._exc_info_to_string(err, test).splitlines():
            print("# " + line, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addError(self, test, err):
        super().addError(test, err)
        self.trouble(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.trouble(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line("ok", test, " # SKIP " + reason)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules["__main__"])
    suite.addTests(_claims)
    print("1..%d" % suite.countTestCases(), flush=True)
    result = Tap()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
