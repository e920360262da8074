# SPDX-License-Identifier: ISC
"""Does what the tutorial and the README show really work?

The blocks of each page are run in order, in a directory of their own,
against the build tree:

``.. code-block:: console``
    ``$ command``, then the output that it must print; ``...`` stands for
    anything.
``.. file: NAME`` (a comment) before a block
    the block is written to the file NAME.
``.. not run: WHY`` (a comment) before a block
    the block is left out.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import tap  # noqa: E402

PAGES = ("README.rst", "docs/tutorial.rst", "docs/guides/tls.rst")
BLOCK = re.compile(r"\.\. code-block:: (\w+)$")
MARK = re.compile(r"\.\. (file|not run): (.+)$")
PC = """\
Name: libotls
Description: the library of the build tree
Version: 0
Libs: -L%s/libotls/.libs -lotls
Cflags: -I%s/libotls/include
"""


class Block:
    def __init__(self, language, line, mark, lines):
        self.language = language
        self.line = line
        self.mark, self.value = mark
        while lines and not lines[-1]:
            lines.pop()
        self.lines = lines

    def commands(self):
        """(line number, command, the output wanted)"""
        found = []
        for number, text in enumerate(self.lines, self.line):
            if text.startswith("$ "):
                found.append((number, text[2:], []))
            elif found and found[-1][1].endswith("\\"):
                found[-1] = (found[-1][0], found[-1][1] + "\n" + text, [])
            else:
                found[-1][2].append(text)
        return found


def blocks(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    found, mark, at = [], (None, ""), 0
    while at < len(lines):
        marked = MARK.match(lines[at])
        match = BLOCK.match(lines[at])
        if marked:
            mark = marked.groups()
        if match:
            begin = at = at + 2
            while at < len(lines) and (
                    not lines[at] or lines[at].startswith("   ")):
                at += 1
            body = [line[3:] for line in lines[begin:at]]
            found.append(Block(match.group(1), begin + 1, mark, body))
            mark = (None, "")
        else:
            at += 1
    return found


def command(folder, name, what):
    path = os.path.join(folder, "bin", name)
    with open(path, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec %s "$@"\n' % what)
    os.chmod(path, 0o755)


def environment(folder):
    """The build tree, looking as if it were installed."""
    build = tap.TOP_BUILDDIR
    os.makedirs(os.path.join(folder, "bin"))
    command(folder, "otls",
            shlex.quote(os.path.join(build, "tools", "otls")))
    command(folder, "cc", os.environ.get("CC") or "/usr/bin/cc")
    command(folder, "python3", shlex.quote(sys.executable))
    with open(os.path.join(folder, "libotls.pc"), "w",
              encoding="utf-8") as file:
        file.write(PC % (build, tap.TOP_SRCDIR))
    env = dict(os.environ)
    env["PATH"] = os.path.join(folder, "bin") + ":" + env["PATH"]
    env["PKG_CONFIG_PATH"] = folder
    env["LD_LIBRARY_PATH"] = os.path.join(build, "libotls", ".libs")
    env["LC_ALL"] = "C"
    return env


def matches(wanted, got):
    parts = [re.escape(part) for part in "\n".join(wanted).split("...")]
    return re.fullmatch(".*".join(parts) + r"\n?", got, re.S) is not None


class Runner:
    def __init__(self):
        self.count = 0
        self.failed = False

    def result(self, good, claim, note=()):
        self.count += 1
        self.failed = self.failed or not good
        print("%sok %d - %s" % ("" if good else "not ", self.count, claim))
        for line in note:
            print("# " + line)
        sys.stdout.flush()

    def command(self, where, command, wanted, folder, env):
        # A file and no pipe: a command may leave a server behind, which would
        # hold a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, env=env, timeout=300,
                stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)
            output.seek(0)
            text = output.read()
        good = done.returncode == 0 and matches(wanted, text)
        note = [] if good else (
            ["exit code %d, output:" % done.returncode]
            + text.splitlines() + ["wanted:"] + wanted)
        self.result(good, "%s $ %s" % (where, command.split("\n")[0]), note)

    def page(self, name, folder, env):
        for block in blocks(os.path.join(tap.TOP_SRCDIR, name)):
            where = "%s:%d" % (name, block.line)
            if block.mark == "not run":
                print("# %s is not run: %s" % (where, block.value))
            elif block.mark == "file":
                path = os.path.join(folder, block.value)
                with open(path, "w", encoding="utf-8") as file:
                    file.write("\n".join(block.lines) + "\n")
            elif block.language == "console":
                for line, command, wanted in block.commands():
                    self.command("%s:%d" % (name, line), command, wanted,
                                 folder, env)
            else:
                self.result(False, "%s says what it is for" % where, [
                    "put '.. file: NAME' or '.. not run: WHY' before it"])


def main():
    tap.skip_unless_plain()
    if not os.path.exists(os.path.join(tap.TOP_BUILDDIR, "tools", "otls")):
        tap.skip_all("the build has no otls command")
    if not shutil.which("pkg-config"):
        tap.skip_all("there is no pkg-config")
    runner = Runner()
    for name in PAGES:
        with tempfile.TemporaryDirectory(prefix="tutorial-") as top:
            folder = os.path.join(top, "work")
            os.mkdir(folder)
            runner.page(name, folder, environment(top))
    print("1..%d" % runner.count)
    sys.exit(1 if runner.failed else 0)


if __name__ == "__main__":
    main()
