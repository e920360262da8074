# SPDX-License-Identifier: ISC
"""cpython.py PYTHON STAGE BACKEND FILE...: the interpreter's own tests, run
twice: as it is, and with tls._ssl in the place of its `_ssl`. Prints TAP.

Each test passes as it passes without, and skips where it skips without; but
for those that cpython/known.txt lists with a reason, and they have to fail.
"""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
TIMEOUT = 1800
KNOWN = re.compile(r"(?P<test>[\w.]+)(?P<versions>( [\d.]+)*): (?P<why>.+)")


def say(text):
    print(text, flush=True)


def ask(python, code):
    return subprocess.run([python, "-c", code], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, universal_newlines=True)


def known(version):
    found = {}
    with open(os.path.join(HERE, "cpython", "known.txt")) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                match = KNOWN.fullmatch(line.strip())
                versions = match.group("versions").split()
                if not versions or version in versions:
                    found[match.group("test")] = match.group("why")
    return found


class Run:
    """One file's tests in a process of its own."""

    def __init__(self, python, name, directory, environment):
        self.xml = os.path.join(directory, "%s.xml" % name)
        self.log = open(os.path.join(directory, "%s.log" % name), "w+b")
        self.process = subprocess.Popen(
            [python, "-m", "test", "-v", "--junit-xml=" + self.xml, name],
            cwd=directory, env={**os.environ, **environment},
            stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT)

    def results(self):
        """test -> "passed", "skipped" or "failed"."""
        try:
            self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        found = {}
        if os.path.exists(self.xml):
            for case in ElementTree.parse(self.xml).iter("testcase"):
                name = case.get("name")
                kind = "passed"
                if case.find("skipped") is not None:
                    kind = "skipped"
                if case.find("failure") is not None or \
                        case.find("error") is not None:
                    kind = "failed"
                if found.get(name) != "failed":  # it may have subtests
                    found[name] = kind
        return found

    def tell(self):
        """The end of what it printed, as a comment."""
        self.log.seek(0)
        for line in self.log.read().decode("utf-8", "replace").split(
                "\n")[-200:]:
            say("# " + line)


class Tap:
    def __init__(self):
        self.number = self.failed = 0

    def test(self, good, text):
        self.number += 1
        self.failed += not good
        say("%s %d - %s" % ("ok" if good else "not ok", self.number, text))


def compare(tap, backend, before, after, listed):
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        text = "%s: %s" % (backend, name)
        if name in listed and was == "passed":
            tap.test(now == "failed", "%s fails as it is listed: %s" % (
                text, listed[name]))
        elif was == "failed":
            tap.test(True, "%s fails without tls._ssl as well" % text)
        else:
            tap.test(now == was, text if now == was == "passed" else
                     "%s is %s as without (%s)" % (text, was, now))


def run(tap, python, stage, backend, name, listed):
    with tempfile.TemporaryDirectory() as directory:
        plain = os.path.join(directory, "plain")
        over = os.path.join(directory, "over")
        os.mkdir(plain)
        os.mkdir(over)
        witness = os.path.join(directory, "witness")
        runs = (
            Run(python, name, plain, {"PYTHONPATH": ""}),
            Run(python, name, over, {
                "PYTHONPATH": os.path.join(HERE, "cpython") + os.pathsep +
                stage, "TLS_BACKEND": backend, "TLS_WITNESS": witness}))
        before, after = [one.results() for one in runs]
        failed = tap.failed
        tap.test(len(before) > 0, "%s: %s runs as it is" % (backend, name))
        compare(tap, backend, before, after, listed)
        lines = open(witness).read().split() if os.path.exists(witness) \
            else ["nobody"]
        tap.test(set(lines) == {backend},
                 "%s: %s never loads the interpreter's _ssl (%s)" % (
                     backend, name, ", ".join(sorted(set(lines)))))
        if tap.failed > failed:
            runs[1].tell()
        for one in runs:
            one.log.close()
        tap.test(True, "%s: %s: %d tests, of which %d are skipped" % (
            backend, name, len(after),
            sum(kind == "skipped" for kind in after.values())))


def main():
    python, stage, backend, *names = sys.argv[1:]
    version = ask(python, "import sys; print('%d.%d' % sys.version_info[:2])"
                  ).stdout.strip()
    if ask(python, "import ssl, test.test_ssl").returncode != 0:
        say("1..0 # SKIP %s has no tests of its own, or no ssl (Debian: "
            "libpython3-testsuite)" % python)
        return
    tap = Tap()
    listed = known(version)
    for name in names:
        run(tap, python, stage, backend, name, listed)
    say("1..%d" % tap.number)
    sys.exit(tap.failed > 0)


if __name__ == "__main__":
    main()
