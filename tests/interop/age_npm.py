# SPDX-License-Identifier: ISC
"""Files go both ways between the shared library and typage, the npm package
age-encryption, armored and not, with recipients and a passphrase.

The package is looked for in npm/ of the build directory:
npm install --prefix npm age-encryption@0.3.1. Node.js 18 will do.
"""

import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import peer  # noqa: E402
import tap  # noqa: E402

NPM = os.path.abspath(os.path.join(tap.TOP_BUILDDIR, "npm"))
PACKAGE = os.path.join(NPM, "node_modules", "age-encryption")
SIZES = (0, 1, 47, 48, 49, 65535, 65536, 65537, 1 << 20)
LARGE = 100 << 20
PASSPHRASE = "a horse, a battery"


class Typage:
    """One process that answers all requests."""

    def __init__(self):
        self.process = subprocess.Popen(
            ("node", os.path.join(HERE, "age_npm.mjs"), NPM),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() == "", "node did not start"

    def answer(self):
        word, _, text = self.process.stdout.readline().strip("\n").partition(
            "\t")
        assert word == "ok", "typage: " + (text or "it ended")
        return text

    def __call__(self, *request):
        self.process.stdin.write("\t".join(request) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


class Pair(peer.Pair):
    def __init__(self, directory):
        super().__init__(directory)
        self.typage = Typage()
        self.theirs = self.typage("identity")
        self.their_recipient = self.typage("recipient", self.theirs)

    def typage_reads_ours(self, size, armor):
        data = self.plain(size)
        self.encrypt(self.recipient, self.parse_recipient(
            self.their_recipient), armor=armor)
        for identity in (self.theirs, self.secret):
            self.typage("decrypt", self.path("age"), self.path("back"),
                "-i", identity)
            self.check(data)

    def we_read_typages(self, size, armor):
        data = self.plain(size)
        self.typage("encrypt", self.path("plain"), self.path("age"),
            str(armor), "-r", self.public)
        self.decrypt(self.identity)
        self.check(data)

    def typage_reads_our_passphrase(self, size, armor):
        data = self.plain(size)
        self.encrypt(self.passphrase_recipient(PASSPHRASE), armor=armor)
        self.typage("decrypt", self.path("age"), self.path("back"), "-p",
            PASSPHRASE)
        self.check(data)

    def we_read_typages_passphrase(self, size, armor):
        data = self.plain(size)
        self.typage("encrypt", self.path("plain"), self.path("age"),
            str(armor), "-p", PASSPHRASE)
        self.decrypt(self.passphrase_identity(PASSPHRASE))
        self.check(data)


def main():
    if shutil.which("node") is None:
        tap.skip_all("there is no node")
    if not os.path.isdir(PACKAGE):
        tap.skip_all("there is no %s: npm install --prefix %s "
            "age-encryption@0.3.1" % (PACKAGE, NPM))
    tap.need_library()
    with tempfile.TemporaryDirectory() as directory:
        pair = Pair(directory)
        claims = [(claim, size, armor)
            for claim in (pair.typage_reads_ours, pair.we_read_typages)
            for size in SIZES + (LARGE,) for armor in (0, 1)]
        claims += [(claim, 70000, armor)
            for claim in (pair.typage_reads_our_passphrase,
                          pair.we_read_typages_passphrase)
            for armor in (0, 1)]
        try:
            return peer.run(claims)
        finally:
            pair.typage.close()


if __name__ == "__main__":
    sys.exit(main())
