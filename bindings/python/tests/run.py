# SPDX-License-Identifier: ISC
"""Runs the tests beside it and prints TAP, a line a test.

Without pytest the documentation's examples run alone, so that an interpreter
that nobody has installed anything for is tested too.
"""

import faulthandler
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TIMEOUT = 900  # a test that hangs ends with every thread's traceback


OUT = os.dup(1)  # pytest takes these away while a test runs
ERR = os.dup(2)


def watch():
    """Begins a test's time anew."""
    faulthandler.dump_traceback_later(TIMEOUT, exit=True, file=ERR)


def line(text):
    os.write(OUT, (text + "\n").encode("utf-8", "replace"))


class Tap:
    """A pytest plugin."""

    def __init__(self):
        self.number = 0

    def say(self, verdict, name, after=""):
        self.number += 1
        name = name.replace("#", "no. ")
        line("%s %d - %s%s" % (verdict, self.number, name, after))

    def pytest_runtest_logstart(self, nodeid, location):
        watch()

    def pytest_runtest_logreport(self, report):
        name = "%s: %s" % (os.environ.get("TLS_BACKEND", ""),
                           report.nodeid.split("/")[-1])
        if report.skipped:
            reason = report.longrepr[2] if isinstance(
                report.longrepr, tuple) else str(report.longrepr)
            self.say("ok", name, " # SKIP " + reason.replace("\n", " "))
        elif report.failed:
            self.say("not ok", name)
            for text in str(report.longrepr).split("\n"):
                line("# " + text)
        elif report.when == "call":
            self.say("ok", name)

    def pytest_collectreport(self, report):
        if report.failed:
            self.say("not ok", report.nodeid)
            for text in str(report.longrepr).split("\n"):
                line("# " + text)


def with_pytest(pytest, arguments):
    tap = Tap()
    sys.stdout = open(os.devnull, "w")  # what pytest says for itself
    pytest.main(
        ["-q", "--tb=short", "-p", "no:cacheprovider", "--rootdir", HERE,
         "-c", os.devnull, *(arguments or [HERE])], plugins=[tap])
    line("1..%d" % tap.number)


def without_pytest():
    import doctest
    import importlib
    names = ("tls", "tls.age", "tls.io", "tls.random", "tls.api",
             "tls.api.raw", "tls.ssl")
    for number, name in enumerate(names, 1):
        module = importlib.import_module(name)
        failed, tried = doctest.testmod(module)
        good = failed == 0 and tried > 0
        line("%s %d - %s: the %d examples of %s" % (
            "ok" if good else "not ok", number,
            os.environ.get("TLS_BACKEND", ""), tried, name))
    line("1..%d" % len(names))


def main():
    watch()
    try:
        import pytest
    except ImportError:
        without_pytest()
    else:
        with_pytest(pytest, sys.argv[1:])


if __name__ == "__main__":
    main()
